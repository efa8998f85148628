"""The library's own tests of a recorder, run on ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from eventsourcing.tests.persistence import ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase

from casebook.ledger.datastore import Datastore
from casebook.ledger.recorder import LedgerRecorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.postgres import Database


class OnOurRecorder:
    """Makes the recorder that the library's tests ask for."""

    datastore: Datastore

    @pytest.fixture(autouse=True)
    def _fresh(self, database: Database) -> Iterator[None]:
        self.datastore = Datastore(database.app_dsn, size=16).opened()
        yield
        self.datastore.close()

    def create_recorder(self) -> LedgerRecorder:
        return LedgerRecorder(self.datastore)


class TestRecorder(OnOurRecorder, ApplicationRecorderTestCase[LedgerRecorder]):
    """Insert, select, page, conflict, concurrency."""

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleaving(OnOurRecorder, NonInterleavingNotificationIDsBaseCase):
    """Two large saves at once do not mix."""


del ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
