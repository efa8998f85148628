"""Search for staff: every petition that the asker may see and whose words match, open or finished."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from casebook.access import Actor, Role
from casebook.accounts.phones import phone_digests
from casebook.casework.contacts import catch_up
from casebook.petitions.command import Phone
from casebook.petitions.publication.rules import HANDLED
from casebook.petitions.vocabulary import Category, Confidentiality, Status, Urgency
from casebook.petitions.words import Code
from casebook.web.accesses import note_search
from casebook.web.api.cursors import After, Limit, cursor, keys_of
from casebook.web.api.headers import NotBefore, wait
from casebook.web.api.models import Answer, Words
from casebook.web.api.titles import with_titles
from casebook.web.api.typed import Typed, circle_of, searched
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.disclosure import FOLLOWED_UP, HOTLINE, STAFF, UNIT
from casebook.web.documentation import problems
from casebook.web.problems import Invalid
from casebook.web.services import Served, Services

router = APIRouter(prefix="/api/v1", tags=["petitions"], route_class=StrictRoute)
KEYS = TypeAdapter(tuple[datetime, UUID])
MOST_OF_A_PHONE = 50
"""So many petitions of one telephone number are shown."""


class FoundAnswer(Words):
    """A petition that was found (检索结果)."""

    number: str = Field(description="Its number (诉求编号).", examples=["2022-001435-9"])
    version: int = Field(description="Its version.", examples=[3])
    title: str | None = Field(description="In one line (标题).")
    status: Status = Field(description="Where it is on its road (状态).")
    category: Category = Field(description="The kind of petition (类别).")
    area: str | None = Field(description="County or district code (县区).", examples=["410403"])
    street: str | None = Field(description="Street or town code (乡镇街道).")
    urgency: Urgency = Field(description="How soon it must be dealt with (紧急程度).")
    confidentiality: Confidentiality = Field(description="What the unit may learn of the citizen (保密方式).")
    unit: str | None = Field(description="The handling unit (承办单位).")
    round: int = Field(description="The round of handling (轮次).", examples=[1])
    submitted_at: datetime = Field(description="When it was filed.")


class PhoneAsked(BaseModel):
    """A telephone number that somebody calls from or names (来电号码)."""

    model_config = ConfigDict(extra="forbid")

    phone: Phone = Field(description="The number (电话).", examples=["19900001234"])


class FoundByPhone(Answer):
    """What was filed with a telephone number, newest first (检索结果)."""

    petitions: list[FoundAnswer] = Field(description="The petitions.")


class FoundPage(Answer):
    """A page of what was found, newest first."""

    petitions: list[FoundAnswer] = Field(description="The petitions.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


@router.get(
    "/search",
    operation_id="search",
    summary="Search petitions (检索诉求)",
    responses=problems(401, 403, 422, 503),
)
def search(  # noqa: PLR0913, PLR0917  each is a query parameter
    served: Served,
    asker: Annotated[Actor, Depends(allow(*STAFF))],
    q: Typed = None,
    category: Annotated[Category | None, Query(description="Only this kind (类别).")] = None,
    area: Annotated[Code | None, Query(description="Only this county or district (县区).")] = None,
    status: Annotated[Status | None, Query(description="Only in this state (状态).")] = None,
    after: After = None,
    limit: Limit = 50,
    not_before: NotBefore = None,
) -> FoundPage:
    """Looks in title, text, place, additions, replies and findings, never in names or numbers.

    Units find what they handle, reporters and editors what they follow up, and neither what is sealed.
    """
    wait(served, "petition_status", not_before)
    words = searched(served, q, not_before)
    if not words:
        raise Invalid("请输入要检索的内容。", "Type what to search for.")
    at, last = keys_of(after, KEYS) or (None, None)
    filters = {"category": category, "area": area, "status": status, "after_at": at, "after_id": last}
    rows = served.reader.ask(
        "petition_status", "found", words | _scope(asker) | filters | {"limit": limit + 1}, asker.role
    )
    page = rows[:limit]
    return FoundPage(
        petitions=_found(served, page),
        next=cursor(page[-1]["submitted_at"], page[-1]["petition_id"]) if len(rows) > len(page) else None,
    )


@router.post(
    "/search/by-phone",
    operation_id="search-by-phone",
    summary="Search by telephone number (按电话检索)",
    responses=problems(400, 401, 403, 413, 415, 422, 503),
)
def by_phone(
    request: Request,
    served: Served,
    asker: Annotated[Actor, Depends(allow(*HOTLINE))],
    asked: PhoneAsked,
    not_before: NotBefore = None,
) -> FoundByPhone:
    """What was filed with this number, for the hotline when somebody calls: the newest 50.

    The search is noted in the access log, and so is each petition that it finds. Numbers that were erased, or that
    their owner has deleted, find nothing.
    """
    wait(served, "petition_status", not_before)
    catch_up(served.ledger, served.accounts.contacts)
    theirs = served.accounts.contacts.of_phone(phone_digests(served.ledger.keys)(asked.phone), MOST_OF_A_PHONE)
    note_search(request, asker, theirs)
    rows = served.reader.ask("petition_status", "of_petitions", {"petitions": theirs}, asker.role)
    return FoundByPhone(petitions=_found(served, rows))


def _scope(asker: Actor) -> dict[str, Any]:
    """What of the read model the asker may see, as `sees` says it of one petition."""
    theirs = {Role.EDITOR: HANDLED, Role.REPORTER: FOLLOWED_UP}.get(asker.role)
    return {
        "circle": circle_of(asker),
        "of_unit": asker.unit if asker.role in UNIT else None,
        "seen_in": None if theirs is None else sorted(theirs),
    }


def _found(served: Services, rows: Sequence[Mapping[str, Any]]) -> list[FoundAnswer]:
    names = FoundAnswer.model_fields
    return [FoundAnswer(**{name: row[name] for name in names if name in row}) for row in with_titles(served, rows)]
