"""Signing in: by password, or on the word of another service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casebook.accounts import passwords
from casebook.accounts.access_log import AccessLog, Kind
from casebook.accounts.people import People, login_of
from casebook.accounts.sessions import Session, Sessions, new_token
from casebook.accounts.throttle import Allowance, Throttle
from casebook.accounts.trouble import CodeWrong, SecondFactorNeeded, SignInFailed, TooManyTries
from casebook.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from casebook.accounts.factors import Factors
    from casebook.accounts.networks import Visitor
    from casebook.accounts.people import Hat, Person

STRANGER: Final = Allowance(free=5, wait=30, longest=900, forget=3600)
"""Tries at one name from one network, in a browser that has not brought this person in before."""

DEVICE: Final = Allowance(free=10, wait=30, longest=300, forget=3600)
"""Tries at one name in a browser that has."""

NETWORK: Final = Allowance(free=50, wait=30, longest=900, forget=3600)
"""Tries at any names from one network, but for known browsers and right passwords: a whole office begins at nine."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who was let in: what the browser keeps, and the session."""

    token: str
    device: str
    session: Session


class SigningIn:
    """Lets staff in."""

    def __init__(  # noqa: PLR0913  what it stands on
        self,
        people: People,
        sessions: Sessions,
        throttle: Throttle,
        log: AccessLog,
        factors: Factors,
        *,
        demanded: bool,
    ) -> None:
        """Let people in; with a second factor whoever has one, or everybody where it is `demanded`."""
        self._people = people
        self._factors = factors
        self._demanded = demanded
        self._sessions = sessions
        self._throttle = throttle
        self._log = log

    def by_password(self, login: str, password: str, visitor: Visitor) -> Admitted:
        """Let somebody in who knows the password.

        Raises:
            SignInFailed: they do not, or there is no such account, or it is blocked; nobody can tell which.
            TooManyTries: it was tried too often from there.
            SecondFactorNeeded: they do, and a code has to follow; see `by_code`.
        """
        person = self._people.by_login(login)
        of_name, *of_network = self._counted(login_of(login), person, visitor)
        right = passwords.fits(person.password if person else None, password)
        if person is None or person.password is None or not right or person.blocked_at is not None:
            self._log.note(Kind.SIGN_IN_FAILED, person.id if person else None, visitor.network)
            raise SignInFailed
        if passwords.is_dated(person.password):
            self._people.keep(person, passwords.hashed(password))
        for key in of_network:
            self._throttle.give_back(NETWORK, key)
        if self._demanded or self._factors.has(person.id):
            self._throttle.forget(of_name)
            raise SecondFactorNeeded(self._factors.begin(person.id))
        admitted = self._admit(person, "password", visitor)
        self._throttle.forget(of_name)
        return admitted

    def invited(self, person: Person, invitation: str, visitor: Visitor) -> None:
        """See that somebody who has shown their password only was given the code to set up their first device with.

        Raises:
            CodeWrong: it is another.
            TooManyTries: it was tried too often.
        """
        key = self._throttle.count(DEVICE, "invitation", person.id.bytes)
        if not self._factors.is_invited(person.id, invitation):
            self._log.note(Kind.FACTOR_FAILED, person.id, visitor.network)
            raise CodeWrong
        self._throttle.forget(key)

    def by_code(self, token: str, code: str, visitor: Visitor, invitation: str = "") -> tuple[Admitted, list[str]]:
        """Let somebody in who has shown their password, and now a code; with recovery codes if it was their first.

        Their first takes the `invitation` that they were given too: a password alone sets up no device.

        Raises:
            CodeWrong: it is none of theirs, was used before, or the password was shown too long ago.
            TooManyTries: it was tried too often.
        """
        person_id = self._factors.halfway(token)
        person = self._people.by_id(person_id) if person_id is not None else None
        if person is None or person.blocked_at is not None:
            raise CodeWrong
        if not self._factors.has(person.id):
            self.invited(person, invitation, visitor)
        recovery = self.take_code(person, code, visitor)
        admitted = self._admit(person, "password", visitor)
        self._factors.end(token)
        return admitted, recovery

    def take_code(self, person: Person, code: str, visitor: Visitor) -> list[str]:
        """Use up a code of somebody's; of whoever has no factor yet it becomes theirs, and their recovery codes come.

        Raises:
            CodeWrong: it is none of theirs, or was used before.
            TooManyTries: it was tried too often.
        """
        key = self._throttle.count(DEVICE, "second", person.id.bytes)
        had = self._factors.has(person.id)
        recovery = [] if had else self._factors.confirm(person.id, code)
        if recovery is None or (had and not self._factors.takes(person.id, code)):
            self._log.note(Kind.FACTOR_FAILED, person.id, visitor.network)
            raise CodeWrong
        if not had:
            self._log.note(Kind.FACTOR_SET, person.id, visitor.network)
        self._throttle.forget(key)
        return recovery

    def by_provider(self, external: str, visitor: Visitor) -> Admitted:
        """Let somebody in of whom the other service says who they are.

        Raises:
            SignInFailed: nobody here is called so there, or they are blocked.
        """
        person = self._people.by_external(external)
        if person is None or person.blocked_at is not None:
            self._log.note(Kind.SIGN_IN_FAILED, person.id if person else None, visitor.network)
            raise SignInFailed
        return self._admit(person, "oidc", visitor)

    def change_hat(self, token: str, session: Session, wanted: Callable[[Hat], bool]) -> str:
        """Put on another of one's hats; the new token.

        Raises:
            NotFound: there is no such hat, or not now.
        """
        person_id, hat = session.person_id, self._hat(session.person_id, wanted)
        if hat is None:
            raise NotFound
        fresh = self._sessions.change_hat(token, hat)
        self._log.note(Kind.HAT_CHANGED, person_id)
        return fresh

    def change_password(self, session: Session, old: str, new: str, visitor: Visitor) -> None:
        """Give oneself another password; every other session of the account ends. Tries are counted by session.

        Raises:
            NotFound: the account has no password: another service knows the person.
            SignInFailed: the old password is another one.
            WeakPassword: the new one is easily guessed.
            TooManyTries: it was tried too often.
        """
        person = self._people.by_id(session.person_id) if session.person_id is not None else None
        if person is None or person.password is None:
            raise NotFound
        key = self._throttle.count(DEVICE, "change", session.id.bytes)
        if not passwords.fits(person.password, old):
            self._log.note(Kind.SIGN_IN_FAILED, person.id, visitor.network)
            raise SignInFailed("现在的密码不正确。", "The present password is wrong.")
        self._people.reset(person, new, Kind.PASSWORD_CHANGED)
        self._throttle.forget(key)
        others = [one for one in self._sessions.of_person(person.id) if one.id != session.id]
        for _ in range(self._sessions.revoke(others)):
            self._log.note(Kind.SESSION_REVOKED, person.id, visitor.network)
        if visitor.device is not None:
            self._sessions.remember_device(person.id, visitor.device)

    def _admit(self, person: Person, way: str, visitor: Visitor) -> Admitted:
        hat = self._hat(person.id, lambda _: True)
        if hat is None:
            self._log.note(Kind.SIGN_IN_FAILED, person.id, visitor.network)
            raise SignInFailed
        self._log.note(Kind.SIGNED_IN, person.id, visitor.network)
        token, session = self._sessions.begin_for_person(person.id, hat, way, visitor.network)
        known = visitor.device is not None and self._sessions.knows_device(person.id, visitor.device)
        device = visitor.device if known and visitor.device else new_token()
        self._sessions.remember_device(person.id, device)
        return Admitted(token, device, session)

    def _hat(self, person_id: UUID | None, wanted: Callable[[Hat], bool]) -> Hat | None:
        hats = self._people.hats(person_id) if person_id is not None else []
        return next(filter(wanted, hats), None)

    def _counted(self, login: str, person: Person | None, visitor: Visitor) -> list[bytes]:
        """Count the try where it belongs; the keys, of which the first is about this name."""
        device = visitor.device
        try:
            if person is not None and device is not None and self._sessions.knows_device(person.id, device):
                return [self._throttle.count(DEVICE, "device", person.id.bytes, device)]
            of_network = self._throttle.count(NETWORK, "network", visitor.network)
            return [self._throttle.count(STRANGER, "stranger", login, visitor.network), of_network]
        except TooManyTries:
            self._log.note(Kind.SLOWED, person.id if person else None, visitor.network)
            raise
