"""A row into the events that it states, ready but for number and version; nothing that the source does not say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from casebook.exchange.compiling import EventMaker, condition
from casebook.exchange.faults import BadRow
from casebook.exchange.values import Clock, Notation
from casebook.ledger.mapper import canonical
from casebook.petitions.events import Submitted
from casebook.petitions.words import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casebook.exchange.mapping import Format, Mapping
    from casebook.exchange.rows import Row
    from casebook.exchange.values import Cells, Told
    from casebook.petitions.entry import Claim
    from casebook.petitions.events import Event

NAMESPACE: Final = UUID("5f0c6ad5-8a35-5c4e-9d4b-1c8f4f0e4104")
"""Where the ids of imported petitions are made from source and key: the same row is the same petition for ever."""

_KEY_LIMIT: Final = 200


def petition_id_of(source: str, key: str) -> UUID:
    """The id under which a source's petition stands in the ledger."""
    return uuid5(NAMESPACE, f"{source}:{key}")


@dataclass(slots=True)
class Stated:
    """One event as the source states it; `digest` is keyed, of name, time, fields and words."""

    name: str
    event: Event
    claim: Claim
    digest: str
    has_words: bool


@dataclass(slots=True)
class Record:
    """A row, translated.

    Attributes:
        line: where the row stands.
        petition_id: made from source and key.
        key: the source's own id.
        stated: the events, in order.
        content: 16 bytes that are the same for rows that state the same.
        cells: the row itself, for the file of bad rows.
        first_line: where the file first had this key, if it had it before.
    """

    line: int
    petition_id: UUID
    key: str
    stated: list[Stated]
    content: bytes
    cells: Cells
    first_line: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that the mapping leaves out."""

    reason: str


def _in_order(one: Stated) -> tuple[bool, datetime]:
    return not isinstance(one.event, Submitted), one.claim.at


class Translator:
    """Turns rows into records, by a mapping compiled once."""

    def __init__(self, mapping: Mapping, form: Format, zone: ZoneInfo, sign: Callable[[bytes], bytes]) -> None:
        """Compile the mapping; `zone` is for a mapping that names none, `sign` the keyed digest."""
        nulls = frozenset(text.strip() for text in mapping.null)
        self._clock = Clock(ZoneInfo(mapping.zone) if mapping.zone else zone, mapping.times)
        notation = Notation(nulls, form in {"json", "jsonl"}, self._clock)
        self._key = notation.text(mapping.key)
        self._key_column = mapping.key
        self._source = mapping.source
        self._sign = sign
        self._leave_out = [(condition(rule, notation), LeftOut(rule.reason)) for rule in mapping.leave_out]
        self._makers = [EventMaker(spec, notation) for spec in mapping.events]
        self._rows = mapping.rows
        if mapping.rows is not None:
            self._activity = notation.text(mapping.rows.activity)
            self._when = notation.text(mapping.rows.when)

    def translate(self, row: Row) -> Record | LeftOut:
        """What a row states.

        Raises:
            BadRow: it has no key, states no event that can be made, or says what an event cannot hold.
        """
        if row.fault is not None:
            raise row.fault
        cells = row.cells
        for holds, left_out in self._leave_out:
            if holds(cells):
                return left_out
        key = self._key_of(cells)
        stated = self._one_event(cells) if self._rows is not None else self._all_events(cells)
        content = hashlib.blake2b("".join(one.digest for one in stated).encode(), digest_size=16).digest()
        return Record(row.line, petition_id_of(self._source, key), key, stated, content, cells)

    def _key_of(self, cells: Cells) -> str:
        key = self._key(cells)
        column = self._key_column
        if key is None:
            raise BadRow(f"列 {column}：没有编号。", f"{column}: there is no key.")
        try:
            text = clean(key.strip())
        except ValueError:
            text = ""
        if not 0 < len(text) <= _KEY_LIMIT:
            raise BadRow(f"列 {column}：编号不可用。", f"{column}: not a usable key.")
        return text

    def _all_events(self, cells: Cells) -> list[Stated]:
        """The events of a row that is a whole petition: the submission, then by time, then as the mapping has them."""
        stated = [
            self._stated(maker, cells, self._clock.told(moment, maker.when))
            for maker in self._makers
            if (moment := maker.moment(cells)) is not None and maker.applies(cells)
        ]
        if not any(isinstance(one.event, Submitted) for one in stated):
            raise BadRow("没有提交时间。", "There is no time of submission.")
        stated.sort(key=_in_order)
        return list({one.digest: one for one in stated}.values())

    def _one_event(self, cells: Cells) -> list[Stated]:
        """The event of a row that is one."""
        assert self._rows is not None  # noqa: S101  the caller has looked
        activity, moment = self._activity(cells), self._when(cells)
        for maker in self._makers:
            if activity is not None and activity.strip() in maker.activities and maker.applies(cells):
                if moment is None:
                    raise BadRow(f"列 {self._rows.when}：没有时间。", f"{self._rows.when}: there is no time.")
                return [self._stated(maker, cells, self._clock.told(moment, self._rows.when))]
        column = self._rows.activity
        raise BadRow(f"列 {column}：映射中没有此活动。", f"{column}: the mapping does not have this activity.")

    def _stated(self, maker: EventMaker, cells: Cells, told: Told) -> Stated:
        event, said = maker.make(cells)
        digest = self._sign(canonical([maker.name, told.text, said]))[:16].hex()
        return Stated(maker.name, event, told.claim, digest, not maker.words.isdisjoint(said))
