"""Analysts, and whoever wants to count along: integers, as things stand or as they stood."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from casebook.petitions.vocabulary import Category
from casebook.petitions.words import Code
from casebook.web.api.headers import ALL, Among, NotBefore, wait
from casebook.web.api.log import FIRST_COVERING, CheckpointAnswer, checkpoint_of
from casebook.web.api.models import Answer
from casebook.web.api.past import AsOfAsked, Question, counted
from casebook.web.audience import public
from casebook.web.bodies import StrictRoute
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["analysts"], route_class=StrictRoute)
COUNTS: Final = ("received", "accepted", "declined", "assigned", "replied", "verified", "closed", "closed_now")


class By(StrEnum):
    """What tallies are split by."""

    MONTH = "month"
    CATEGORY = "category"
    MONTH_AND_CATEGORY = "month,category"
    AREA = "area"
    UNIT = "unit"


class TallyRow(Answer):
    """Petitions counted (统计); each counts once in each column, in the month it got there first."""

    month: str | None = Field(default=None, description="The month, where split by it.", examples=["2022-01"])
    category: Category | None = Field(default=None, description="The kind of petition, where split by it.")
    area: str | None = Field(default=None, description="County or district, where split by it; empty where unknown.")
    unit: str | None = Field(
        default=None, description="Whose they are now, where split by it; empty where nobody's yet, and where sealed."
    )
    received: int = Field(description="Filed (受理前的来件).", examples=[1435])
    accepted: int = Field(description="Accepted (受理).", examples=[921])
    declined: int = Field(description="Declined (不予受理).")
    assigned: int = Field(description="Assigned to a unit (派单).")
    replied: int = Field(description="Answered by a unit (回复).")
    verified: int = Field(description="Visited by a reporter (追访).")
    closed: int = Field(description="Closed at least once (办结).", examples=[772])
    closed_now: int = Field(description="Closed, and not reopened since.")


class TalliesAnswer(Answer):
    """Tallies, and where the ledger stood."""

    position: int = Field(
        description="They count the ledger up to here; with `as_of`, of that only what was there by then.",
        examples=[4711],
    )
    checkpoint: CheckpointAnswer | None = Field(description=FIRST_COVERING)
    tallies: list[TallyRow] = Field(description="One row, or one for each group.")


@router.get(
    "/tallies",
    operation_id="tallies",
    summary="Tallies (统计)",
    responses=problems(422, 503),
    dependencies=[Depends(public())],
)
def tallies(  # noqa: PLR0913, PLR0917  each is a query parameter
    served: Served,
    past: AsOfAsked,
    among: Annotated[Among, Depends()] = ALL,
    by: Annotated[By | None, Query(description="Split by; one row of totals without.")] = None,
    area: Annotated[Code | None, Query(description="Only this county or district (县区).")] = None,
    unit: Annotated[
        Code | None, Query(description="Only those that are, or were last, this unit's (承办单位).")
    ] = None,
    not_before: NotBefore = None,
) -> TalliesAnswer:
    """How many petitions came in and how far they got, now or as of a past day: as it happened, or as it was known."""
    model = "unit_tally" if unit is not None or by is By.UNIT else "monthly_tally"
    wait(served, model, not_before)
    asked = asdict(among) | {"by": by.split(",") if by else [], "area": area}
    if model == "unit_tally":
        asked["unit"] = unit
    position, rows = counted(served, Question(model, "groups", asked), past)
    if not rows and by is None:
        rows = [dict.fromkeys(COUNTS, 0)]
    told = [TallyRow.model_validate(row) for row in rows]
    return TalliesAnswer(position=position, checkpoint=checkpoint_of(served, position), tallies=told)
