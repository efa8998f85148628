"""What the pages of figures share: what is asked, as of when, and the petitions behind a number, in pages or a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Query, Request
from pydantic import TypeAdapter

from casebook.petitions.vocabulary import Category
from casebook.petitions.words import Code
from casebook.web.api.cursors import cursor, keys_of

A_PAGE: Final = 50
A_SECTION: Final = 5000
"""So many rows of a file are read at a time."""

UNKNOWN: Final = "unknown"
"""Stands in an address for the area or the unit that is not known."""

Rows = list[dict[str, Any]]


class Split(StrEnum):
    """What figures are split by."""

    MONTH = "month"
    CATEGORY = "category"
    AREA = "area"
    UNIT = "unit"


@dataclass(frozen=True)
class Filters:
    """Of which petitions figures were asked for."""

    category: Annotated[Category | None, Query()] = None
    area: Annotated[Code | None, Query()] = None
    unit: Annotated[Code | None, Query()] = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The petitions behind a number.

    Attributes:
        keys: the columns that say where a row stands.
        kind: reads their values out of a cursor.
        behind: at most so many rows behind those keys; None: from the first on.
    """

    keys: tuple[str, ...]
    kind: TypeAdapter[Any]
    behind: Callable[[Sequence[str | None], int], Rows]

    def page(self, after: str | None) -> tuple[Rows, str | None]:
        """A page of them, and the cursor of the next one.

        Raises:
            Invalid: the cursor `after` is not one of this list.
        """
        rows = self.behind(keys_of(after, self.kind) or self._nowhere, A_PAGE + 1)
        kept = rows[:A_PAGE]
        return kept, cursor(*self._place(kept[-1])) if len(rows) > A_PAGE else None

    def sections(self) -> Iterator[Rows]:
        """All of them, a section at a time."""
        last: Sequence[str | None] = self._nowhere
        while rows := self.behind(last, A_SECTION):
            yield rows
            last = self._place(rows[-1])

    @property
    def _nowhere(self) -> Sequence[None]:
        return (None,) * len(self.keys)

    def _place(self, row: dict[str, Any]) -> list[str]:
        return [row[key] for key in self.keys]


def past_asked(request: Request) -> dict[str, str]:
    """As of when was asked, as it stands in the address."""
    return {name: request.query_params.get(name, "") for name in ("as_of", "as_known")}
