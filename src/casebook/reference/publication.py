"""Publication rules: what everybody may see, and how verification is sampled."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Annotated, Any

from pydantic import Field

from casebook.petitions.vocabulary import Category, Confidentiality
from casebook.petitions.words import Code
from casebook.reference.header import Header, Name, Part


class Withheld(Part):
    """Something that is never published, and why."""

    what: Code
    why: Name


class PublicationVersion(Header):
    """The document of a version of the publication rules.

    Attributes:
        categories: kinds of petition that are published.
        unpublished: levels of confidentiality that are not.
        fields: what of a petition everybody may see.
        withheld: what nobody publishes.
        least_count: a count below it is not shown.
        visited_of_hundred: how many of a hundred petitions a reporter visits.
        sampling_seed: published beforehand, so that anybody can repeat the sampling.
    """

    categories: frozenset[Category]
    unpublished: frozenset[Confidentiality]
    fields: tuple[Code, ...]
    withheld: tuple[Withheld, ...]
    least_count: Annotated[int, Field(ge=0, le=100)]
    visited_of_hundred: Annotated[int, Field(ge=0, le=100)]
    sampling_seed: Annotated[str, Field(max_length=100)] = ""


def shipped_publication() -> dict[str, Any]:
    """The document of the rules that casebook comes with."""
    return tomllib.loads(files(__package__).joinpath("publication.toml").read_text(encoding="utf-8"))
