"""A source tells what it tells, in any order: what it says is taken as it is."""

from __future__ import annotations

from datetime import timedelta

import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import strategies
import wishes
from casebook.petitions.entry import Entry
from casebook.petitions.events import (
    Accepted,
    Assigned,
    Closed,
    Declined,
    Event,
    PetitionEvent,
    ProgressReported,
    Reopened,
    ReplyRejected,
    Submitted,
    Terminated,
    VerificationWaived,
    Withdrawn,
)
from casebook.petitions.petition import evolve, fold
from casebook.petitions.vocabulary import (
    ClosingBasis,
    DeclineReason,
    Defect,
    ReopenGround,
    Status,
    TerminationGround,
    WaiverGround,
)
from language import (
    APPROVED,
    ASSIGNED,
    BEGIN,
    CLOSED,
    DISPATCHER,
    HOUR,
    IMPORTER,
    PETITION,
    REPLIED,
    SIGNED,
    given,
    imported,
    submitted,
    until,
)

BY_SOURCE = Closed(basis=ClosingBasis.SOURCE, first_closure=True)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([], Status.SUBMITTED),
        ([ProgressReported()], Status.SUBMITTED),
        ([BY_SOURCE], Status.CLOSED),
        ([BY_SOURCE, REPLIED], Status.CLOSED),
        ([BY_SOURCE, Accepted(), ASSIGNED, SIGNED], Status.CLOSED),
        ([BY_SOURCE, ReplyRejected(round=1, defects=(Defect.TONE,))], Status.CLOSED),
        ([REPLIED], Status.REPLIED),
        ([REPLIED, Accepted()], Status.REPLIED),
        ([VerificationWaived(round=1, ground=WaiverGround.DIRECT_ANSWER), REPLIED], Status.VERIFIED),
        ([Declined(reason=DeclineReason.NOT_SPECIFIC), ProgressReported()], Status.DECLINED),
        ([Withdrawn(), SIGNED], Status.WITHDRAWN),
        ([Terminated(ground=TerminationGround.CANCELLED_AT_SOURCE)], Status.TERMINATED),
        ([Reopened(round=2, ground=ReopenGround.ORDER)], Status.ACCEPTED),
        ([ASSIGNED, BY_SOURCE, Reopened(round=2, ground=ReopenGround.ORDER)], Status.IN_PROGRESS),
        ([APPROVED], Status.VERIFYING),
    ],
)
def test_a_source_may_tell_stages_in_any_order(told: list[PetitionEvent], status: Status) -> None:
    petition = given(imported(submitted()), *map(imported, told)).standing
    assert petition.status is status
    assert petition.version == len(told) + 1
    assert petition.imported


def test_a_petition_told_twice_is_one_petition() -> None:
    twice = given(imported(submitted()), imported(BY_SOURCE), imported(submitted()))
    assert twice.standing.status is Status.CLOSED
    assert twice.standing.version == 3


def test_a_second_closing_keeps_the_first_ones_time() -> None:
    petition = given(imported(submitted()), imported(BY_SOURCE), imported(BY_SOURCE)).standing
    assert petition.closures == 2
    assert petition.first_closed_at == BEGIN + HOUR
    assert petition.closed_at == BEGIN + 2 * HOUR


def test_an_imported_petition_that_is_reopened_is_assigned_like_any_other() -> None:
    reopened = Reopened(round=2, ground=ReopenGround.NEW_FACT)
    history = given(imported(submitted()), imported(BY_SOURCE), reopened)
    (assigned,) = history.when(wishes.assign(), by=DISPATCHER).events()
    assert isinstance(assigned, Assigned)
    assert assigned.assignment == 1


def test_a_review_of_another_round_leaves_the_reply_as_it_is() -> None:
    petition = given(*until(Status.REPLIED), imported(APPROVED.model_copy(update={"round": 2}))).standing
    assert petition.reply is not None
    assert not petition.reply.approved


def test_a_history_begins_with_its_submission() -> None:
    stray = Entry(PETITION, 1, CLOSED, IMPORTER, PETITION, recorded_at=BEGIN)
    with pytest.raises(ValueError, match="begins with submitted, not with closed"):
        fold([stray])


def test_nothing_amounts_to_no_petition() -> None:
    assert fold([]) is None


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@hypothesis.given(
    strategies.models(Submitted), st.lists(strategies.events(), max_size=12), st.lists(st.integers(-9, 9), min_size=12)
)
def test_no_history_is_refused(first: Submitted, others: list[Event], hours: list[int]) -> None:
    entries = [
        Entry(PETITION, version, event, IMPORTER, PETITION, recorded_at=BEGIN + timedelta(hours=version + shift))  # type: ignore[arg-type]
        for version, (event, shift) in enumerate(zip([first, *others], [0, *hours], strict=False), start=1)
    ]
    petition = fold(entries)
    assert petition is not None
    assert petition == fold(entries)
    assert petition.version == len(entries)
    again = evolve(petition, entries[0])
    assert again.status is petition.status
