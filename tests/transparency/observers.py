"""A city's ledger on an ordinary day, and everybody who would notice if somebody rewrote it overnight."""

from __future__ import annotations

import shutil
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID, uuid4

import psycopg

from casebook.accounts.access_log import AccessLog, Kind
from casebook.casework.accesses import Accesses
from casebook.casework.adopting import adopt_shipped
from casebook.casework.heads import Heads
from casebook.errors import CasebookError, NotFound
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.events import Replied, Submitted
from casebook.petitions.vocabulary import Outcome
from casebook.postgres import Database
from casebook.postgres.cluster import APP, OWNER
from casebook.proof.checkpoint import opened
from casebook.proof.checks import Refused
from casebook.proof.merkle import Unproven
from casebook.proof.note import Note, SigningKey, VerifierKey
from casebook.proof.soundness import check_bundle
from casebook.proof.tlog_proof import Growth
from casebook.proof.trust import trust_in
from casebook.proof.witness import NotCosigned
from casebook.transparency import Bundles, Witness, audit_access, audit_copy, audit_ledger, load_witness_key, mirror
from databases import copied, copy
from petitions_at_hand import DIGEST, closed, submitted, then
from signed_ledger import SignedLedger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casebook.petitions.entry import Entry
    from casebook.postgres import Server

EARLIER: Final = "casebook_tampering_earlier"
LATER: Final = "casebook_tampering_later"
NAME: Final = "newspaper.example/witness"
NOTICED: Final = (CasebookError, Refused, Unproven, NotCosigned)


class Kept(NamedTuple):
    """What somebody outside holds since that day."""

    vkey: VerifierKey
    checkpoint: bytes
    complete_to: int


@dataclass(frozen=True)
class Day:
    """The ledger after that day: its database is there to be copied, in the folder is what is kept outside of it.

    Attributes:
        server: where the databases are.
        folder: keys; the signer's; a witness's; a copy of the log; and, aside, what the signer had a day before.
        petition: one with words, a picture, a reply, its closing.
        kept: what its citizen holds.
    """

    server: Server
    folder: Path
    petition: UUID
    kept: Kept


@dataclass
class World:
    """The same, to be tampered with: a copy of its own."""

    day: Day
    signed: SignedLedger
    folder: Path

    @property
    def witness(self) -> SigningKey:
        """The witness's key."""
        return load_witness_key(self.folder / "witness" / "witness.key", NAME)

    def tamper(self, *statements: str, **values: Any) -> None:
        """Do this as a superuser who has switched every trigger off."""
        with psycopg.connect(self.signed.database.owner_dsn) as owner:
            owner.execute("SET session_replication_role = replica")
            tables = owner.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgenabled = 'A' GROUP BY 1")
            for (table,) in tables.fetchall():
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            for statement in statements:
                owner.execute(statement, values or None)

    def stored(self) -> list[Any]:
        """Every event as it is stored, in order."""
        return self.signed.ledger.door.select_range(0, 10_000)

    def last_of_petition(self) -> int:
        """The position of the petition's last event."""
        found = self.signed.ledger.door.select_events(self.day.petition)
        return int(found[-1].position)  # type: ignore[attr-defined]  # ours


def begin(server: Server, template: str, folder: Path) -> Day:
    """Two days in the life of a ledger; each ends with heads, a signature, a cosignature, a copy."""
    copy(server, template, LATER)
    for name in ("log", "witness", "mirror"):
        (folder / name).mkdir(mode=0o700)
    with _opened(server, LATER, folder) as signed:
        adopt_shipped(signed.ledger)
        petition = _file(signed)
        signed.grow_much(90)
        _end_day(signed, folder)
    shutil.copytree(folder / "log", folder / "earlier")
    copy(server, LATER, EARLIER)
    with _opened(server, LATER, folder) as signed:
        signed.ledger.append([closed(petition, 4)], uuid4(), DIGEST)
        signed.grow(2)
        checkpoint = _end_day(signed, folder)
        report = check_bundle(
            Bundles(signed.ledger, signed.log).of(petition.petition_id).data, trust_in([signed.key.public])
        )
        kept = Kept(signed.key.public, checkpoint, report.complete_to or 0)
    return Day(server, folder, petition.petition_id, kept)


@contextmanager
def tampered(day: Day, folder: Path, template: str = LATER) -> Iterator[World]:
    """A copy of everything, to be tampered with."""
    shutil.copytree(day.folder, folder)
    with copied(day.server, template) as database, closing(_ledger(database, folder)) as ledger:
        yield World(day, SignedLedger(ledger, database, folder / "log"), folder)


@contextmanager
def _opened(server: Server, name: str, folder: Path) -> Iterator[SignedLedger]:
    owner, app = server.dsn(OWNER, name), server.dsn(APP, name)
    database = Database(owner, app, owner, app, embedded=True)
    with closing(_ledger(database, folder)) as ledger:
        yield SignedLedger(ledger, database, folder / "log")


def _ledger(database: Database, folder: Path) -> Ledger:
    return Ledger(database.app_dsn, load_keys(folder / "keys"), connections=3)


def _file(signed: SignedLedger) -> Entry:
    """A petition with words and a picture, which was replied to."""
    first = submitted(title="小巷路灯不亮", body="晚上出行不便。", phone="19900001234")
    assert isinstance(first.event, Submitted)
    assert first.subject
    picture = signed.ledger.files.keep(first.subject, uuid4(), b"sent", b"a picture", b"a small one")
    keys = signed.ledger.files.pending(first.subject, [picture])
    first = replace(
        first, event=first.event.model_copy(update={"attachments": (picture,), "file_keys": (keys[picture],)})
    )
    reply = then(first, 3, Replied(outcome=Outcome.RESOLVED, text="路灯已修复。"))
    signed.ledger.append([first, then(first, 2), replace(reply, subject=uuid4())], uuid4(), DIGEST)
    return first


