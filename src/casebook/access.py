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
    AddNote,
    AnswerDirectly,
    AppraiseRetention,
    ApproveErasure,
    ApproveReply,
    ApproveReturn,
    ArchivePetition,
    AssignPetition,
    CancelDataRequest,
    ChangeConfidentiality,
    CheckIdentity,
    ClosePetition,
    CloseSupervision,
    Command,
    CompleteErasure,
    CorrectData,
    CorrectRecord,
    CountersignVerification,
    DeclinePetition,
    DesignateUnit,
    EraseData,
    EscalateSupervision,
    FileDataRequest,
    FindFalseReply,
    FollowMaster,
    GrantExtension,
    LiftHold,
    LiftRestriction,
    MergePetition,
    MissDeadline,
    OpenSupervision,
    OverturnDecline,
    PlaceHold,
    ProposeClosing,
    Publish,
    PublishFollowUp,
    RatePetition,
    ReassignPetition,
    Reclassify,
    RecomputeDeadline,
    RecordCallback,
    RecordCommendation,
    RecordContact,
    RecordErasure,
    RecordOrder,
    RecordVerification,
    ReferOut,
    RefuseDataRequest,
    RefuseExtension,
    RejectReply,
    RejectReturn,
    ReleaseFromMaster,
    ReopenPetition,
    ReportProgress,
    RequestCoHandling,
    RequestDeclineReview,
    RequestExtension,
    RequestInformation,
    RequestReturn,
    RestrictData,
    ResumePetition,
    ReviewSuspension,
    RevisePublication,
    ScheduleVerification,
    SignAssignment,
    SubmitCoOpinion,
    SubmitPetition,
    SubmitReply,
    SupplementPetition,
    SuspendPetition,
    TerminatePetition,
    UnmergePetition,
    Unpublish,
    UpholdDecline,
    UrgeUnit,
    WaiveVerification,
    WithdrawPetition,
)
from casebook.petitions.entry import Actor
from casebook.petitions.vocabulary import Role
from casebook.rankings.commands import (
    CorrectRanking,
    DecideRankingObjection,
    DraftRanking,
    FileRankingObjection,
    PublishRanking,
)
from casebook.stories.commands import PublishStory, ReviseStory, WithdrawStory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.petition import Petition

__all__ = ["DECLARING", "GRANTS", "PUBLISHING", "Actor", "Role", "Scope", "may", "permit", "permit_publishing"]


class Scope(StrEnum):
    """Which petitions a grant reaches."""

    ANY = "any"
    OWN = "own"  # the citizen's own petition
    UNIT = "unit"  # assigned to the actor's unit
    CO_UNIT = "co_unit"  # the actor's unit was asked to help
    UNITS = "units"  # assigned to the actor's unit, or it was asked to help


