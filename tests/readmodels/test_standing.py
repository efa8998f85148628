"""The SQL of `views/standing.sql` says of any history what `evolve` says of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from casebook.petitions.events import (
    Closed,
    Declined,
    DeclineOverturned,
    Merged,
    ReferredOut,
    Reopened,
    Terminated,
    Unmerged,
    Withdrawn,
)
from casebook.petitions.forgetting.steps import step_of
from casebook.petitions.petition import Petition, fold
from casebook.petitions.road import ENDS
from casebook.petitions.vocabulary import Solved, Status
from casebook.web.api.past import PUBLIC
from histories import histories

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from casebook.ledger.ledger import Ledger
    from casebook.readmodels import Reader
    from readmodels.conftest import Following

pytestmark = pytest.mark.usefixtures("ledger")
SAME = (
    "status",
    "category",
    "urgency",
    "area",
    "street",
    "matter",
    "unit",
    "assignment",
    "round",
    "citizen",
    "confidentiality",
    "personal_data",
)
DUES = ("accept", "dispatch", "sign", "contact", "reply", "return_until", "ruling", "redo", "verify", "answer")

TURNS = (Declined, DeclineOverturned, ReferredOut, Closed, Reopened, Terminated, Merged, Unmerged, Withdrawn)
"""What ends a petition or leads it out of an end."""

HELPED = {Status.ASSIGNED, Status.IN_PROGRESS, Status.SUSPENDED, Status.RETURN_REVIEW}

TODAY = date(2022, 1, 28)
ASKED = ("inbox", "petition_status", "data_requests", "public_register")
"""When one looks at what must be kept: the holds of a history end before and after."""


def in_python(petition: Petition) -> dict[str, Any]:
    finding, reply = petition.finding, petition.reply
    return (
        {name: getattr(petition, name) for name in SAME}
        | {name if name == "return_until" else f"{name}_due": getattr(petition.dues, name) for name in DUES}
        | {"version": petition.version, "last_event_at": petition.last_at, "submitted_at": petition.submitted_at}
        | {
            "finding": finding.result if finding else None,
            "countersigned": finding is not None and finding.countersigned_by is not None,
            "outcome": reply.outcome if reply else None,
            "master": petition.merger.master if petition.merger else None,
            "score": petition.rating.score if petition.rating else None,
        }
    )


def marks_of(petition: Petition) -> set[str]:
    watched = petition.supervision is not None and not petition.supervision.closed
    unsolved = petition.citizen_says in {Solved.PARTLY, Solved.NO}
    marks = {"supervised": watched, "found_false": petition.false_replies, "dissatisfied": unsolved}
    return {name for name, holds in marks.items() if holds}


def ground_in(row: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    return row["decline_reason"], row["decline_route"], row["referred_to"]


def ground_of(petition: Petition, history: list[Any]) -> tuple[Any, Any, Any]:
    """What everybody learns of why it went no further here, by the event that ended it and was not revoked."""
    told = [entry.event for entry in history if entry.petition_id == petition.id]
    turns = [event for event in told if isinstance(event, TURNS) and not getattr(event, "goes_on", False)]
    match turns[-1:] if petition.status in ENDS else []:
        case [Declined(reason=reason, route=route)]:
            return reason, route, None
        case [ReferredOut(target=target)]:
            return None, None, target
        case _:
            return None, None, None


def petitions_of(ledger: Ledger, history: list[Any]) -> Mapping[UUID, Petition]:
    ids = {entry.petition_id for entry in history}
    folded = {petition_id: fold(ledger.entries(petition_id)) for petition_id in ids}
    return {petition_id: petition for petition_id, petition in folded.items() if petition}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(most=10))
def test_sql_and_python_agree_on_what_events_amount_to(
    ledger: Ledger, following: Following, reader: Reader, history: list[Any]
) -> None:
    ledger.append_all([[entry] for entry in history])
    assert following(*ASKED).catch_up() == []
    waiting = {row["petition_id"]: row for row in reader.ask("inbox", "of_desk", role="desk")}
    for petition_id, petition in petitions_of(ledger, history).items():
        [row] = reader.ask("petition_status", "by_id", {"petition_id": petition_id}, "desk")
        expected = in_python(petition)
        assert {name: row[name] for name in expected} == expected
        assert (petition_id in waiting) == (petition.status not in ENDS or petition.awaits_review)
        if petition_id in waiting:
            helpers = sorted(petition.holding.awaited) if petition.status in HELPED else []
            assert (waiting[petition_id]["awaited"] or []) == helpers
            assert waiting[petition_id]["about_unit"] == petition.about_unit
            assert waiting[petition_id]["closing_proposed"] == (petition.closing_proposed_in == petition.round)
            assert marks_of(petition) == set(waiting[petition_id]["marks"]) - {"urged"}
            assert waiting[petition_id]["reporter"] == petition.scheduled_reporter
        asked = {"petition_id": petition_id, "today": TODAY, "limit": 2}
        steps = [row["step"] for row in reader.ask("data_requests", "listed", asked, "system")]
        assert steps == [step for step in [step_of(petition, TODAY)] if step]
        public = reader.ask("public_register", "by_number", {"number": petition.number}, PUBLIC)
        assert [row["text_state"] for row in public] == ([] if petition.is_sealed else [petition.text_state])
        assert [ground_in(row) for row in public] == ([] if petition.is_sealed else [ground_of(petition, history)])
