"""What a command works with: the database, the ledger, the read models, opened for its duration."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import click

from casebook.accounts import Accounts
from casebook.accounts.people import People
from casebook.casework import Casework, Rankings, Sweeper
from casebook.casework.accesses import Accesses
from casebook.casework.adopting import adopt_shipped
from casebook.casework.erasing import Eraser
from casebook.casework.forgetting import Forgetting
from casebook.casework.heads import Heads
from casebook.cli.output import Place, say
from casebook.errors import NotFound
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.ledger.moving import bring_up_to_date
from casebook.postgres import open_database, require_database
from casebook.readmodels import Months, library
from casebook.readmodels.follower import Follower
from casebook.readmodels.reader import Reader
from casebook.readmodels.search import SearchIndex
from casebook.reference.city import AdoptedCity
from casebook.settings import Settings, load
from casebook.transparency import without_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from casebook.postgres import Database
    from casebook.readmodels.definition import Definition


data_option = click.option(
    "--data",
    type=Place(file_okay=False),
    help="数据文件夹，默认 .casebook（或 CASEBOOK_DATA）。 / The data folder; default .casebook, or CASEBOOK_DATA.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON。 / Print JSON.")
"""Options that most commands share."""


@dataclass(frozen=True)
class Session:
    """Everything opened for one command; what is not asked for is not made."""

    settings: Settings
    database: Database
    ledger: Ledger

    @cached_property
    def casework(self) -> Casework:
        """Takes commands under what the city has adopted."""
        city = AdoptedCity(self.ledger.adoptions.reference, self.settings.zone)
        forgetting = Forgetting(
            Eraser(self.ledger, self.accounts), backups_kept=timedelta(days=self.settings.key_backup_days)
        )
        return Casework(self.ledger, city, people=People(self.ledger.datastore), forgetting=forgetting)

    def today(self) -> date:
        """The day it is in the city."""
        return datetime.now(self.settings.zone).date()

    def check_unit(self, unit: str | None) -> None:
        """See that a unit is in the directory, so that a slip of the pen does not look like "nothing to do".

        Raises:
            NotFound: it is not.
        """
        version = self.ledger.adoptions.reference().units(self.today())
        if unit is not None and version is not None and unit not in version.directory(self.today()):
            raise NotFound(f"没有代码为 {unit} 的单位。", f"No unit has the code {unit}.")

    @cached_property
    def accounts(self) -> Accounts:
        """Who may come in."""
        return Accounts(self.ledger.datastore, self.ledger.keys, self.settings)

    @cached_property
    def sweeper(self) -> Sweeper:
        """Fires what is due."""
        return Sweeper(self.casework, self.reader.ask, rankings=self.rankings, heads=self.heads, accesses=self.accesses)

    @cached_property
    def heads(self) -> Heads:
        """Publishes the last event of every stream."""
        return Heads(self.ledger, self.settings.zone)

    @cached_property
    def accesses(self) -> Accesses:
        """Publishes the access log."""
        return Accesses(self.ledger, timedelta(days=self.settings.access_days))

    @cached_property
    def rankings(self) -> Rankings:
        """Takes commands about rankings."""
        city = AdoptedCity(self.ledger.adoptions.reference, self.settings.zone)
        return Rankings(self.ledger, city, Months(self.reader))

    @cached_property
    def library(self) -> library.Library:
        """The files of the read models."""
        return library.Library(self.settings.projections, say)

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """The read models, by name; what is left out is said."""
        self.library.tell()
        return self.library.models

    @cached_property
    def follower(self) -> Follower:
        """Brings the read models up to date."""
        files = self.library
        return Follower(self.ledger.datastore, self.definitions, reread=files.again, refused=files.refuse)

    @cached_property
    def search(self) -> SearchIndex:
        """Keeps what can be searched."""
        return SearchIndex(self.ledger)

    @cached_property
    def reader(self) -> Reader:
        """Answers out of the read models."""
        return Reader(self.ledger.datastore, self.definitions)


@contextmanager
def session(data: Path | None, *, begin: bool = False, lost: Callable[[], None] | None = None) -> Iterator[Session]:
    """Open everything, migrated, for the duration of a command; `lost` as with `open_database`.

    Args:
        data: the data folder that was named, if one was.
        begin: whether the command begins a ledger where there is none.
        lost: see `open_database`.

    Raises:
        Misconfigured: there is no ledger, and the command does not begin one.
        CasebookError: something cannot be opened; its sentence says what.
    """
    settings = load(data)
    if not begin:
        require_database(settings)
    with open_database(settings, say, lost) as database:
        keys = load_keys(settings.keys, settings.kek_command)
        bring_up_to_date(database, keys, zone=settings.zone.key)
        with closing(Ledger(database.app_dsn, keys, database.keys_dsn)) as ledger:
            adopt_shipped(ledger)
            if ledger.vault.lack is not None:
                alarm = without_keys(ledger.vault.lack)
                say(alarm.zh, alarm.en)
            yield Session(settings, database, ledger)
