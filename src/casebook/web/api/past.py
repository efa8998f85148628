"""Asking what stood in a read model at a past position, moment or day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from threading import BoundedSemaphore
from typing import Annotated, Any, Final

from fastapi import Depends, Query

from casebook.errors import Unavailable
from casebook.petitions.entry import Entry
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
        Invalid: it is neither a position nor a moment nor a day, or it is not said as of when something was known.
    """
    if as_of is None:
        if as_known:
            raise Invalid("as_known 须与 as_of 一起使用。", "as_known goes with as_of.")
        return None
    past = _read(as_of, known=as_known)
    if past is None:
        raise Invalid(
            "截至（as_of）须为账本位置、带时区的时刻或日期，例如 2022-01-30。",
            "As of (as_of) is a position in the ledger, a moment with its offset, or a day such as 2022-01-30.",
        )
    return past


def _read(text: str, *, known: bool) -> AsOf | None:
    """The past that a text names, None where it names none."""
    try:
        if text.isascii() and text.isdigit() and int(text) <= HIGHEST:
            return AsOf(position=int(text))
        if len(text) == len("2022-01-30"):
            return AsOf(on=date.fromisoformat(text), known=known)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return AsOf(until=moment, known=known) if moment.tzinfo is not None else None


AsOfAsked = Annotated[AsOf | None, Depends(as_of)]


def stood(entries: Sequence[Entry], past: AsOf | None, zone: tzinfo) -> list[Entry]:
    """Those of a stream's entries that were there at a past position, moment or day; all of them for now."""
    return [entry for entry in entries if past is None or _was_there(entry, past, zone)]


def _was_there(entry: Entry, past: AsOf, zone: tzinfo) -> bool:
    if past.position is not None:
        return (entry.position or 0) <= past.position
    moment = entry.recorded_at if past.known and entry.recorded_at else entry.happened_at
    if past.until is not None:
        return moment <= past.until
    day = entry.claim.on if entry.claim and not past.known else moment.astimezone(zone).date()
    return past.on is not None and day <= past.on


@dataclass(frozen=True, slots=True)
class Question:
    """A query of a read model, with its parameters, asked by somebody in a role."""

    model: str
    query: str
    parameters: Mapping[str, Any]
    role: str = PUBLIC


def counted(served: Services, question: Question, past: AsOf | None) -> tuple[int, list[dict[str, Any]]]:
    """The same, and the position up to which it counts; of the past, where the ledger was when it was asked.

    Raises:
        Invalid: the ledger does not reach that far.
        Unavailable: too many ask about the past.
    """
    if past is None:
        return served.reader.counted(question.model, question.query, question.parameters, question.role)
    position = served.ledger.position()
    return position, ask(served, question, past)


def ask(served: Services, question: Question, past: AsOf | None) -> list[dict[str, Any]]:
    """What the reader answers; for the past only so many at a time, since it costs more.

    Raises:
        Invalid: the ledger does not reach that far.
        Unavailable: too many ask about the past.
    """
    model, query, parameters, role = question.model, question.query, question.parameters, question.role
    if past is None:
        return served.reader.ask(model, query, parameters, role)
    if past.position is not None and past.position > served.ledger.position():
        raise Invalid(
            "账本还没有到截至（as_of）所说的位置。", "The ledger does not reach the position of as of (as_of) yet."
        )
    if not TURNS.acquire(timeout=PATIENCE):
        raise Unavailable
    try:
        return served.reader.ask(model, query, parameters, role, at=past)
    finally:
        TURNS.release()
