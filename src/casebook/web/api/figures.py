"""Analysts: why petitions were declined, what reporters found, what each unit did in a month; now or as it stood."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field, TypeAdapter

from casebook.access import Actor, Role
from casebook.figures.rates import VERSION, Rate, percent, rates_of
from casebook.petitions.vocabulary import (
    Category,
    DeclineReason,
    Outcome,
    VerificationMethod,
    VerificationResult,
)
from casebook.petitions.words import Code
from casebook.web.api.cursors import After, Limit, cursor, keys_of
from casebook.web.api.headers import ALL, Among, Month, NotBefore, Source, wait
from casebook.web.api.models import Answer
from casebook.web.api.past import AsOfAsked, Question, ask
from casebook.web.api.tables import RateAnswer
from casebook.web.audience import allow, public
from casebook.web.bodies import StrictRoute
from casebook.web.disclosure import HOTLINE
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["analysts"], route_class=StrictRoute)
KEYS = TypeAdapter(tuple[date, UUID])
Counter = Annotated[Actor, Depends(allow(*HOTLINE, Role.ANALYST, Role.AUDITOR))]


class DeclinesRow(Answer):
    """Petitions that were not accepted on one ground (不予受理)."""

    reason: DeclineReason | None = Field(
        description="The ground; null: grounds with fewer than five petitions, counted together."
    )
    declined: int = Field(description="Declined (不予受理).", examples=[37])
    reviews_requested: int = Field(description="The citizen asked that it be looked at again (申请复核).")
    upheld: int = Field(description="Found right (维持).")
    overturned: int = Field(description="Found wrong: accepted after all, or to be decided anew (撤销).")


class DeclinesAnswer(Answer):
    """Why petitions were declined, and where the ledger stood."""

    position: int = Field(description="The ledger's position when they were asked for.", examples=[4711])
    declines: list[DeclinesRow] = Field(description="By ground, the most frequent first.")


class FollowUpRow(Answer):
    """What a reporter found in one round, once it was signed (记者追访)."""

    number: str = Field(description="The petition's number (诉求编号).", examples=["2022-001435-9"])
    nth: int = Field(description="The how-manieth assignment.", examples=[1])
    round: int = Field(description="The round of handling (轮次).", examples=[1])
    category: Category = Field(description="The kind of petition (类别).")
    area: str | None = Field(description="County or district code (县区).", examples=["410403"])
    street: str | None = Field(description="Street or town code (乡镇街道).")
    unit: str | None = Field(description="The handling unit (承办单位).", examples=["street-410403002"])
    claimed: Outcome | None = Field(description="What the unit says (单位自报).")
    result: VerificationResult = Field(description="What was found.")
    method: VerificationMethod | None = Field(description="How the reporter looked.")
    visited_at: datetime | None = Field(description="When.")
    photos: int = Field(description="How many pictures were taken.", examples=[2])
    signed_on: date = Field(description="The day an editor signed it.")
    source: str | None = Field(description="Where it was imported from; null where it was filed here.")


class FollowUpsAnswer(Answer):
    """A page of findings, the newest first."""

    position: int = Field(description="The ledger's position when they were asked for.", examples=[4711])
    follow_ups: list[FollowUpRow] = Field(description="The findings.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


class UnitMonthRow(Answer):
    """What a unit did in a month, as counts, and the rates that are made of them."""

    unit: str = Field(description="Its code.", examples=["street-410403002"])
    counts: dict[str, int] = Field(description="What was counted; `carried` was due before and open when it began.")
    rates: dict[str, RateAnswer] = Field(description="Every rate with numerator, denominator and coverage.")


class UnitMonthsAnswer(Answer):
    """What every unit did in a month, and where the ledger stood."""

    position: int = Field(description="The ledger's position when they were asked for.", examples=[4711])
    month: str = Field(description="The month.", examples=["2022-01"])
    definitions: int = Field(description="The version of the definitions of the rates.", examples=[VERSION])
    units: list[UnitMonthRow] = Field(description="Unit by unit; who had nothing to do is not there.")


@dataclass(frozen=True)
class FollowUpsAsked:
    """Which findings are asked for."""

    result: Annotated[VerificationResult | None, Query(description="Only this finding.")] = None
    category: Annotated[Category | None, Query(description="Only this kind (类别).")] = None
    area: Annotated[Code | None, Query(description="Only this county or district (县区).")] = None
    unit: Annotated[Code | None, Query(description="Only of this unit (承办单位).")] = None


@router.get(
    "/decline-statistics",
    operation_id="decline_statistics",
    summary="Why petitions were declined (不予受理的原因)",
    responses=problems(422, 503),
    dependencies=[Depends(public())],
)
def decline_statistics(
    served: Served, past: AsOfAsked, among: Annotated[Among, Depends()] = ALL, not_before: NotBefore = None
) -> DeclinesAnswer:
    """Each petition in the month in which it was first declined, by the ground of its last decline."""
    wait(served, "decline_statistics", not_before)
    position = served.ledger.position()
    rows = ask(served, Question("decline_statistics", "by_reason", asdict(among)), past)
    told = [DeclinesRow.model_validate(row | {"reason": row["reason"] or None}) for row in rows]
    return DeclinesAnswer(position=position, declines=told)


@router.get(
    "/follow-ups",
    operation_id="follow_ups",
    summary="What reporters found (记者追访)",
    responses=problems(422, 503),
    dependencies=[Depends(public())],
)
def follow_ups(  # noqa: PLR0913, PLR0917  each is a query parameter
    served: Served,
    past: AsOfAsked,
    asked: Annotated[FollowUpsAsked, Depends()],
    after: After = None,
    limit: Limit = 50,
    not_before: NotBefore = None,
) -> FollowUpsAnswer:
    """Every finding that an editor has signed, beside what the unit had said. Nothing that is sealed."""
    wait(served, "follow_ups", not_before)
    position, (day, last) = served.ledger.position(), keys_of(after, KEYS) or (None, None)
    parameters = asdict(asked) | {"after_on": day, "after_id": last, "limit": limit + 1}
    rows = ask(served, Question("follow_ups", "newest", parameters), past)
    page = rows[:limit]
    return FollowUpsAnswer(
        position=position,
        follow_ups=[FollowUpRow.model_validate({name: row[name] for name in FollowUpRow.model_fields}) for row in page],
        next=cursor(page[-1]["signed_on"], page[-1]["petition_id"]) if len(rows) > len(page) else None,
    )


@router.get(
    "/unit-months",
    operation_id="unit_months",
    summary="What each unit did in a month (单位月度统计)",
    responses=problems(401, 403, 422, 503),
)
def unit_months(  # noqa: PLR0913, PLR0917  each is a query parameter
    served: Served,
    asker: Counter,
    past: AsOfAsked,
    month: Annotated[Month, Query(description="The month.", examples=["2022-01"])],
    category: Annotated[Category | None, Query(description="Only this kind (类别).")] = None,
    source: Source = None,
    not_before: NotBefore = None,
) -> UnitMonthsAnswer:
    """The counts that rankings are made of, and every rate with what it is made of; nothing of what is sealed."""
    wait(served, "unit_month", not_before)
    position = served.ledger.position()
    asked = {"month": month, "category": category, "source": source}
    rows = ask(served, Question("unit_month", "of_month", asked, asker.role), past)
    return UnitMonthsAnswer(position=position, month=month, definitions=VERSION, units=[_unit(row) for row in rows])


def _unit(row: Mapping[str, Any]) -> UnitMonthRow:
    counts = {name: value for name, value in row.items() if name != "unit"}
    rates = {name: _rate(rate) for name, rate in rates_of(counts).items()}
    return UnitMonthRow(unit=row["unit"], counts=counts, rates=rates)


def _rate(rate: Rate) -> RateAnswer:
    return RateAnswer(**asdict(rate), percent=percent(rate.value), coverage=percent(rate.coverage))
