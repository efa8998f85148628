"""Proofs: growing the tree, proving, checking; the signer, proofs and bundles on PostgreSQL as the ledger grows."""

from __future__ import annotations

import hashlib
import os
import statistics
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
from casebook.petitions.vocabulary import Category, Channel, Role
from casebook.postgres.cluster import APP
from casebook.proof.checkpoint import Checkpoint, opened
from casebook.proof.merkle import check_inclusion, leaf_hash
from casebook.proof.note import Note, SigningKey
from casebook.proof.soundness import check_bundle
from casebook.proof.tiles import Appender, Tile, Tree
from casebook.proof.tlog_proof import Inclusion
from casebook.proof.trust import trust_in
from casebook.transparency import Bundles, MemoryFile, PublishedLog, Signer, load_signing_key, signers_connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.proof.note import VerifierKey

ENTRY = 700
PORTION = 10_000
EVENTS = 10
ASKED = 300
SIZES = (10_000, 100_000, 1_000_000)


def measure(scale: float) -> list[dict[str, Any]]:
    """All of it; `scale` shrinks the trees."""
    return [
        *_in_memory(max(PORTION, int(SIZES[-1] * scale))),
        *_on_postgresql(sorted({max(1000, int(n * scale)) for n in SIZES})),
    ]


def _in_memory(size: int) -> list[dict[str, Any]]:
    entry, leaves = os.urandom(ENTRY), [os.urandom(32) for _ in range(size)]
    kept, tree = _grown(leaves)
    head, places = tree.head(), _spread(size)
    proofs = [Tree(size, kept.__getitem__).inclusion(place) for place in places]
    key = SigningKey.generate("casebook.example/log")
    text = str(Checkpoint(key.public.name, *head))
    note = bytes(Note(text, (key.sign(text),)))
    proven = list(zip(places, proofs, strict=True))
    contenders: dict[str, Callable[[], float]] = {
        "SHA-256 of an entry": _times(lambda _: hashlib.sha256(entry).digest(), 20_000),
        "leaf of an entry": _times(lambda _: leaf_hash(entry), 20_000),
        "leaf appended to the tree": lambda: _appended(leaves),
        "inclusion proof": _each(places, lambda place: Tree(size, kept.__getitem__).inclusion(place)),
        "consistency proof": _each(places, lambda place: Tree(size, kept.__getitem__).consistency(place)),
        "inclusion proof checked": _each(proven, lambda each: check_inclusion(leaves[each[0]], each[0], head, each[1])),
        "checkpoint signed": _times(lambda _: key.sign(text), ASKED),
        "checkpoint opened": _times(lambda _: opened(note, [key.public]), ASKED),
    }
    found = medians(contenders)
    names = list(contenders)
    lengths = [len(bytes(Inclusion(place, proof, note))) for place, proof in proven]
    return [
        *(ratio(found, name, names[0], "a second") for name in names[1:]),
        {"name": f"inclusion proof among {size}, as text", "figure": statistics.mean(lengths), "unit": "bytes"},
        {"name": f"inclusion proof among {size}", "figure": statistics.mean(map(len, proofs)), "unit": "hashes"},
    ]


def _spread(size: int) -> list[int]:
    """Places all over a tree, not the first, the same in every run."""
    return [1 + nth * 7919 % (size - 1) for nth in range(ASKED)]


def _grown(leaves: list[bytes]) -> tuple[dict[Tile, bytes], Tree]:
    growing, kept = Appender(), {}
    for at in range(0, len(leaves), PORTION):
        kept |= dict(growing.extend(leaves[at : at + PORTION]))
    kept |= dict(growing.partial())
    return kept, Tree(len(leaves), kept.__getitem__)


def _appended(leaves: list[bytes]) -> float:
    began = time.monotonic()
    _grown(leaves)
    return len(leaves) / (time.monotonic() - began)


def _times(work: Callable[[int], object], times: int) -> Callable[[], float]:
    return lambda: per_second(work, [range(times)])


