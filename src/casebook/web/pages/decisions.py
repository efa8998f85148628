"""What the hotline decides or looks at again: requests for more time, what citizens call unsolved, suspensions."""

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from casebook.access import Actor, Role
from casebook.errors import NotFound
from casebook.web.api.appointments import AppointmentAnswer, SuspensionsAsked, suspensions
from casebook.web.api.dissatisfied import DissatisfiedAnswer, dissatisfied_citizens
from casebook.web.api.extensions import ExtensionRequestAnswer, RequestsAsked, requests_of_units
from casebook.web.audience import signed_in
from casebook.web.html.page import PageRoute, page
from casebook.web.services import Served, Services

router = APIRouter(tags=["pages"], route_class=PageRoute, include_in_schema=False)

Rows = Sequence[ExtensionRequestAnswer] | Sequence[DissatisfiedAnswer] | Sequence[AppointmentAnswer]
Decider = Annotated[Actor, Depends(signed_in(Role.DISPATCHER, Role.SUPERVISOR))]


class DecisionsList(StrEnum):
    """What is decided in a list."""

    EXTENSIONS = "extensions"
    DISSATISFIED = "dissatisfied"
    SUSPENSIONS = "suspensions"


LISTS = {
    Role.DISPATCHER: (DecisionsList.EXTENSIONS, DecisionsList.DISSATISFIED),
    Role.SUPERVISOR: tuple(DecisionsList),
}
"""Which of them are for whom."""


@router.get("/decisions")
def work(
    request: Request,
    served: Served,
    person: Decider,
    asked: Annotated[RequestsAsked, Depends()],
    which: Annotated[DecisionsList, Query(alias="list")] = DecisionsList.EXTENSIONS,
) -> Response:
    """One of the lists, the soonest day first."""
    if which not in LISTS[person.role]:
        raise NotFound
    found, onward = _found(served, person, which, asked)
    return page(
        request,
        "staff/decisions.html",
        found=found,
        onward=onward,
        asked=asked,
        which=which,
        lists=LISTS[person.role],
    )


def _found(served: Services, person: Actor, which: DecisionsList, asked: RequestsAsked) -> tuple[Rows, str | None]:
    """A page of the list, and where the next begins."""
    if which is DecisionsList.EXTENSIONS:
        requests = requests_of_units(served, person.role, asked)
        return requests.requests, requests.next
    if which is DecisionsList.DISSATISFIED:
        unsolved = dissatisfied_citizens(served, person.role, asked)
        return unsolved.petitions, unsolved.next
    suspended = suspensions(served, SuspensionsAsked(**asdict(asked)))
    return suspended.petitions, suspended.next
