"""Asking: who may, what is not there, how long one waits, and what stood there on a past day."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from casebook.cli.tallies import FIGURES
from casebook.errors import Behind, NotFound, NotPermitted
from casebook.petitions.entry import Source
from casebook.petitions.events import (
    Accepted,
    Assigned,
    Closed,
    ConfidentialityChanged,
    Declined,
    Reopened,
    Replied,
    VerifiedByReporter,
)
from casebook.petitions.vocabulary import (
    Category,
    ClosingBasis,
    Confidentiality,
    DeclineReason,
    Outcome,
    ReopenGround,
    VerificationMethod,
    VerificationResult,
)
from casebook.readmodels import AsOf, Reader, TooSlow, rebuild
from casebook.readmodels.definition import parse
from histories import ROAD, ZONE, claim, entry, on, submitted
from small_models import numbers

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from casebook.ledger.datastore import Datastore
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.events import Event
    from casebook.readmodels import Follower

pytestmark = pytest.mark.usefixtures("ledger")

PAPER = Source("paper", "7", "0" * 64)
REOPENED = Reopened(round=2, ground=ReopenGround.RELAPSE)
CLOSED = Closed(basis=ClosingBasis.SOURCE, first_closure=True)
CLOSED_AGAIN = Closed(basis=ClosingBasis.SOURCE, first_closure=False)
SEEN = VerifiedByReporter(
    result=VerificationResult.UNSOLVED, method=VerificationMethod.SITE, visited_at=on("2022-01-30")
)


def live(ledger: Ledger, *told: tuple[str | datetime, Event], source: Source | None = None) -> UUID:
    """Append one petition, each event claimed for 9 o'clock of a day or for an instant."""
    petition = uuid4()
    entries = [
        entry(petition, version, event, claim=claim(on(at) if isinstance(at, str) else at), source=source)
        for version, (at, event) in enumerate(told, 1)
    ]
    ledger.append_all([entries])
    return petition


def months(reader: Reader, at: AsOf | None = None) -> dict[str, tuple[int, ...]]:
    rows = reader.ask("monthly_tally", "groups", {"by": ["month"]}, at=at)
    return {row["month"]: tuple(row[name] for name in FIGURES) for row in rows}


def test_a_tally_counts_each_petition_once_in_the_month_of_its_first_event(
    ledger: Ledger, follower: Follower, reader: Reader
) -> None:
    live(
        ledger,
        ("2022-01-30", submitted(Category.COMPLAINT)),
        ("2022-01-31", Accepted(category=Category.SUGGESTION)),
        ("2022-02-01", Replied(outcome=Outcome.RESOLVED)),
        ("2022-02-02", SEEN),
        ("2022-02-03", CLOSED),
        ("2022-03-01", REOPENED),
        ("2022-03-02", Replied(outcome=Outcome.RESOLVED)),
        ("2022-03-03", CLOSED_AGAIN),
    )
    live(ledger, ("2022-01-30", submitted()), ("2022-02-01", Declined(reason=DeclineReason.MALICIOUS)), source=PAPER)
    follower.catch_up()
    #         received accepted declined assigned replied verified closed closed_now
    expected = {
        "2022-01": (2, 1, 0, 0, 0, 0, 0, 0),
        "2022-02": (0, 0, 1, 0, 1, 1, 1, 0),
        "2022-03": (0, 0, 0, 0, 0, 0, 0, 1),
    }
    assert months(reader) == expected
    assert months(reader, AsOf(position=ledger.position())) == expected
    [kinds] = reader.ask("monthly_tally", "groups", {"by": ["category"], "source": "", "to_month": "2022-01"})
    assert (kinds["category"], kinds["received"]) == ("suggestion", 1)
    [total] = reader.ask("monthly_tally", "groups", {"by": [], "source": "paper"})
    assert (total["received"], total["declined"], total["closed"]) == (1, 1, 0)


def test_figures_that_name_a_position_count_to_it_exactly_however_far_the_ledger_is(
    ledger: Ledger, follower: Follower, reader: Reader
) -> None:
    with pytest.raises(Behind):
        reader.counted("monthly_tally", "groups", {"by": []})
    live(ledger, ("2022-01-30", submitted()))
    follower.catch_up()
    live(ledger, ("2022-01-31", submitted()))
    position, [total] = reader.counted("monthly_tally", "groups", {"by": []})
    assert (position, total["received"]) == (1, 1)
    follower.catch_up()
    position, [total] = reader.counted("monthly_tally", "groups", {"by": []})
    assert (position, total["received"]) == (2, 2)


