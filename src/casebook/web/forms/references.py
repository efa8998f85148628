"""How a form names a picture that was taken in: id, digest and size, as its command will name it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.vocabulary import Media

if TYPE_CHECKING:
    from casebook.petitions.event import Attachment

REFERENCE: Final = re.compile(r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.([0-9a-f]{64})\.([1-9][0-9]{0,7})")


def reference_of(file: Attachment) -> str:
    """The text that stands for a picture in a form."""
    return f"{file.id}.{file.sha256}.{file.size}"


def attachment_of(reference: str) -> dict[str, Any]:
    """What a command says of the picture that such a text names; `reference` has that form."""
    file_id, sha256, size = reference.split(".")
    return {"id": file_id, "sha256": sha256, "media": Media.JPEG, "size": int(size)}
