"""Work lists: what waits, by the clock that runs, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field, TypeAdapter

from casebook.access import Actor, Role
from casebook.petitions.vocabulary import Category, Confidentiality, Status, Urgency
from casebook.petitions.words import Code
from casebook.web.api.cursors import After, Limit, cursor, keys_of
from casebook.web.api.headers import NotBefore, wait
from casebook.web.api.models import Answer, Words
from casebook.web.api.titles import with_titles
from casebook.web.api.typed import Typed, circle_of, searched
from casebook.web.disclosure import NEWSROOM
from casebook.web.services import Services

KEYS = TypeAdapter(tuple[datetime | None, UUID])


class Mark(StrEnum):
    """What is looked at first."""

    URGED = "urged"  # 已催办: about the limit that runs
    SUPERVISED = "supervised"  # 督办中
    FOUND_FALSE = "found_false"  # 曾虚假办结
    DISSATISFIED = "dissatisfied"  # 诉求人不满意: says that it is not solved, or not quite
    CLOSING_PROPOSED = "closing_proposed"  # 已提请办结: nothing stands in the way, the desk decides


class WaitingAnswer(Words):
    """A petition that waits for somebody (待办)."""

    number: str = Field(description="Its number (诉求编号).", examples=["2022-001435-9"])
    version: int = Field(description="Its version.", examples=[3])
    title: str | None = Field(description="In one line (标题).")
    status: Status = Field(description="Where it is on its road (状态).")
    category: Category = Field(description="The kind of petition (类别).")
    area: str | None = Field(description="County or district code (县区).", examples=["410403"])
    street: str | None = Field(description="Street or town code (乡镇街道).")
    urgency: Urgency = Field(description="How soon it must be dealt with (紧急程度).")
    confidentiality: Confidentiality = Field(description="What the unit may learn of the citizen (保密方式).")
    waiting_on: str = Field(description="desk, dispatcher, unit, reporter, editor or supervisor.", examples=["desk"])
    unit: str | None = Field(description="The handling unit (承办单位).")
    round: int = Field(description="The round of handling (轮次).", examples=[1])
    clock: str | None = Field(description="Which limit runs (时限).", examples=["accept"])
    due_at: datetime | None = Field(description="When it ends.")
    overdue: bool = Field(description="Whether it has ended (超期).")
    closing_proposed: bool = Field(description="Whether nothing stands in the way of closing it (已提请办结).")
    marks: list[Mark] = Field(description="What is looked at first (催办、督办、虚假办结、不满意、提请办结).")
    submitted_at: datetime = Field(description="When it was filed.")


class WorklistAnswer(Answer):
    """A page of what waits, most urgent first."""

    petitions: list[WaitingAnswer] = Field(description="The petitions.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


@dataclass(frozen=True)
class Asked:
    """The filters and the page that were asked for."""

    category: Annotated[Category | None, Query(description="Only this kind (类别).")] = None
    area: Annotated[Code | None, Query(description="Only this county or district (县区).", examples=["410403"])] = None
    status: Annotated[Status | None, Query(description="Only in this state (状态).")] = None
    q: Typed = None
    overdue: Annotated[bool, Query(description="Only those whose limit has ended (超期).")] = False
    after: After = None
    limit: Limit = 50
    not_before: NotBefore = None


def worklist(
    served: Services, actor: Actor, query: str, further: Mapping[str, str | UUID | datetime | bool | None], asked: Asked
) -> WorklistAnswer:
    """A page of the work list that `query` and its `further` parameters name, with titles opened."""
    wait(served, "inbox", asked.not_before)
    words = searched(served, asked.q, asked.not_before)
    now = datetime.now(UTC)
    due, last = keys_of(asked.after, KEYS) or (None, None)
    parameters = {
        "due_before": now if asked.overdue else None,
        **further,
        **words,
        **({"circle": circle_of(actor)} if words else {}),
        "category": asked.category,
        "area": asked.area,
        "status": asked.status,
        "after_due": due,
        "after_id": last,
        "limit": asked.limit + 1,
    }
    rows = served.reader.ask("inbox", query, parameters, actor.role)
    page = rows[: asked.limit]
    shown = [row for row in page if actor.role not in NEWSROOM or row["confidentiality"] != Confidentiality.SEALED]
    return WorklistAnswer(
        petitions=[_waiting(row, now) for row in with_titles(served, shown)],
        next=cursor(page[-1]["due_at"], page[-1]["petition_id"]) if len(rows) > len(page) else None,
    )


def waiting(served: Services, actor: Actor, numbers: Sequence[str]) -> list[WaitingAnswer]:
    """Those of some petitions that wait for anybody, the most urgent first; for the hotline, which sees them all."""
    rows = served.reader.ask("inbox", "of_numbers", {"numbers": list(numbers)}, actor.role)
    now = datetime.now(UTC)
    return [_waiting(row, now) for row in with_titles(served, rows)]


def _waiting(row: Mapping[str, Any], now: datetime) -> WaitingAnswer:
    told = {name: row[name] for name in WaitingAnswer.model_fields if name in row}
    proposed = [Mark.CLOSING_PROPOSED] if row["closing_proposed"] else []
    is_overdue = row["due_at"] is not None and row["due_at"] < now
    return WaitingAnswer(**told | {"marks": [*row["marks"], *proposed]}, overdue=is_overdue)


WAITS_ON = {Role.DESK: "desk", Role.DISPATCHER: "dispatcher", Role.REPORTER: "reporter", Role.EDITOR: "editor"}
"""Whom the inbox calls what."""
