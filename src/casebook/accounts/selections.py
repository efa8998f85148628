"""Selections of work that somebody of staff comes back to: filters under a name of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casebook.errors import CasebookError

if TYPE_CHECKING:
    from uuid import UUID

    from casebook.ledger.datastore import Datastore

MOST: Final = 20
"""So many may somebody keep."""

LONGEST: Final = 30
"""No name has more characters."""

_KEEP: Final = """
INSERT INTO accounts.selections (person_id, name, query)
SELECT %(person)s, %(name)s, %(query)s
WHERE (SELECT count(*) FROM accounts.selections WHERE person_id = %(person)s AND name <> %(name)s) < %(most)s
ON CONFLICT (person_id, name) DO UPDATE SET query = excluded.query
"""


class NotKept(CasebookError):
    """名称须有 1 至 30 个字，最多保存 20 个筛选。 | A name has 1 to 30 characters, and 20 selections can be kept."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection: what its owner calls it, and its filters as they stand in an address."""

    name: str
    query: str


class Selections:
    """Keeps them, each for its owner alone."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def of(self, person_id: UUID) -> list[Selection]:
        """Those of somebody, by name."""
        with self._datastore.connection() as connection:
            query = "SELECT name, query FROM accounts.selections WHERE person_id = %s ORDER BY name"
            return [Selection(*row) for row in connection.execute(query, (person_id,)).fetchall()]

    def keep(self, person_id: UUID, selection: Selection) -> None:
        """Keep one; another of the same name is replaced.

        Raises:
            NotKept: it has no name or one that is too long, or there are too many already.
        """
        if not 1 <= len(selection.name) <= LONGEST:
            raise NotKept
        values = {"person": person_id, "name": selection.name, "query": selection.query, "most": MOST}
        with self._datastore.connection() as connection:
            if not connection.execute(_KEEP, values).rowcount:
                raise NotKept

    def forget(self, person_id: UUID, name: str) -> None:
        """Forget one, if it is there."""
        with self._datastore.connection() as connection:
            connection.execute("DELETE FROM accounts.selections WHERE person_id = %s AND name = %s", (person_id, name))
