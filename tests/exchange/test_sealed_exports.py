"""What analysts get says of a sealed petition that something happened, and never to whom, where or about what."""

from __future__ import annotations

import json
from shutil import rmtree
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.exchange.dataset import MODELS, Dataset, Format
from casebook.ledger.datastore import as_application
from casebook.ledger.mapper import private_fields
from casebook.petitions.entry import Actor
from casebook.petitions.event import Attachment
from casebook.petitions.events import EVENTS, Accepted, Assigned, ConfidentialityChanged, Declined, Signed
from casebook.petitions.vocabulary import Confidentiality, DeclineReason, Role
from casebook.readmodels import AsOf, Follower, Reader, load
from casebook.readmodels.extract import IDENTIFYING, Extracts, tells_of_whom
from histories import LATER, UNITS, claim, entry, on, submitted
from strategies import hints

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from casebook.exchange.dataset import Manifest
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.events import Event
    from casebook.postgres import Database

SEALING = ConfidentialityChanged(before=Confidentiality.NAMED, after=Confidentiality.SEALED)
OPENING = ConfidentialityChanged(before=Confidentiality.SEALED, after=Confidentiality.NAMED)
OFFICER = Actor(uuid4(), Role.UNIT_OFFICER, "unit-2")
OF_ONE = frozenset({"position", "petition_id", "recorded_at"})
"""What differs between two petitions to which the same happened."""


class Desk:
    """Puts histories into a ledger and exports it for analysts."""

    def __init__(self, database: Database, ledger: Ledger, folder: Path) -> None:
        self.dsn, self.ledger, self.folder, self.models = as_application(database.app_dsn), ledger, folder, load()
        self.reader = Reader(ledger.datastore, self.models)

    def tell(self, events: Sequence[Event], actor: Actor | None = None) -> str:
        petition = uuid4()
        around = {"subject": petition, "actor": actor, "claim": claim(on("2022-01-26"))}
        steps = [entry(petition, n, event, **around) for n, event in enumerate(events, 1)]
        self.ledger.append_all([steps])
        return str(petition)

    def export(self) -> Manifest:
        assert Follower(self.ledger.datastore, self.models).catch_up() == []
        position = self.ledger.position()
        extracts = Extracts(self.ledger.datastore, AsOf(position=position))
        return Dataset(self.folder, Format.JSONL, None, self.dsn).write(
            extracts, self.models, position, lambda *_: None
        )

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        for path in sorted(self.folder.glob(name)):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)

    def told_of(self, petition: str) -> dict[str, list[dict[str, Any]]]:
        """All rows about a petition, by table, without what is its own."""
        tables = ["events/*.jsonl", *(f"{model}.jsonl" for model in MODELS)]
        return {
            name: [
                {column: value for column, value in row.items() if column not in OF_ONE}
                for row in self.rows(name)
                if row.get("petition_id") == petition
            ]
            for name in tables
        }


@pytest.fixture
def desk(database: Database, ledger: Ledger, tmp_path: Path) -> Desk:
    return Desk(database, ledger, tmp_path / "out")


def otherwise(event: Event) -> Event:
    """The same event about another unit, place and matter."""
    fields = {name: getattr(event, name, None) for name in IDENTIFYING}
    changed: dict[str, Any] = {name: f"{value}0" for name, value in fields.items() if isinstance(value, str)}
    changed |= {name: ("unit-7",) for name, value in fields.items() if value and isinstance(value, tuple)}
    return event.model_copy(update=changed)


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(later=st.lists(LATER, max_size=6), about=UNITS, sealed_at_once=st.booleans())
def test_two_sealed_petitions_that_differ_in_whom_they_are_about_look_the_same(
    desk: Desk, later: list[Event], about: str, *, sealed_at_once: bool
) -> None:
    first = submitted(
        area="410403",
        street="410403002",
        about_unit=about,
        confidentiality=Confidentiality.SEALED if sealed_at_once else Confidentiality.NAMED,
    )
    events = [first, Assigned(assignment=1, unit="unit-2", co_units=("unit-1",)), *later, SEALING]
    this = desk.tell(events, OFFICER)
    that = desk.tell(list(map(otherwise, events)), Actor(uuid4(), Role.UNIT_OFFICER, "unit-9"))
    rmtree(desk.folder, ignore_errors=True)
    desk.export()
    told = desk.told_of(this)
    assert told == desk.told_of(that)
    assert [row["event"] for row in told["events/*.jsonl"]] == [event.stored_name() for event in events]
    assert not list(desk.rows("unit_month.jsonl"))
    assert {row["area"] for row in desk.rows("monthly_tally.jsonl")} <= {""}


