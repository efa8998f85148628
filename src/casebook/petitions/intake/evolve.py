"""How the events of intake move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.intake.events import (
    Accepted,
    AnsweredDirectly,
    Declined,
    DeclineOverturned,
    DeclineReviewRequested,
    DeclineUpheld,
    InformationRequested,
    IntakeEvent,
    Reclassified,
    ReferredOut,
    Submitted,
    Supplemented,
    Withdrawn,
)
from casebook.petitions.road import forward
from casebook.petitions.standing import Decline, Reply
from casebook.petitions.vocabulary import Outcome, Status

if TYPE_CHECKING:
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition

DeclineEvent = Declined | DeclineReviewRequested | DeclineUpheld | DeclineOverturned
WayOut = Withdrawn | ReferredOut | AnsweredDirectly
Amendment = Supplemented | InformationRequested | Reclassified


def taken_in(petition: Petition, event: IntakeEvent, entry: Entry) -> Petition:
    """Acceptance, decline and its review, the ways out, and what was asked, added and put right meanwhile."""
    match event:
        case Submitted():  # told twice by a source
            return petition
        case Accepted():
            return _accepted(petition, event)
        case Declined() | DeclineReviewRequested() | DeclineUpheld() | DeclineOverturned():
            return _declined(petition, event, entry)
        case Withdrawn() | ReferredOut() | AnsweredDirectly():
            return _let_out(petition, event, entry)
        case Supplemented() | InformationRequested() | Reclassified():
            return _amended(petition, event)
        case _ as never:
            assert_never(never)


def _accepted(petition: Petition, event: Accepted) -> Petition:
    return replace(
        petition,
        status=forward(petition, Status.ACCEPTED),
        category=event.category or petition.category,
        urgency=event.urgency,
        matter=event.matter or petition.matter,
        about_unit=event.about_unit or petition.about_unit,
        dues=replace(petition.dues, dispatch=event.dispatch_due),
    )


def _declined(petition: Petition, event: DeclineEvent, entry: Entry) -> Petition:
    """An overturned decline leads back to the beginning; limits of what came after it no longer count."""
    match event:
        case Declined():
            decline = Decline(entry.actor.id, entry.happened_at, event.seconded_by)
            return replace(petition, status=Status.DECLINED, decline=decline)
        case DeclineReviewRequested():  # a source may tell of a review and not of the decline
            return replace(petition, decline=petition.decline and replace(petition.decline, review_requested=True))
        case DeclineUpheld():
            return replace(petition, decline=petition.decline and replace(petition.decline, upheld=True))
        case DeclineOverturned():
            dues = replace(petition.dues, accept=event.accept_due, redo=None)
            return replace(petition, status=Status.SUBMITTED, decline=None, dues=dues)
        case _ as never:
            assert_never(never)


def _let_out(petition: Petition, event: WayOut, entry: Entry) -> Petition:
    match event:
        case Withdrawn():
            return replace(petition, status=petition.status if event.goes_on else Status.WITHDRAWN, citizen_left=True)
        case ReferredOut():
            return replace(petition, status=Status.REFERRED)
        case AnsweredDirectly():
            return _answered(petition, entry)
        case _ as never:
            assert_never(never)


def _answered(petition: Petition, entry: Entry) -> Petition:
    """The desk's own answer is an approved reply at once: it was given by those who review."""
    reply = Reply(
        round=petition.round,
        outcome=Outcome.EXPLAINED,
        at=entry.happened_at,
        signed_by=entry.actor.id,
        approved=True,
        direct=True,
    )
    return replace(petition, status=forward(petition, Status.VERIFYING), reply=reply)


def _amended(petition: Petition, event: Amendment) -> Petition:
    match event:
        case Supplemented():
            answer = None if event.in_answer else petition.dues.answer
            dues = replace(petition.dues, answer=answer)
            return replace(petition, supplements=petition.supplements + 1, dues=dues)
        case InformationRequested():
            return replace(petition, dues=replace(petition.dues, answer=event.answer_due))
        case Reclassified():
            return replace(
                petition,
                category=event.category or petition.category,
                matter=event.matter or petition.matter,
                urgency=event.urgency or petition.urgency,
                area=event.area or petition.area,
                street=event.street or petition.street,
                about_unit=event.about_unit or petition.about_unit,
            )
        case _ as never:
            assert_never(never)
