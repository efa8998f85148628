"""Records into the ledger: what is new of each petition as one batch, many batches a transaction."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from casebook.errors import Erased
from casebook.exchange.faults import BadRow
from casebook.exchange.translate import NAMESPACE, Record, Stated
from casebook.ledger.stored import Save
from casebook.petitions.entry import Actor, Entry, Source
from casebook.petitions.events import Submitted
from casebook.petitions.numbers import petition_number
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casebook.exchange.report import BadRows
    from casebook.exchange.seen import Seen, Standing
    from casebook.ledger.ledger import Ledger


@dataclass(slots=True)
class _Plan:
    """One petition: where it stands, what is new of it, and which of its rows do not come in."""

    version: int
    known: set[str]
    records: list[Record] = field(default_factory=list)
    new: list[tuple[str, Stated]] = field(default_factory=list)
    refused: list[tuple[Record, BadRow, bool]] = field(default_factory=list)

    def standing(self) -> Standing | None:
        """What the import means for it; None where nothing of it is or was in the ledger."""
        if not self.new:
            return "unchanged" if self.version else None
        return "grown" if self.version else "new"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is new in some records, ready for the door; `growing` names the petition of each save."""

    records: Sequence[Record]
    plans: dict[UUID, _Plan]
    growing: list[UUID]
    saves: list[Save]


class Writer:
    """Drafts what is new and appends it.

    Drafting and storing may go on in two threads, but not of the same petition: what is drafted must stand on what is
    stored.
    """

    def __init__(self, ledger: Ledger, source: str, seen: Seen, bad_rows: BadRows, *, whole: bool) -> None:
        """Write for one source; `whole` says that a row is all there is to its petition."""
        self.events: Counter[str] = Counter()
        self.conflicting = 0
        self.bad = 0
        self._ledger = ledger
        self.source = source
        self._seen = seen
        self._bad_rows = bad_rows
        self._whole = whole
        self._actor = Actor(uuid5(NAMESPACE, source), Role.IMPORTER)
        self._run = uuid4()
        self._mutex = threading.Lock()

    def draft(self, records: Sequence[Record]) -> Draft:
        """Work out what is new of these records' petitions, and seal its words.

        Raises:
            Unavailable: the database is gone.
        """
        plans = self._plans(records)
        growing = [petition_id for petition_id, plan in plans.items() if plan.new]
        fresh = sum(plans[petition_id].version == 0 for petition_id in growing)
        numbers = iter(self._ledger.numbers(fresh) if fresh else [])
        told = {petition_id: list(self._entries(petition_id, plans[petition_id], numbers)) for petition_id in growing}
        self._ledger.entry_mapper.prepare([entry for entries in told.values() for entry in entries])
        saves = {
            petition_id: save for petition_id, entries in told.items() if (save := self._sealed(entries)) is not None
        }
        erased = told.keys() - saves.keys()
        for record in records:
            if record.petition_id in erased:
                plans[record.petition_id].refused.append((record, _erased(), False))
                plans[record.petition_id].new.clear()
        return Draft(records, plans, list(saves), list(saves.values()))

    def _sealed(self, entries: Sequence[Entry]) -> Save | None:
        """These entries ready for the door; None where they bring words of somebody whose words were erased."""
        try:
            return Save(self._ledger.entry_mapper.drafted(entries))
        except Erased:
            return None

    def store(self, draft: Draft) -> None:
        """Append a draft; what another process changed meanwhile is read and drafted again once.

        Raises:
            Unavailable: the database is gone.
        """
        if changed := self._store(draft):
            for record in self._store(self.draft(changed)):
                self._refuse(
                    record, BadRow("另一进程正在更改此诉求。", "Another process is changing it."), conflict=False
                )

    def _store(self, draft: Draft) -> list[Record]:
        """Append a draft; returns the records of petitions that somebody else changed meanwhile."""
        outcomes = self._ledger.door.append_all(draft.saves) if draft.saves else []
        kinds = zip(draft.growing, outcomes, strict=True)
        changed = {petition_id for petition_id, outcome in kinds if outcome.kind in {"conflict", "erased"}}
        self._settle({petition_id: plan for petition_id, plan in draft.plans.items() if petition_id not in changed})
        return [record for record in draft.records if record.petition_id in changed] if changed else []

    def _plans(self, records: Sequence[Record]) -> dict[UUID, _Plan]:
        stands = self._ledger.imported(list({record.petition_id for record in records}))
        plans: dict[UUID, _Plan] = {}
        for record in records:
            plan = plans.get(record.petition_id)
            if plan is None:
                version, known = stands.get(record.petition_id, (0, []))
                plan = plans[record.petition_id] = _Plan(version, set(known))
            self._add(plan, record)
        return plans

    def _add(self, plan: _Plan, record: Record) -> None:
        if self._whole and plan.known and not plan.known <= {one.digest for one in record.stated}:
            plan.refused.append((record, _other_content(record.first_line), True))
            return
        new = [(record.key, one) for one in record.stated if one.digest not in plan.known]
        if new and not plan.known and not isinstance(new[0][1].event, Submitted):
            fault = BadRow("此诉求尚无提交记录。", "Nothing says yet that this petition was submitted.")
            plan.refused.append((record, fault, False))
            return
        if new and plan.known and isinstance(new[0][1].event, Submitted):
            plan.refused.append((record, _other_content(record.first_line), True))
            return
        plan.new += new
        plan.known.update(one.digest for _, one in new)

    def _entries(self, petition_id: UUID, plan: _Plan, numbers: Iterator[int]) -> Iterator[Entry]:
        subject = uuid5(petition_id, "petitioner")
        for version, (key, one) in enumerate(plan.new, plan.version + 1):
            event = one.event
            if isinstance(event, Submitted):
                number = petition_number(one.claim.on.year, next(numbers))
                event = event.model_copy(update={"number": number})
            yield Entry(
                petition_id,
                version,
                event,  # type: ignore[arg-type]  # every class of events is in the union
                self._actor,
                self._run,
                one.claim,
                subject if one.has_words else None,
                Source(self.source, key, one.digest),
            )

    def _settle(self, plans: dict[UUID, _Plan]) -> None:
        """Count what came in and write down what did not."""
        standings = [(i, standing) for i, plan in plans.items() if (standing := plan.standing()) is not None]
        self._seen.place(standings)
        with self._mutex:
            self.events.update(one.name for plan in plans.values() for _, one in plan.new)
        for plan in plans.values():
            for record, fault, conflict in plan.refused:
                self._refuse(record, fault, conflict=conflict)

    def _refuse(self, record: Record, fault: BadRow, *, conflict: bool) -> None:
        with self._mutex:
            self.conflicting += conflict
            self.bad += not conflict
        self._bad_rows.add(record.line, fault, record.cells, record.first_line)


def _erased() -> BadRow:
    return BadRow("此人的内容已依法删除，不再导入。", "This person's words were erased: none come in again.")


def _other_content(first_line: int | None) -> BadRow:
    if first_line is None:
        return BadRow(
            "同一编号，内容与先前导入的不同。", "The same key as a petition imported before, with other content."
        )
    return BadRow(
        f"与第 {first_line} 行编号相同而内容不同。", f"The same key as line {first_line}, with other content."
    )
