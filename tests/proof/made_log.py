"""A log of the ledger's own entries, byte for byte the same in every run: honest, or with what a cheat puts into it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.ledger import layout, vault
from casebook.ledger.mapper import canonical, envelope, private_fields
from casebook.petitions.entry import Actor, Entry
from casebook.petitions.event import Attachment
from casebook.petitions.events import (
    Accepted,
    Assigned,
    Closed,
    Replied,
    ReplyApproved,
    Signed,
    Submitted,
    VerificationCountersigned,
    VerificationScheduled,
    VerifiedByReporter,
)
from casebook.petitions.vocabulary import (
    Category,
    Channel,
    ClosingBasis,
    Confidentiality,
    Media,
    NoPhotoReason,
    Outcome,
    Role,
    VerificationMethod,
    VerificationResult,
)
from casebook.proof.adopted import TOPIC as TOPIC_OF_ADOPTION
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.composing import HeadOf, Telling, basis_files, head_tree
from casebook.proof.heads import TOPIC, Place, Record
from casebook.proof.merkle import leaf_hash
from casebook.proof.note import LOG, WITNESS, Note, SigningKey
from casebook.proof.tiles import Appender, Tree
from casebook.reference.events import stream_of
from casebook.reference.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.petitions.events import PetitionEvent
    from casebook.reference.documents import Document

ORIGIN = "casebook.example/log"
LOG_KEY = SigningKey(ORIGIN, LOG, hashlib.sha256(b"log").digest())
WITNESS_KEY = SigningKey("witness.example/1", WITNESS, hashlib.sha256(b"witness").digest())
STRANGER = SigningKey("stranger.example/log", LOG, hashlib.sha256(b"stranger").digest())
UNIT = "unit-1"
BASES = (Kind.CALENDAR, Kind.TERMS)
OF_THE_UNIT = (Role.UNIT_OFFICER, Role.UNIT_APPROVER)
BEGAN = datetime(2026, 11, 20, 1, 0, 0, 123456, UTC)
MINUTE = timedelta(minutes=1)


def drawn(*of: object) -> bytes:
    """32 bytes that look drawn by chance, the same in every run."""
    return hashlib.sha256(repr(of).encode()).digest()


def uuid(*of: object) -> UUID:
    return UUID(bytes=drawn(*of)[:16], version=4)


PETITION = uuid("petition")
OTHER = uuid("other petition")
HEADS = uuid("heads")
PICTURE_KEY = drawn("picture key")
PICTURE = b"\xff\xd8\xff\xe0 a picture of a lamp" + drawn("pixels") * 8
PICTURE_ID = uuid("picture")
SEALED = drawn("nonce")[:12] + AESGCM(PICTURE_KEY).encrypt(
    drawn("nonce")[:12], PICTURE, b"casebook/file/v1\0content\0" + PICTURE_ID.bytes
)
ATTACHED = Attachment(id=PICTURE_ID, sha256=hashlib.sha256(SEALED).hexdigest(), media=Media.JPEG, size=len(PICTURE))


KEY_SPELLED = base64.urlsafe_b64encode(PICTURE_KEY).rstrip(b"=").decode()

STORY: list[tuple[UUID, Role, PetitionEvent]] = [
    (
        OTHER,
        Role.CITIZEN,
        Submitted(number="2026-000001", category=Category.SUGGESTION, channel=Channel.APP, title="建议增设长椅"),
    ),
    (
        PETITION,
        Role.CITIZEN,
        Submitted(
            number="2026-000002",
            category=Category.CIVILIZED_CITY,
            channel=Channel.WEB,
            confidentiality=Confidentiality.ANONYMOUS,
            title="小巷路灯不亮",
            body="土产巷的路灯坏了半个月，\n晚上出行不便 “很黑” <b>&</b> \u2028 🏮。",
            phone="19900001234",
            attachments=(ATTACHED,),
            file_keys=(KEY_SPELLED,),
        ),
    ),
    (OTHER, Role.DESK, Accepted()),
    (PETITION, Role.DESK, Accepted()),
    (PETITION, Role.DISPATCHER, Assigned(assignment=1, unit=UNIT)),
    (OTHER, Role.DISPATCHER, Assigned(assignment=1, unit="unit-2")),
    (PETITION, Role.UNIT_OFFICER, Signed(assignment=1)),
    (
        PETITION,
        Role.UNIT_APPROVER,
        Replied(assignment=1, outcome=Outcome.RESOLVED, text="路灯已修复。", commitments=("每周巡查一次",)),
    ),
    (PETITION, Role.DESK, ReplyApproved(round=1)),
    (
        PETITION,
        Role.EDITOR,
        VerificationScheduled(round=1, reporter=uuid(Role.REPORTER), method=VerificationMethod.SITE),
    ),
    (OTHER, Role.UNIT_OFFICER, Signed(assignment=1)),
    (
        PETITION,
        Role.REPORTER,
        VerifiedByReporter(
            result=VerificationResult.SOLVED,
            method=VerificationMethod.SITE,
            visited_at=BEGAN + 9 * MINUTE,
            no_photo=NoPhotoReason.NOTHING_VISIBLE,
            findings="现场查看，路灯亮着。",
        ),
    ),
    (PETITION, Role.EDITOR, VerificationCountersigned(round=1, result=VerificationResult.SOLVED)),
    (PETITION, Role.DESK, Closed(basis=ClosingBasis.VERIFIED, first_closure=True)),
]
"""Two petitions, mixed; the first of them is the one that bundles are made of."""

OLD_SIZE = 6


@dataclass
class Log:
    """Entries that have been logged, honest or not."""

    entries: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    streams: dict[UUID, list[int]] = field(default_factory=dict)
    words: dict[int, dict[str, bytes]] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    published: list[Record] = field(default_factory=list)
    last_at: datetime | None = None

    def log(self, stream: UUID, topic: str, state: bytes, **forged: Any) -> int:
        """Log an entry whose header is what the door would write, but for what is forged; its index."""
        index, before = len(self.entries), self.streams.setdefault(stream, [])
        at = forged.get("at", BEGAN + index * MINUTE)
        previous = forged.get("previous", self.leaves[before[-1]] if before else layout.ZERO)
        place = (forged.get("said", stream), forged.get("version", len(before) + 1), topic)
        head = layout.header(forged.get("origin", ORIGIN), forged.get("index", index) + 1, at, previous, place)
        self.log_bytes(stream, forged.get("head", lambda same: same)(head) + b"\n" + state)
        return index

    def log_bytes(self, stream: UUID, entry: bytes) -> None:
        """Log whatever is given."""
        self.streams.setdefault(stream, []).append(len(self.entries))
        self.entries.append(entry)
        self.leaves.append(leaf_hash(entry))

    def tell(self, stream: UUID, role: Role, event: PetitionEvent, **forged: Any) -> int:
        """Log an event with its words as the ledger and the vault write them; `change` may forge the state."""
        index = len(self.entries)
        subject = stream if any(getattr(event, name) is not None for name in private_fields(type(event))) else None
        version = len(self.streams.get(stream, ())) + 1
        unit = forged.pop("unit", UNIT if role in OF_THE_UNIT else None)
        actor = Actor(forged.pop("who", stream if role is Role.CITIZEN else uuid(role)), role, unit)
        entry = Entry(stream, version, event, actor, uuid("command", index), subject=subject)
        values = {name: value for name in private_fields(type(event)) if (value := getattr(event, name)) is not None}
        texts = {name: vault.disclosure(drawn(index, name)[:16], name, value) for name, value in values.items()}
        texts |= forged.pop("texts", {})
        state = envelope(entry)
        if texts:
            state["_sd"] = {name: vault.digest_of(text) for name, text in texts.items()}
        self.words[index] = texts
        change: Callable[[dict[str, Any]], None] = forged.pop("change", lambda _: None)
        change(state)
        spelled: Callable[[bytes], bytes] = forged.pop("spelled", lambda same: same)
        return self.log(stream, event.stored_name(), spelled(canonical(state)), **forged)

    def adopt(self, document: Document, **forged: Any) -> int:
        """Log that a document of limits or of a calendar is adopted."""
        version = document.version
        data = {"digest": document.digest, "in_force_on": version.in_force_on, "kind": version.kind}
        data |= {"name": version.name, "version": version.version} | forged.pop("data", {})
        state = {"actor": uuid("system"), "data": data, "req": uuid("adopt"), "role": "system", "v": 1}
        self.documents[document.digest] = document.content
        return self.log(stream_of(version.kind), forged.pop("topic", TOPIC_OF_ADOPTION), canonical(state), **forged)

    def basis(self, *, ended: bool = False) -> dict[str, bytes]:
        """The files about all that was adopted; where it `ended`, as was published."""
        shown = {kind.value: [self.entries[at] for at in self.streams.get(stream_of(kind), ())] for kind in BASES}
        ends = {kind.value: self.end_of(stream_of(kind)) for kind in BASES} if ended else {}
        return basis_files((self.checkpoint(), self.tree()), shown, list(self.documents.values()), ends)

    def end_of(self, stream: UUID) -> tuple[Record, Place]:
        """The stream's record among the heads that were published last, and its place."""
        tree = head_tree(self.published)
        nth = next(nth for nth, each in enumerate(self.published) if each.stream == str(stream))
        return self.published[nth], Place(nth, tree.size, tree.inclusion(nth))

    def tree(self, size: int | None = None) -> Tree:
        growing = Appender()
        kept = dict(growing.extend(self.leaves[:size]))
        kept |= dict(growing.partial())
        return Tree(growing.size, kept.__getitem__)

    def checkpoint(self, size: int | None = None, after: timedelta = MINUTE) -> bytes:
        """Signed by the log and, `after` the last event, by the witness."""
        tree = self.tree(size)
        text = str(Checkpoint(ORIGIN, *tree.head()))
        last = self.last_at or BEGAN + (tree.size - 1) * MINUTE
        return bytes(Note(text, (LOG_KEY.sign(text), WITNESS_KEY.sign(text, int((last + after).timestamp())))))

    def records(self) -> list[Record]:
        """The head of every stream, in order."""
        return [
            Record(indexes[-1], self.leaves[indexes[-1]], str(stream), len(indexes))
            for stream, indexes in sorted(self.streams.items(), key=lambda each: str(each[0]))
        ]

    def publish_heads(self, **forged: Any) -> HeadOf:
        """Log the heads of all streams, and show that of the petition."""
        self.published = forged.pop("records", None) or self.records()
        end = self.end_of(forged.pop("of", PETITION))
        size, root = head_tree(self.published).head()
        data = {"root": root.hex(), "size": len(self.entries), "streams": size} | forged.pop("data", {})
        state = {"actor": uuid("system"), "data": data, "req": uuid("heads"), "role": "system", "v": 1}
        index = self.log(HEADS, forged.pop("topic", TOPIC), canonical(state), **forged)
        return HeadOf(*end, self.entries[index])

    def tellings(self, stream: UUID = PETITION, *, shown: bool = True) -> list[Telling]:
        """The stream's events, with all words and the picture, or with none."""
        told = []
        for index in self.streams[stream]:
            files = {ATTACHED.sha256: SEALED} if ATTACHED.sha256.encode() in self.entries[index] else {}
            words = self.words.get(index, {})
            told.append(Telling(self.entries[index], words if shown else {}, files=files if shown else {}))
        return told


def story(until: int | None = None) -> Log:
    """The honest log, with the events of `STORY` up to there."""
    log = Log()
    for stream, role, event in STORY[:until]:
        log.tell(stream, role, event)
    return log
