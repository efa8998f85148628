"""Who may ask for what. Whatever is not granted here is denied.

When a command may be carried out is another question: the rule book in `petitions/rules.py` answers it.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from casebook.errors import NotPermitted
from casebook.petitions.commands import (
    AcceptPetition,
    ApproveReply,
    AssignPetition,
    ChangeConfidentiality,
    ClosePetition,
    CloseSupervision,
    Command,
    CorrectRecord,
    CountersignVerification,
    DeclinePetition,
    EscalateSupervision,
    FindFalseReply,
    MissDeadline,
    OpenSupervision,
    RatePetition,
    RecomputeDeadline,
    RecordVerification,
    RejectReply,
    ReopenPetition,
    SignAssignment,
    SubmitPetition,
    SubmitReply,
    UrgeUnit,
    WaiveVerification,
    WithdrawPetition,
)
from casebook.petitions.entry import Actor
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.petition import Petition

__all__ = ["GRANTS", "Actor", "Role", "Scope", "may", "permit"]


class Scope(StrEnum):
    """Which petitions a grant reaches."""

    ANY = "any"
    OWN = "own"  # the citizen's own petition
    UNIT = "unit"  # assigned to the actor's unit


GRANTS: Final[Mapping[type[Command], Mapping[Role, Scope]]] = MappingProxyType(
    {
        SubmitPetition: {Role.CITIZEN: Scope.ANY, Role.DESK: Scope.ANY},
        AcceptPetition: {Role.DESK: Scope.ANY},
        DeclinePetition: {Role.DESK: Scope.ANY},
        AssignPetition: {Role.DISPATCHER: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        SignAssignment: {Role.UNIT_OFFICER: Scope.UNIT},
        SubmitReply: {Role.UNIT_APPROVER: Scope.UNIT},
        ApproveReply: {Role.DESK: Scope.ANY},
        RejectReply: {Role.DESK: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        WaiveVerification: {Role.EDITOR: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        RecordVerification: {Role.REPORTER: Scope.ANY, Role.DESK: Scope.ANY},
        CountersignVerification: {Role.EDITOR: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        ReopenPetition: {Role.DISPATCHER: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        ClosePetition: {Role.DESK: Scope.ANY},
        RatePetition: {Role.CITIZEN: Scope.OWN},
        WithdrawPetition: {Role.CITIZEN: Scope.OWN},
        UrgeUnit: {Role.SYSTEM: Scope.ANY, Role.DESK: Scope.ANY},
        MissDeadline: {Role.SYSTEM: Scope.ANY},
        RecomputeDeadline: {Role.SYSTEM: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        OpenSupervision: {Role.SYSTEM: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        EscalateSupervision: {Role.SUPERVISOR: Scope.ANY},
        CloseSupervision: {Role.SUPERVISOR: Scope.ANY},
        FindFalseReply: {Role.SUPERVISOR: Scope.ANY},
        CorrectRecord: {Role.SUPERVISOR: Scope.ANY},
        ChangeConfidentiality: {Role.CITIZEN: Scope.OWN, Role.SUPERVISOR: Scope.ANY},
    }
)
"""Which role may give which command, about which petitions."""


def may(actor: Actor, command: type[Command], petition: Petition | None) -> bool:
    """Whether this actor may ask for this kind of command about this petition."""
    match GRANTS.get(command, {}).get(actor.role):
        case Scope.ANY:
            return True
        case Scope.OWN:
            return petition is not None and petition.citizen is not None and petition.citizen == actor.id
        case Scope.UNIT:
            return petition is not None and petition.unit is not None and petition.unit == actor.unit
        case None:
            return False


def permit(actor: Actor, command: Command, petition: Petition | None) -> None:
    """Let the command through if the actor may ask for it.

    Raises:
        NotPermitted: no grant covers this actor, command and petition.
    """
    if not may(actor, type(command), petition):
        raise NotPermitted(
            "您的岗位无权对这件诉求进行此操作，请由有权的人员办理。",
            "Your role may not do this to this petition. Ask somebody whose role may.",
        )