GRANTS: Final[Mapping[type[Command], Mapping[Role, Scope]]] = MappingProxyType(
    {
        SubmitPetition: {Role.CITIZEN: Scope.ANY, Role.DESK: Scope.ANY},
        AcceptPetition: {Role.DESK: Scope.ANY},
        DeclinePetition: {Role.DESK: Scope.ANY},
        RequestDeclineReview: {Role.CITIZEN: Scope.OWN},
        UpholdDecline: {Role.SUPERVISOR: Scope.ANY},
        OverturnDecline: {Role.SUPERVISOR: Scope.ANY},
        ReferOut: {Role.DESK: Scope.ANY},
        AnswerDirectly: {Role.DESK: Scope.ANY},
        Reclassify: {Role.DESK: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        SupplementPetition: {Role.CITIZEN: Scope.OWN, Role.DESK: Scope.ANY},
        MergePetition: {Role.DESK: Scope.ANY},
        UnmergePetition: {Role.SUPERVISOR: Scope.ANY},
        FollowMaster: {Role.SYSTEM: Scope.ANY},
        ReleaseFromMaster: {Role.SYSTEM: Scope.ANY},
        RequestInformation: {Role.DESK: Scope.ANY, Role.UNIT_OFFICER: Scope.UNIT},
        AssignPetition: {Role.DISPATCHER: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        DesignateUnit: {Role.SUPERVISOR: Scope.ANY},
        ReassignPetition: {Role.DISPATCHER: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        SignAssignment: {Role.UNIT_OFFICER: Scope.UNIT},
        RecordContact: {Role.UNIT_OFFICER: Scope.UNIT},
        ReportProgress: {Role.UNIT_OFFICER: Scope.UNIT},
        RequestExtension: {Role.UNIT_OFFICER: Scope.UNIT},
        GrantExtension: {Role.DISPATCHER: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        RefuseExtension: {Role.DISPATCHER: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        SuspendPetition: {Role.SUPERVISOR: Scope.ANY},
        ReviewSuspension: {Role.SUPERVISOR: Scope.ANY},
        ResumePetition: {Role.SUPERVISOR: Scope.ANY, Role.SYSTEM: Scope.ANY},
        RequestReturn: {Role.UNIT_OFFICER: Scope.UNIT},
        ApproveReturn: {Role.DISPATCHER: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        RejectReturn: {Role.DISPATCHER: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        RequestCoHandling: {
            Role.UNIT_OFFICER: Scope.UNIT,
            Role.DISPATCHER: Scope.ANY,
            Role.SUPERVISOR: Scope.ANY,
        },
        SubmitCoOpinion: {Role.UNIT_OFFICER: Scope.CO_UNIT},
        SubmitReply: {Role.UNIT_APPROVER: Scope.UNIT},
        ApproveReply: {Role.DESK: Scope.ANY},
        RejectReply: {Role.DESK: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        ScheduleVerification: {Role.EDITOR: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        WaiveVerification: {Role.EDITOR: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        RecordVerification: {Role.REPORTER: Scope.ANY, Role.DESK: Scope.ANY},
        CountersignVerification: {Role.EDITOR: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        PublishFollowUp: {Role.EDITOR: Scope.ANY},
        Publish: {Role.EDITOR: Scope.ANY},
        RevisePublication: {Role.EDITOR: Scope.ANY},
        Unpublish: {Role.EDITOR: Scope.ANY},
        ReopenPetition: {Role.DISPATCHER: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        ProposeClosing: {Role.SYSTEM: Scope.ANY},
        ClosePetition: {Role.DESK: Scope.ANY},
        TerminatePetition: {Role.SUPERVISOR: Scope.ANY},
        RatePetition: {Role.CITIZEN: Scope.OWN},
        RecordCallback: {Role.DESK: Scope.ANY},
        RecordCommendation: {Role.CITIZEN: Scope.OWN, Role.DESK: Scope.ANY},
        WithdrawPetition: {Role.CITIZEN: Scope.OWN},
        UrgeUnit: {Role.SYSTEM: Scope.ANY, Role.DESK: Scope.ANY},
        MissDeadline: {Role.SYSTEM: Scope.ANY},
        RecomputeDeadline: {Role.SYSTEM: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        RecordOrder: {Role.SUPERVISOR: Scope.ANY},
        OpenSupervision: {Role.SYSTEM: Scope.ANY, Role.SUPERVISOR: Scope.ANY},
        EscalateSupervision: {Role.SUPERVISOR: Scope.ANY},
        CloseSupervision: {Role.SUPERVISOR: Scope.ANY},
        FindFalseReply: {Role.SUPERVISOR: Scope.ANY},
        CorrectRecord: {Role.SUPERVISOR: Scope.ANY},
        ChangeConfidentiality: {Role.CITIZEN: Scope.OWN, Role.SUPERVISOR: Scope.ANY},
        AddNote: {
            **dict.fromkeys((Role.DESK, Role.DISPATCHER, Role.SUPERVISOR, Role.REPORTER, Role.EDITOR), Scope.ANY),
            **dict.fromkeys((Role.UNIT_OFFICER, Role.UNIT_APPROVER), Scope.UNITS),
        },
        ArchivePetition: {Role.RECORDS: Scope.ANY},
        AppraiseRetention: {Role.RECORDS: Scope.ANY},
        FileDataRequest: {Role.CITIZEN: Scope.OWN, Role.PRIVACY_OFFICER: Scope.ANY},
        CancelDataRequest: {Role.CITIZEN: Scope.OWN, Role.PRIVACY_OFFICER: Scope.ANY},
        CheckIdentity: {Role.PRIVACY_OFFICER: Scope.ANY},
        RefuseDataRequest: {Role.PRIVACY_OFFICER: Scope.ANY},
        PlaceHold: {Role.SUPERVISOR: Scope.ANY, Role.RECORDS: Scope.ANY},
        LiftHold: {Role.SUPERVISOR: Scope.ANY, Role.RECORDS: Scope.ANY},
        ApproveErasure: {
            Role.PRIVACY_OFFICER: Scope.ANY,
            Role.SUPERVISOR: Scope.ANY,
            Role.UNIT_APPROVER: Scope.UNIT,
        },
        EraseData: {Role.PRIVACY_OFFICER: Scope.ANY, Role.SYSTEM: Scope.ANY},
        RecordErasure: {Role.SYSTEM: Scope.ANY},
        CompleteErasure: {Role.SYSTEM: Scope.ANY},
        RestrictData: {Role.PRIVACY_OFFICER: Scope.ANY},
        LiftRestriction: {Role.PRIVACY_OFFICER: Scope.ANY},
        CorrectData: {Role.PRIVACY_OFFICER: Scope.ANY},
    }
)
"""Which role may give which command, about which petitions."""

PUBLISHING: Final[Mapping[type[Command], frozenset[Role]]] = MappingProxyType(
    {
        DraftRanking: frozenset({Role.SYSTEM, Role.EDITOR, Role.SUPERVISOR}),
        FileRankingObjection: frozenset({Role.UNIT_OFFICER, Role.UNIT_APPROVER}),
        DecideRankingObjection: frozenset({Role.SUPERVISOR}),
        PublishRanking: frozenset({Role.EDITOR, Role.SUPERVISOR}),
        CorrectRanking: frozenset({Role.EDITOR, Role.SUPERVISOR}),
        PublishStory: frozenset({Role.EDITOR}),
        ReviseStory: frozenset({Role.EDITOR}),
        WithdrawStory: frozenset({Role.EDITOR}),
    }
)
"""Which role may give which command about rankings and stories."""


DECLARING: Final = frozenset({Role.DESK, Role.DISPATCHER, Role.SUPERVISOR, Role.REPORTER, Role.EDITOR})
"""Who may declare an interest of their own, and end it."""


def may(actor: Actor, command: type[Command], petition: Petition | None) -> bool:  # noqa: PLR0911  one for each scope
    """Whether this actor may ask for this kind of command about this petition.

    A sealed report is kept from everybody of the unit that it is about, whatever else they do.
    """
    if petition is not None and petition.is_kept_from(actor.unit):
        return False
    match GRANTS.get(command, {}).get(actor.role):
        case Scope.ANY:
            return True
        case Scope.OWN:
            return petition is not None and petition.citizen is not None and petition.citizen == actor.id
        case Scope.UNIT:
            return petition is not None and petition.is_handled_by(actor.unit)
        case Scope.CO_UNIT:
            return petition is not None and petition.is_helped_by(actor.unit)
        case Scope.UNITS:
            return petition is not None and (petition.is_handled_by(actor.unit) or petition.is_helped_by(actor.unit))
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


def permit_publishing(actor: Actor, command: Command) -> None:
    """Let a command about a ranking or a story through if the actor may ask for it.

    Raises:
        NotPermitted: the actor's role may not.
    """
    if actor.role not in PUBLISHING.get(type(command), ()):
        raise NotPermitted(
            "您的岗位无权进行此操作，请由有权的人员办理。", "Your role may not do this. Ask somebody whose role may."
        )
