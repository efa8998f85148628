"""Decide: what follows from a command, if the rules let it pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.errors import NotFound
from casebook.petitions.archive.commands import ArchiveCommand
from casebook.petitions.archive.decide import put_away
from casebook.petitions.context import Clock, Context, Due, Terms
from casebook.petitions.dispatch.commands import DispatchCommand
from casebook.petitions.dispatch.decide import dispatch
from casebook.petitions.ending.commands import EndingCommand
from casebook.petitions.ending.decide import end
from casebook.petitions.feedback.commands import FeedbackCommand
from casebook.petitions.feedback.decide import hear
from casebook.petitions.forgetting.commands import ForgettingCommand
from casebook.petitions.forgetting.decide import forget
from casebook.petitions.handling.commands import HandlingCommand
from casebook.petitions.handling.decide import handle
from casebook.petitions.intake.commands import DeclinePetition, IntakeCommand, SubmitPetition
from casebook.petitions.intake.decide import submitted, take_in
from casebook.petitions.merging.commands import MergePetition, MergingCommand
from casebook.petitions.merging.decide import beside, merge
from casebook.petitions.notes.commands import AddNote
from casebook.petitions.notes.decide import note
from casebook.petitions.oversight.commands import OversightCommand
from casebook.petitions.oversight.decide import oversee
from casebook.petitions.publication.commands import PublicationCommand
from casebook.petitions.publication.decide import publish
from casebook.petitions.rule import check
from casebook.petitions.rules import RULES
from casebook.petitions.verification.commands import ScheduleVerification, VerificationCommand
from casebook.petitions.verification.decide import verify

if TYPE_CHECKING:
    from uuid import UUID

    from casebook.petitions.commands import PetitionChange, PetitionCommand
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition

__all__ = ["Clock", "Context", "Due", "Terms", "decide", "decide_beside", "named", "named_person"]


def decide(command: PetitionCommand, petition: Petition | None, context: Context) -> tuple[PetitionEvent, ...]:
    """The events that follow from a command about this petition, `None` for one that is not there yet.

    Raises:
        Refused: a rule does not hold; it carries the rule's name and what the asker can do.
        NotFound: the command is about a petition, and there is none.
    """
    if isinstance(command, SubmitPetition):
        check(RULES[type(command)], command, petition, context)
        return (submitted(command, context),)
    if petition is None:
        raise NotFound("没有这件诉求。", "There is no such petition.")
    check(RULES[type(command)], command, petition, context)
    return _follow(command, petition, context)


def decide_beside(command: PetitionCommand, petition: Petition | None) -> tuple[PetitionEvent, ...]:
    """The events that the same decision brings to the second petition; no rule is asked again.

    They are stored together with those of `decide` or not at all, each petition at the version that was seen.
    """
    if petition is None or not isinstance(command, MergingCommand):
        return ()
    return beside(command, petition)


def named(command: PetitionCommand) -> UUID | str | None:
    """The second petition that a command names, by its id or its number."""
    if isinstance(command, DeclinePetition):
        return command.earlier
    return command.master if isinstance(command, MergePetition) else None


def named_person(command: PetitionCommand) -> UUID | None:
    """The person of staff whom a command sends somewhere: whether they may go is asked of their account."""
    return command.reporter if isinstance(command, ScheduleVerification) else None


def _follow(command: PetitionChange, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    if isinstance(command, IntakeCommand):
        return take_in(command, petition, context)
    if isinstance(command, DispatchCommand):
        return dispatch(command, petition, context)
    if isinstance(command, HandlingCommand):
        return handle(command, petition, context)
    if isinstance(command, VerificationCommand):
        return verify(command, petition, context)
    if isinstance(command, EndingCommand):
        return end(command, petition, context)
    return _accompany(command, petition, context)


def _accompany(  # noqa: PLR0911  one for each chapter
    command: MergingCommand
    | FeedbackCommand
    | PublicationCommand
    | ArchiveCommand
    | OversightCommand
    | ForgettingCommand
    | AddNote,
    petition: Petition,
    context: Context,
) -> tuple[PetitionEvent, ...]:
    """What happens beside the road."""
    if isinstance(command, MergingCommand):
        return merge(command, petition, context)
    if isinstance(command, FeedbackCommand):
        return hear(command, petition)
    if isinstance(command, PublicationCommand):
        return publish(command)
    if isinstance(command, ArchiveCommand):
        return put_away(command, petition, context)
    if isinstance(command, OversightCommand):
        return oversee(command, petition, context)
    if isinstance(command, ForgettingCommand):
        return forget(command, petition, context)
    if isinstance(command, AddNote):
        return note(command)
    assert_never(command)
