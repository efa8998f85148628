"""What can have happened while a petition comes in."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from casebook.petitions.event import Attachment, Count, Event, EventWithFiles, LimitSet
from casebook.petitions.intake.codes import ReferralTarget
from casebook.petitions.vocabulary import Category, Channel, Confidentiality, DeclineReason, Urgency
from casebook.petitions.words import Code, Private, Words


class Submitted(EventWithFiles, LimitSet):
    """诉求已提交."""

    number: Code
    category: Category
    channel: Channel
    confidentiality: Confidentiality = Confidentiality.NAMED
    title: Private[Words] | None = None
    body: Private[Words] | None = None
    area: Code | None = None
    street: Code | None = None
    community: Code | None = None
    place: Private[Words] | None = None
    name: Private[Words] | None = None
    phone: Private[Words] | None = None
    attachments: tuple[Attachment, ...] = ()
    notice_version: Code | None = None
    publish_consent: bool = False
    accept_due: AwareDatetime | None = None
    about_unit: Code | None = None


class Accepted(LimitSet):
    """已受理."""

    category: Category | None = None
    urgency: Urgency = Urgency.NORMAL
    matter: Code | None = None
    dispatch_due: AwareDatetime | None = None
    about_unit: Code | None = None


class Declined(Event):
    """不予受理."""

    reason: DeclineReason
    explanation: Private[Words] | None = None
    route: Code | None = None
    earlier: UUID | None = None
    seconded_by: UUID | None = None
    source_code: Code | None = None


class Withdrawn(Event):
    """撤回."""

    reason: Private[Words] | None = None
    goes_on: bool = False


class Supplemented(EventWithFiles):
    """补充材料."""

    text: Private[Words] | None = None
    attachments: tuple[Attachment, ...] = ()
    in_answer: bool = False


class InformationRequested(Event):
    """要求补充."""

    questions: Private[Words] | None = None
    answer_due: AwareDatetime | None = None


class DeclineReviewRequested(Event):
    """申请复核不予受理."""

    grounds: Private[Words] | None = None


class DeclineUpheld(Event):
    """复核维持不予受理."""

    finding: Private[Words] | None = None


class DeclineOverturned(LimitSet):
    """复核撤销不予受理: the petition awaits acceptance again."""

    finding: Private[Words] | None = None
    accept_due: AwareDatetime | None = None


class ReferredOut(Event):
    """转专线或外部."""

    target: ReferralTarget
    handover: Private[Words] | None = None


class AnsweredDirectly(Event):
    """即时答复: the desk's own answer, which needs no review."""

    answer: Private[Words] | None = None
    kb_article: Code | None = None
    kb_version: Count | None = None


class Reclassified(Event):
    """重新分类: what is not given stays as it was."""

    category: Category | None = None
    matter: Code | None = None
    urgency: Urgency | None = None
    area: Code | None = None
    street: Code | None = None
    community: Code | None = None
    why: Private[Words] | None = None
    about_unit: Code | None = None


IntakeEvent = (
    Submitted
    | Accepted
    | Declined
    | Withdrawn
    | Supplemented
    | InformationRequested
    | DeclineReviewRequested
    | DeclineUpheld
    | DeclineOverturned
    | ReferredOut
    | AnsweredDirectly
    | Reclassified
)
