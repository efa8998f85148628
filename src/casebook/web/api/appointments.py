"""What is to be looked at again: suspensions to review, records to put away or to appraise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field, TypeAdapter

from casebook.access import Role
from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.ending.rules import REOPENABLE_FOR
from casebook.petitions.vocabulary import Category, Status
from casebook.petitions.words import Code
from casebook.web.api.cursors import After, Limit, cursor, keys_of
from casebook.web.api.headers import NotBefore, wait
from casebook.web.api.models import Answer, Words
from casebook.web.api.titles import with_titles
from casebook.web.services import Services

DAYS = TypeAdapter(tuple[date, UUID])
MOMENTS = TypeAdapter(tuple[datetime, UUID])


class AppointmentAnswer(Words):
    """A petition that is to be looked at again (到期事项)."""

    number: str = Field(description="Its number (诉求编号).", examples=["2022-001435-9"])
    version: int = Field(description="Its version.", examples=[9])
    title: str | None = Field(description="In one line (标题).")
    status: Status = Field(description="Where it is on its road (状态).")
    category: Category = Field(description="The kind of petition (类别).")
    area: str | None = Field(description="County or district code (县区).", examples=["410403"])
    unit: str | None = Field(description="The handling unit (承办单位).")
    since: datetime = Field(description="Since when it is as it is; of what has ended, when something happened last.")
    due_on: date | None = Field(
        description="The day of review (复核日期), or the last day on which the record is kept (保管期满)."
    )
    retention: RetentionClass | None = Field(description="The class of the record, once it is archived (保管期限).")


class AppointmentsAnswer(Answer):
    """A page of them, the earliest first."""

    petitions: list[AppointmentAnswer] = Field(description="The petitions.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


@dataclass(frozen=True)
class Paged:
    """The page that was asked for."""

    after: After = None
    limit: Limit = 50
    not_before: NotBefore = None


@dataclass(frozen=True)
class SuspensionsAsked(Paged):
    """The filter and the page that were asked for."""

    unit: Annotated[Code | None, Query(description="Only this unit (承办单位).")] = None


def suspensions(served: Services, asked: SuspensionsAsked) -> AppointmentsAnswer:
    """A page of what is suspended, by the day of review."""
    return _by_day(served, Role.SUPERVISOR, "suspensions", asked, {"unit": asked.unit})


def to_appraise(served: Services, asked: Paged) -> AppointmentsAnswer:
    """A page of the records whose time is over today."""
    today = datetime.now(served.settings.zone).date()
    return _by_day(served, Role.RECORDS, "to_appraise", asked, {"today": today})


def to_archive(served: Services, asked: Paged) -> AppointmentsAnswer:
    """A page of what ended, and in which nothing has happened for as long as it may come back."""
    wait(served, "appointments", asked.not_before)
    moment, last = keys_of(asked.after, MOMENTS) or (None, None)
    rows = served.reader.ask(
        "appointments",
        "to_archive",
        {
            "quiet_since": datetime.now(UTC) - REOPENABLE_FOR,
            "after_at": moment,
            "after_id": last,
            "limit": asked.limit + 1,
        },
        Role.RECORDS,
    )
    return _page(served, rows, asked, "started_at")


def _by_day(served: Services, role: Role, query: str, asked: Paged, further: Mapping[str, Any]) -> AppointmentsAnswer:
    wait(served, "appointments", asked.not_before)
    day, last = keys_of(asked.after, DAYS) or (None, None)
    parameters = {**further, "after_on": day, "after_id": last, "limit": asked.limit + 1}
    return _page(served, served.reader.ask("appointments", query, parameters, role), asked, "due_on")


def _page(served: Services, rows: Sequence[Mapping[str, Any]], asked: Paged, key: str) -> AppointmentsAnswer:
    page, names = rows[: asked.limit], AppointmentAnswer.model_fields.keys() - {"since"}
    return AppointmentsAnswer(
        petitions=[
            AppointmentAnswer(**{name: row[name] for name in names}, since=row["started_at"])
            for row in with_titles(served, page)
        ],
        next=cursor(page[-1][key], page[-1]["petition_id"]) if len(rows) > len(page) else None,
    )
