"""Published figures are counted again out of a copy of the log, and nothing else: the same, or where not."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import orjson
import pytest
from click.testing import CliRunner

from casebook.casework import Rankings
from casebook.casework.adopting import adopt_shipped
from casebook.cli import casebook
from casebook.cli.recounting import tallies_in
from casebook.cli.tallies import FIGURES
from casebook.errors import Unreadable
from casebook.exchange.spreadsheet import BEGINNING, csv_lines
from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import Assigned, Replied, ReplyApproved, Signed
from casebook.petitions.vocabulary import Outcome, Role
from casebook.rankings.commands import DraftRanking, PublishRanking
from casebook.rankings.events import RankingCorrected, stream_of
from casebook.readmodels import AsOf, Follower, Months, Reader, load
from casebook.reference.city import AdoptedCity
from casebook.transparency import mirror
from casebook.transparency.recounting import MODELS, filled
from databases import copied as copied_database
from histories import claim, entry, submitted
from petitions_at_hand import DIGEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.postgres import Database, Server
    from signed_ledger import SignedLedger

ZONE = ZoneInfo("Asia/Shanghai")
STREET = "street-410403002"
MONTH = "2022-01"
FEBRUARY = datetime(2022, 2, 8, 9, tzinfo=ZONE)


@pytest.fixture
def another_database(server: Server, template: str) -> Iterator[Database]:
    with copied_database(server, template) as database:
        yield database


def worked(signed: SignedLedger, count: int) -> None:
    """So many petitions that a unit answered in time in January 2022."""
    begin = datetime(2022, 1, 12, 9, tzinfo=ZONE)
    due = begin + timedelta(days=3)
    told = (
        Assigned(assignment=1, unit=STREET, sign_due=due, contact_due=due, reply_due=due),
        Signed(assignment=1),
        Replied(assignment=1, outcome=Outcome.RESOLVED),
        ReplyApproved(round=1),
    )
    for _ in range(count):
        petition = uuid4()
        events = [entry(petition, n, event, claim=claim(begin), subject=petition) for n, event in enumerate(told, 2)]
        signed.ledger.append_all([[entry(petition, 1, submitted(), claim=claim(begin), subject=petition), *events]])


def reader_of(signed: SignedLedger) -> Reader:
    models = {name: model for name, model in load().items() if name in MODELS}
    assert Follower(signed.ledger.datastore, models).catch_up() == []
    return Reader(signed.ledger.datastore, models)


def published(signed: SignedLedger) -> Rankings:
    """The ranking of January: drafted by the system, published by an editor a week later."""
    adopt_shipped(signed.ledger)
    worked(signed, 6)
    now = FEBRUARY
    city = AdoptedCity(signed.ledger.adoptions.reference, ZONE)
    rankings = Rankings(signed.ledger, city, Months(reader_of(signed)), clock=lambda: now)
    rankings.handle(DraftRanking(month=MONTH, profile="pds_news"), Actor(uuid4(), Role.SYSTEM), uuid4())
    now = FEBRUARY + timedelta(days=7)
    rankings.handle(PublishRanking(month=MONTH, profile="pds_news"), Actor(uuid4(), Role.EDITOR), uuid4())
    return rankings


def copied(signed: SignedLedger, folder: Path) -> Path:
    signed.sign()
    mirror(signed.log, signed.key.public, folder, lambda _done, _total: None, entries=True)
    return folder


def test_a_copy_alone_gives_the_ranking_and_the_tallies_again(
    signed: SignedLedger, another_database: Database, tmp_path: Path
) -> None:
    rankings = published(signed)
    position = signed.ledger.position()
    at = AsOf(position=position, as_sealed_then=True)
    tallies = reader_of(signed).ask("monthly_tally", "groups", {"by": ["month"]}, at=at)
    worked(signed, 2)
    folder = copied(signed, tmp_path / "copy")
    told: list[int] = []
    with filled(another_database, tmp_path / "other", folder, signed.key.public, lambda at, _: told.append(at)) as copy:
        city = AdoptedCity(copy.ledger.adoptions.reference, ZONE)
        again = Rankings(copy.ledger, city, Months(copy.reader))
        frozen = again.standing(MONTH)[0].published
        assert frozen is not None
        assert frozen == rankings.standing(MONTH)[0].published
        assert again.tables.recomputed(again.table(frozen)) == []
        assert copy.tallies(["month"], position) == tallies
        assert copy.tallies(["month"], signed.ledger.position()) != tallies
        with pytest.raises(Unreadable):
            copy.tallies(["month"], signed.ledger.position() + 1)
    assert told[-1] == signed.ledger.position()


def test_a_copy_without_a_document_is_no_ground_to_count_on(
    signed: SignedLedger, another_database: Database, tmp_path: Path
) -> None:
    adopt_shipped(signed.ledger)
    folder = copied(signed, tmp_path / "copy")
    document = next((folder / "documents").iterdir())
    document.write_bytes(document.read_bytes() + b" ")
    with (
        pytest.raises(Unreadable, match="document"),
        filled(another_database, tmp_path / "other", folder, signed.key.public, lambda *_: None),
    ):
        pass


def corrected(signed: SignedLedger, rankings: Rankings) -> None:
    """Somebody who owns the database states another table beside the published one, digest and document as they fit."""
    frozen = rankings.standing(MONTH)[0].published
    assert frozen is not None
    table = rankings.table(frozen)
    row = next(row for row in table["rows"] if row["unit"] == STREET)
    row["counts"]["replied_on_time"] -= 1
    document = orjson.dumps(table, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(document).hexdigest()
    event: Any = RankingCorrected(
        month=MONTH,
        profile=rankings.standing(MONTH)[0].profile,
        definitions=frozen.definitions,
        position=frozen.position,
        digest=digest,
    )
    stream = stream_of(MONTH, "pds_news")
    made = Entry(stream, 3, event, Actor(uuid4(), Role.SUPERVISOR), uuid4())
    signed.ledger.append([made], uuid4(), DIGEST, document=document)


def test_the_command_names_unit_number_and_both_values(signed: SignedLedger, tmp_path: Path) -> None:
    rankings = published(signed)
    corrected(signed, rankings)
    folder = copied(signed, tmp_path / "copy")
    frozen = rankings.standing(MONTH)[0].published
    assert frozen is not None
    stated, vkey = tmp_path / "ranking.json", str(signed.key.public)
    stated.write_text(json.dumps({"table": rankings.table(frozen)}))
    words = ["audit", "recompute", "ranking", MONTH, str(folder), vkey, "--stated", str(stated)]
    done = CliRunner().invoke(casebook, words, standalone_mode=False)
    assert done.return_value == 1, done.exception
    (head, line) = done.stdout.splitlines()
    assert head.split() == ["table", "unit", "field", "stated", "recomputed"]
    assert line.split() == ["correction", "1", STREET, "counts.replied_on_time", "5", "6"]
    assert "not the same" in done.stderr
    first = next((folder / "tile/entries/000.p").iterdir())
    first.write_bytes(first.read_bytes().replace(b'"idx":9,', b'"idx":8,', 1))
    done = CliRunner().invoke(casebook, words, standalone_mode=False)
    assert isinstance(done.exception, Unreadable)
    assert "position 10" in done.stderr


def test_downloaded_tallies_are_compared_row_by_row(signed: SignedLedger, tmp_path: Path) -> None:
    adopt_shipped(signed.ledger)
    worked(signed, 2)
    position, rows = reader_of(signed).counted("monthly_tally", "groups", {"by": ["month", "category"]})
    columns = ("month", "category", *FIGURES, "position")
    table = [{name: {**row, "position": position}[name] for name in columns} for row in rows]
    table[0]["closed"] += 1
    file = tmp_path / "tallies.csv"
    file.write_text(BEGINNING + csv_lines([columns, *(row.values() for row in table)]), encoding="utf-8")
    worked(signed, 1)
    folder = copied(signed, tmp_path / "copy")
    words = ["audit", "recompute", "tallies", str(file), str(folder), str(signed.key.public)]
    done = CliRunner().invoke(casebook, words, standalone_mode=False)
    assert done.return_value == 1, done.exception
    _, line = done.stdout.splitlines()
    assert line.split() == ["2022-01", "complaint", "closed", "1", "0"]


def test_an_answer_of_the_api_is_read_as_it_is_whatever_it_is_split_by(tmp_path: Path) -> None:
    file = tmp_path / "tallies.json"
    row = {"month": None, "category": None, "area": "410403", "unit": None, "received": 2}
    file.write_text(json.dumps({"position": 7, "checkpoint": None, "tallies": [row]}))
    assert tallies_in(file) == (7, [{"area": "410403", "received": 2, "position": 7}])
    file.write_text("\ufeffarea,received,position\n410403,2,7\n", encoding="utf-8")
    assert tallies_in(file) == (7, [{"area": "410403", "received": 2, "position": 7}])


def test_a_file_that_is_no_download_is_refused(tmp_path: Path, signed: SignedLedger) -> None:
    file = tmp_path / "file"
    for content in (
        "",
        "[]",
        "[1]",
        "month,category\n2022-01,complaint\n",
        '[{"month":"x","category":"y","position":"z"}]',
    ):
        file.write_text(content)
        words = ["audit", "recompute", "tallies", str(file), str(tmp_path), str(signed.key.public)]
        done = CliRunner().invoke(casebook, words, standalone_mode=False)
        assert isinstance(done.exception, Unreadable), content
