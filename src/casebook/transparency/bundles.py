"""Makes the bundle of one stream: its events as they were signed, with proofs, and the words that are to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast
from uuid import UUID

from casebook.casework.forgetting import restricted_among
from casebook.errors import NotFound, Unreadable
from casebook.ledger import layout
from casebook.ledger.heads import STREAM, HeadsPublished, place_of
from casebook.ledger.stored import Stored
from casebook.ledger.vault import sealed_fields
from casebook.petitions.event import files_in
from casebook.proof.archive import pack
from casebook.proof.checkpoint import Checkpoint, opened
from casebook.proof.composing import HeadOf, Telling, compose
from casebook.proof.encoding import Malformed
from casebook.proof.heads import Record
from casebook.proof.merkle import EMPTY, Head
from casebook.proof.note import NotSigned
from casebook.proof.page import PAGE

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry
    from casebook.proof.note import VerifierKey
    from casebook.transparency.published import PublishedLog


class Made(NamedTuple):
    """A bundle, how many events it has, and how many there are that are not signed yet."""

    data: bytes
    events: int
    unsigned: int


class Bundles:
    """Makes bundles of a ledger whose log is signed."""

    def __init__(self, ledger: Ledger, log: PublishedLog, key: VerifierKey) -> None:
        self._ledger = ledger
        self._log = log
        self._key = key

    def of(self, stream: UUID, *, public: bool = False, since: bytes | None = None) -> Made:
        """The bundle of a stream as it is signed; of a `public` one all words and files are withheld.

        So are those of a citizen whose data are restricted by law.

        `since` is an older checkpoint, from which the log is shown to have grown.

        Raises:
            NotFound: nothing of it is signed yet.
            Unreadable: `since` is no checkpoint of this log, or what the vault holds does not match the ledger.
            Tampered: a stored event does not match its leaf.
        """
        note = self._log.checkpoint()
        size = 0 if note is None else self._checkpoint(note).size
        stored = self._ledger.door.select_histories([stream])
        signed = [each for each in stored if each.position <= size]
        if note is None or not signed:
            raise NotFound("尚未签名，请稍后再试。", "Nothing of it is signed yet; try again later.")
        tree = self._log.tree(size)
        if since is not None:
            self._check_is_ours(since, size)
        tellings = [_withheld(each) if public else each for each in self._told(signed)]
        files = compose(note, tree, tellings, since, self._head(signed, size)) | {PAGE.name: PAGE.read_bytes()}
        return Made(pack(files), len(signed), len(stored) - len(signed))

    def _told(self, stored: list[Stored]) -> list[Telling]:
        entries = [self._ledger.entry_mapper.to_domain_event(each) for each in stored]
        words = self._ledger.vault.disclosures(entries)
        aside = self._kept_aside(entries)
        tellings = (self._telling(*each) for each in zip(stored, entries, words, strict=True))
        return [
            _withheld(each) if entry.subject in aside else each for each, entry in zip(tellings, entries, strict=True)
        ]

    def _kept_aside(self, entries: list[Entry]) -> set[UUID | None]:
        """The citizen, where what is held about them is kept and used for nothing else."""
        first = entries[0]
        return {first.subject} if restricted_among(self._ledger, [first.petition_id]) else set()

    def _telling(self, stored: Stored, entry: Entry, words: dict[str, bytes]) -> Telling:
        erased = frozenset(sealed_fields(entry)) - set(words)
        named = files_in(entry.event)
        files: dict[str, bytes | None] = dict(self._ledger.files.sealed(named)) if named else {}
        if "file_keys" in erased:
            files = {file.sha256: None for file in named}
        return Telling(self._bytes(stored), words, erased, files)

    def _head(self, signed: list[Stored], size: int) -> HeadOf | None:
        """The stream's head as it was published last; None where that is not signed yet, or was before the stream."""
        published = next(iter(self._ledger.door.select_events(STREAM, desc=True, limit=1)), None)
        if not isinstance(published, Stored) or published.position > size:
            return None
        event = cast("HeadsPublished", self._ledger.entry_mapper.to_domain_event(published).event)
        counted = [each for each in signed if each.position <= event.size]
        if not counted:
            return None
        last, head = counted[-1], Head(event.streams, bytes.fromhex(event.root))
        stream = UUID(str(last.originator_id))
        with self._ledger.datastore.connection() as connection:
            place = place_of(connection, stream, head, event.size)
        if place is None:
            return None
        record = Record(last.position - 1, last.leaf, str(stream), last.originator_version)
        return HeadOf(record, place, self._bytes(published))

    def _bytes(self, stored: Stored) -> bytes:
        place = (UUID(str(stored.originator_id)), stored.originator_version, stored.topic)
        head = layout.header(self._ledger.door.origin, stored.position, stored.recorded_at, stored.previous, place)
        return layout.entry(head, stored.state)

    def _check_is_ours(self, note: bytes, size: int) -> None:
        """An older checkpoint has to be one that this log has grown from: what else could be shown of it."""
        old = self._checkpoint(note)
        if old.size > size or old.root != (self._log.tree(old.size).head().root if old.size else EMPTY):
            raise Unreadable(
                f"日志不是从此检查点（{old.size}）增长而来，请连同该文件告知审计机关。",
                f"The log has not grown from this checkpoint (of size {old.size}): show that file to the auditors.",
            )

    def _checkpoint(self, note: bytes) -> Checkpoint:
        try:
            return opened(note, [self._key]).checkpoint
        except (Malformed, NotSigned) as error:
            raise Unreadable("不是这个日志的检查点。", "This is no checkpoint of this log.") from error


def _withheld(telling: Telling) -> Telling:
    """The same without anything that could be read; what is gone is still told to be."""
    return Telling(
        telling.entry, {}, telling.erased, {name: None for name, each in telling.files.items() if each is None}
    )
