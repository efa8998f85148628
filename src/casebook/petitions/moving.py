"""Which chapter says how an event moves a petition."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.archive.events import ArchiveEvent
from casebook.petitions.archive.evolve import kept
from casebook.petitions.dispatch.events import DispatchEvent
from casebook.petitions.dispatch.evolve import dispatched
from casebook.petitions.ending.events import EndingEvent
from casebook.petitions.ending.evolve import ended
from casebook.petitions.feedback.events import FeedbackEvent
from casebook.petitions.feedback.evolve import heard
from casebook.petitions.forgetting.events import ForgettingEvent
from casebook.petitions.forgetting.evolve import forgotten
from casebook.petitions.handling.events import HandlingEvent
from casebook.petitions.handling.evolve import handled
from casebook.petitions.intake.events import IntakeEvent
from casebook.petitions.intake.evolve import taken_in
from casebook.petitions.merging.events import MergingEvent
from casebook.petitions.merging.evolve import merged
from casebook.petitions.notes.events import NoteAdded
from casebook.petitions.notes.evolve import noted
from casebook.petitions.oversight.events import OversightEvent
from casebook.petitions.oversight.evolve import overseen
from casebook.petitions.publication.events import PublicationEvent
from casebook.petitions.publication.evolve import told
from casebook.petitions.verification.events import VerificationEvent
from casebook.petitions.verification.evolve import verified

if TYPE_CHECKING:
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def moved(petition: Petition, entry: Entry) -> Petition:
    """The petition, moved by one event as the chapter says that the event belongs to."""
    event = entry.event
    if isinstance(event, IntakeEvent):
        return taken_in(petition, event, entry)
    if isinstance(event, DispatchEvent):
        return dispatched(petition, event, entry)
    if isinstance(event, HandlingEvent):
        return handled(petition, event, entry)
    if isinstance(event, VerificationEvent):
        return verified(petition, event, entry)
    if isinstance(event, EndingEvent):
        return ended(petition, event, entry)
    return _accompanied(petition, event, entry)


def _accompanied(  # noqa: PLR0911  one for each chapter
    petition: Petition,
    event: MergingEvent
    | FeedbackEvent
    | PublicationEvent
    | ArchiveEvent
    | OversightEvent
    | ForgettingEvent
    | NoteAdded,
    entry: Entry,
) -> Petition:
    """What happens beside the road."""
    if isinstance(event, MergingEvent):
        return merged(petition, event)
    if isinstance(event, FeedbackEvent):
        return heard(petition, event, entry)
    if isinstance(event, PublicationEvent):
        return told(petition, event)
    if isinstance(event, ArchiveEvent):
        return kept(petition, event)
    if isinstance(event, OversightEvent):
        return overseen(petition, event, entry)
    if isinstance(event, ForgettingEvent):
        return forgotten(petition, event, entry)
    if isinstance(event, NoteAdded):
        return noted(petition)
    assert_never(event)