def test_a_reopened_petition_was_closed_and_is_not_closed_now(
    ledger: Ledger, follower: Follower, reader: Reader
) -> None:
    live(ledger, ("2022-01-30", submitted()), ("2022-01-31", CLOSED), ("2022-02-01", REOPENED))
    follower.catch_up()
    [total] = reader.ask("monthly_tally", "groups", {"by": []})
    assert (total["closed"], total["closed_now"]) == (1, 0)


def test_as_it_happened_and_as_it_was_known_differ(ledger: Ledger, follower: Follower, reader: Reader) -> None:
    late, after_midnight = on("2022-01-31", 23), on("2022-02-01", 0)
    number = submitted()
    live(ledger, (late, number), (after_midnight, Accepted()))
    follower.catch_up()

    def status(at: AsOf | None = None) -> list[str]:
        return [
            row["status"]
            for row in reader.ask("petition_status", "by_number", {"number": number.number}, "desk", at=at)
        ]

    assert status() == ["accepted"]
    assert status(AsOf(on=late.date())) == ["submitted"]
    assert status(AsOf(on=after_midnight.date())) == ["accepted"]
    assert status(AsOf(until=late)) == ["submitted"]
    assert status(AsOf(until=after_midnight)) == ["accepted"]
    assert status(AsOf(on=late.date(), known=True)) == []
    assert status(AsOf(position=1)) == ["submitted"]
    assert status(AsOf(position=0)) == []
    recorded = ledger.door.select_range(0, 1)[0].recorded_at
    assert status(AsOf(until=recorded, known=True)) == ["accepted"]
    assert status(AsOf(on=recorded.astimezone(ZONE).date(), known=True)) == ["accepted"]


def test_a_past_state_is_named_in_one_way() -> None:
    with pytest.raises(ValueError, match="one of"):
        AsOf()
    with pytest.raises(ValueError, match="one of"):
        AsOf(position=1, until=on("2022-01-01"))


def test_only_its_readers_may_ask(follower: Follower, reader: Reader) -> None:
    follower.catch_up()
    with pytest.raises(NotPermitted):
        reader.ask("audit_trail", "page", role="citizen")
    with pytest.raises(NotPermitted):
        reader.ask("inbox", "of_desk")
    assert reader.ask("public_register", "page", role="citizen") == []


def test_what_does_not_exist_is_not_found(follower: Follower, reader: Reader) -> None:
    follower.catch_up()
    for model, query, params in [
        ("nothing", "page", {}),
        ("public_register", "nothing", {}),
        ("public_register", "page", {"nothing": 1}),
    ]:
        with pytest.raises(NotFound):
            reader.ask(model, query, params)
    with pytest.raises(NotFound):
        reader.ask("petition_status", "by_id", {"petition_id": "no id"}, "desk")


def test_a_model_that_is_not_built_yet_is_behind(reader: Reader) -> None:
    with pytest.raises(Behind):
        reader.ask("public_register", "page")
    with pytest.raises(Behind):
        reader.ask("public_register", "page", at=AsOf(position=1))


def test_one_waits_for_a_position_or_is_told(ledger: Ledger, follower: Follower, reader: Reader) -> None:
    live(ledger, ("2022-01-30", submitted()))
    follower.catch_up()
    reader.wait("timeline", 1)
    began = time.monotonic()
    with pytest.raises(Behind):
        reader.wait("timeline", 2, timeout=0.1)
    assert 0.1 <= time.monotonic() - began < 2


def test_a_question_that_takes_too_long_is_given_up(store: Datastore) -> None:
    slow = parse(numbers().source + "-- slow --\nSELECT pg_sleep(5)\n", "numbers.sql")
    rebuild(store, slow)
    with pytest.raises(TooSlow):
        Reader(store, {"numbers": slow}, timeout=0.1).ask("numbers", "slow")


