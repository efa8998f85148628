"""What follows from asking for more time and from a halt: how the reply's limit moves, stops and runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.context import Clock, at, basis
from casebook.petitions.handling.commands import (
    GrantExtension,
    RefuseExtension,
    RequestExtension,
    ResumePetition,
    ReviewSuspension,
    SuspendPetition,
)
from casebook.petitions.handling.events import (
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    Resumed,
    Suspended,
    SuspensionReviewed,
)
from casebook.petitions.handling.terms import Left

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.handling.terms import HandlingTerms
    from casebook.petitions.petition import Petition


def terms_of_the_reply(petition: Petition, context: Context) -> HandlingTerms:
    """What the city had adopted when the reply's limit was set: more time and halts are judged by it."""
    return context.terms.when_set(petition.start_of(Clock.REPLY))


def extend(
    command: RequestExtension | GrantExtension | RefuseExtension, petition: Petition, context: Context
) -> ExtensionRequested | ExtensionGranted | ExtensionRefused:
    """The events of more time."""
    match command:
        case RequestExtension():
            return ExtensionRequested(
                assignment=petition.assignment,
                working_days=command.working_days,
                reason=command.reason,
                attachments=command.attachments,
            )
        case GrantExtension():
            return granted(command, petition, context)
        case RefuseExtension():
            return ExtensionRefused(assignment=petition.assignment, why=command.why)
        case _ as never:
            assert_never(never)


def granted(command: GrantExtension, petition: Petition, context: Context) -> ExtensionGranted:
    """As many working days as were asked for, counted from the old end: the time that deciding took is not given."""
    request, due = petition.pending_extension, petition.dues.reply
    assert request is not None  # noqa: S101  the rules saw to both
    assert due is not None  # noqa: S101
    end = terms_of_the_reply(petition, context).extended(due, request.working_days)
    return ExtensionGranted(
        assignment=petition.assignment,
        reply_due=end.at,
        told_citizen_at=command.told_citizen_at,
        **basis(end),
    )


def halt(
    command: SuspendPetition | ReviewSuspension | ResumePetition, petition: Petition, context: Context
) -> tuple[Suspended | SuspensionReviewed | Resumed, ...]:
    """The events of a halt; a review that does not keep it ends it."""
    match command:
        case SuspendPetition():
            return (suspended(command, petition, context),)
        case ReviewSuspension():
            review = SuspensionReviewed(keep=command.keep, review_on=command.review_on, note=command.note)
            return (review,) if command.keep else (review, resumed(petition, context))
        case ResumePetition():
            return (resumed(petition, context),)
        case _ as never:
            assert_never(never)


def suspended(command: SuspendPetition, petition: Petition, context: Context) -> Suspended:
    """The limit that ran, for the reply or for mending it, stops; the event keeps what was left of it."""
    left = left_of_the_reply(petition, context)
    return Suspended(
        assignment=petition.assignment,
        ground=command.ground,
        plan=command.plan,
        review_on=command.review_on,
        told_citizen_at=command.told_citizen_at,
        remaining_working_days=left.working_days,
        remaining_seconds=left.seconds,
    )


def left_of_the_reply(petition: Petition, context: Context) -> Left:
    """What is left of the limit that runs for the unit."""
    clock = Clock.REPLY if petition.dues.redo is None else Clock.REDO
    due = petition.dues.redo or petition.dues.reply
    if due is None:
        return Left()
    terms = context.terms.when_set(petition.start_of(clock))
    order = petition.order.by if petition.order else None
    return terms.left(clock, petition.category, petition.urgency, due, context.now, petition.matter, order)


def resumed(petition: Petition, context: Context) -> Resumed:
    """What was left runs on from here."""
    halted = petition.suspension
    due = terms_of_the_reply(petition, context).run_on(halted.left, context.now) if halted else None
    return Resumed(reply_due=at(due), **basis(due))
