"""The folder of tables for analysts: what is in it, how it grows, what it refuses."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID, uuid4

import duckdb
import pytest

from casebook.errors import Misconfigured
from casebook.exchange.dataset import MODELS, Dataset, Format
from casebook.exchange.dictionary import PERSONS, dictionary, event_columns
from casebook.ledger.datastore import as_application
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.ledger.mapper import private_fields
from casebook.petitions.entry import Source
from casebook.petitions.events import EVENTS
from casebook.readmodels import AsOf, Follower, load
from casebook.readmodels.extract import ENVELOPE, Extracts
from petitions_at_hand import DIGEST, closed, submitted, then
from strategies import hints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.exchange.dataset import Manifest
    from casebook.postgres import Database


class Analyst:
    """Exports one ledger into one folder, and reads what is there."""

    def __init__(self, database: Database, ledger: Ledger, folder: Path) -> None:
        self.dsn, self.ledger, self.folder = as_application(database.app_dsn), ledger, folder
        self.models = load()

    def export(self, form: Format = Format.PARQUET, at: str | None = None) -> Manifest:
        assert Follower(self.ledger.datastore, self.models).catch_up() == []
        position = self.ledger.position()
        moment = AsOf(on=date.fromisoformat(at)) if at else AsOf(position=position)
        extracts = Extracts(self.ledger.datastore, moment)
        return Dataset(self.folder, form, at, self.dsn).write(extracts, self.models, position, lambda *_: None)

    def read(self, query: str) -> list[tuple[Any, ...]]:
        return duckdb.connect().execute(query.format(folder=self.folder)).fetchall()

    def file(self, **words: str) -> None:
        first = submitted(None, **words)
        self.ledger.append([first, then(first, 2), closed(first, 3)], uuid4(), DIGEST)


@pytest.fixture
def analyst(database: Database, tmp_path: Path) -> Iterator[Analyst]:
    with Ledger(database.app_dsn, load_keys(tmp_path / "keys"), connections=2) as ledger:
        yield Analyst(database, ledger, tmp_path / "out")


def test_the_tables_are_those_of_the_read_models_and_the_position_stands_in_each_file(analyst: Analyst) -> None:
    analyst.file()
    manifest = analyst.export()
    assert manifest.tables == tuple(f"{model}.parquet" for model in MODELS)
    tally = analyst.read("SELECT sum(received), sum(accepted), sum(closed) FROM '{folder}/monthly_tally.parquet'")
    assert tally == [(1, 1, 1)]
    for table in (*manifest.tables, *manifest.events):
        metadata = analyst.read(f"SELECT key, value FROM parquet_kv_metadata('{{folder}}/{table}')")
        assert (b"position", b"3") in [(bytes(key), bytes(value)) for key, value in metadata]


def test_a_second_run_exports_only_what_is_new(analyst: Analyst) -> None:
    analyst.file()
    first = analyst.export()
    before = (analyst.folder / first.events[0]).stat()
    analyst.file()
    second = analyst.export()
    assert second.events == (*first.events, "events/000000000004-000000000006.parquet")
    assert (analyst.folder / first.events[0]).stat().st_mtime_ns == before.st_mtime_ns
    assert analyst.read("SELECT count(*), max(position) FROM '{folder}/events/*.parquet'") == [(6, 6)]
    assert analyst.export() == second


@pytest.mark.parametrize("form", Format)
def test_no_word_and_no_person_goes_out(analyst: Analyst, form: Format) -> None:
    analyst.file(title="土产巷口乱停车", body="每天有车辆堵住家属院唯一的出口。", phone="19900001234", name="王女士")
    analyst.export(form)
    written = b"".join(path.read_bytes() for path in analyst.folder.rglob("*") if path.is_file())
    for word in ("土产巷", "家属院", "19900001234", "王女士"):
        assert word.encode() not in written
    actors = {str(entry.actor.id) for entry in analyst.ledger.since(0)}
    assert not [actor for actor in actors if actor.encode() in written]


def test_a_past_day_is_exported_as_it_was(analyst: Analyst) -> None:
    analyst.file()
    assert analyst.export(at="2000-01-01").as_of == "2000-01-01"
    assert analyst.read("SELECT count(*) FROM '{folder}/events/*.parquet'") == [(0,)]
    assert analyst.read("SELECT count(*) FROM '{folder}/monthly_tally.parquet'") == [(0,)]


def test_a_spreadsheet_finds_no_formula_in_a_csv_file(analyst: Analyst) -> None:
    written = [f"{begin}cmd|' /C calc'!A0" for begin in ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")]
    for id_ in written:
        entry, source = submitted(), Source("else", id_, "0" * 64)
        entry = type(entry)(entry.petition_id, 1, entry.event, entry.actor, entry.command, source=source)
        analyst.ledger.append([entry], uuid4(), DIGEST)
    analyst.export(Format.CSV)
    told = analyst.read("SELECT source_id FROM read_csv('{folder}/events/*.csv', all_varchar = true)")
    assert sorted(id_ for (id_,) in told) == sorted(f"'{id_}" for id_ in written)


def test_a_folder_with_something_else_is_left_alone(analyst: Analyst) -> None:
    analyst.file()
    analyst.folder.mkdir()
    (analyst.folder / "thesis.txt").write_text("mine")
    with pytest.raises(Misconfigured):
        analyst.export()
    (analyst.folder / "thesis.txt").unlink()
    analyst.export()
    with pytest.raises(Misconfigured):
        analyst.export(Format.CSV)
    with pytest.raises(Misconfigured):
        analyst.export(at="2022-01-30")
    (analyst.folder / "manifest.json").write_text("[]")
    with pytest.raises(Misconfigured):
        analyst.export()


def test_a_run_that_was_killed_is_done_again(analyst: Analyst) -> None:
    analyst.file()
    analyst.export()
    analyst.file()
    (analyst.folder / "events" / "000000000004-000000000006.parquet.part").write_bytes(b"half")
    assert len(analyst.export().events) == 2
    assert json.loads((analyst.folder / "manifest.json").read_text())["position"] == 6
    assert not list(analyst.folder.rglob("*.part"))


PETITIONS = {"earlier", "master", "child", "cluster"}


def test_an_id_in_an_event_is_of_a_petition_or_stays_in_the_ledger() -> None:
    fields = {name: hint for event in EVENTS.values() for name, hint in hints(event).items()}
    ids = {name for name, hint in fields.items() if UUID in (hint, *get_args(hint))}
    assert ids - PERSONS <= PETITIONS


def test_every_plain_field_of_every_event_has_a_column_and_no_words_have_one() -> None:
    columns = {column.field: column for column in event_columns()}
    assert len({column.name for column in columns.values()} | set(ENVELOPE)) == len(columns) + len(ENVELOPE)
    for name, event in EVENTS.items():
        plain = set(event.model_fields) - set(private_fields(event)) - PERSONS
        assert {field for field, column in columns.items() if name in column.events} == plain


def test_the_dictionary_explains_every_column_and_event() -> None:
    models = load()
    text = dictionary(models[model] for model in MODELS)
    for named in (*ENVELOPE, *(column.name for column in event_columns()), *EVENTS, *MODELS):
        assert named in text
