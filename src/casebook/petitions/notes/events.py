"""What can have been noted."""

from __future__ import annotations

from casebook.petitions.event import Event
from casebook.petitions.words import Private, Words


class NoteAdded(Event):
    """内部批注: words for colleagues. It moves nothing, and neither the citizen nor the public learns of it."""

    text: Private[Words] | None = None
