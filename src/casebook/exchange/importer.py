"""The import of one file: read, translate, append what is new, and say what came of it."""

from __future__ import annotations

import gc
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from casebook.errors import Misconfigured
from casebook.exchange.faults import BadFile, BadRow
from casebook.exchange.readers import format_of, open_rows
from casebook.exchange.report import BadRows, Progress, Report
from casebook.exchange.seen import Seen
from casebook.exchange.translate import LeftOut, Record, Translator
from casebook.exchange.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from casebook.exchange.mapping import Mapping
    from casebook.exchange.rows import Row
    from casebook.ledger.ledger import Ledger

BLOCK: Final = 600
"""About so many events go into one transaction."""

AHEAD: Final = 3
"""So many blocks may wait for the database while the next is read, translated and sealed."""

RARELY: Final = (10_000, 50, 50)
"""When the garbage collector looks, in its own measure."""

PULSE: Final = 0.4
"""Progress is told at least every so many seconds."""


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """The records of a block are alive, not garbage; to look through them at the usual pace takes a third longer."""
    usual = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def import_file(  # noqa: PLR0913  all of it is asked of the caller
    ledger: Ledger,
    file: Path,
    mapping: Mapping,
    *,
    bad_rows: Path,
    progress: Callable[[Progress], None],
    zone: ZoneInfo,
) -> Report:
    """Bring a file in: what the ledger does not have yet is appended, each petition's news whole or not at all.

    Safe to stop at any moment and to run again. `bad_rows` is written anew with the rows that did not come in; `zone`
    is the city's, for a mapping that names none.

    Raises:
        BadFile: the file cannot be read, or not to its end; what stood before that is in.
        Misconfigured: the file of bad rows cannot be written.
        Unavailable: the database is gone; what is in stays in.
    """
    if bad_rows.exists() and file.exists() and bad_rows.samefile(file):
        raise Misconfigured(f"{bad_rows} 就是要导入的文件。", f"{bad_rows} is the very file that is to be imported.")
    translator = Translator(mapping, format_of(file, mapping), zone, ledger.keys.fingerprints("import"))
    with open_rows(file, mapping) as (rows, part), BadRows(bad_rows) as refused, closing(Seen()) as seen:
        writer = Writer(ledger, mapping.source, seen, refused, whole=mapping.rows is None)
        run = _Run(translator, writer, seen, refused, lambda rows, s: progress(Progress(rows, part(), s)))
        with _fewer_collections():
            return run.through(rows)


class _Run:
    """One import under way: this thread reads, translates and seals while another waits for the database.

    There is one other, so that petitions come into the ledger in the file's order.
    """

    def __init__(
        self, translator: Translator, writer: Writer, seen: Seen, bad_rows: BadRows, tell: Callable[[int, float], None]
    ) -> None:
        self._translator = translator
        self._writer = writer
        self._seen = seen
        self._bad_rows = bad_rows
        self._report = Report(writer.source)
        self._tell = tell
        self._began = self._told = time.monotonic()
        self._writing: dict[Future[None], set[UUID]] = {}
        self._block: list[Record] = []
        self._size = 0
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="import")

    def through(self, rows: Iterable[Row]) -> Report:
        """Import every row; where the file turns out bad, what stood before that is appended all the same."""
        try:
            try:
                for row in rows:
                    self._take(row)
            except BadFile:
                self._finish()
                raise
            self._finish()
        finally:
            self._pool.shutdown(cancel_futures=True)
        return self._summary()

    def _take(self, row: Row) -> None:
        report = self._report
        report.rows += 1
        self._pulse()
        try:
            record = self._translator.translate(row)
        except BadRow as fault:
            report.bad += 1
            self._bad_rows.add(row.line, fault, row.cells)
            return
        if isinstance(record, LeftOut):
            report.skipped[record.reason] = report.skipped.get(record.reason, 0) + 1
            return
        self._block.append(record)
        self._size += len(record.stated)
        if self._size >= BLOCK:
            self._hand_over()

    def _hand_over(self) -> None:
        """Draft the block and queue it, once few enough wait and none of them holds a petition of this one."""
        records = self._seen.first_time(self._block)
        self._report.repeated += len(self._block) - len(records)
        self._block, self._size = [], 0
        petitions = {record.petition_id for record in records}
        while len(self._writing) >= AHEAD or any(not held.isdisjoint(petitions) for held in self._writing.values()):
            self._wait()
        if records:
            self._writing[self._pool.submit(self._writer.store, self._writer.draft(records))] = petitions

    def _finish(self) -> None:
        self._hand_over()
        while self._writing:
            self._wait()
        self._pulse(now=True)

    def _wait(self) -> None:
        """Wait for a writer, but no longer than a pulse; what it raised is raised here."""
        due = self._told + PULSE - time.monotonic()
        done, _ = wait(self._writing, timeout=max(due, 0), return_when=FIRST_COMPLETED)
        for future in done:
            del self._writing[future]
            future.result()
        self._pulse()

    def _pulse(self, *, now: bool = False) -> None:
        moment = time.monotonic()
        if now or moment - self._told >= PULSE:
            self._told = moment
            self._tell(self._report.rows, moment - self._began)

    def _summary(self) -> Report:
        report = self._report
        standings = self._seen.standings()
        report.new, report.grown, report.unchanged = standings["new"], standings["grown"], standings["unchanged"]
        report.events = dict(sorted(self._writer.events.items()))
        report.conflicting = self._writer.conflicting
        report.bad += self._writer.bad
        report.seconds = round(time.monotonic() - self._began, 3)
        return report
