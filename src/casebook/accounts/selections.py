"""Selections of work that somebody of staff comes back to: filters under a name of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from casebook.accounts.phones import digits_of
from casebook.accounts.sealing import Seal
from casebook.errors import CasebookError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from casebook.ledger.datastore import Datastore, Rows
    from casebook.ledger.keys import Keys

MOST: Final = 20
"""So many may somebody keep."""

LONGEST: Final = 30
"""No name has more characters."""

_KEEP: Final = """
INSERT INTO accounts.selections (person_id, envelope) VALUES (%s, %s)
ON CONFLICT (person_id) DO UPDATE SET envelope = excluded.envelope
"""
_ALONE: Final = "SELECT FROM accounts.people WHERE id = %s FOR UPDATE"
_ALL: Final = "SELECT person_id, envelope FROM accounts.selections"


class NotKept(CasebookError):
    """名称须有 1 至 30 个字，最多保存 20 个筛选。 | A name has 1 to 30 characters, and 20 selections can be kept."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection: what its owner calls it, and its filters as they stand in an address."""

    name: str
    query: str


class Selections:
    """Keeps them, each for its owner alone, and sealed, since people type names and numbers into them."""

    def __init__(self, datastore: Datastore, keys: Keys) -> None:
        self._datastore = datastore
        self._seal = Seal(keys, "selections")

    def of(self, person_id: UUID) -> list[Selection]:
        """Those of somebody, by name."""
        with self._datastore.connection() as connection:
            return self._read(connection, person_id)

    def keep(self, person_id: UUID, selection: Selection) -> None:
        """Keep one; another of the same name is replaced.

        Raises:
            NotKept: it has no name or one that is too long, or there are too many already.
        """
        if not 1 <= len(selection.name) <= LONGEST:
            raise NotKept
        self._change(person_id, lambda kept: [*_others(kept, selection.name), selection])

    def forget(self, person_id: UUID, name: str) -> None:
        """Forget one, if it is there."""
        self._change(person_id, lambda kept: _others(kept, name))

    def forget_words(self, words: Collection[str]) -> None:
        """Forget those of anybody in which one of these words was typed."""
        with self._datastore.connection() as connection:
            rows = connection.execute(_ALL).fetchall()
        for person_id, envelope in rows:
            if any(_holds(one, words) for one in self._opened(person_id, envelope)):
                self._change(person_id, lambda kept: [one for one in kept if not _holds(one, words)])

    def _change(self, person_id: UUID, change: Callable[[list[Selection]], list[Selection]]) -> None:
        """Change those of somebody, one change at a time."""
        with self._datastore.connection() as connection, connection.transaction():
            connection.execute(_ALONE, (person_id,))
            before = self._read(connection, person_id)
            kept = sorted(change(before), key=lambda one: one.name)
            if len(kept) > MOST:
                raise NotKept
            if kept != before:
                content = json.dumps([[one.name, one.query] for one in kept]).encode()
                connection.execute(_KEEP, (person_id, self._seal.close(content, person_id.bytes)))

    def _read(self, connection: Rows, person_id: UUID) -> list[Selection]:
        row = connection.execute(f"{_ALL} WHERE person_id = %s", (person_id,)).fetchone()
        return [] if row is None else self._opened(*row)

    def _opened(self, person_id: UUID, envelope: bytes) -> list[Selection]:
        return [Selection(*one) for one in json.loads(self._seal.open(envelope, person_id.bytes))]


def _others(kept: list[Selection], name: str) -> list[Selection]:
    return [one for one in kept if one.name != name]


def _holds(selection: Selection, words: Collection[str]) -> bool:
    """Whether one of the words stands in it, or the digits of one that is a number."""
    typed = f"{selection.name} {unquote_plus(selection.query)}"
    return any(word in typed or ((digits := digits_of(word)) and digits in digits_of(typed)) for word in words)
