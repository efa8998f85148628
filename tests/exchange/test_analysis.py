"""The queries of docs/analysis rebuild from exported events what the read models and the ranking say."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from busy_histories import tell
from casebook import demo
from casebook.casework import Rankings
from casebook.exchange.dataset import Dataset, Format
from casebook.exchange.mapping import load_mapping
from casebook.figures.profile import load_profile
from casebook.figures.ranking import rank
from casebook.figures.rates import places, rates_of
from casebook.ledger.datastore import as_application
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.readmodels import AsOf, Follower, Months, Reader, load
from casebook.readmodels.extract import Extracts
from casebook.reference.city import AdoptedCity
from casebook.reference.units import UnitsVersion, shipped_units
from databases import copied
from histories import LATER
from importing import FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casebook.petitions.events import Event
    from casebook.postgres import Database, Server
    from databases import LoadedDemo

PAGE = (Path(__file__).parents[2] / "docs/analysis/README.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```sql (\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
MONTH = "SET VARIABLE month = '2022-01';\n"
RATES = ("response", "resolution", "satisfaction", "on_time_reply", "on_time_sign", "redo")


class Analyst:
    """Asks the events of an export, with the queries of the page, and the ledger's own read models."""

    def __init__(self, database: Database, ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(folder)
        self.dsn, self.ledger, self.models = as_application(database.app_dsn), ledger, load()
        self.reader = Reader(ledger.datastore, self.models)

    def export(self) -> None:
        assert Follower(self.ledger.datastore, self.models).catch_up() == []
        position = self.ledger.position()
        extracts = Extracts(self.ledger.datastore, AsOf(position=position))
        Dataset(Path("tables"), Format.PARQUET, None, self.dsn).write(extracts, self.models, position, lambda *_: None)
        self.engine = duckdb.connect()
        self.engine.execute(BLOCKS["events"])
        self.count()

    def count(self) -> None:
        """What the later queries of the page rest on."""
        for name in ("cases", "unit_month"):
            self.engine.execute(BLOCKS[name])

    def frozen(self, month: str, position: int) -> list[dict[str, Any]]:
        """The page's ranking of a month out of the events up to a position."""
        self.engine.execute(f"SET VARIABLE until = {position}")
        self.count()
        self.engine.execute(BLOCKS["rates"].replace(MONTH, MONTH.replace("2022-01", month)))
        return self.rows(BLOCKS["ranking"])

    def rows(self, query: str) -> list[dict[str, Any]]:
        answer = self.engine.execute(query)
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def compare_tables(self) -> None:
        blocks = {name: BLOCKS[name] for name in ("monthly_tally", "commendations")}
        for name, rebuilt in (blocks | {"unit_month": "FROM unit_month"}).items():
            theirs, ours = (map(_sorted, self.rows(query)) for query in (f"FROM 'tables/{name}.parquet'", rebuilt))
            assert sorted(ours) == sorted(theirs)

    def months(self) -> list[str]:
        return [row["month"] for row in self.rows("SELECT DISTINCT month FROM unit_month ORDER BY month")]

    def counts(self, month: str) -> dict[str, dict[str, Any]]:
        """The read model's counts, after comparing them with those of the page."""
        self.engine.execute(BLOCKS["rates"].replace(MONTH, MONTH.replace("2022-01", month)))
        counts = {row["unit"]: row for row in self.reader.ask("unit_month", "of_month", {"month": month}, "analyst")}
        ours = {row["unit"]: row for row in self.rows("FROM rates")}
        assert list(ours) == list(counts)
        for unit, row in ours.items():
            rates = rates_of(counts[unit])
            for name in RATES:
                short = name.removeprefix("on_time_")
                assert (row[short], row[f"{short}_of"]) == (rates[name].numerator, rates[name].denominator)
        return counts

    def ranking(self, groups: Mapping[str, str], counts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The page's ranking, after comparing it with casebook's own, row for row."""
        ours = self.rows(BLOCKS["ranking"])
        assert ours == [
            {
                "group": str(row.group),
                "rank": row.rank,
                "unit": row.unit,
                "score": None if row.score is None else places(row.score),
                "due": row.due,
                "unranked": row.unranked and str(row.unranked),
            }
            for row in rank(load_profile("pds_news"), groups, counts)
            if row.unit in counts
        ]
        return ours


def _sorted(row: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(row.items()))


@pytest.fixture
def analyst(database: Database, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Analyst:
    return Analyst(database, ledger, tmp_path, monkeypatch)


@pytest.fixture
def analyst_of_the_demo(
    server: Server, loaded_demo: LoadedDemo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Analyst]:
    with (
        copied(server, loaded_demo.template) as database,
        closing(Ledger(database.app_dsn, load_keys(loaded_demo.keys))) as ledger,
    ):
        yield Analyst(database, ledger, tmp_path, monkeypatch)


def test_the_demo_ledger_is_rebuilt_from_its_events(analyst_of_the_demo: Analyst) -> None:
    analyst = analyst_of_the_demo
    analyst.export()
    analyst.compare_tables()
    directory = UnitsVersion.model_validate(shipped_units()).directory(date(2022, 1, 31))
    groups = {code: unit.group for code, unit in directory.items()}
    assert "2022-01" in analyst.months()
    ranked = 0
    for month in analyst.months():
        ranked += sum(row["rank"] is not None for row in analyst.ranking(groups, analyst.counts(month)))
    assert ranked > 50
    check_published(analyst)


def check_published(analyst: Analyst) -> None:
    """The events up to the position of each table give its ranks and scores, whatever came later."""
    demo.tell_rankings(analyst.ledger, Months(analyst.reader))
    city = AdoptedCity(analyst.ledger.adoptions.reference, ZoneInfo("Asia/Shanghai"))
    rankings = Rankings(analyst.ledger, city, Months(analyst.reader))
    tables = [(one.month, frozen) for one in rankings.all() for frozen in (one.published, *one.corrections) if frozen]
    assert [month for month, _ in tables] == ["2021-09", "2021-09", "2021-10", "2021-11", "2021-12"]
    for month, frozen in tables:
        stated = [row for row in rankings.table(frozen)["rows"] if row["counts"]]
        assert analyst.frozen(month, frozen.position) == [
            {name: row[name] for name in ("group", "rank", "unit", "score", "due", "unranked")} for row in stated
        ]


def test_an_imported_set_is_rebuilt_from_its_events(analyst: Analyst, bring: Callable[..., object]) -> None:
    bring(FILES["uk-petitions"], load_mapping("uk-petitions"))
    analyst.export()
    analyst.compare_tables()
    [(received, replied, closed)] = analyst.engine.execute(
        f"SELECT sum(received), sum(replied), sum(closed) FROM ({BLOCKS['monthly_tally']})"
    ).fetchall()
    assert (received, replied, closed) == (112, 8, 39)
    assert analyst.months() == []


@settings(
    deadline=None,
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(pool=st.lists(LATER, min_size=100, max_size=150), seed=st.integers(0, 1_000_000))
def test_busy_histories_are_rebuilt_from_their_events(analyst: Analyst, pool: list[Event], seed: int) -> None:
    tell(analyst.ledger, pool, seed)
    analyst.export()
    analyst.compare_tables()
    for month in analyst.months():
        counts = {unit.replace("unit-", "street-"): row for unit, row in analyst.counts(month).items()}
        analyst.engine.execute("UPDATE rates SET unit = replace(unit, 'unit-', 'street-')")
        analyst.ranking(dict.fromkeys(counts, "street"), counts)
