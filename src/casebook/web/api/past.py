"""Asking what stood in a read model at a past position, moment or day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import BoundedSemaphore
from typing import Annotated, Any, Final

from fastapi import Depends, Query
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from casebook.errors import Unavailable
from casebook.readmodels.reader import AsOf
from casebook.web.api.headers import HIGHEST
from casebook.web.problems import Invalid
from casebook.web.services import Services

AT_ONCE: Final = 2
"""So many looks into the past run at the same time; each computes its model anew."""
PUBLIC: Final = "public"
"""The role of whoever is asked nothing."""
PATIENCE: Final = 2.0
"""So many seconds one waits for its turn."""

TURNS: Final = BoundedSemaphore(AT_ONCE)
_MOMENT: Final = TypeAdapter(AwareDatetime)


def as_of(
    as_of: Annotated[
        str | None,
        Query(
            max_length=40,
            description="As it stood at a position of the ledger, a moment with offset, or the end of a day here.",
            examples=["2022-01-30"],
        ),
    ] = None,
    as_known: Annotated[  # noqa: FBT002  a query parameter
        bool,
        Query(description="True: what was recorded by then. False: what happened by then, recorded whenever."),
    ] = False,
) -> AsOf | None:
    """The past that was asked for, None for now.

    Raises:
        Invalid: it is neither a position nor a moment nor a day.
    """
    if as_of is None:
        return None
    try:
        if as_of.isascii() and as_of.isdigit() and int(as_of) <= HIGHEST:
            return AsOf(position=int(as_of))
        if len(as_of) == len("2022-01-30"):
            return AsOf(on=date.fromisoformat(as_of), known=as_known)
        moment: datetime = _MOMENT.validate_python(as_of)
        return AsOf(until=moment, known=as_known)
    except (ValueError, ValidationError) as error:
        raise Invalid(
            "as_of 须为账本位置、带时区的时间或日期。", "as_of must be a position, a moment with offset, or a day."
        ) from error


AsOfAsked = Annotated[AsOf | None, Depends(as_of)]


@dataclass(frozen=True, slots=True)
class Question:
    """A query of a read model, with its parameters, asked by somebody in a role."""

    model: str
    query: str
    parameters: Mapping[str, Any]
    role: str = PUBLIC


def ask(served: Services, question: Question, past: AsOf | None) -> list[dict[str, Any]]:
    """What the reader answers; for the past only so many at a time, since it costs more.

    Raises:
        Unavailable: too many ask about the past.
    """
    model, query, parameters, role = question.model, question.query, question.parameters, question.role
    if past is None:
        return served.reader.ask(model, query, parameters, role)
    if not TURNS.acquire(timeout=PATIENCE):
        raise Unavailable
    try:
        return served.reader.ask(model, query, parameters, role, at=past)
    finally:
        TURNS.release()
