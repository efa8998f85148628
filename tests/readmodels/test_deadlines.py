"""The timers: SQL and Python agree on which limits run, and what is due is found by index alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from casebook.petitions.archive.rules import ARCHIVABLE
from casebook.petitions.events import DeadlineRecomputed, ExtensionGranted, Resumed, Submitted
from casebook.petitions.oversight.clocks import OF_THE_UNIT, STARTED_BY, running
from casebook.petitions.petition import fold
from casebook.petitions.vocabulary import Clock, Solved, Status
from histories import histories

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition
    from casebook.readmodels import Reader
    from readmodels.conftest import Following

pytestmark = pytest.mark.usefixtures("ledger")
SAME = ("due_at", "assignment", "round", "matter", "missed", "urged", "ends_by", "provisional")
PROLONGING = (ExtensionGranted, Resumed)


def last_word(entries: Iterable[Entry], clock: Clock) -> tuple[int, bool]:
    """The version of the last event that says when a limit ends, and whether it says that this is provisional."""
    version, provisional = 1, False
    for entry in entries:
        event = entry.event
        if clock is Clock.ACCEPT and isinstance(event, Submitted):
            provisional = event.provisional
        moved = isinstance(event, DeadlineRecomputed) and event.clock is clock
        prolonged = clock is Clock.REPLY and isinstance(event, PROLONGING)
        if moved or prolonged or clock in STARTED_BY.get(type(event), ()):
            version, provisional = entry.version, getattr(event, "provisional", False)
    return version, provisional


def in_python(petition: Petition, entries: Sequence[Entry]) -> dict[str, Any]:
    """For each limit that runs: end, unit, round, matter, whether it was missed, how urged, which event set its end.

    Last whether that end is provisional.
    """
    limits = {}
    for clock in Clock:
        if (due := running(petition, clock)) is not None:
            kinds = [urging.kind for urging in petition.urgings if urging.clock is clock]
            limits[clock.value] = (
                due,
                petition.assignment if clock in OF_THE_UNIT else None,
                petition.round,
                petition.matter,
                clock in petition.missed,
                max(kinds, key=["halfway", "before_due", "overdue"].index, default=None),
                *last_word(entries, clock),
            )
    return limits


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(most=10))
def test_sql_and_python_agree_on_which_limits_run(
    ledger: Ledger, following: Following, reader: Reader, history: list[Any]
) -> None:
    ledger.append_all([[entry] for entry in history])
    assert following("deadlines").catch_up() == []
    for petition_id in {entry.petition_id for entry in history}:
        entries = list(ledger.entries(petition_id))
        petition = fold(entries)
        assert petition is not None
        rows = reader.ask("deadlines", "of_petition", {"petition_id": petition_id}, "system")
        found = {row["clock"]: tuple(row[name] for name in SAME) for row in rows}
        assert found == in_python(petition, entries)
        assert not any(row["live"] for row in rows)  # these limits ended in 2022, before the ledger heard of them


def appointment(petition: Petition) -> dict[str, Any] | None:
    """What a petition waits for, and the day that counts."""
    retention = petition.retention
    supervised = petition.supervision is not None and not petition.supervision.closed
    proposed = petition.closing_proposed_in == petition.round
    match petition.status:
        case Status.SUSPENDED if petition.suspension:
            return {"kind": "suspension", "due_on": petition.suspension.review_on}
        case Status.VERIFIED if not (petition.is_sealed or supervised or proposed):
            heard = petition.callbacks.attempts > 0 or petition.citizen_says is Solved.YES
            return {"kind": "closing", "started_at": petition.verified_at, "heard": heard}
        case Status.ARCHIVED if retention and retention.until and not retention.to_be_destroyed:
            return {"kind": "appraisal", "due_on": retention.until}
        case status if status in ARCHIVABLE and not supervised and not petition.awaits_review:
            return {"kind": "archiving", "started_at": petition.last_at}
        case _:
            return None


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(most=10))
def test_sql_and_python_agree_on_what_is_to_be_looked_at_again(
    ledger: Ledger, following: Following, reader: Reader, history: list[Any]
) -> None:
    ledger.append_all([[entry] for entry in history])
    assert following("appointments").catch_up() == []
    for petition_id in {entry.petition_id for entry in history}:
        petition = fold(ledger.entries(petition_id))
        assert petition is not None
        rows = reader.ask("appointments", "of_petition", {"petition_id": petition_id}, "system")
        expected = appointment(petition)
        assert [{name: row[name] for name in expected or ()} for row in rows] == ([expected] if expected else [])
