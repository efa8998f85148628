"""Reading the ledger: whole petitions and long sections, verified, against the bare SELECT of the same rows."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
from rounds import medians, migrated_server, per_second, ratio

from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import Accepted, Submitted
from casebook.petitions.numbers import petition_number
from casebook.petitions.petition import fold
from casebook.petitions.vocabulary import Category, Channel, Role
from casebook.postgres.cluster import APP

if TYPE_CHECKING:
    from collections.abc import Callable

EVENTS = 10
SECTION = 20_000
_COLUMNS = "originator_id, originator_version, topic, state, notification_id, recorded_at, previous, leaf"


def measure(scale: float) -> list[dict[str, Any]]:
    """Petitions of ten events a second, with words and without, and events a second in long sections."""
    petitions = max(100, int(20_000 * scale))
    with ExitStack() as stack:
        server = stack.enter_context(migrated_server())
        keys = load_keys(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        ledger = stack.enter_context(closing(Ledger(server.dsn(APP), keys)))
        bare = stack.enter_context(psycopg.connect(server.dsn(), autocommit=True))
        some = _fill(ledger, petitions)[: max(50, petitions // 10)]
        contenders: dict[str, Callable[[], float]] = {
            "petition of ten events, folded": _each(some, lambda i: fold(ledger.entries(i))),
            "petition of ten events, words opened": _each(some, lambda i: ledger.open(ledger.entries(i), _all)),
            "bare SELECT of a petition": _each(some, lambda i: _rows(bare, "originator_id = %s", i)),
            "long section, as entries": _whole(lambda: sum(1 for _ in ledger.since(0, until=SECTION))),
            "long section, verified": _whole(lambda: len(ledger.door.select_range(0, SECTION))),
            "bare SELECT of a section": _whole(lambda: len(_rows(bare, "notification_id <= %s", SECTION))),
        }
        found = medians(contenders)
    names = list(contenders)
    return [ratio(found, name, names[2], "petitions/s") for name in names[:2]] + [
        ratio(found, name, names[5], "events/s") for name in names[3:5]
    ]


def _all(_entry: Entry, _field: str) -> bool:
    return True


def _each(ids: list[UUID], work: Callable[[UUID], object]) -> Callable[[], float]:
    return lambda: per_second(work, [ids])


def _whole(read: Callable[[], int]) -> Callable[[], float]:
    def run() -> float:
        began = time.monotonic()
        return read() / (time.monotonic() - began)

    return run


def _rows(bare: psycopg.Connection[Any], condition: str, value: object) -> list[Any]:
    return bare.execute(f"SELECT {_COLUMNS} FROM ledger.events WHERE {condition}", (value,)).fetchall()  # noqa: S608


def _fill(ledger: Ledger, petitions: int) -> list[UUID]:
    ids = [uuid4() for _ in range(petitions)]
    for at in range(0, petitions, 50):
        ledger.append_all([_history(petition_id) for petition_id in ids[at : at + 50]])
    return ids


def _history(petition_id: UUID) -> list[Entry]:
    citizen = Actor(uuid4(), Role.CITIZEN)
    number = petition_number(2022, uuid4().int % 10**12)
    first = Submitted(number=number, category=Category.COMPLAINT, channel=Channel.APP, title="路灯不亮", area="410403")
    desk = Actor(uuid4(), Role.DESK)
    return [
        Entry(petition_id, 1, first, citizen, uuid4(), subject=citizen.id),
        *(Entry(petition_id, version, Accepted(), desk, uuid4()) for version in range(2, EVENTS + 1)),
    ]
