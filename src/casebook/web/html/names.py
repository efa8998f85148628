"""What the city calls its units, places and matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casebook.reference.places import Places

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
        """A place's name, which is Chinese in every language; empty without a place."""
        return (self.places.name(code) if code else None) or code or ""

    def square(self, code: str) -> str:
        """What is written in an area's square of the map."""
        return self.places.grid[code].label or self.place(code)

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
