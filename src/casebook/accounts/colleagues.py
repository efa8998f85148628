"""Who stands behind an id: what colleagues call them, and in which roles they may act now.

Names are in the accounts only, never in the ledger, so that they go when an account is closed. A page asks once for all
the people on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casebook.accounts.people import Hat, login_of
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from casebook.ledger.datastore import Datastore

_KNOWN: Final = """
SELECT id, login, name, (
  SELECT coalesce(jsonb_agg(jsonb_build_array(role, unit) ORDER BY role, unit), '[]') FROM accounts.hats
  WHERE person_id = people.id AND valid_from <= now() AND (valid_until IS NULL OR valid_until > now())
) FROM accounts.people WHERE id = ANY (%s::uuid[]) ORDER BY name, login
"""
_CALLED: Final = "SELECT id FROM accounts.people WHERE login = %s OR name = %s ORDER BY login"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with an account.

    Attributes:
        id: the actor of events.
        login: the name to sign in with, which nobody shares.
        name: what colleagues call them, which others may be called too.
        hats: the roles that they may act in now; none where the account was closed.
    """

    id: UUID
    login: str
    name: str
    hats: tuple[Hat, ...]


class Colleagues:
    """Tells names; whom they may be told is for others to see to."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def known(self, ids: Iterable[UUID | None]) -> dict[UUID, Colleague]:
        """Those of these people who have an account, by name; the others act by a token, or are citizens."""
        with self._datastore.connection() as connection:
            rows = connection.execute(_KNOWN, (list({one for one in ids if one is not None}),)).fetchall()
        return {
            person: Colleague(person, login, name, tuple(Hat(Role(role), unit or None) for role, unit in hats))
            for person, login, name, hats in rows
        }

    def called(self, text: str) -> list[UUID]:
        """Everybody who signs in by this name, or is called so."""
        with self._datastore.connection() as connection:
            return [person for (person,) in connection.execute(_CALLED, (login_of(text), text.strip())).fetchall()]