def test_the_figures_of_the_whole_city_count_sealed_petitions(desk: Desk) -> None:
    for level in Confidentiality:
        about = submitted(area="410403", confidentiality=level, about_unit="unit-1")
        desk.tell([about, Accepted(matter="parking"), Assigned(assignment=1, unit="unit-2"), Signed(assignment=1)])
        desk.tell([about.model_copy(update={"number": f"D-{level}"}), Declined(reason=DeclineReason.NOT_SPECIFIC)])
    desk.export()
    tallies = list(desk.rows("monthly_tally.jsonl"))
    assert {row["area"]: (row["received"], row["assigned"]) for row in tallies} == {"": (2, 1), "410403": (6, 3)}
    assert sum(row["declined"] for row in desk.rows("decline_statistics.jsonl")) == len(Confidentiality)
    assert [row["unit"] for row in desk.rows("assignment_facts.jsonl")].count(None) == 1
    assert [row["assigned"] for row in desk.rows("unit_month.jsonl")] == [3]


def test_the_unit_figures_that_are_published_do_not_count_sealed_petitions(desk: Desk) -> None:
    desk.tell([submitted(confidentiality=Confidentiality.SEALED), Assigned(assignment=1, unit="unit-2")])
    late = desk.tell([submitted(), Assigned(assignment=1, unit="unit-1"), SEALING])
    desk.export()
    assert [row["petition_id"] for row in desk.rows("assignment_facts.jsonl")].count(late) == 1
    [month] = {row["month"] for row in desk.rows("monthly_tally.jsonl")}
    assert desk.reader.ask("unit_month", "of_month", {"month": month}, "analyst") == []


def test_what_went_out_before_a_petition_was_sealed_is_written_anew(desk: Desk) -> None:
    first = submitted(about_unit="unit-1", area="410403")
    petition = desk.tell([first])
    before = desk.export()
    assert desk.told_of(petition)["events/*.jsonl"][0]["about_unit"] == "unit-1"
    for version, change in enumerate((SEALING, OPENING), 2):
        desk.ledger.append_all([[entry(UUID(petition), version, change)]])
        after = desk.export()
        assert len(after.events) == 1
        assert after.events != before.events
        assert [path.name for path in (desk.folder / "events").iterdir()] == [after.events[0].split("/")[1]]
        seen = {SEALING: None, OPENING: "unit-1"}[change]
        assert desk.told_of(petition)["events/*.jsonl"][0]["about_unit"] == seen
        before = after


def test_whatever_is_not_known_to_tell_nothing_is_withheld() -> None:
    plain = {
        (name, event)
        for event in EVENTS.values()
        for name in set(event.model_fields) - set(private_fields(event)) - set(IDENTIFYING)
    }
    for name, event in plain:
        hint = hints(event)[name]
        assert not {str, UUID, Attachment} & {hint, *get_args(hint)}, (event, name)
    assert tells_of_whom(str)
    assert tells_of_whom(tuple[str, ...])
    assert tells_of_whom(str | None)
    assert not tells_of_whom(tuple[Role, ...] | None)


def test_a_ground_that_few_were_declined_on_is_counted_among_others(desk: Desk) -> None:
    grounds = [DeclineReason.OUT_OF_AREA] * 5 + [DeclineReason.NOT_SPECIFIC] * 4 + [DeclineReason.MALICIOUS]
    for reason in grounds:
        desk.tell([submitted(), Declined(reason=reason)])
    desk.export()
    told = [(row["reason"], row["declined"]) for row in desk.reader.ask("decline_statistics", "by_reason")]
    assert told == [("", 5), (DeclineReason.OUT_OF_AREA, 5)]
