"""Uploads: a picture is looked at, made anew and sealed before the command that names it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from casebook.casework.pictures import taken
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from casebook.ledger.files import Files
    from casebook.ledger.keys import Keys
    from casebook.petitions.entry import Actor
    from casebook.petitions.event import Attachment


def speaker(petition_id: UUID, actor: Actor) -> UUID:
    """Whose words and files it are that an actor brings: the citizen's, or of the unit or person that answers for them.

    An officer uploads what an approver of the same unit then signs.
    """
    return actor.id if actor.role is Role.CITIZEN else uuid5(petition_id, actor.unit or str(actor.id))


def holder_of_filing(keys: Keys, key: UUID) -> UUID:
    """For whom files wait that belong to a petition to come: for whoever knows the key that it will be filed with."""
    return UUID(bytes=keys.fingerprint("holder", key.bytes)[:16], version=4)


def upload(files: Files, holder: UUID, key: UUID, sent: bytes, petition_id: UUID | None = None) -> Attachment:
    """Take a picture in, once for each key and for the same bytes of the same holder.

    Args:
        files: where it is kept.
        holder: for whom it waits, as `speaker` and `holder_of_filing` have it.
        key: tells this upload from every other.
        sent: the bytes as they came.
        petition_id: of the petition that it is for, if there is one already.

    Raises:
        PictureRefused: it is no picture that can be taken, or there are too many.
        KeyReused: the key was used for other bytes.
        Unavailable: the database is gone.
    """
    if (known := files.waiting(holder, sent)) is not None:
        return known
    files.check_room(holder, petition_id)
    picture = taken(sent)
    return files.keep(holder, key, sent, picture.content, picture.thumbnail)
