"""A unit does not keep a petition that turns out to be a sealed report about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import oversight_wishes as asks
import wishes
import wishes_of_intake as intake
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.events import (
    CoHandlingRequested,
    ConfidentialityChanged,
    Recalled,
    Reclassified,
    Reopened,
    ReturnRequested,
    Suspended,
)
from casebook.petitions.handling.codes import SuspensionGround
from casebook.petitions.vocabulary import Confidentiality, ReopenGround, Status
from language import ASSIGNED, BEGIN, CITIZEN, DESK, DISPATCHER, STREET, SUPERVISOR, Step, by, given, submitted, until

if TYPE_CHECKING:
    from casebook.petitions.entry import Actor
    from casebook.petitions.events import PetitionEvent

SEALED = ConfidentialityChanged(before=Confidentiality.NAMED, after=Confidentiality.SEALED)
HELPED = CoHandlingRequested(assignment=1, unit="dept-tax")
HALTED = Suspended(assignment=1, ground=SuspensionGround.FUNDS, review_on=BEGIN.date())
RETURNED = ReturnRequested(assignment=1, reason=ReturnReason.NOT_OUR_DUTY)


def about(unit: str | None, status: Status, *then: PetitionEvent) -> list[PetitionEvent | Step]:
    """The usual road of a petition about a unit."""
    _, *road = until(status)
    return [submitted().model_copy(update={"about_unit": unit}), *road, *then]


def below(unit: str, above: str) -> bool:
    return (unit, above) == (STREET, "county-410403")


@pytest.mark.parametrize("asker", [CITIZEN, SUPERVISOR])
@pytest.mark.parametrize(
    "history",
    [
        about(STREET, Status.ASSIGNED),
        about(STREET, Status.IN_PROGRESS),
        about(STREET, Status.IN_PROGRESS, HALTED),
        about(STREET, Status.IN_PROGRESS, RETURNED),
        about("dept-tax", Status.IN_PROGRESS, HELPED),
        about("county-410403", Status.IN_PROGRESS),
    ],
)
def test_whom_a_petition_that_is_sealed_now_is_about_does_not_keep_it(
    history: list[PetitionEvent | Step], asker: Actor
) -> None:
    asked = given(*history).when(asks.change_confidentiality("sealed"), by=asker, subordinate=below)
    changed, recalled = asked.events()
    assert changed == SEALED
    assert isinstance(recalled, Recalled)
    assert (recalled.assignment, recalled.from_unit) == (1, STREET)
    assert recalled.dispatch_due is not None
    after = given(*history, by(asker, changed), by(asker, recalled))
    assert (after.standing.status, after.standing.unit, after.standing.held_by) == (Status.ACCEPTED, None, ())
    assert after.standing.dues.dispatch == recalled.dispatch_due
    assert after.standing.dues.reply is None
    after.when(wishes.assign(unit="dept-housing"), by=DISPATCHER, subordinate=below).events()


@pytest.mark.parametrize(
    "history",
    [
        about(None, Status.IN_PROGRESS),
        about("dept-tax", Status.IN_PROGRESS),
        about(STREET, Status.ACCEPTED),
        about(STREET, Status.CLOSED),
    ],
)
def test_who_has_nothing_to_do_with_it_keeps_it(history: list[PetitionEvent | Step]) -> None:
    given(*history).when(asks.change_confidentiality("sealed"), by=SUPERVISOR).then(SEALED)


@pytest.mark.parametrize("status", [Status.REPLIED, Status.VERIFYING, Status.VERIFIED])
def test_a_reply_of_whom_it_is_about_does_not_stand(status: Status) -> None:
    history = about(STREET, status)
    changed, again = given(*history).when(asks.change_confidentiality("sealed"), by=CITIZEN).events()
    assert isinstance(again, Reopened)
    assert (again.ground, again.new_unit, again.round) == (ReopenGround.NEW_FACT, True, 2)
    after = given(*history, by(CITIZEN, changed), by(CITIZEN, again)).standing
    assert (after.status, after.unit, after.approved_reply) == (Status.ACCEPTED, None, None)


def test_reopening_does_not_bring_it_back_to_whom_it_is_about() -> None:
    closed = given(*about(STREET, Status.CLOSED), by(SUPERVISOR, SEALED))
    again = closed.when(wishes.reopen(), by=DISPATCHER).events()[0]
    assert isinstance(again, Reopened)
    assert again.new_unit


@pytest.mark.parametrize("asker", [DESK, SUPERVISOR])
def test_a_sealed_petition_found_to_be_about_its_unit_is_taken_from_it(asker: Actor) -> None:
    history: list[Any] = list(until(Status.IN_PROGRESS, confidentiality=Confidentiality.SEALED))
    wish = intake.reclassify(about_unit=STREET)
    changed, recalled = given(*history).when(wish, by=asker).events()
    assert isinstance(changed, Reclassified)
    assert isinstance(recalled, Recalled)
    after = given(*history, by(asker, changed), by(asker, recalled)).standing
    assert (after.about_unit, after.status) == (STREET, Status.ACCEPTED)
    [named] = given(*until(Status.IN_PROGRESS)).when(wish, by=asker).events()
    assert isinstance(named, Reclassified)
    assert ASSIGNED.unit == STREET


def test_who_helped_learns_no_more_of_what_is_sealed_once_the_unit_has_replied() -> None:
    _, *road = until(Status.REPLIED)
    [*before, reply] = road
    filed = submitted().model_copy(update={"about_unit": "county-410403"})
    sealed = by(SUPERVISOR, SEALED)
    assert given(filed, *before, HELPED, reply).standing.is_helped_by("dept-tax")
    assert given(filed, *before, HELPED, sealed).standing.is_helped_by("dept-tax")
    assert not given(filed, *before, HELPED, reply, sealed).standing.is_helped_by("dept-tax")
