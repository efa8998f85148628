"""Everything about accounts, put together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from casebook.accounts.access_log import AccessLog, Kind
from casebook.accounts.codes import Codes
from casebook.accounts.colleagues import Colleagues
from casebook.accounts.contacts import Contacts
from casebook.accounts.factors import Factors
from casebook.accounts.filing import Filing
from casebook.accounts.people import People
from casebook.accounts.refusals import Refusals
from casebook.accounts.selections import Selections
from casebook.accounts.sending import Outbox, Program, Sender
from casebook.accounts.sessions import Sessions
from casebook.accounts.signing_in import SigningIn
from casebook.accounts.throttle import Throttle

if TYPE_CHECKING:
    from uuid import UUID

    from casebook.accounts.oidc import OpenIdConnect
    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keys import Keys
    from casebook.settings import Settings


class Accounts:
    """Who may come in, and who is in. Holds nothing that the database does not: any number may be made."""

    def __init__(self, datastore: Datastore, keys: Keys, settings: Settings) -> None:
        self._datastore = datastore
        self._settings = settings
        self.keys = keys

    @cached_property
    def log(self) -> AccessLog:
        """Who came in, and who tried."""
        return AccessLog(self._datastore)

    @cached_property
    def people(self) -> People:
        """The accounts of staff."""
        return People(self._datastore)

    @cached_property
    def colleagues(self) -> Colleagues:
        """What the people behind ids are called."""
        return Colleagues(self._datastore)

    @cached_property
    def sessions(self) -> Sessions:
        """Who is in."""
        return Sessions(self._datastore, idle=self._settings.idle, life=self._settings.life)

    @cached_property
    def selections(self) -> Selections:
        """What people of staff come back to."""
        return Selections(self._datastore, self.keys)

    @cached_property
    def throttle(self) -> Throttle:
        """Slows down who tries too often."""
        return Throttle(self._datastore, self.keys)

    @cached_property
    def signing_in(self) -> SigningIn:
        """Lets staff in."""
        demanded = self._settings.second_factor == "demanded"
        return SigningIn(self.people, self.sessions, self.throttle, self.log, self.factors, demanded=demanded)

    @cached_property
    def factors(self) -> Factors:
        """Second factors of staff."""
        return Factors(self._datastore, self.keys)

    @cached_property
    def outbox(self) -> Outbox:
        """Messages that people deliver."""
        return Outbox(self._datastore, self.keys)

    @cached_property
    def sender(self) -> Sender:
        """Sends messages, or keeps them for people who do."""
        program = self._settings.sender
        return Program(program) if program else self.outbox

    @cached_property
    def codes(self) -> Codes:
        """Lets citizens in."""
        return Codes(self._datastore, self.keys, self.sessions, self.throttle, self.sender)

    @cached_property
    def filing(self) -> Filing:
        """Slows down who files too often."""
        return Filing(self._datastore, self.keys, self.throttle)

    @cached_property
    def refusals(self) -> Refusals:
        """Takes note of attempts that failed."""
        return Refusals(self.log, self.throttle)

    @cached_property
    def contacts(self) -> Contacts:
        """Which petitions were filed with which number."""
        return Contacts(self._datastore)

    def end_sessions(self, person_id: UUID) -> None:
        """End every session of somebody, from their next request on."""
        for _ in range(self.sessions.revoke_all(person_id)):
            self.log.note(Kind.SESSION_REVOKED, person_id)

    def provider(self, back: str) -> OpenIdConnect | None:
        """The service that knows staff, if there is one; it sends browsers `back` to that address."""
        from casebook.accounts.oidc import OpenIdConnect  # noqa: PLC0415  the library is slow to import

        provider = self._settings.provider
        return OpenIdConnect(provider, self._datastore, self.keys, back) if provider else None
