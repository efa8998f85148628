"""What can have happened while a petition comes in."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from casebook.petitions.event import Attachment, Event
from casebook.petitions.vocabulary import Category, Channel, Confidentiality, DeclineReason, Urgency
from casebook.petitions.words import Code, Private, Words


class Submitted(Event):
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


class Accepted(Event):
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


IntakeEvent = Submitted | Accepted | Declined | Withdrawn