def _end_day(signed: SignedLedger, folder: Path) -> bytes:
    """What happens every day, and the checkpoint of that day."""
    log = AccessLog(signed.ledger.datastore)
    for _ in range(3):
        log.note(Kind.CONTACT_READ, uuid4(), bytes(16), petition_id=uuid4())
    assert Accesses(signed.ledger, timedelta(days=400)).publish()
    assert Heads(signed.ledger, UTC).publish()
    signed.sign()
    cosign(signed, folder, signed.key.public)
    mirror(signed.log, signed.key.public, folder / "mirror", _quiet, entries=True)
    return signed.log.checkpoint() or b""


def cosign(signed: SignedLedger, folder: Path, vkey: VerifierKey) -> None:
    """Have the witness cosign the newest checkpoint, as the service does.

    Raises:
        NotCosigned: it does not.
        Unproven: the log cannot show how it has grown.
    """
    key = load_witness_key(folder / "witness" / "witness.key", NAME)
    witness = Witness(folder / "witness", key, {vkey.name: vkey})
    note = Note.parse(signed.log.checkpoint() or b"")
    size, old = int(note.text.split("\n")[1]), 0
    with suppress(NotFound):  # the first time
        old = opened(witness.cosigned(vkey.name), [vkey]).checkpoint.size
    proof = signed.log.tree(size).consistency(old) if old <= size else ()
    line = witness.cosign(bytes(Growth(old, proof, f"{note.text}\n{note.signatures[0]}".encode())))
    with psycopg.connect(signed.database.signer_dsn, options="-c role=casebook_log") as connection:
        row = (size, NAME, line.rstrip("\n"))
        connection.execute(
            "INSERT INTO transparency.cosignatures VALUES (%s, %s, %s, now()) ON CONFLICT DO NOTHING", row
        )


def _quiet(_done: int, _total: int) -> None: ...


# Who looks, each as they usually do. What is raised, or told, is what they notice.


def reader(world: World) -> None:
    """Whoever opens the petition, with all its words and its picture, under the rules that were adopted."""
    ledger = world.signed.ledger
    ledger.adoptions.reference()
    for entry in ledger.open(ledger.entries(world.day.petition), lambda _entry, _field: True):
        if isinstance(entry.event, Submitted) and isinstance(entry.event.file_keys, tuple):
            ledger.files.open(entry.event.attachments[0], entry.event.file_keys[0])


def signer(world: World) -> None:
    """The signer, which comes back to work and signs what is new."""
    world.signed.sign()


def witness(world: World) -> None:
    """The witness, which is asked to cosign the newest checkpoint."""
    cosign(world.signed, world.folder, world.day.kept.vkey)


def copier(world: World) -> None:
    """Whoever brings a copy of the log up to date, and audits it."""
    mirror(world.signed.log, world.day.kept.vkey, world.folder / "mirror", _quiet, entries=True)
    for fault in audit_copy(world.folder / "mirror", world.day.kept.vkey, _quiet).faults:
        raise fault


def auditor(world: World) -> None:
    """The nightly audit, with words, with the key in the signer's folder and that of the witness."""
    key, known = SignedLedger(world.signed.ledger, world.signed.database, world.folder / "log").key, world.witness
    found = audit_ledger(world.signed.ledger, key.public, _quiet, words=True, witnesses=[known.public])
    for fault in found.faults:
        raise fault


def holder(world: World) -> None:
    """Whoever kept a checkpoint, and has a new bundle made that shows growth from it and no less than the old one."""
    kept = world.day.kept
    made = Bundles(world.signed.ledger, world.signed.log).of(world.day.petition, since=kept.checkpoint)
    report = check_bundle(made.data, trust_in([kept.vkey, world.witness.public]), kept.checkpoint)
    if (report.complete_to or 0) < kept.complete_to:
        raise Refused("tail", None, "no heads")


def access_auditor(world: World) -> None:
    """`casebook audit access`."""
    for fault in audit_access(world.signed.ledger, datetime.now(UTC)).faults:
        raise fault


OBSERVERS: Final[dict[str, Callable[[World], None]]] = {
    "reader": reader,
    "signer": signer,
    "witness": witness,
    "copy": copier,
    "audit": auditor,
    "holder": holder,
    "access": access_auditor,
}
"""In the order in which they come by."""


def noticed(world: World) -> dict[str, str]:
    """Life goes on, and everybody looks: who notices something, and what."""
    found = {}
    for name, look in OBSERVERS.items():
        if name == "signer":
            go_on(world)
        try:
            look(world)
        except NOTICED as error:
            found[name] = str(error)
    return found


def go_on(world: World) -> None:
    """The petition has its next event, and others are filed."""
    found = world.signed.ledger.datastore
    with found.connection() as connection:
        statement = "SELECT coalesce(max(originator_version), 0) FROM ledger.events WHERE originator_id = %s"
        [(version,)] = connection.execute(statement, (world.day.petition,)).fetchall()
    first = submitted(world.day.petition)
    world.signed.ledger.append([then(first, version + 1) if version else first], uuid4(), DIGEST)
    world.signed.grow(1)
