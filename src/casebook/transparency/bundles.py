"""Makes the bundle of one stream: its events as they were signed, with proofs, and the words that are to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from casebook.casework.forgetting import restricted_among
from casebook.errors import NotFound, Unreadable
from casebook.ledger import layout
from casebook.ledger.vault import sealed_fields
from casebook.petitions.event import FILE_KEYS, files_in
from casebook.proof.archive import pack
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.composing import HeadOf, Telling, compose
from casebook.proof.encoding import Malformed
from casebook.proof.merkle import EMPTY
from casebook.proof.note import Note
from casebook.proof.page import PAGE
from casebook.transparency.bases import bases
from casebook.transparency.ends import ends_at
from casebook.transparency.receipts import Receipt, Signed

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger
    from casebook.ledger.stored import Stored
    from casebook.petitions.entry import Entry
    from casebook.transparency.ends import Ends
    from casebook.transparency.published import PublishedLog


class Made(NamedTuple):
    """A bundle, how many events it has, and how many there are that are not signed yet."""

    data: bytes
    events: int
    unsigned: int


class Bundles:
    """Makes bundles of a ledger whose log is signed; needs no key: whoever checks has the log's."""

    def __init__(self, ledger: Ledger, log: PublishedLog) -> None:
        self._ledger = ledger
        self._log = log

    def of(self, stream: UUID, *, public: bool = False, since: bytes | None = None) -> Made:
        """The bundle of a stream as it is signed; of a `public` one all words and files are withheld.

        So are those of a citizen whose data are restricted by law.

        `since` is an older checkpoint, from which the log is shown to have grown.

        Raises:
            NotFound: nothing of it is signed yet.
            Unreadable: `since` is no checkpoint of this log, or what the vault holds does not match the ledger.
            Tampered: a stored event does not match its leaf.
        """
        stored = self._ledger.door.select_histories([stream])
        signed_to = self._log.size()
        signed = [each for each in stored if each.position <= signed_to]
        note = self._log.covering(signed[-1].position) if signed else None
        if note is None:
            raise NotFound("尚未签名，请稍后再试。", "Nothing of it is signed yet; try again later.")
        size = _stated(note).size
        old = None if since is None else self._ours(since, size)
        tellings = [_withheld(each) if public else each for each in self._told(signed)]
        tree = self._log.tree(size)
        ends = ends_at(self._ledger, size)
        head = self._head(signed, ends)
        files = compose(note, tree, tellings, old, head)
        files |= bases(self._ledger, signed, (note, tree), self._bytes, ends if head else None)
        return Made(pack(files | {PAGE.name: PAGE.read_bytes()}), len(signed), len(stored) - len(signed))

    def receipt(self, stream: UUID) -> Receipt:
        """What the citizen of a petition holds from its filing on: the first event, its words, and its proof.

        Raises:
            NotFound: there is no such petition.
            Unreadable: what the vault holds does not match the ledger.
            Tampered: a stored event does not match its leaf, or is missing.
        """
        first = self._ledger.door.select_histories([stream])[:1]
        if not first:
            raise NotFound
        (telling,), note = self._told(first), self._log.covering(first[0].position)
        return Receipt(first[0], telling, None if note is None else Signed(note, self._log.tree(_stated(note).size)))

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
        if FILE_KEYS in erased:
            files = {file.sha256: None for file in named}
        return Telling(self._bytes(stored), words, erased, files)

    def _head(self, signed: list[Stored], ends: Ends | None) -> HeadOf | None:
        """The stream's head as it was published last; None where that is not signed yet, or was before the stream."""
        end = None if ends is None else ends.of(signed)
        return None if ends is None or end is None else HeadOf(*end, self._bytes(ends.published))

    def _bytes(self, stored: Stored) -> bytes:
        place = (UUID(str(stored.originator_id)), stored.originator_version, stored.topic)
        head = layout.header(self._ledger.door.origin, stored.position, stored.recorded_at, stored.previous, place)
        return layout.entry(head, stored.state)

    def _ours(self, note: bytes, size: int) -> bytes:
        """The checkpoint that this log has signed with the same content: what else could growth be shown from."""
        try:
            old = _stated(note)
        except Malformed as error:
            raise Unreadable("不是检查点。", "This is no checkpoint.") from error
        ours = self._log.checkpoint(old.size)
        root = self._log.tree(old.size).head().root if 0 < old.size <= size else EMPTY
        if ours is None or old.size > size or not old == _stated(ours) or old.root != root:
            raise Unreadable(
                f"这不是此日志的检查点，或日志不是从它（{old.size}）增长而来。若是此日志签发的，请连同该文件告知审计机关。",
                f"This is no checkpoint of this log, or the log has not grown from it (of size {old.size}). If this "
                "log has signed it, show that file to the auditors.",
            )
        return ours


def _stated(note: bytes) -> Checkpoint:
    return Checkpoint.parse(Note.parse(note).text)


def _withheld(telling: Telling) -> Telling:
    """The same without anything that could be read; what is gone is still told to be."""
    return Telling(
        telling.entry, {}, telling.erased, {name: None for name, each in telling.files.items() if each is None}
    )
