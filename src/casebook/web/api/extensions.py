"""Requests for more time, as the hotline sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field, TypeAdapter

from casebook.access import Role
from casebook.petitions.vocabulary import Category
from casebook.petitions.words import Code
from casebook.web.api.cursors import After, Limit, cursor, keys_of
from casebook.web.api.headers import NotBefore, wait
from casebook.web.api.models import Answer, Words
from casebook.web.api.titles import with_titles
from casebook.web.services import Services

KEYS = TypeAdapter(tuple[datetime | None, UUID])


class ExtensionRequestAnswer(Words):
    """A unit that asks for more time (延期申请)."""

    number: str = Field(description="The petition's number (诉求编号).", examples=["2022-001435-9"])
    version: int = Field(description="Its version.", examples=[6])
    title: str | None = Field(description="In one line (标题).")
    category: Category = Field(description="The kind of petition (类别).")
    area: str | None = Field(description="County or district code (县区).", examples=["410403"])
    unit: str | None = Field(description="The handling unit (承办单位).")
    working_days: int = Field(description="How many working days more.", examples=[5])
    asked_at: datetime = Field(description="When it was asked for.")
    due_at: datetime | None = Field(description="When the reply is due; until then it must be decided.")


class ExtensionRequestsAnswer(Answer):
    """A page of requests, the soonest due first."""

    requests: list[ExtensionRequestAnswer] = Field(description="The requests.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


@dataclass(frozen=True)
class RequestsAsked:
    """The filter and the page that were asked for."""

    unit: Annotated[Code | None, Query(description="Only this unit (承办单位).")] = None
    after: After = None
    limit: Limit = 50
    not_before: NotBefore = None


def requests_of_units(served: Services, role: Role, asked: RequestsAsked) -> ExtensionRequestsAnswer:
    """A page of the requests that nobody has decided."""
    wait(served, "extension_requests", asked.not_before)
    due, last = keys_of(asked.after, KEYS) or (None, None)
    parameters = {"unit": asked.unit, "after_due": due, "after_id": last, "limit": asked.limit + 1}
    rows = served.reader.ask("extension_requests", "page", parameters, role)
    page, names = rows[: asked.limit], ExtensionRequestAnswer.model_fields
    return ExtensionRequestsAnswer(
        requests=[ExtensionRequestAnswer(**{name: row[name] for name in names}) for row in with_titles(served, page)],
        next=cursor(page[-1]["due_at"], page[-1]["petition_id"]) if len(rows) > len(page) else None,
    )
