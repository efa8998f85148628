"""A petition's opened history as answers."""

from __future__ import annotations

from dataclasses import asdict
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, TypeVar

from casebook.access import Actor, Role
from casebook.ledger.mapper import plain_fields, private_fields
from casebook.petitions.event import FILE_KEYS
from casebook.petitions.events import (
    AnsweredDirectly,
    CitizenRated,
    Declined,
    Event,
    PersonalDataCorrected,
    Reclassified,
    Replied,
    Submitted,
    VerifiedByReporter,
)
from casebook.petitions.vocabulary import Status
from casebook.petitions.words import Sealed
from casebook.web.api.forgotten import data_request_answer, erasure_answer
from casebook.web.api.models import (
    CommitmentAnswer,
    DeclineAnswer,
    DuesAnswer,
    ExtensionAnswer,
    FindingAnswer,
    PetitionAnswer,
    RatingAnswer,
    ReplyAnswer,
    StepAnswer,
    SubmissionAnswer,
    SuspensionAnswer,
    TimelineAnswer,
    WeakWordsAnswer,
)
from casebook.web.disclosure import is_internal, learns_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.petitions.context import Context
    from casebook.petitions.entry import Entry
    from casebook.petitions.handling.weak import WeakReplies
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Reply

E = TypeVar("E", bound=Event)
DERIVED: Final = {
    "dues",
    "pending_extension",
    "suspension",
    "submission",
    "decline",
    "reply",
    "finding",
    "rating",
    "data_request",
    "erasure",
    "may",
}
REVIEWERS: Final = frozenset({Role.DESK, Role.SUPERVISOR})
AS_IT_STANDS: Final = PetitionAnswer.model_fields.keys() - DERIVED
"""What an answer takes from the petition under the same name."""


def petition_answer(petition: Petition, entries: Sequence[Entry], context: Context, may: list[str]) -> PetitionAnswer:
    """The petition as its entries show it to who asks, and when, with whatever words are open in them."""
    asker = context.actor
    known = [entry for entry in entries if learns_of(asker, entry, petition)]
    _, filed = _last(known, Submitted) or (None, None)
    assert filed is not None  # noqa: S101  the fold of these entries began with it
    return PetitionAnswer(
        **{name: getattr(petition, name) for name in AS_IT_STANDS},
        dues=DuesAnswer(**asdict(petition.dues)),
        pending_extension=_pending_extension(petition),
        suspension=_suspension(petition),
        submission=SubmissionAnswer(
            **_as_corrected(known, words_of(filed, "title", "body", "place", "name", "phone")),
            community=_community(known),
            channel=filed.channel,
            attachments=list(filed.attachments),
        ),
        decline=_decline(petition, known),
        reply=_reply(petition, known, context.terms.weak_replies if asker.role in REVIEWERS else None),
        finding=_finding(petition, known),
        rating=_rating(petition, known),
        data_request=data_request_answer(petition, known, context),
        erasure=erasure_answer(petition, known),
        may=may,
    )


def _community(entries: Sequence[Entry]) -> str | None:
    """The community that was named last; one that lies elsewhere than the place named since is none any more."""
    found = None
    for event in (entry.event for entry in entries if isinstance(entry.event, Submitted | Reclassified)):
        moved = isinstance(event, Reclassified) and (event.area or event.street)
        found = event.community or (None if moved else found)
    return found


def _as_corrected(entries: Sequence[Entry], filed: dict[str, Any]) -> dict[str, Any]:
    """What the citizen wrote, with what was put right since; what was left empty then stays as it is."""
    for entry in entries:
        if isinstance(entry.event, PersonalDataCorrected):
            given = [name for name in private_fields(PersonalDataCorrected) if getattr(entry.event, name) is not None]
            later = words_of(entry.event, *given)
            for why in ("withheld", "erased"):
                kept = [name for name in filed[why] if name not in given]
                filed[why] = kept + later.pop(why)
            filed |= later
    return filed


def timeline_answer(petition: Petition, entries: Sequence[Entry], asker: Actor) -> TimelineAnswer:
    """Every step that the asker gets to know of."""
    steps = [_step(entry, asker) for entry in entries if learns_of(asker, entry, petition)]
    return TimelineAnswer(number=petition.number, version=petition.version, steps=steps)


def _step(entry: Entry, asker: Actor) -> StepAnswer:
    event = entry.event
    citizen = asker.role is Role.CITIZEN
    names = [name for name in private_fields(type(event)) if name != FILE_KEYS]
    private = [name for name in names if not (citizen and is_internal(event, name))]
    opened = words_of(event, *private)
    closed = {name: opened.pop(name) for name in ("withheld", "erased")}
    return StepAnswer(
        version=entry.version,
        event=event.stored_name(),
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at or entry.happened_at,
        role=entry.actor.role,
        unit=entry.actor.unit,
        facts={} if citizen else plain_fields(event),
        words=opened,
        **closed,
    )


