"""A folder of tables for analysts: events, facts and tallies as Parquet, CSV or JSON Lines, grown with every run.

PostgreSQL's rows come as Arrow over ADBC and go through DuckDB into the files, in streams: memory does not grow with
the ledger. What is written is written aside and renamed, the manifest last, so that a run that is killed leaves the
folder as it was.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import adbc_driver_manager
import adbc_driver_postgresql.dbapi as adbc
import duckdb

from casebook.errors import Misconfigured, Unavailable, system_says
from casebook.exchange.dictionary import dictionary, event_columns
from casebook.exchange.spreadsheet import FORMULA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from casebook.readmodels.definition import Definition
    from casebook.readmodels.extract import Extracts

MODELS: Final = (
    "assignment_facts",
    "commendations",
    "daily_tally",
    "decline_statistics",
    "follow_ups",
    "monthly_tally",
    "unit_month",
)
"""Read models that go out beside the events: none that names a person, by a pseudonym either."""

MANIFEST: Final = "manifest.json"
_ENGINE: Final = """
SET autoinstall_known_extensions = false; SET TimeZone = 'UTC'; SET threads = 1; SET enable_progress_bar = false
"""
"""Of several threads each would hold rows back until they can be written in order; the bar would go among answers."""

ROWS_HELD: Final = 20_480
"""So many rows are held in memory before they are written as one group of a Parquet file."""


class Format(StrEnum):
    """What the files are."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder holds: in which form, as of when, up to which position, in which files."""

    format: str
    as_of: str | None
    position: int
    events: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A folder, and where its rows come from.

    Attributes:
        folder: made if it is not there.
        form: of the files.
        as_of: the moment as the person put it, or None for "now, and go on from there next time".
        dsn: the connection of the application's role.
    """

    folder: Path
    form: Format
    as_of: str | None
    dsn: str

    def write(
        self, extracts: Extracts, models: Mapping[str, Definition], position: int, told: Callable[[int, int], None]
    ) -> Manifest:
        """Bring the folder up to `position`: events behind what it holds, and the tables anew.

        Raises:
            Misconfigured: the folder holds something else, or cannot be written.
            Unavailable: the database is gone.
        """
        before = self._before()
        try:
            self.folder.joinpath("events").mkdir(parents=True, exist_ok=True)
            events = self._events(extracts, before, position)
            for done, model in enumerate(MODELS, 1):
                self._table(extracts.model(models[model]), f"{model}.{self.form}", position)
                told(done, len(MODELS))
            tables = tuple(f"{model}.{self.form}" for model in MODELS)
            manifest = Manifest(self.form, self.as_of, position, events, tables)
            self._text("DICTIONARY.md", dictionary(models[model] for model in MODELS))
            self._text(MANIFEST, json.dumps(asdict(manifest), indent=2) + "\n")
            self._tidy(events)
        except (OSError, duckdb.IOException) as error:
            zh, en = system_says(error) if isinstance(error, OSError) else ("读写出错", str(error))
            raise Misconfigured(f"无法写入 {self.folder}：{zh}", f"{self.folder} cannot be written: {en}") from error
        return manifest

    def _events(self, extracts: Extracts, before: Manifest | None, position: int) -> tuple[str, ...]:
        """The files of events: what is there and one more.

        All anew where later records may belong to earlier days, or earlier rows hold what is sealed since.
        """
        held = before if before and self.as_of is None and not extracts.is_resealed(before.position) else None
        files, after = (tuple(held.events), held.position) if held else ((), 0)
        if position <= after:
            return files
        name = f"events/{after + 1:012}-{position:012}.{self.form}"
        fields = {column.name: (column.field, column.kind) for column in event_columns()}
        self._table(extracts.events(fields, after), name, position)
        return (*files, name)

    def _tidy(self, events: tuple[str, ...]) -> None:
        """Remove files of events that the manifest no longer names."""
        for path in self.folder.joinpath("events").glob(f"*.{self.form}"):
            if f"events/{path.name}" not in events:
                path.unlink()

    def _before(self) -> Manifest | None:
        """What the folder holds already."""
        path = self.folder / MANIFEST
        if not path.exists():
            if self.folder.is_dir() and any(self.folder.glob("*.*")):
                raise self._other()
            return None
        try:
            held = Manifest(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise self._other() from error
        if (held.format, held.as_of) != (self.form, self.as_of):
            raise self._other()
        return held

    def _other(self) -> Misconfigured:
        zh, en = "里是别的内容，请另选一个文件夹。", "holds something else; choose another folder."
        return Misconfigured(f"{self.folder} {zh}", f"{self.folder} {en}")

    def _table(self, statement: str, name: str, position: int) -> None:
        """The rows of a statement into a file."""
        target, draft = self.folder / name, self.folder / f"{name}.part"
        with duckdb.connect() as engine:
            engine.execute(_ENGINE)
            try:
                with adbc.connect(self.dsn) as connection, connection.cursor() as cursor:
                    cursor.execute(statement)
                    incoming = engine.from_arrow(cursor.fetch_arrow())
                    cells = ", ".join(map(self._cell, incoming.columns, map(str, incoming.types)))
                    engine.register("incoming", incoming.project(cells))
                    engine.execute(f"COPY incoming TO '{_quoted(draft)}' ({self._options(position)})")
            except adbc_driver_manager.Error as error:
                raise Unavailable from error
        draft.replace(target)

    def _cell(self, name: str, kind: str) -> str:
        """A column; in CSV with a quote before what a spreadsheet would take for a formula, full-width signs too."""
        if self.form is not Format.CSV or kind != "VARCHAR":
            return f'"{name}"'
        return f"""regexp_replace("{name}", '{FORMULA}', '''\\1') AS "{name}" """

    def _options(self, position: int) -> str:
        match self.form:
            case Format.PARQUET:
                metadata = f"KV_METADATA {{position: '{position}', as_of: '{_quoted(self.as_of)}'}}"
                return f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_HELD}, {metadata}"
            case Format.CSV:
                return "FORMAT csv, HEADER"
            case Format.JSONL:
                return "FORMAT json"

    def _text(self, name: str, text: str) -> None:
        draft = self.folder / f"{name}.part"
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.folder / name)


def _quoted(value: object) -> str:
    """A value inside the quotes of DuckDB's SQL."""
    return "" if value is None else str(value).replace("'", "''")
