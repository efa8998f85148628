"""How the events of the archive move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.archive.events import Archived, ArchiveEvent, RetentionAppraised
from casebook.petitions.standing import Retention
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from casebook.petitions.petition import Petition


def kept(petition: Petition, event: ArchiveEvent) -> Petition:
    """Put away; kept longer, or to be destroyed."""
    match event:
        case Archived():
            retention = Retention(kind=event.retention, until=event.retain_until)
            return replace(petition, status=Status.ARCHIVED, retention=retention)
        case RetentionAppraised():
            if petition.retention is None:
                return petition
            until = event.retain_until if event.keep else petition.retention.until
            appraised = replace(petition.retention, until=until, to_be_destroyed=not event.keep)
            return replace(petition, retention=appraised)
        case _ as never:
            assert_never(never)