def words_of(event: Event, *fields: str) -> dict[str, Any]:
    """Each field's words, null where they are not open, and which of them are withheld or erased."""
    values = {name: getattr(event, name) for name in fields}
    sealed = {name: value.why for name, value in values.items() if isinstance(value, Sealed)}
    return {
        **{name: None if name in sealed else value for name, value in values.items()},
        "withheld": [name for name, why in sealed.items() if why == "withheld"],
        "erased": [name for name, why in sealed.items() if why == "erased"],
    }


def _last(entries: Sequence[Entry], kind: type[E]) -> tuple[Entry, E] | None:
    return next(((entry, entry.event) for entry in reversed(entries) if isinstance(entry.event, kind)), None)


def _decline(petition: Petition, entries: Sequence[Entry]) -> DeclineAnswer | None:
    found = _last(entries, Declined)
    if found is None:
        return None
    _, event = found
    stands = petition.decline
    return DeclineAnswer(
        reason=event.reason,
        route=event.route,
        review_requested=stands is not None and stands.review_requested,
        upheld=stands is not None and stands.upheld,
        **words_of(event, "explanation"),
    )


def _pending_extension(petition: Petition) -> ExtensionAnswer | None:
    request = petition.pending_extension
    return ExtensionAnswer(working_days=request.working_days, at=request.at) if request else None


def _suspension(petition: Petition) -> SuspensionAnswer | None:
    halt = petition.suspension
    if halt is None or petition.status is not Status.SUSPENDED:
        return None
    return SuspensionAnswer(ground=halt.ground, since=halt.since, review_on=halt.review_on)


def _reply(petition: Petition, entries: Sequence[Entry], weak: WeakReplies | None) -> ReplyAnswer | None:
    if petition.reply is not None and petition.reply.direct:
        return _direct(petition.reply, entries)
    found = _last(entries, Replied)
    if found is None or petition.reply is None:
        return None
    entry, event = found
    opened = words_of(event, "text", "commitments")
    whats = opened.pop("commitments") or ()
    return ReplyAnswer(
        round=event.round,
        at=entry.happened_at,
        outcome=event.outcome,
        actions=list(event.actions),
        commitments=[
            CommitmentAnswer(what=what, due_on=day) for what, day in zip_longest(whats, event.commitments_due)
        ],
        evidence=list(event.evidence),
        weak=_weak_words(event, weak) if weak else [],
        approved=petition.approved_reply is not None,
        **opened,
    )


def _weak_words(reply: Replied, weak: WeakReplies) -> list[WeakWordsAnswer]:
    """The words for which the reply was flagged, where its text is open."""
    text, rules = reply.text, {rule.id: rule for rule in weak.rules}
    if not isinstance(text, str):
        return []
    return [
        WeakWordsAnswer(
            rule=span.rule,
            start=span.start,
            end=span.end,
            words=text[span.start : span.end],
            why_zh=rules[span.rule].zh,
            why_en=rules[span.rule].en,
        )
        for span in weak.spans(text)
        if span.rule in reply.intent_only
    ]


def _direct(reply: Reply, entries: Sequence[Entry]) -> ReplyAnswer | None:
    found = _last(entries, AnsweredDirectly)
    if found is None:
        return None
    opened = words_of(found[1], "answer")
    return ReplyAnswer(
        round=reply.round,
        at=reply.at,
        outcome=reply.outcome,
        text=opened.pop("answer"),
        actions=[],
        commitments=[],
        evidence=[],
        weak=[],
        approved=reply.approved,
        **opened,
    )


def _finding(petition: Petition, entries: Sequence[Entry]) -> FindingAnswer | None:
    found = _last(entries, VerifiedByReporter)
    if found is None or petition.finding is None:
        return None
    _, event = found
    return FindingAnswer(
        round=event.round,
        result=event.result,
        method=event.method,
        visited_at=event.visited_at,
        photos=list(event.photos),
        photos_before=list(event.photos_before),
        signed=petition.finding.countersigned_by is not None,
        **words_of(event, "findings", "place"),
    )


def _rating(petition: Petition, entries: Sequence[Entry]) -> RatingAnswer | None:
    found = _last(entries, CitizenRated)
    if found is None or petition.current_rating is None:
        return None
    _, event = found
    return RatingAnswer(solved=event.solved, score=event.score, **words_of(event, "reason"))
