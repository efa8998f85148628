"""The full audit of a ledger: everything that was signed is recomputed from the bytes that are stored."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import tee
from typing import TYPE_CHECKING, Final

from casebook.errors import NotFound, Tampered
from casebook.proof.checkpoint import Signed, opened
from casebook.proof.encoding import Malformed
from casebook.proof.note import NotSigned, Signature
from casebook.transparency.derived import misread
from casebook.transparency.leaves import Leaves, events_behind
from casebook.transparency.moments import Moments
from casebook.transparency.published import PublishedLog
from casebook.transparency.regrown import Regrown
from casebook.transparency.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from uuid import UUID

    from casebook.ledger.ledger import Ledger
    from casebook.proof.note import VerifierKey
    from casebook.transparency.leaves import Fault, Row
    from casebook.transparency.published import Cosigned

    Tell = Callable[[int, int], None]

MOST: Final = 20
"""So many faults are told; further ones are counted."""

_EXTENT: Final = """
SELECT position, coalesce((SELECT min(notification_id) FROM ledger.events), 1),
  coalesce((SELECT max(notification_id) FROM ledger.events), 0)
FROM ledger.head
"""
_POSITION: Final = 4  # in a row


@dataclass(slots=True)
class Findings:
    """What an audit has found.

    Attributes:
        events: how many positions were looked at.
        size: how many of them are signed.
        checkpoints: how many signed checkpoints the tree was compared with.
        faults: what is wrong, the first `MOST`, as they were found.
        count: how many there are in all.
        unsaid: petitions in which words were erased as the list of who was erased says, and the ledger does not.
    """

    events: int = 0
    size: int = 0
    checkpoints: int = 0
    faults: list[Tampered] = field(default_factory=list)
    count: int = 0
    unsaid: set[UUID] = field(default_factory=set)

    def fault(self, fault: Tampered) -> None:
        """Take note of one more."""
        self.count += 1
        if len(self.faults) < MOST:
            self.faults.append(fault)


def audit_ledger(
    ledger: Ledger, key: VerifierKey, tell: Tell, *, words: bool, witnesses: Collection[VerifierKey] = ()
) -> Findings:
    """Audit a whole ledger: leaves, positions, times, chains, tiles, and the root at every cosigned checkpoint.

    Then what SQL reads beside the bytes. With the keys of `witnesses` their cosignatures are verified, and that events
    are as old as these have seen. With `words` every envelope of the vault is opened too, and its words compared with
    their digests. `tell` is given how many events are done, of how many. What it needs of memory does not depend on the
    ledger's length.

    Raises:
        NotFound: nothing is signed yet.
        Unavailable: the database is gone.
    """
    log = PublishedLog(ledger.datastore.connection, ledger.door.origin)
    if log.checkpoint() is None:
        raise NotFound("账本尚未签名。", "Nothing is signed yet.")
    findings = Findings(size=log.size())
    end, first, last = _extent(ledger)
    kept = signed(log.cosigned(findings.size), key, {witness.name: witness for witness in witnesses}, findings.fault)
    compared, seen = tee(kept)
    tree = Regrown((each.checkpoint for each in compared), log.tiles, findings.fault)
    leaves = Leaves(key.name, fault=findings.fault)
    vault = Words(ledger, findings.fault) if words else None
    looks = [Moments(seen, findings.fault).check, *([vault.check] if vault else [])]
    with ThreadPoolExecutor(1) as beside:
        misreading = beside.submit(misread, ledger.datastore.connection)
        for events in _ahead(ledger, max(last, end)):
            tree.extend(leaves.of(events))
            for look in looks:
                look(events)
            tell(leaves.position, end)
        tree.finish()
        for fault in misreading.result():
            findings.fault(fault)
    findings.unsaid = vault.unsaid if vault else set()
    findings.events, findings.checkpoints = leaves.position, tree.compared
    if (first, last) != (1, end) and (last or end):
        findings.fault(_another_extent(end, first, last))
    return findings


def signed(
    kept: Iterable[Cosigned], key: VerifierKey, witnesses: Mapping[str, VerifierKey], fault: Fault
) -> Iterator[Signed]:
    """The checkpoints that are kept, with the times of these witnesses.

    Told as a fault is one that the log's key has not signed, or of another size, and a cosignature that is not theirs.
    Lines of witnesses whose key is not known say nothing.
    """
    for each in kept:
        try:
            found = opened(each.note, [key])
        except (Malformed, NotSigned):
            found = None
        if found is None or found.checkpoint.size != each.size:
            fault(_unsigned(each.size))
            continue
        yield replace(found, witnesses=dict(_cosignatures(each, str(found.checkpoint), witnesses, fault)))


def _cosignatures(
    kept: Cosigned, text: str, witnesses: Mapping[str, VerifierKey], fault: Fault
) -> Iterator[tuple[str, int]]:
    for name, witness in witnesses.items():
        line = kept.lines.get(name)
        if line is None:
            continue
        try:
            yield name, witness.verify(text, Signature.parse(line).value) or 0
        except (Malformed, NotSigned):
            fault(_uncosigned(kept.size, name))


def _unsigned(size: int) -> Tampered:
    return Tampered(
        size,
        f"第 {size} 号处的检查点没有此日志的有效签名。",
        f"The checkpoint at position {size} is not signed by this log.",
    )


def _uncosigned(size: int, witness: str) -> Tampered:
    return Tampered(
        size,
        f"第 {size} 号处检查点的会签不是 {witness} 所签。",
        f"The cosignature at position {size} is not that of {witness}.",
    )


def _ahead(ledger: Ledger, until: int) -> Iterator[list[Row]]:
    """The events in portions; the next is read while one is worked on."""
    with ledger.datastore.connection() as connection, ThreadPoolExecutor(1) as reader:
        coming = reader.submit(events_behind, connection, 0, until)
        while events := coming.result():
            coming = reader.submit(events_behind, connection, events[-1][_POSITION], until)
            yield events


def _extent(ledger: Ledger) -> tuple[int, int, int]:
    """Where the ledger says that it ends, and the positions of the first and the last event that are there."""
    with ledger.datastore.connection() as connection:
        [(end, first, last)] = connection.execute(_EXTENT).fetchall()
    return end, first, last


def _another_extent(end: int, first: int, last: int) -> Tampered:
    return Tampered(
        min(last, end) + 1,
        f"账本应有第 1 至 {end} 号事件，实有第 {first} 至 {last} 号。",
        f"The ledger should have the events 1 to {end}, and has those of {first} to {last}.",
    )
