"""Pictures on pages: those that wait in a form, and those of a petition, for whoever sees what they belong to."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response

from casebook.access import Actor, Role
from casebook.web.api.headers import Number
from casebook.web.audience import citizen, public, signed_in
from casebook.web.disclosure import STAFF
from casebook.web.html.page import PageRoute
from casebook.web.pictures import answer, picture_of
from casebook.web.services import Served

router = APIRouter(tags=["pages"], route_class=PageRoute, include_in_schema=False)

Citizen = Annotated[Actor, Depends(citizen())]
Party = Annotated[Actor, Depends(signed_in(*STAFF, Role.RECORDS))]


@router.get("/waiting-pictures/{id}", dependencies=[Depends(public())])
def waiting(served: Served, file_id: Annotated[UUID, Path(alias="id")]) -> Response:
    """The thumbnail of a picture that waits for its command, to whoever knows its id: that is who uploaded it."""
    return answer(served.ledger.files.preview(file_id), file_id, {})


@router.get("/mine/{number}/pictures/{id}")
def of_citizen(
    request: Request, served: Served, citizen: Citizen, number: Number, file_id: Annotated[UUID, Path(alias="id")]
) -> Response:
    """A picture of a petition, to its citizen."""
    return picture_of(request, served, number, citizen, file_id)


@router.get("/mine/{number}/pictures/{id}/small")
def small_of_citizen(
    request: Request, served: Served, citizen: Citizen, number: Number, file_id: Annotated[UUID, Path(alias="id")]
) -> Response:
    """The same, at most 320 pixels long."""
    return picture_of(request, served, number, citizen, file_id, small=True)


@router.get("/staff/petitions/{number}/pictures/{id}")
def of_staff(
    request: Request, served: Served, person: Party, number: Number, file_id: Annotated[UUID, Path(alias="id")]
) -> Response:
    """A picture of a petition, to people of staff, the newsroom included; the access log tells who opened it."""
    return picture_of(request, served, number, person, file_id)


@router.get("/staff/petitions/{number}/pictures/{id}/small")
def small_of_staff(
    request: Request, served: Served, person: Party, number: Number, file_id: Annotated[UUID, Path(alias="id")]
) -> Response:
    """The same, at most 320 pixels long."""
    return picture_of(request, served, number, person, file_id, small=True)
