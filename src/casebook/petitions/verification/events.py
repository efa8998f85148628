"""What can have happened while a reporter looks."""

from __future__ import annotations

from pydantic import AwareDatetime

from casebook.petitions.event import Attachment, Count, Event
from casebook.petitions.vocabulary import (
    NoPhotoReason,
    VerificationMethod,
    VerificationResult,
    WaiverGround,
)
from casebook.petitions.words import Code, Private, Words


class VerificationWaived(Event):
    """免访."""

    round: Count
    ground: WaiverGround


class VerifiedByReporter(Event):
    """记者追访: takes effect when an editor has counter-signed it."""

    round: Count = 1
    result: VerificationResult
    method: VerificationMethod
    visited_at: AwareDatetime
    findings: Private[Words] | None = None
    area: Code | None = None
    street: Code | None = None
    place: Private[Words] | None = None
    photos: tuple[Attachment, ...] = ()
    no_photo: NoPhotoReason | None = None
    talked_to_citizen: bool = False


class VerificationCountersigned(Event):
    """追访签发: the editor's signature under the reporter's finding."""

    round: Count
    result: VerificationResult


VerificationEvent = VerificationWaived | VerifiedByReporter | VerificationCountersigned
