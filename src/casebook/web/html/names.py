"""What the city calls its units, places and matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casebook.reference.places import Places
from casebook.web.language import TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casebook.reference.matters import Matter
    from casebook.reference.units import Unit
    from casebook.reference.versions import Reference
    from casebook.web.language import Language

NOWHERE = Places({}, {}, {})


@dataclass(frozen=True, slots=True)
class Names:
    """Names in one language, out of what is in force. A code that is not in force stands for itself."""

    units: Mapping[str, Unit]
    places: Places
    matters: Mapping[str, Matter]
    language: Language

    def unit(self, code: str | None) -> str:
        """A unit's name; empty without a unit."""
        found = self.units.get(code or "")
        return found.name(self.language) if found else code or ""

    def place(self, code: str | None) -> str:
        """A place's name, in English where it has one and that is read; empty without a place."""
        english = self.places.english.get(code or "") if self.language == "en" else None
        return english or (self.places.name(code) if code else None) or code or ""

    def where(self, *codes: str | None) -> str:
        """A place by its parts, given from the whole to the part, as one says it; empty without any."""
        named = [self.place(code) for code in codes if code]
        return ", ".join(reversed(named)) if self.language == "en" else " ".join(named)

    def tongue(self, *codes: str | None) -> str:
        """The language that a place is named in, as `lang` says it: Chinese, unless each part has an English name."""
        is_english = self.language == "en" and all(code in self.places.english for code in codes if code)
        return TAGS["en" if is_english else "zh"]

    @property
    def areas(self) -> dict[str, str]:
        """Each area with its name."""
        return {code: self.place(code) for code in self.places.areas}

    def square(self, code: str) -> str:
        """What is written in an area's square of the map."""
        tile = self.places.grid[code]
        return (tile.english if self.language == "en" else tile.label) or self.place(code)

    def matter(self, code: str | None) -> str:
        """A matter's name; empty without one."""
        found = self.matters.get(code or "")
        return found.name(self.language) if found else code or ""


def names_on(reference: Reference, day: date, language: Language) -> Names:
    """The names of a day."""
    units, places, matters = reference.units(day), reference.places(day), reference.matters(day)
    return Names(
        units=units.directory(day) if units else {},
        places=places.places if places else NOWHERE,
        matters=matters.by_code if matters else {},
        language=language,
    )
