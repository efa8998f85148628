"""The service on a real database, over HTTP."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from casebook.casework import Casework
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.readmodels import Follower, Reader, load
from casebook.reference.city import AdoptedCity
from casebook.settings import Settings
from casebook.web import Services, create_app
from web.service_at_hand import Service, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.postgres import Database


@pytest.fixture
def service(database: Database, tmp_path: Path) -> Iterator[Service]:
    """The service on a free port, its read models following the ledger."""
    settings = Settings(data=tmp_path, keys=tmp_path / "keys")
    with closing(Ledger(database.app_dsn, load_keys(settings.keys))) as ledger:
        models = load()
        follower = Follower(ledger.datastore, models)
        follower.catch_up()
        casework = Casework(ledger, AdoptedCity(ledger.adoptions.reference, settings.zone))
        app = create_app(Services(casework, Reader(ledger.datastore, models), ledger, settings, "test", follower))
        stopping = threading.Event()
        following = threading.Thread(target=follower.run, args=(stopping,))
        following.start()
        with serving(app) as url:
            yield Service(url, app, ledger, follower)
        stopping.set()
        follower.wake()
        following.join()
