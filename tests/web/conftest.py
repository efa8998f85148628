"""The service on a real database, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from web.service_at_hand import Service, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.postgres import Database


@pytest.fixture
def service(database: Database, tmp_path: Path) -> Iterator[Service]:
    """The service on a free port, its read models following the ledger."""
    with running(database, tmp_path) as service:
        yield service
