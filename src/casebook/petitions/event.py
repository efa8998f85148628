"""What every event is made of."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, ClassVar, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from casebook.petitions.vocabulary import Media
from casebook.petitions.words import Code, Private, Words

Count = Annotated[int, Field(ge=1, le=10_000)]
Grade = Annotated[int, Field(ge=1, le=5)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Event(BaseModel):
    """Something that happened to a petition.

    The stored name is the class name in kebab-case. Fields are added with a default, never renamed or removed; who did
    it and when is not here but in the `Entry` around it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    schema_version: ClassVar[int] = 1

    @classmethod
    @cache  # asked for every event
    def stored_name(cls) -> str:
        """The stored name: `verified-by-reporter`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()


class Attachment(BaseModel):
    """A sealed file, by reference: its digest and size, never its name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: UUID
    sha256: Sha256
    media: Media
    size: Annotated[int, Field(ge=1, le=50_000_000)]


class LimitSet(Event):
    """Something that happened and set a limit: what its end rests on.

    `provisional` where a year that it goes through was not published; `policy` and `calendar` are the versions by which
    it was counted, `pds-default:1` and `cn:1`, None where it was not counted or an older event does not say.
    """

    provisional: bool = False
    policy: Code | None = None
    calendar: Code | None = None


class EventWithFiles(Event):
    """Something that happened and is shown by files, each sealed under a key of its own.

    `file_keys` are those keys, base64url of 32 bytes, in the order of the files: words like others, so whoever erases
    the words has erased the files. None where nobody has the bytes, as in an imported history.
    """

    file_keys: Private[tuple[Words, ...]] | None = None


FILE_KEYS: Final = "file_keys"
"""The field of `EventWithFiles` that opens the files."""


def files_in(model: BaseModel) -> tuple[Attachment, ...]:
    """The files that an event or a command names, in order."""
    parts = (part for value in vars(model).values() if isinstance(value, tuple) for part in value)
    return tuple(part for part in parts if isinstance(part, Attachment))
