"""Erases one person's words, for tests that end it in the middle; arguments: DSN, folder of keys, petition, subject."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

from casebook.accounts import Accounts
from casebook.casework.erasing import Eraser
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.settings import Settings

if __name__ == "__main__":
    dsn, folder, petition, subject = sys.argv[1:]
    settings = Settings(data=Path(folder).parent, keys=Path(folder))
    ledger = Ledger(dsn, load_keys(settings.keys))
    Eraser(ledger, Accounts(ledger.datastore, ledger.keys, settings)).erase(UUID(petition), [UUID(subject)])
