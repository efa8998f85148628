"""Which command some events came from: the table of what each command can bring about, read backwards.

The ledger keeps the key of a command and not its name. What was decided together bears one key, and no two commands
that the same role may give bring the same events, so the name follows; tests hold every decision against this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from casebook.petitions import commands as wishes
from casebook.petitions import events as told

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet

    from casebook.petitions.command import Command
    from casebook.petitions.event import Event

Kinds = frozenset[type["Event"]]
_NOTHING: Final[Kinds] = frozenset()


@dataclass(frozen=True, slots=True)
class Brings:
    """What a command brings about: these always, those where they follow, and what the second petition tells."""

    always: Kinds
    sometimes: Kinds = _NOTHING
    beside: Kinds = _NOTHING

    def fits(self, kinds: AbstractSet[type[Event]]) -> bool:
        """Whether one petition can tell exactly this of the command."""
        return self.always <= kinds <= self.always | self.sometimes or kinds == self.beside


def _one(*always: type[Event]) -> Brings:
    return Brings(frozenset(always))


_ANOTHER_ROUND: Final[Kinds] = frozenset({told.Reopened})
_TAKEN_AWAY: Final[Kinds] = frozenset({told.Recalled, told.Reopened})

BRINGS: Final[Mapping[type[Command], Brings]] = MappingProxyType(
    {
        wishes.SubmitPetition: _one(told.Submitted),
        wishes.SupplementPetition: _one(told.Supplemented),
        wishes.RequestInformation: _one(told.InformationRequested),
        wishes.AcceptPetition: _one(told.Accepted),
        wishes.DeclinePetition: _one(told.Declined),
        wishes.RequestDeclineReview: _one(told.DeclineReviewRequested),
        wishes.UpholdDecline: _one(told.DeclineUpheld),
        wishes.OverturnDecline: _one(told.DeclineOverturned),
        wishes.ReferOut: _one(told.ReferredOut),
        wishes.AnswerDirectly: _one(told.AnsweredDirectly),
        wishes.Reclassify: Brings(frozenset({told.Reclassified}), _TAKEN_AWAY | {told.DeadlineRecomputed}),
        wishes.WithdrawPetition: _one(told.Withdrawn),
        wishes.MergePetition: Brings(
            frozenset({told.Merged}), frozenset({told.Accepted}), beside=frozenset({told.Absorbed})
        ),
        wishes.UnmergePetition: Brings(frozenset({told.Unmerged}), beside=frozenset({told.ChildReleased})),
        wishes.ReleaseFromMaster: Brings(frozenset({told.Unmerged}), beside=frozenset({told.ChildReleased})),
        wishes.FollowMaster: _one(told.Closed),
        wishes.AssignPetition: _one(told.Assigned),
        wishes.DesignateUnit: Brings(frozenset({told.Assigned}), frozenset({told.ReturnApproved})),
        wishes.ReassignPetition: _one(told.Reassigned, told.Assigned),
        wishes.SignAssignment: _one(told.Signed),
        wishes.RequestReturn: _one(told.ReturnRequested),
        wishes.ApproveReturn: _one(told.ReturnApproved),
        wishes.RejectReturn: _one(told.ReturnRejected),
        wishes.RequestCoHandling: _one(told.CoHandlingRequested),
        wishes.SubmitCoOpinion: _one(told.CoOpinionSubmitted),
        wishes.RecordContact: _one(told.CitizenContacted),
        wishes.ReportProgress: _one(told.ProgressReported),
        wishes.RequestExtension: _one(told.ExtensionRequested),
        wishes.GrantExtension: _one(told.ExtensionGranted),
        wishes.RefuseExtension: _one(told.ExtensionRefused),
        wishes.SuspendPetition: _one(told.Suspended),
        wishes.ReviewSuspension: Brings(frozenset({told.SuspensionReviewed}), frozenset({told.Resumed})),
        wishes.ResumePetition: _one(told.Resumed),
        wishes.SubmitReply: _one(told.Replied),
        wishes.ApproveReply: _one(told.ReplyApproved),
        wishes.RejectReply: _one(told.ReplyRejected),
        wishes.ScheduleVerification: _one(told.VerificationScheduled),
        wishes.WaiveVerification: _one(told.VerificationWaived),
        wishes.RecordVerification: _one(told.VerifiedByReporter),
        wishes.CountersignVerification: Brings(frozenset({told.VerificationCountersigned}), _ANOTHER_ROUND),
        wishes.RatePetition: _one(told.CitizenRated),
        wishes.RecordCallback: _one(told.CallbackRecorded),
        wishes.RecordCommendation: _one(told.CommendationReceived),
        wishes.ReopenPetition: _one(told.Reopened),
        wishes.ProposeClosing: _one(told.ClosingProposed),
        wishes.ClosePetition: _one(told.Closed),
        wishes.TerminatePetition: _one(told.Terminated),
        wishes.PublishFollowUp: _one(told.FollowUpPublished),
        wishes.Publish: _one(told.Published),
        wishes.RevisePublication: _one(told.PublicationRevised),
        wishes.Unpublish: _one(told.Unpublished),
        wishes.AddNote: _one(told.NoteAdded),
        wishes.ArchivePetition: _one(told.Archived),
        wishes.AppraiseRetention: _one(told.RetentionAppraised),
        wishes.UrgeUnit: _one(told.Urged),
        wishes.MissDeadline: _one(told.DeadlineMissed),
        wishes.RecomputeDeadline: _one(told.DeadlineRecomputed),
        wishes.RecordOrder: Brings(frozenset({told.OrderedFromAbove}), frozenset({told.DeadlineRecomputed})),
        wishes.OpenSupervision: _one(told.SupervisionOpened),
        wishes.EscalateSupervision: _one(told.SupervisionEscalated),
        wishes.CloseSupervision: _one(told.SupervisionClosed),
        wishes.FindFalseReply: Brings(frozenset({told.FalseReplyFound}), _ANOTHER_ROUND),
        wishes.CorrectRecord: _one(told.RecordCorrected),
        wishes.FileDataRequest: _one(told.DataRequestFiled),
        wishes.CheckIdentity: _one(told.IdentityChecked),
        wishes.RefuseDataRequest: _one(told.DataRequestRefused),
        wishes.CancelDataRequest: _one(told.DataRequestCancelled),
        wishes.PlaceHold: _one(told.HoldPlaced),
        wishes.LiftHold: _one(told.HoldLifted),
        wishes.ApproveErasure: Brings(frozenset({told.ErasureApproved}), frozenset({told.ErasureScheduled})),
        wishes.EraseData: _one(told.ErasureBegun),
        wishes.RecordErasure: _one(told.PersonalDataErased),
        wishes.CompleteErasure: _one(told.ErasureCompleted),
        wishes.RestrictData: _one(told.PersonalDataRestricted),
        wishes.LiftRestriction: _one(told.RestrictionLifted),
        wishes.CorrectData: _one(told.PersonalDataCorrected),
        wishes.ChangeConfidentiality: Brings(frozenset({told.ConfidentialityChanged}), _TAKEN_AWAY),
    }
)
"""Of every command what it brings about."""


def origins(events: Collection[Event]) -> tuple[type[Command], ...]:
    """The commands from which a petition can have exactly these events: of those that one role may give, one."""
    kinds = {type(event) for event in events}
    designated = any(isinstance(event, told.Assigned) and event.designated for event in events)
    fitting = (command for command, brings in BRINGS.items() if brings.fits(kinds))
    if told.Assigned in kinds:
        return tuple(command for command in fitting if (command is wishes.DesignateUnit) == designated)
    return tuple(fitting)
