"""When the system proposes a closing: everything that a closing needs is there, and there is nothing to wait for."""

from __future__ import annotations

from datetime import timedelta

import pytest

import later_wishes
from casebook.petitions.context import Clock
from casebook.petitions.events import (
    CallbackRecorded,
    CitizenRated,
    ClosingProposed,
    Reopened,
    SupervisionClosed,
    SupervisionOpened,
)
from casebook.petitions.oversight.codes import SupervisionGround, SupervisionLevel
from casebook.petitions.vocabulary import Category, Confidentiality, ReopenGround, Role, Solved, Status
from language import BEGIN, HOUR, SUPERVISOR, by, given, person, until
from plain_terms import plain_due

SYSTEM = person("system", Role.SYSTEM)
VERIFIED = until(Status.VERIFIED)
PROPOSE = later_wishes.propose_closing()
CALLED = CallbackRecorded(attempt=1, reached=False)
OBJECTION = plain_due(Clock.RATING, BEGIN) - BEGIN
OPENED = by(SUPERVISOR, SupervisionOpened(level=SupervisionLevel.DAILY, ground=SupervisionGround.OVERDUE))


def test_a_closing_is_proposed_when_the_citizen_was_called_or_the_time_to_object_is_over() -> None:
    proposed = ClosingProposed(round=1)
    given(*VERIFIED).when(PROPOSE, by=SYSTEM).refused("nothing_more_is_to_be_waited_for")
    given(*VERIFIED).when(PROPOSE, by=SYSTEM, after=OBJECTION).refused("nothing_more_is_to_be_waited_for")
    given(*VERIFIED).when(PROPOSE, by=SYSTEM, after=OBJECTION + HOUR).then(proposed)
    given(*VERIFIED, CALLED).when(PROPOSE, by=SYSTEM).then(proposed)
    given(*VERIFIED, CitizenRated(solved=Solved.YES, score=5)).when(PROPOSE, by=SYSTEM).then(proposed)
    unhappy = CitizenRated(solved=Solved.NO, score=1)
    given(*VERIFIED, unhappy).when(PROPOSE, by=SYSTEM).refused("nothing_more_is_to_be_waited_for")


@pytest.mark.parametrize("status", [Status.VERIFYING, Status.CLOSED])
def test_what_is_not_verified_is_not_proposed(status: Status) -> None:
    given(*until(status)).when(PROPOSE, by=SYSTEM, after=2 * OBJECTION).refused("petition_awaits_closing")


def test_a_closing_is_proposed_once_in_a_round() -> None:
    given(*VERIFIED, CALLED, by(SYSTEM, ClosingProposed(round=1))).when(PROPOSE, by=SYSTEM).refused(
        "closing_is_proposed_once"
    )
    again = given(*VERIFIED, by(SYSTEM, ClosingProposed(round=1)), Reopened(round=2, ground=ReopenGround.RELAPSE))
    assert again.standing.closing_proposed_in != again.standing.round


def test_what_is_sealed_or_supervised_is_left_to_people() -> None:
    sealed = until(Status.VERIFIED, category=Category.COMPLAINT, confidentiality=Confidentiality.SEALED)
    given(*sealed, CALLED).when(PROPOSE, by=SYSTEM).refused("sealed_petitions_are_left_to_people")
    given(*VERIFIED, CALLED, OPENED).when(PROPOSE, by=SYSTEM).refused("supervision_has_its_result")
    ended = by(SUPERVISOR, SupervisionClosed(result="街道已到场整改，专人值守一周。"))
    given(*VERIFIED, CALLED, OPENED, ended).when(PROPOSE, by=SYSTEM).events()


def test_a_proposal_moves_nothing() -> None:
    before, after = given(*VERIFIED).standing, given(*VERIFIED, by(SYSTEM, ClosingProposed(round=1))).standing
    assert (after.status, after.dues, after.verified_at) == (before.status, before.dues, before.verified_at)
    assert after.last_at - before.last_at == timedelta(hours=1)
