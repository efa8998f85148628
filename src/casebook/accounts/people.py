"""Staff: who has an account, and which hats each of them wears."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

import psycopg

from casebook.accounts import passwords
from casebook.accounts.access_log import AccessLog, Kind
from casebook.errors import Misconfigured, NotFound
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.ledger.datastore import Datastore

LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
OF_UNITS: Final = frozenset({Role.UNIT_OFFICER, Role.UNIT_APPROVER})
"""Roles that act for a unit."""

NOT_FOR_PEOPLE: Final = frozenset({Role.CITIZEN, Role.IMPORTER, Role.SYSTEM})
"""Roles that no account has."""

_PERSON: Final = "SELECT id, login, name, password, external, blocked_at FROM accounts.people"
_HATS: Final = """
SELECT role, unit, valid_from, valid_until FROM accounts.hats WHERE person_id = %s
  AND (NOT %s OR valid_from <= now() AND (valid_until IS NULL OR valid_until > now())) ORDER BY role, unit
"""
_IN_ROLE: Final = """
SELECT id, login, name, password, external, blocked_at FROM accounts.people WHERE blocked_at IS NULL AND id IN (
  SELECT person_id FROM accounts.hats
  WHERE role = %(role)s AND unit = coalesce(%(unit)s, unit)
    AND valid_from <= now() AND (valid_until IS NULL OR valid_until > now())
) ORDER BY name, login
"""
_BLOCK: Final = """
UPDATE accounts.people SET blocked_at = CASE WHEN NOT %(lifted)s THEN coalesce(blocked_at, now()) END WHERE id = %(id)s
"""
_CLOSE: Final = """
UPDATE accounts.people SET login = %(login)s, name = '（已注销）', password = NULL, external = NULL,
  blocked_at = coalesce(blocked_at, now()) WHERE id = %(id)s
