"""Who may use a route. Every route declares it, by one of the words of this module.

Pages are for whoever is `signed_in` in the browser, for a `citizen` or `public`; a cookie opens nothing but pages.

A session or a token says which role somebody has; a citizen shows the query code of the petition that the address
names, or is in with the telephone number that it was filed with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from fastapi import Request  # noqa: TC002  the framework reads the signature

from casebook.access import Actor, Role
from casebook.casework.citizens import citizen_of, is_code_of
from casebook.casework.contacts import phones_of
from casebook.errors import NotFound, NotPermitted
from casebook.web import identity
from casebook.web.html.page import PERSON
from casebook.web.identity import NotIdentified, NotOpened, read
from casebook.web.passes import has_pass
from casebook.web.services import Services, services
from casebook.web.sessions import session_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.dependencies.models import Dependant

    from casebook.accounts.sessions import Session

NUMBER: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")
"""The form of a petition's number; nothing else is looked up."""

ASKER: Final = "casebook.asker"
"""In a request's scope, where a route asks who comes: the actor, None while nobody is known."""

NOBODY: Final = UUID(int=0)
"""Stands for a citizen who files; the petition gives the real id."""


@dataclass(frozen=True)
class Guard:
    """Lets those through whom a route is for, as a dependency of the route that answers who asks.

    Attributes:
        roles: who may come in.
        known: whether a citizen must show the code of a petition; else anybody comes in as a citizen.
    """

    roles: frozenset[Role]
    known: bool = True

    def __call__(self, request: Request) -> Actor:
        """Who asks.

        Raises:
            NotIdentified: nobody, or nobody that we know.
            CrossSite: a browser that another site has sent.
            NotPermitted: somebody of another role.
            NotFound: a citizen with a number and a code that do not go together.
        """
        request.scope[ASKER] = None
        request.scope[ASKER] = actor = self._actor(request, services(request))
        if actor.role not in self.roles:
            raise NotPermitted
        return actor

    def _actor(self, request: Request, served: Services) -> Actor:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme:
            if scheme.lower() != "bearer":
                raise NotIdentified
            return read(served.ledger.keys.token, token.strip())
        number, code = request.path_params.get("number"), request.headers.get("query-code", "")
        if Role.CITIZEN in self.roles and number is not None and code:
            return by_code(served, number, code)
        session = session_of(request)
        if session is not None and (self.known or session.role in self.roles):
            return session.actor or by_phone(served, session, number)
        if Role.CITIZEN in self.roles and not self.known:
            return Actor(NOBODY, Role.CITIZEN)
        raise NotIdentified


@dataclass(frozen=True)
class SignedIn(Guard):
    """Lets those through who are signed in in their browser, citizens by telephone; only pages are guarded by it."""

    def _actor(self, request: Request, served: Services) -> Actor:  # noqa: ARG002  the session knows its services
        person = identity.person(request)
        if person is None:
            if session_of(request) is not None and Role.CITIZEN in self.roles:
                return Actor(NOBODY, Role.CITIZEN)
            raise NotIdentified
        request.scope[PERSON] = person
        return person


@dataclass(frozen=True)
class Citizens(Guard):
    """Lets a citizen through to pages, to those of a petition only whoever filed it.

    They have shown its code in this browser a while ago, or are in with the telephone number that it was filed with.
    Whoever has not is led to where they can, and does not learn whether there is such a petition.
    """

    def _actor(self, request: Request, served: Services) -> Actor:
        number = request.path_params.get("number")
        if number is None:
            return Actor(NOBODY, Role.CITIZEN)
        petition_id = served.ledger.by_number(number) if NUMBER.fullmatch(number) else None
        if petition_id is not None and has_pass(request, number):
            return Actor(citizen_of(served.ledger.keys, petition_id), Role.CITIZEN)
        session = session_of(request)
        if session is None or session.phone is None:
            raise NotOpened
        try:
            return by_phone(served, session, number)
        except NotFound:
            raise NotOpened from None


@dataclass(frozen=True)
class Public:
    """Lets everybody through and asks nobody who they are."""

    roles = frozenset[Role]()

    def __call__(self) -> None:
        """Nothing to see to."""


def allow(*roles: Role, known: bool = True) -> Guard:
    """Only these roles may use the route."""
    return Guard(frozenset(roles), known)


def signed_in(*roles: Role) -> SignedIn:
    """Only who is signed in in one of these roles may use the page."""
    return SignedIn(frozenset(roles))


def citizen() -> Citizens:
    """Only a citizen may use the page; where the address names a petition, only whoever filed it."""
    return Citizens(frozenset({Role.CITIZEN}))


def public() -> Public:
    """Everybody may use the route."""
    return Public()


def by_code(served: Services, number: str, code: str) -> Actor:
    """The citizen of a petition.

    Raises:
        NotFound: there is no such petition, or this is not its code; nobody can tell which.
    """
    keys = served.ledger.keys
    petition_id = served.ledger.by_number(number) if NUMBER.fullmatch(number) else None
    fits = is_code_of(keys, petition_id or NOBODY, code)
    if petition_id is None or not fits:
        raise NotFound
    return Actor(citizen_of(keys, petition_id), Role.CITIZEN)


def by_phone(served: Services, session: Session, number: str | None) -> Actor:
    """The citizen of a petition that was filed with the number of this session; without a petition, nobody's citizen.

    Raises:
        NotFound: there is no such petition, or it was filed with another number, none, or one that was deleted since;
            nobody can tell which.
    """
    if number is None:
        return Actor(NOBODY, Role.CITIZEN)
    petition_id = served.ledger.by_number(number) if NUMBER.fullmatch(number) else None
    if petition_id is None or phones_of(served.ledger, [petition_id]).get(petition_id) != session.phone:
        raise NotFound
    if served.accounts.contacts.is_forgotten(petition_id):
        raise NotFound
    return Actor(citizen_of(served.ledger.keys, petition_id), Role.CITIZEN)


def declared(dependant: Dependant) -> Iterator[Guard | Public]:
    """What a route declares; none is a mistake."""
    if isinstance(dependant.call, Guard | Public):
        yield dependant.call
    for part in dependant.dependencies:
        yield from declared(part)