def _each(things: list[Any], work: Callable[[Any], object]) -> Callable[[], float]:
    return lambda: per_second(work, [things])


def _on_postgresql(sizes: list[int]) -> list[dict[str, Any]]:
    measures = []
    with ExitStack() as stack:
        server = stack.enter_context(migrated_server())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ledger = stack.enter_context(closing(Ledger(server.dsn(APP), load_keys(folder / "keys"))))
        bare = stack.enter_context(psycopg.connect(server.dsn(), autocommit=True))
        key = load_signing_key(folder / "log.key", ledger.door.origin)
        with signers_connection(server.dsn()) as connection:
            signer = Signer(connection, key, MemoryFile(folder / "signed"))
            for size in sizes:
                last = _filled(ledger, size)
                measures.append(_signed(signer, bare))
                measures += _asked(ledger, key.public, last, bare)
    return measures


def _filled(ledger: Ledger, size: int) -> UUID:
    """Fill the ledger up to about this size; the last petition."""
    last = uuid4()
    while ledger.position() < size:
        petitions = [_history(last := uuid4()) for _ in range(50)]
        ledger.append_all(petitions)
    return last


def _history(petition_id: UUID) -> list[Entry]:
    citizen, desk = Actor(uuid4(), Role.CITIZEN), Actor(uuid4(), Role.DESK)
    number = petition_number(2022, uuid4().int % 10**12)
    first = Submitted(number=number, category=Category.COMPLAINT, channel=Channel.APP, title="路灯不亮", area="410403")
    return [
        Entry(petition_id, 1, first, citizen, uuid4(), subject=citizen.id),
        *(Entry(petition_id, version, Accepted(), desk, uuid4()) for version in range(2, EVENTS + 1)),
    ]


def _signed(signer: Signer, bare: psycopg.Connection[Any]) -> dict[str, Any]:
    """What is new is signed once, so there is one round; the baseline reads the same rows."""
    before, began = signer.size, time.monotonic()
    list(signer.sign())
    took, new = time.monotonic() - began, signer.size - before
    began = time.monotonic()
    statement = "SELECT state, leaf FROM ledger.events WHERE notification_id > %s ORDER BY notification_id"
    with bare.transaction(), bare.cursor("new") as cursor:
        cursor.execute(statement, (before,))
        while cursor.fetchmany(1000):
            pass
    reading = time.monotonic() - began
    name = f"events signed, up to {signer.size}"
    figures = {"figure": round(new / took), "unit": "events/s", "baseline": round(new / reading)}
    return {"name": name, **figures, "against": "bare SELECT of the same events", "ratio": round(reading / took, 3)}


def _asked(ledger: Ledger, key: VerifierKey, petition: UUID, bare: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    log = PublishedLog(ledger.datastore.connection, ledger.door.origin)
    size = log.size()
    places = _spread(size)
    bundles = Bundles(ledger, log)
    data = bundles.of(petition).data
    one = "SELECT leaf FROM ledger.events WHERE notification_id = %s"
    contenders: dict[str, Callable[[], float]] = {
        f"bare SELECT of a leaf, among {size}": _each(places, lambda place: bare.execute(one, (place,)).fetchone()),
        f"inclusion proof from PostgreSQL, among {size}": _each(places, lambda place: log.tree(size).inclusion(place)),
        f"consistency proof from PostgreSQL, among {size}": _each(places, lambda at: log.tree(size).consistency(at)),
        f"bundle of {EVENTS} events made, among {size}": _times(lambda _: bundles.of(petition), ASKED // 10),
        f"bundle of {EVENTS} events checked, among {size}": _times(
            lambda _: check_bundle(data, trust_in([key])), ASKED // 10
        ),
    }
    found = medians(contenders)
    names = list(contenders)
    measures = [ratio(found, name, names[0], "a second") for name in names[1:]]
    return [*measures, {"name": f"bundle of {EVENTS} events, among {size}", "figure": len(data), "unit": "bytes"}]
