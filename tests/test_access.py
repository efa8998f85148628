from __future__ import annotations

from dataclasses import replace

import pytest

import wishes
from casebook.access import GRANTS, Role, Scope, may, permit
from casebook.errors import NotPermitted
from casebook.petitions.commands import (
    COMMANDS,
    ApproveReply,
    ClosePetition,
    Command,
    RatePetition,
    RecordVerification,
    SignAssignment,
    SubmitPetition,
    SubmitReply,
    WithdrawPetition,
)
from casebook.petitions.events import Closed
from casebook.petitions.vocabulary import ClosingBasis, Confidentiality, Status
from language import (
    APPROVER,
    CITIZEN,
    DESK,
    EDITOR,
    OFFICER,
    REPORTER,
    STRANGER,
    as_role,
    given,
    imported,
    person,
    submitted,
    until,
)

ASSIGNED = given(*until(Status.ASSIGNED)).standing
NEIGHBOUR = person("neighbour", Role.CITIZEN)
IDLE = (Role.AUDITOR, Role.ANALYST, Role.IMPORTER)


def test_every_command_has_a_grant() -> None:
    assert set(GRANTS) == set(COMMANDS.values())
    assert all(GRANTS.values())


@pytest.mark.parametrize("command", COMMANDS.values())
@pytest.mark.parametrize("role", Role)
def test_what_is_not_granted_is_denied(command: type[Command], role: Role) -> None:
    somebody = person("somebody", role, "dept-tax")
    assert may(somebody, command, ASSIGNED) == (GRANTS[command].get(role) is Scope.ANY)


@pytest.mark.parametrize("role", IDLE)
def test_who_only_looks_on_gives_no_command(role: Role) -> None:
    assert not any(role in grants for grants in GRANTS.values())


def test_a_command_that_nobody_listed_is_denied() -> None:
    class AbolishPetition(Command):
        """Not in the table."""

    assert not may(DESK, AbolishPetition, ASSIGNED)


@pytest.mark.parametrize("command", [RatePetition, WithdrawPetition])
def test_a_citizen_acts_on_their_own_petition_only(command: type[Command]) -> None:
    assert may(CITIZEN, command, ASSIGNED)
    assert not may(NEIGHBOUR, command, ASSIGNED)
    assert not may(CITIZEN, command, None)


def test_a_petition_of_nobody_known_is_nobodys_own() -> None:
    closed = given(imported(submitted()), imported(Closed(basis=ClosingBasis.SOURCE, first_closure=True))).standing
    nobodys = replace(closed, citizen=None)
    assert not may(CITIZEN, RatePetition, nobodys)


def test_a_unit_acts_on_what_is_assigned_to_it() -> None:
    assert may(OFFICER, SignAssignment, ASSIGNED)
    assert may(APPROVER, SubmitReply, ASSIGNED)
    assert not may(STRANGER, SubmitReply, ASSIGNED)
    assert not may(as_role(STRANGER, Role.UNIT_OFFICER), SignAssignment, ASSIGNED)
    assert not may(OFFICER, SignAssignment, given(*until(Status.ACCEPTED)).standing)


def test_a_person_without_a_unit_does_not_act_on_unassigned_petitions() -> None:
    assert not may(person("lost", Role.UNIT_OFFICER), SignAssignment, given(*until(Status.ACCEPTED)).standing)


def test_an_officer_does_not_approve_for_the_unit_nor_the_newsroom_close() -> None:
    assert not may(OFFICER, SubmitReply, ASSIGNED)
    assert not may(EDITOR, ClosePetition, ASSIGNED)
    assert not may(REPORTER, ApproveReply, ASSIGNED)
    assert may(REPORTER, RecordVerification, ASSIGNED)


def test_citizen_and_desk_submit() -> None:
    assert {actor.role for actor in (CITIZEN, DESK, REPORTER, OFFICER) if may(actor, SubmitPetition, None)} == {
        Role.CITIZEN,
        Role.DESK,
    }


def test_who_may_not_is_told_so() -> None:
    permit(DESK, wishes.close(), ASSIGNED)
    with pytest.raises(NotPermitted) as denial:
        permit(CITIZEN, wishes.close(), ASSIGNED)
    assert denial.value.zh.endswith("。")


@pytest.mark.parametrize("role", Role)
def test_a_sealed_report_is_kept_from_everybody_of_the_unit_it_is_about(role: Role) -> None:
    report = replace(ASSIGNED, confidentiality=Confidentiality.SEALED, about_unit="dept-tax", citizen=CITIZEN.id)
    somebody = person("somebody", role, "dept-tax")
    assert not any(may(somebody, command, report) for command in GRANTS)
