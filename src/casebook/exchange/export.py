"""The events as JSON Lines: places, times, codes, digests and hashes, never words.

Whole, sealed petitions too, because a chain of hashes is checked whole: for auditors, not for analysts.
"""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, Any

import orjson

from casebook.errors import Misconfigured, system_says
from casebook.exchange.targets import is_replaceable
from casebook.ledger.mapper import plain_fields, private_fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry

_SECTION = 1000


def plain(entry: Entry) -> dict[str, Any]:
    """An entry without words: what may be shown to an auditor."""
    private = private_fields(type(entry.event))
    return {
        "position": entry.position,
        "petition_id": entry.petition_id,
        "version": entry.version,
        "event": entry.event.stored_name(),
        "recorded_at": entry.recorded_at,
        "happened_at": entry.happened_at,
        "actor": entry.actor.id,
        "role": entry.actor.role,
        "unit": entry.actor.unit,
        "source": {"name": entry.source.name, "id": entry.source.id} if entry.source else None,
        "data": plain_fields(entry.event),
        "words": {name: value.digest for name in private if (value := getattr(entry.event, name)) is not None},
        "previous": entry.previous.hex() if entry.previous else None,
        "leaf": entry.leaf.hex() if entry.leaf else None,
    }


def export_events(ledger: Ledger, output: Path | None, after: int, told: Callable[[int, int], None], total: int) -> int:
    """Write every event behind position `after`, one JSON object a line, and return how many.

    A file is written aside and renamed when it is whole, a device or pipe is written to; None is standard output.

    Raises:
        Misconfigured: the file cannot be written.
        Tampered: a stored event does not match its hash.
    """
    if output is None:
        count = _write(ledger, sys.stdout.buffer, after, told, total)
        sys.stdout.flush()
        return count
    try:
        if not is_replaceable(output):
            with output.open("wb") as file:
                return _write(ledger, file, after, told, total)
        draft = output.with_name(output.name + ".part")
        with draft.open("wb") as file:
            count = _write(ledger, file, after, told, total)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(output)
    except OSError as error:
        zh, en = system_says(error)
        raise Misconfigured(f"无法写入 {output}：{zh}", f"{output} cannot be written: {en}") from error
    return count


def _write(ledger: Ledger, file: IO[bytes], after: int, told: Callable[[int, int], None], total: int) -> int:
    count = 0
    for count, entry in enumerate(ledger.since(after), 1):
        file.write(orjson.dumps(plain(entry), option=orjson.OPT_APPEND_NEWLINE))
        if count % _SECTION == 0:
            told(count, total)
    return count
