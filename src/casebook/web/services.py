"""What the application is given to work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

from casebook.accounts import Accounts
from casebook.casework import Rankings, Stories
from casebook.readmodels import Months
from casebook.readmodels.search import SearchIndex
from casebook.reference.city import AdoptedCity
from casebook.transparency import Bundles, PublishedLog

if TYPE_CHECKING:
    from datetime import date

    from casebook.casework import Casework
    from casebook.ledger.ledger import Ledger
    from casebook.readmodels.follower import Follower
    from casebook.readmodels.library import Library
    from casebook.readmodels.reader import Reader
    from casebook.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """Everything behind the doors of the application.

    Attributes:
        casework: takes commands.
        reader: answers out of the read models.
        ledger: every event.
        settings: what this run depends on.
        version: the release that runs.
        library: the files of the read models.
        follower: keeps the read models up to date in this process, or None where another process does.
    """

    casework: Casework
    reader: Reader
    ledger: Ledger
    settings: Settings
    version: str
    library: Library
    follower: Follower | None = None

    def today(self) -> date:
        """The day it is in the city."""
        return self.casework.now().astimezone(self.settings.zone).date()

    @property
    def log(self) -> PublishedLog:
        """The transparency log, as far as it is signed."""
        return PublishedLog(self.ledger.datastore.connection, self.ledger.door.origin)

    @property
    def bundles(self) -> Bundles:
        """Makes receipts, and bundles of whole petitions."""
        return Bundles(self.ledger, self.log)

    @property
    def rankings(self) -> Rankings:
        """Takes commands about rankings."""
        return Rankings(self.ledger, self._city, Months(self.reader), clock=self.casework.clock)

    @property
    def stories(self) -> Stories:
        """Takes commands about feature stories."""
        return Stories(self.ledger, self._city, clock=self.casework.clock)

    @property
    def _city(self) -> AdoptedCity:
        return AdoptedCity(self.ledger.adoptions.reference, self.settings.zone)

    @property
    def accounts(self) -> Accounts:
        """Who may come in, and who is in."""
        return Accounts(self.ledger.datastore, self.ledger.keys, self.settings)

    @property
    def search(self) -> SearchIndex:
        """What can be searched."""
        return SearchIndex(self.ledger)


def services(request: Request) -> Services:
    """The services of the application that a request came to."""
    return cast("Services", request.app.state.services)


Served = Annotated[Services, Depends(services)]
"""The parameter by which an endpoint gets its services."""
