"""What every document of reference data begins with."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from casebook.petitions.event import Count
from casebook.petitions.words import Code
from casebook.reference.kinds import Kind

Name = Annotated[str, Field(min_length=1, max_length=200)]


class Part(BaseModel):
    """A part of a document: what it does not know is a mistake, not to be passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Title(Part):
    """What it is called."""

    zh: Name
    en: Name

    def name(self, language: str) -> str:
        """The name in `zh` or `en`."""
        return self.en if language == "en" else self.zh


class Header(Part):
    """A version of one kind of reference data: its name and number, since when it holds, and what it rests on."""

    kind: Kind
    name: Code
    version: Count
    title: Title
    in_force_on: date | None = None
    sources: tuple[Name, ...] = ()

    @property
    def id(self) -> str:
        """Name and version, as events hold them: `pds-default:1`."""
        return f"{self.name}:{self.version}"
