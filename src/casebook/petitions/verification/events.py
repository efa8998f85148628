"""What can have happened while a reporter looks."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from casebook.petitions.event import Attachment, Count, Event, EventWithFiles
from casebook.petitions.verification.codes import Verifier
from casebook.petitions.vocabulary import (
    NoPhotoReason,
    VerificationMethod,
    VerificationResult,
    WaiverGround,
)
from casebook.petitions.words import Code, Private, Words

OfHundred = Annotated[int, Field(ge=0, le=100)]


class VerificationScheduled(Event):
    """追访安排: who goes, and until when."""

    round: Count
    reporter: UUID
    method: VerificationMethod
    due: AwareDatetime | None = None


class VerificationWaived(Event):
    """免访: `share` of a hundred were to be visited, where the lot left this one out."""

    round: Count
    ground: WaiverGround
    share: OfHundred | None = None


class VerifiedByReporter(EventWithFiles):
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
    photos_before: tuple[Attachment, ...] = ()
    no_photo: NoPhotoReason | None = None
    talked_to_citizen: bool = False
    commitments_kept: tuple[bool, ...] = ()
    verifier: Verifier = Verifier.REPORTER


class VerificationCountersigned(Event):
    """追访签发: the editor's signature under the reporter's finding."""

    round: Count
    result: VerificationResult


VerificationEvent = VerificationScheduled | VerificationWaived | VerifiedByReporter | VerificationCountersigned