"""
_GIVE: Final = """
INSERT INTO accounts.hats (person_id, role, unit, valid_from, valid_until)
VALUES (%(person)s, %(role)s, %(unit)s, coalesce(%(valid_from)s, now()), %(valid_until)s)
ON CONFLICT (person_id, role, unit) DO UPDATE SET
  valid_from = least(accounts.hats.valid_from, excluded.valid_from), valid_until = excluded.valid_until
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of staff.

    Attributes:
        id: the actor of events; says nothing of who it is.
        login: the name to sign in with, in small letters; a work number will do.
        name: what colleagues call them.
        password: what is kept of it; None where another service knows the person.
        external: what that service calls them.
        blocked_at: since when they may not come in.
    """

    id: UUID
    login: str
    name: str
    password: str | None
    external: str | None
    blocked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hat:
    """A role that somebody may act in, for a unit where it is a role of one; `valid_until` None is for good."""

    role: Role
    unit: str | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


def login_of(text: str) -> str:
    """The name to sign in with, as it is kept: people write it in capitals or in full width."""
    return unicodedata.normalize("NFKC", text).strip().lower()


class People:
    """The accounts of staff."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._log = AccessLog(datastore)

    def by_login(self, login: str) -> Person | None:
        """Whoever signs in with this name."""
        return self._one(f"{_PERSON} WHERE login = %s", login_of(login))

    def by_external(self, external: str) -> Person | None:
        """Whoever the other service calls so."""
        return self._one(f"{_PERSON} WHERE external = %s", external)

    def by_id(self, person_id: UUID) -> Person | None:
        """Whoever has this id."""
        return self._one(f"{_PERSON} WHERE id = %s", person_id)

    def named(self, login: str) -> Person:
        """The same as `by_login`, for who must be there.

        Raises:
            NotFound: nobody has this name.
        """
        person = self.by_login(login)
        if person is None:
            raise NotFound(f"没有登录名为 {login} 的账号。", f"No account has the name {login}.")
        return person

    def everybody(self) -> list[Person]:
        """All of them, by name."""
        with self._datastore.connection() as connection:
            return [Person(*row) for row in connection.execute(f"{_PERSON} ORDER BY login").fetchall()]

    def in_role(self, role: Role, unit: str | None = None) -> list[Person]:
        """Everybody who may act in a role now, or in that of a unit, and is not blocked, by name."""
        with self._datastore.connection() as connection:
            return [Person(*row) for row in connection.execute(_IN_ROLE, {"role": role.value, "unit": unit}).fetchall()]

    def hats(self, person_id: UUID, *, now: bool = True) -> list[Hat]:
        """The hats that somebody may wear now, or all that are on record."""
        with self._datastore.connection() as connection:
            rows = connection.execute(_HATS, (person_id, now)).fetchall()
        return [Hat(Role(role), unit or None, begins, ends) for role, unit, begins, ends in rows]

    def roles(self, person_id: UUID) -> frozenset[Role] | None:
        """The roles that somebody may act in now, none while they are blocked; None where nobody has this id."""
        person = self.by_id(person_id)
        if person is None:
            return None
        return frozenset() if person.blocked_at else frozenset(hat.role for hat in self.hats(person_id))

    def add(
        self, login: str, name: str, *, password: str | None, external: str | None = None, person_id: UUID | None = None
    ) -> Person:
        """Open an account.

        Raises:
            Misconfigured: the name to sign in with is of another form or is taken, or nothing says who it is.
            WeakPassword: the password is easily guessed.
        """
        if not LOGIN.fullmatch(login := login_of(login)):
            raise Misconfigured(
                "登录名由 2 至 32 个小写字母、数字、点、横线组成。",
                "A name to sign in with has 2 to 32 small letters, digits, dots and hyphens.",
            )
        if password is not None:
            passwords.check(password, login)
        kept = None if password is None else passwords.hashed(password)
        person = Person(person_id or uuid4(), login, name, kept, external, None)
        self._insert(person)
        self._log.note(Kind.ACCOUNT_ADDED, person.id)
        return person

    @staticmethod
    def check(hat: Hat) -> None:
        """See that somebody may wear such a hat.

        Raises:
            Misconfigured: no person has such a role, or the role does not go with the unit.
        """
        if hat.role in NOT_FOR_PEOPLE or (hat.role in OF_UNITS) != (hat.unit is not None):
            raise Misconfigured(
                f"岗位 {hat.role} 与单位 {hat.unit or '（无）'} 不相符。",
                f"The role {hat.role} does not go with the unit {hat.unit or 'none'}.",
            )

    def give(self, person: Person, hat: Hat) -> None:
        """Let somebody act in a role; where they may already, until this time.

        Raises:
            Misconfigured: nobody may wear such a hat.
        """
        self.check(hat)
        values: dict[str, Any] = {"person": person.id, "role": hat.role.value, "unit": hat.unit or ""}
        values |= {"valid_from": hat.valid_from, "valid_until": hat.valid_until}
        self._change(_GIVE, values)
        self._log.note(Kind.HAT_GIVEN, person.id)

    def take(self, person: Person, hat: Hat) -> None:
        """Let somebody act in a role no longer, from their next request on.

        Raises:
            NotFound: they have no such role.
        """
        values = {"person": person.id, "role": hat.role.value, "unit": hat.unit or ""}
        statement = "DELETE FROM accounts.hats WHERE person_id = %(person)s AND role = %(role)s AND unit = %(unit)s"
        if not self._change(statement, values):
            raise NotFound(f"{person.login} 没有这个岗位。", f"{person.login} has no such role.")
        self._log.note(Kind.HAT_TAKEN, person.id)

    def block(self, person: Person, *, lifted: bool = False) -> None:
        """Keep somebody out from their next request on, or let them in again."""
        self._change(_BLOCK, {"id": person.id, "lifted": lifted})
        self._log.note(Kind.ACCOUNT_UNBLOCKED if lifted else Kind.ACCOUNT_BLOCKED, person.id)

    def close(self, person: Person) -> None:
        """Close an account for good: all it says of somebody goes, and the actor in the ledger is nobody's name."""
        self._change(_CLOSE, {"id": person.id, "login": f"closed-{person.id.hex[:12]}"})
        for table in ("hats", "devices", "selections", "factors"):
            statement = f"DELETE FROM accounts.{table} WHERE person_id = %(id)s"  # noqa: S608  names of our own
            self._change(statement, {"id": person.id})
        self._log.note(Kind.ACCOUNT_CLOSED, person.id)

    def reset(self, person: Person, password: str, kind: Kind = Kind.PASSWORD_RESET) -> None:
        """Give somebody another password; no browser is known as theirs any more. The log is told of it as `kind`.

        Raises:
            WeakPassword: it is easily guessed.
        """
        passwords.check(password, person.login)
        self.keep(person, passwords.hashed(password))
        self._change("DELETE FROM accounts.devices WHERE person_id = %(id)s", {"id": person.id})
        self._log.note(kind, person.id)

    def keep(self, person: Person, kept: str) -> None:
        """Keep this of a person's password."""
        self._change(
            "UPDATE accounts.people SET password = %(kept)s WHERE id = %(id)s", {"kept": kept, "id": person.id}
        )

    def _insert(self, person: Person) -> None:
        values = (person.id, person.login, person.name, person.password, person.external)
        statement = "INSERT INTO accounts.people (id, login, name, password, external) VALUES (%s, %s, %s, %s, %s)"
        try:
            with self._datastore.connection() as connection:
                connection.execute(statement, values)
        except psycopg.errors.UniqueViolation:
            raise Misconfigured(
                "登录名或统一身份标识已被使用。", "The name, or the identity at the other service, is taken."
            ) from None
        except psycopg.errors.CheckViolation:
            raise Misconfigured("姓名须有 1 至 60 个字。", "A name has 1 to 60 characters.") from None

    def _change(self, statement: str, values: dict[str, Any]) -> int:
        with self._datastore.connection() as connection:
            return connection.execute(statement, values).rowcount

    def _one(self, statement: str, value: object) -> Person | None:
        with self._datastore.connection() as connection:
            row = connection.execute(statement, (value,)).fetchone()
        return Person(*row) if row else None
