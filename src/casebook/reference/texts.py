"""Texts for what staff say again and again (常用语): proposals, which whoever sends them has read and completed."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, Field, model_validator

from casebook.errors import Unfit
from casebook.petitions.words import Code, clean
from casebook.reference.header import Header, Name, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDERS: Final = frozenset({"number", "unit", "matter", "place", "due", "today"})
"""What a text may leave to the petition: its number, unit, matter and street, the day its reply is due, and today."""

TO_FILL_IN: Final = "＿＿"
"""What stands where a petition cannot say it, so that nobody overlooks it."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def _with_known_placeholders(text: str) -> str:
    if unknown := sorted(set(_PLACEHOLDER.findall(text)) - PLACEHOLDERS):
        raise Unfit(f"没有 {{{unknown[0]}}} 这个占位。", f"{{{unknown[0]}}} is no placeholder.")
    return text


class CannedText(Part):
    """A text under its name, for one field of one command; of a unit's own people where it names their unit."""

    command: Code
    field: Code
    name: Name
    text: Annotated[
        str, Field(min_length=2, max_length=2000), AfterValidator(clean), AfterValidator(_with_known_placeholders)
    ]
    unit: Code | None = None

    def filled(self, known: Mapping[str, str]) -> str:
        """The text with what is known of a petition; what is not known is left to be filled in."""
        return _PLACEHOLDER.sub(lambda found: known.get(found[1]) or TO_FILL_IN, self.text)


class TextsVersion(Header):
    """The document of a version of the texts."""

    texts: tuple[CannedText, ...]

    @model_validator(mode="after")
    def _names_tell_them_apart(self) -> TextsVersion:
        named = [(one.command, one.field, one.name, one.unit or "") for one in self.texts]
        if twice := next((one for one in named if named.count(one) > 1), None):
            raise Unfit(f"{'.'.join(twice)} 重复。", f"{'.'.join(twice)} is there twice.")
        return self

    def for_people_of(self, unit: str | None) -> TextsVersion:
        """Those that everybody has, and the unit's own, which go before others of the same name."""
        own = tuple(one for one in self.texts if one.unit is not None and one.unit == unit)
        return self.model_copy(update={"texts": (*(one for one in self.texts if one.unit is None), *own)})

    def of(self, command: str, field: str) -> dict[str, CannedText]:
        """The texts for a field of a command, by their names."""
        return {one.name: one for one in self.texts if (one.command, one.field) == (command, field)}


def shipped_texts() -> dict[str, Any]:
    """The document of the texts that casebook comes with."""
    return tomllib.loads(files(__package__).joinpath("texts.toml").read_text(encoding="utf-8"))
