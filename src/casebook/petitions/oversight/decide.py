"""What follows from urging, supervising, correcting. No rule is asked here: that was done before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never, cast

from casebook.petitions.dispatch.recall import recalled
from casebook.petitions.ending.decide import reopen
from casebook.petitions.oversight.clocks import OF_THE_UNIT, running
from casebook.petitions.oversight.commands import (
    ChangeConfidentiality,
    CloseSupervision,
    CorrectRecord,
    EscalateSupervision,
    FindFalseReply,
    MissDeadline,
    OpenSupervision,
    OversightCommand,
    RecomputeDeadline,
    RecordOrder,
    UrgeUnit,
)
from casebook.petitions.oversight.events import (
    ConfidentialityChanged,
    DeadlineMissed,
    DeadlineRecomputed,
    FalseReplyFound,
    RecordCorrected,
    SupervisionClosed,
    SupervisionEscalated,
    SupervisionOpened,
    Urged,
)
from casebook.petitions.oversight.orders import ordered
from casebook.petitions.oversight.recounting import recounted
from casebook.petitions.road import REPLIED
from casebook.petitions.vocabulary import Fault, ReopenGround

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition
    from casebook.petitions.vocabulary import Clock


def oversee(  # noqa: PLR0911  one for each command
    command: OversightCommand, petition: Petition, context: Context
) -> tuple[PetitionEvent, ...]:
    """The events of oversight."""
    match command:
        case UrgeUnit() | MissDeadline() | RecomputeDeadline() | RecordOrder():
            return about_limits(command, petition, context)
        case OpenSupervision():
            return (SupervisionOpened(level=command.level, ground=command.ground, due=command.due),)
        case EscalateSupervision():
            return (SupervisionEscalated(level=command.level),)
        case CloseSupervision():
            return (SupervisionClosed(result=command.result),)
        case FindFalseReply():
            return false_reply_found(command, petition, context)
        case CorrectRecord():
            return (corrected(command),)
        case ChangeConfidentiality():
            return protected(command, petition, context)
        case _ as never:
            assert_never(never)


def about_limits(
    command: UrgeUnit | MissDeadline | RecomputeDeadline | RecordOrder, petition: Petition, context: Context
) -> tuple[PetitionEvent, ...]:
    """The events of limits: urged, missed, moved, ordered from above."""
    match command:
        case UrgeUnit():
            return (urged(command, petition),)
        case MissDeadline():
            return (missed(command, petition),)
        case RecomputeDeadline():
            return (recomputed(command, petition, context),)
        case RecordOrder():
            return ordered(command, petition, context)
        case _ as never:
            assert_never(never)


def protected(command: ChangeConfidentiality, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """Another level; whoever a petition that is sealed now is about does not keep it."""
    changed = ConfidentialityChanged(before=petition.confidentiality, after=command.after)
    return (changed, *recalled(replace(petition, confidentiality=command.after), context))


def urged(command: UrgeUnit, petition: Petition) -> Urged:
    """The unit is told again, by a notice with a number."""
    return Urged(
        clock=command.clock, kind=command.kind, assignment=petition.assignment or None, notice=petition.notices + 1
    )


def missed(command: MissDeadline, petition: Petition) -> DeadlineMissed:
    """A limit has passed; it is the unit's where it belongs to an assignment."""
    return DeadlineMissed(
        clock=command.clock,
        due_at=_due(petition, command.clock),
        assignment=petition.assignment or None if command.clock in OF_THE_UNIT else None,
        round=petition.round,
    )


def recomputed(command: RecomputeDeadline, petition: Petition, context: Context) -> DeadlineRecomputed:
    """The limit ends at another time, and the record keeps both; with the versions it was counted by, if it was."""
    start = petition.start_of(command.clock)
    counted = recounted(command.clock, start, context.terms.when_set(start))
    basis = counted if counted is not None and counted.at == command.due else None
    return DeadlineRecomputed(
        clock=command.clock,
        old_due=_due(petition, command.clock),
        new_due=command.due,
        cause=command.cause,
        provisional=command.provisional,
        policy=basis.policy if basis else None,
        calendar=basis.calendar if basis else None,
    )


def false_reply_found(command: FindFalseReply, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The finding, and where the petition still rests on that reply, another round in the same decision."""
    found = FalseReplyFound(
        assignment=command.assignment,
        round=command.round,
        evidence=command.evidence,
        consequence=command.consequence,
    )
    if petition.status not in REPLIED or command.round != petition.round:
        return (found,)
    return (found, reopen(ReopenGround.FALSE_REPLY, Fault.UNIT, None, petition, context))


def corrected(command: CorrectRecord) -> RecordCorrected:
    """What should have been written, beside what was."""
    return RecordCorrected(
        target_version=command.target_version, fields=command.fields, why=command.why, corrected=command.corrected
    )


def _due(petition: Petition, clock: Clock) -> datetime:
    return cast("datetime", running(petition, clock))  # the rule limit_runs has held
