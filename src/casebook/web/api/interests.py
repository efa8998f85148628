"""Interests that people of staff declare of themselves (回避): whoever has one leaves the unit's matters to others."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Response
from pydantic import Field

from casebook.access import DECLARING, Actor
from casebook.petitions.interests import DeclareInterest, EndInterest, Interest
from casebook.web.api.headers import Key
from casebook.web.api.models import Answer
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute, example_of
from casebook.web.declaring import declared, interests_of
from casebook.web.documentation import problems
from casebook.web.services import Served, Services

router = APIRouter(prefix="/api/v1/interests", tags=["staff"], route_class=StrictRoute)
Asker = Annotated[Actor, Depends(allow(*DECLARING))]


class InterestRow(Answer):
    """An interest that stands (利害关系)."""

    unit: str = Field(description="The unit (单位).", examples=["street-410403002"])
    petition: UUID | None = Field(description="The one petition it is about; null for all of the unit's matters.")
    number: str | None = Field(description="Its number; name it to end the interest.", examples=["2022-001435-9"])
    since: datetime = Field(description="When it was declared.")


class InterestsAnswer(Answer):
    """The asker's own interests, in the order in which they were declared."""

    interests: list[InterestRow] = Field(description="The interests.")


class DeclaredAnswer(Answer):
    """A receipt (回执): the same key gets the same again."""

    version: int = Field(description="How many times this person has declared or ended an interest.", examples=[1])
    position: int = Field(description="The ledger's position after it.", examples=[4711])
    recorded_at: datetime = Field(description="When the ledger took it.")


@router.get("", operation_id="interests", summary="My interests (利害关系)", responses=problems(401, 403, 503))
def interests(served: Served, asker: Asker) -> InterestsAnswer:
    """What the asker has declared and not ended. The words stay sealed."""
    return InterestsAnswer(interests=[_row(served, one) for one in interests_of(served, asker)])


@router.post(
    "/declare-interest",
    operation_id="declare-interest",
    summary="Declare an interest (申报利害关系)",
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
def declare_interest(
    served: Served,
    response: Response,
    asker: Asker,
    key: Key,
    wish: Annotated[DeclareInterest, Body(examples=[example_of(DeclareInterest)])],
) -> DeclaredAnswer:
    """In a unit's matters, or in one petition of it.

    From then on the asker brings no petition before that unit and verifies nothing that it did.
    """
    return _declared(served, response, asker, key, wish)


@router.post(
    "/end-interest",
    operation_id="end-interest",
    summary="End an interest (终止利害关系)",
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
def end_interest(
    served: Served,
    response: Response,
    asker: Asker,
    key: Key,
    wish: Annotated[EndInterest, Body(examples=[example_of(EndInterest)])],
) -> DeclaredAnswer:
    """As it was declared: of a unit, or of one petition. The record keeps both."""
    return _declared(served, response, asker, key, wish)


def _row(served: Services, one: Interest) -> InterestRow:
    number = served.casework.petition(one.petition).number if one.petition else None
    return InterestRow(unit=one.unit, petition=one.petition, number=number, since=one.since)


def _declared(
    served: Services, response: Response, asker: Actor, key: UUID, wish: DeclareInterest | EndInterest
) -> DeclaredAnswer:
    receipt = declared(served, asker, key, wish)
    response.headers["Ledger-Position"] = str(receipt.position)
    if receipt.repeated:
        response.headers["Idempotent-Replayed"] = "true"
    return DeclaredAnswer(version=receipt.version, position=receipt.position, recorded_at=receipt.recorded_at)
