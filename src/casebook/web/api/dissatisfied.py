"""Petitions that count as solved while their citizen says they are not, as the hotline sees them."""

from datetime import datetime

from pydantic import Field

from casebook.access import Role
from casebook.petitions.ending.rules import REOPENABLE_FOR
from casebook.petitions.petition import Petition
from casebook.petitions.vocabulary import Category, Solved, Status
from casebook.web.api.cursors import cursor, keys_of
from casebook.web.api.extensions import KEYS, RequestsAsked
from casebook.web.api.headers import wait
from casebook.web.api.models import Answer, Words
from casebook.web.api.titles import with_titles
from casebook.web.services import Services


class DissatisfiedAnswer(Words):
    """A petition whose citizen says that it is not solved, or not quite (不满意件)."""

    number: str = Field(description="The petition's number (诉求编号).", examples=["2022-001435-9"])
    version: int = Field(description="Its version.", examples=[13])
    title: str | None = Field(description="In one line (标题).")
    category: Category = Field(description="The kind of petition (类别).")
    area: str | None = Field(description="County or district code (县区).", examples=["410403"])
    unit: str | None = Field(description="The handling unit (承办单位).")
    status: Status = Field(description="`verified` or `closed`: it counts as solved (状态).", examples=["closed"])
    round: int = Field(description="The round of handling (轮次).", examples=[1])
    solved: Solved = Field(description="What the citizen says: `partly` or `no` (是否解决).", examples=["no"])
    said_at: datetime = Field(description="When they said so.")
    reopens_until: datetime | None = Field(description="Until when it can be reopened (重办), once it is closed.")


class DissatisfiedPage(Answer):
    """A page of them: first whose time for reopening ends soonest, last what is not closed."""

    petitions: list[DissatisfiedAnswer] = Field(description="The petitions.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


def awaits_decision(petition: Petition, now: datetime) -> bool:
    """Whether it is in that list, for its citizen to know."""
    unsolved = petition.citizen_says is not None and petition.citizen_says is not Solved.YES
    is_late = petition.closed_at is not None and now > petition.closed_at + REOPENABLE_FOR
    return petition.status in {Status.VERIFIED, Status.CLOSED} and unsolved and not is_late


def dissatisfied_citizens(served: Services, role: Role, asked: RequestsAsked) -> DissatisfiedPage:
    """A page of those that can still be reopened without a finding that the reply was false."""
    wait(served, "dissatisfied", asked.not_before)
    closed, last = keys_of(asked.after, KEYS) or (None, None)
    parameters = {
        "unit": asked.unit,
        "closed_since": served.casework.now() - REOPENABLE_FOR,
        "after_closed": closed,
        "after_id": last,
        "limit": asked.limit + 1,
    }
    rows = served.reader.ask("dissatisfied", "page", parameters, role)
    page, names = rows[: asked.limit], DissatisfiedAnswer.model_fields.keys() - {"reopens_until"}
    return DissatisfiedPage(
        petitions=[
            DissatisfiedAnswer(
                **{name: row[name] for name in names},
                reopens_until=row["closed_at"] and row["closed_at"] + REOPENABLE_FOR,
            )
            for row in with_titles(served, page)
        ],
        next=cursor(page[-1]["closed_at"], page[-1]["petition_id"]) if len(rows) > len(page) else None,
    )