def test_sealed_petitions_are_not_in_the_register(ledger: Ledger, follower: Follower, reader: Reader) -> None:
    live(ledger, ("2022-01-30", submitted(confidentiality=Confidentiality.SEALED)))
    shown = live(ledger, ("2022-01-30", submitted()), *(("2022-01-31", event) for event in ROAD))
    follower.catch_up()
    [row] = reader.ask("public_register", "page", {"month": "2022-01"})
    assert row["petition_id"] == shown
    assert (row["status"], row["verification"], row["closure"], row["score"]) == ("closed", "solved", 1, 5)


def test_pages_follow_each_other_without_gap_or_repetition(ledger: Ledger, follower: Follower, reader: Reader) -> None:
    for day in (10, 10, 11, 12):
        live(ledger, (f"2022-01-{day}", submitted(accept_due=on(f"2022-02-{day}") if day != 12 else None)))
    follower.catch_up()
    seen: list[Any] = []
    after: dict[str, Any] = {}
    while rows := reader.ask("inbox", "of_role", {"waiting_on": "desk", "limit": 1, **after}, "desk"):
        seen.append(rows[0]["due_at"])
        after = {"after_due": rows[0]["due_at"], "after_id": rows[0]["petition_id"]}
    assert seen == [on("2022-02-10"), on("2022-02-10"), on("2022-02-11"), None]
    pages: list[int] = []
    after = {}
    while rows := reader.ask("public_register", "page", {"limit": 1, **after}):
        pages.append(rows[0]["submitted_on"].day)
        after = {"after_on": rows[0]["submitted_on"], "after_id": rows[0]["petition_id"]}
    assert pages == [12, 11, 10, 10]
    asked = {"waiting_on": "desk", "now": on("2022-02-11"), "since": 1}
    [counted] = reader.ask("inbox", "counts", asked, "desk")
    assert counted == {"petitions": 4, "overdue": 2, "changed": 3}
    [bounded] = reader.ask("inbox", "counts", asked | {"most": 3}, "desk")
    assert bounded == {"petitions": 3, "overdue": 2, "changed": 3}


def test_a_timeline_and_an_audit_trail_are_read_from_where_one_stopped(
    ledger: Ledger, follower: Follower, reader: Reader
) -> None:
    petition = live(ledger, *(("2022-01-30", event) for event in (submitted(), *ROAD)))
    follower.catch_up()
    steps = reader.ask("timeline", "of_petition", {"petition_id": petition, "after_version": 1, "limit": 2}, "citizen")
    assert [step["event"] for step in steps] == ["accepted", "assigned"]
    assert steps[1]["data"]["unit"] == "unit-1"
    trail = reader.ask("audit_trail", "page", {"after_position": 8}, "auditor")
    assert [step["event"] for step in trail] == ["closed", "citizen-rated"]


def test_what_is_sealed_now_was_sealed_on_every_past_day_that_outsiders_ask_for(
    ledger: Ledger, follower: Follower, reader: Reader
) -> None:
    due, unit = on("2022-01-20"), "street-410403002"
    sealed = ConfidentialityChanged(before=Confidentiality.NAMED, after=Confidentiality.SEALED)
    opened = ConfidentialityChanged(before=Confidentiality.SEALED, after=Confidentiality.NAMED)
    assigned = Assigned(assignment=1, unit=unit, sign_due=due, contact_due=due, reply_due=due)
    for later in (sealed,), (sealed, opened):
        live(
            ledger,
            ("2022-01-10", submitted(area="410403")),
            ("2022-01-11", assigned),
            *(("2022-02-10", event) for event in later),
        )
    assert follower.catch_up() == []
    past, month = AsOf(on=on("2022-01-30").date()), {"month": "2022-01"}
    areas = {row["area"]: row["received"] for row in reader.ask("monthly_tally", "groups", {"by": ["area"]}, at=past)}
    assert areas == {"": 1, "410403": 1}
    assert len(reader.ask("milestones", "reached", {"what": "received", "limit": 9}, "analyst", at=past)) == 1
    assert len(reader.ask("public_register", "page", {"limit": 9}, at=past)) == 1
    (counts,) = reader.ask("unit_month", "of_month", month, "desk", at=past)
    assert (counts["unit"], counts["assigned"]) == (unit, 1)
    (published,) = reader.ask("unit_month", "of_month", month, "desk", at=AsOf(position=2, as_sealed_then=True))
    assert published["assigned"] == 1
    assert len(reader.ask("inbox", "of_desk", {"limit": 9}, "desk", at=past)) == 2
