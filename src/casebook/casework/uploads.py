"""Uploads: a picture is looked at, made anew and sealed before the command that names it is given."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from casebook.casework.pictures import LONGEST_SIDE, taken
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


def upload(  # noqa: PLR0913, PLR0917  what is taken, for whom, and how large
    files: Files, holder: UUID, key: UUID, sent: bytes, petition_id: UUID | None = None, longest: int = LONGEST_SIDE
) -> Attachment:
    """Take a picture in, once for each key and for the same bytes of the same holder.

    Args:
        files: where it is kept.
        holder: for whom it waits, as `speaker` and `holder_of_filing` have it.
        key: tells this upload from every other.
        sent: the bytes as they came.
        petition_id: of the petition that it is for, if there is one already.
        longest: pixels of the longer side of what is kept.

    Raises:
        PictureRefused: it is no picture that can be taken, or there are too many.
        KeyReused: the key was used for other bytes.
        Unavailable: the database is gone.
    """
    if (known := files.waiting(holder, sent)) is not None:
        return known
    files.check_room(holder, petition_id)
    picture = taken(sent, longest)
    return files.keep(holder, key, sent, picture.content, picture.thumbnail)


def upload_with_form(  # noqa: PLR0913, PLR0917  as for `upload`
    files: Files, holder: UUID, form: UUID, sent: bytes, petition_id: UUID | None = None, longest: int = LONGEST_SIDE
) -> Attachment:
    """The same for a form that sends its pictures along, once for each `form` and the same bytes.

    Sent again, it gets the same reference, also once its command was carried out: so the whole is the same wish.

    Raises:
        PictureRefused, Unavailable: as for `upload`.
    """
    key = uuid5(form, hashlib.sha256(sent).hexdigest())
    return files.used(holder, key) or upload(files, holder, key, sent, petition_id, longest)
