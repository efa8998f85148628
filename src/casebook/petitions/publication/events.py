"""What can have been told to everybody."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from casebook.petitions.event import Attachment, Event, EventWithFiles
from casebook.petitions.publication.codes import Redaction
from casebook.petitions.words import Code, Private, Words


class FollowUpPublished(Event):
    """追访报道: an article of the newspaper about what the reporter found."""

    article: Code
    headline: Private[Words] | None = None
    publish_at: AwareDatetime | None = None


class Published(EventWithFiles):
    """公开: a text of its own, and what was taken out of it."""

    text: Private[Words] | None = None
    redactions: tuple[Redaction, ...] = ()
    reviewer: UUID | None = None
    pictures: tuple[Attachment, ...] = ()
    captions: Private[tuple[Words, ...]] | None = None


class PublicationRevised(EventWithFiles):
    """公开内容修订: another text in place of the one before."""

    text: Private[Words] | None = None
    redactions: tuple[Redaction, ...] = ()
    reviewer: UUID | None = None
    pictures: tuple[Attachment, ...] = ()
    captions: Private[tuple[Words, ...]] | None = None


class Unpublished(Event):
    """撤下公开内容."""

    reason: Private[Words] | None = None


PublicationEvent = FollowUpPublished | Published | PublicationRevised | Unpublished
