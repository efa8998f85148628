"""The privacy notice (隐私告知): what citizens are told before they say who they are; which version is on record."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Annotated, Any

from pydantic import AfterValidator, Field, Strict

from casebook.petitions.context import A_MONTH
from casebook.petitions.words import clean
from casebook.reference.header import Header, Part, Title

Days = Annotated[int, Strict(), Field(ge=1, le=365)]
Sentence = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(clean)]


class Said(Part):
    """Something that is told in both languages."""

    zh: Sentence
    en: Sentence

    def said(self, language: str) -> str:
        """It, in `zh` or `en`."""
        return self.en if language == "en" else self.zh


class Section(Part):
    """A part of the notice under its heading."""

    heading: Title
    points: Annotated[tuple[Said, ...], Field(min_length=1)]


class PrivacyVersion(Header):
    """The document of a version of the notice.

    Attributes:
        summary: what stands in the form itself.
        sections: the whole notice.
        requests_answered_within: so many days a request about personal data may take.
        erased_after: so many days after two persons have agreed something is erased; until then it can be cancelled.
    """

    summary: Annotated[tuple[Said, ...], Field(min_length=1)]
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    requests_answered_within: Days = A_MONTH
    erased_after: Days = A_MONTH


def shipped_privacy() -> dict[str, Any]:
    """The document of the notice that casebook comes with."""
    return tomllib.loads(files(__package__).joinpath("privacy.toml").read_text(encoding="utf-8"))
