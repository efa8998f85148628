"""Deadlines that explain themselves: any, for everybody; those of a petition, for whoever may see it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from casebook.access import Actor, Role
from casebook.casework.deadlines import Deadline, still_running
from casebook.errors import NotFound
from casebook.petitions.context import Clock
from casebook.petitions.vocabulary import Category, Urgency
from casebook.petitions.words import Code
from casebook.reference.explaining import Explanation, Why, explain, explain_clock
from casebook.reference.policy import MOST, Case, Level, Limit, Measure
from casebook.web.api.headers import Number
from casebook.web.api.models import Answer
from casebook.web.audience import allow, public
from casebook.web.bodies import StrictRoute
from casebook.web.casefile import deadlines_told, looked_up
from casebook.web.disclosure import STAFF
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["petitions"], route_class=StrictRoute)
Parties = Annotated[Actor, Depends(allow(Role.CITIZEN, *STAFF))]


class Words(Answer):
    """The same in both languages."""

    zh: str = Field(description="In Chinese.", examples=["调休上班（春节）"])
    en: str = Field(description="In English.", examples=["make-up working day (Spring Festival)"])


class DayAnswer(Answer):
    """A day of a limit (逐日说明)."""

    on: date = Field(description="The day.", examples=["2022-01-29"])
    counted: bool = Field(description="Whether it counted.", examples=[True])
    why: Why = Field(description="Why it did or did not.")
    reason: Words = Field(description="The same in words.")
    number: int | None = Field(description="The how-manieth of the days that counted.", examples=[3])
    minutes: int | None = Field(description="Of a limit in hours: so many minutes ran on this day.")
    holiday: str | None = Field(description="The holiday that it is of or makes up for (节假日).", examples=["春节"])
    notices: list[str] = Field(description="The notices that say so (放假通知).")
    provisional: bool = Field(description="True: its year is not published; Monday to Friday is taken for granted.")


class ExplanationAnswer(Answer):
    """A limit from its start to its end (时限说明)."""

    start: datetime = Field(description="When it starts.")
    limit: str = Field(
        description="How long it is: wd working days, d days, h, wh office hours, min.", examples=["5 wd"]
    )
    due_on: date = Field(description="The day it ends on.", examples=["2022-02-07"])
    due_at: datetime = Field(description="The moment it ends.")
    provisional: bool = Field(description="True: it goes through a year that is not published yet (暂定).")
    policy: str = Field(description="The limits it is set by, with their version.", examples=["pds-default:1"])
    calendar: str = Field(description="The calendar it is counted in, with its version.", examples=["cn:1"])
    level: Level | None = Field(description="What it rests on: statute, order, urgency, category, default.")
    source: str | None = Field(description="The statute or order.")
    days: list[DayAnswer] = Field(description="Every day of it.")


class DeadlineAnswer(Answer):
    """A deadline of a petition (办理期限)."""

    clock: Clock = Field(description="Which limit.")
    event: str = Field(description="The event that set it.", examples=["assigned"])
    version: int = Field(description="That event's place in the petition.", examples=[3])
    set_at: datetime = Field(description="When it was set.")
    due_at: datetime = Field(description="When it ends, as it was stored: this is what counts.")
    provisional: bool = Field(description="True: it went through a year that was not published then (暂定).")
    running: bool = Field(description="True: what it is for is not done yet (在计).")
    explanation: ExplanationAnswer | None = Field(
        description="How it came about, by what was known then; null where it did not come about by the city's limits."
    )


class DeadlinesAnswer(Answer):
    """Every deadline that was ever set for a petition, oldest first."""

    deadlines: list[DeadlineAnswer] = Field(description="The deadlines.")


@dataclass(frozen=True)
class Asked:
    """Which limit is asked about."""

    start: Annotated[
        date | None,
        Query(
            alias="from",
            ge=date(1950, 1, 1),
            le=date(2199, 12, 31),
            description="The day it starts; today if not given.",
        ),
    ] = None
    working_days: Annotated[int, Query(ge=1, le=MOST, description="So many working days (工作日).")] = 5
    clock: Annotated[Clock | None, Query(description="Instead of working days: this limit of the city's.")] = None
    category: Annotated[Category, Query(description="Of this kind of petition (类别).")] = Category.COMPLAINT
    urgency: Annotated[Urgency, Query(description="Of this urgency (紧急程度).")] = Urgency.NORMAL
    matter: Annotated[Code | None, Query(description="About this matter (事项).", examples=["public_transport"])] = None


@router.get(
    "/deadlines",
    operation_id="deadline",
    summary="When does a limit end, and why? (时限说明)",
    responses=problems(404, 422, 503),
    dependencies=[Depends(public())],
)
def deadline(served: Served, asked: Annotated[Asked, Depends()]) -> ExplanationAnswer:
    """Day by day: which days count, which do not, why, by which version of limits and calendar."""
    zone = served.settings.zone
    today = datetime.now(zone).date()
    reference = served.ledger.adoptions.reference()
    day = asked.start or today
    start = datetime.combine(day, time.min, zone)
    terms = reference.terms(day, zone)
    if asked.clock is None:
        terms = terms or reference.terms(today, zone)
        explained = explain(terms, Limit(asked.working_days, Measure.WORKING_DAYS), start) if terms else None
    else:
        case = Case(asked.category, asked.urgency, asked.matter)
        explained = explain_clock(terms, asked.clock, case, start) if terms else None
    if explained is None:
        raise NotFound("当日没有施行这种时限。", "No such limit was in force on that day.")
    return _explanation(explained)


@router.get(
    "/petitions/{number}/deadlines",
    operation_id="petition_deadlines",
    summary="The deadlines of a petition (办理期限)",
    responses=problems(401, 403, 404, 503),
)
def petition_deadlines(served: Served, asker: Parties, number: Number) -> DeadlinesAnswer:
    """Every deadline as it was set, explained day by day by the versions that were known when it was set."""
    petition, entries = looked_up(served, number, asker)
    told = deadlines_told(served, asker, petition, entries)
    running = still_running(petition, told)
    return DeadlinesAnswer(deadlines=[_deadline(one, is_running=one in running) for one in told])


def _deadline(one: Deadline, *, is_running: bool) -> DeadlineAnswer:
    explained = _explanation(one.explanation) if one.explanation else None
    return DeadlineAnswer(
        clock=one.clock,
        event=one.event,
        version=one.version,
        set_at=one.set_at,
        due_at=one.due_at,
        provisional=one.provisional,
        running=is_running,
        explanation=explained,
    )


def _explanation(explained: Explanation) -> ExplanationAnswer:
    return ExplanationAnswer.model_validate(explained.as_json())
