"""What can be chosen from: the vocabularies, and what the city has adopted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casebook.web.html.speech import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casebook.reference.texts import TextsVersion
    from casebook.web.html.names import Names
    from casebook.web.html.speech import Speech


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen: its code, its name, under which heading it stands; `lang` where it is not plain."""

    value: str
    text: str
    group: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen from, as one reader is told.

    Attributes:
        names: the city's names.
        speech: the reader's language.
        street: the street that communities are offered of.
        area: the area that streets are offered of; those of the whole city where it is not given.
        texts: the canned texts that words can begin with.
        people: whom a person can be chosen from; where nobody is known their id is typed.
        likely: the codes of units that stand above all others.
    """

    names: Names
    speech: Speech
    street: str | None = None
    people: Sequence[Option] = ()
    area: str | None = None
    texts: TextsVersion | None = None
    likely: Sequence[str] = ()

    def of(self, catalogue: str) -> list[Option]:
        """The options of a catalogue; none where the city keeps none."""
        found: Iterable[Option] = self.people
        match catalogue:
            case "units":
                found = self._units()
            case "areas":
                found = (Option(code, name) for code, name in self.names.areas.items())
            case "streets":
                found = self._streets()
            case "communities":
                inside = self.names.places.communities_of(self.street) if self.street else {}
                found = (Option(code, self.names.place(code), lang=self.names.tongue(code)) for code in inside)
            case "matters":
                found = self._matters()
            case "routes" | "stages":
                kind = catalogue.removesuffix("s")
                found = (Option(code, self.speech.term(code, kind)) for code in terms()[kind])
        return list(found)

    def _units(self) -> Iterator[Option]:
        units, language = self.names.units, self.speech.language
        for code in filter(units.__contains__, self.likely):
            yield Option(code, units[code].name(language), self.speech.gettext("派单目录与属地"))
        for code, unit in units.items():
            if code not in self.likely:
                yield Option(code, unit.name(language), self.speech.term(unit.group))

    def _streets(self) -> Iterator[Option]:
        for area, name in self.names.areas.items():
            streets = self.names.places.streets_of(area) if self.area in (None, area) else ()
            for code in streets:
                yield Option(code, self.names.place(code), name)

    def _matters(self) -> Iterator[Option]:
        for matter in self.names.matters.values():
            over = self.names.matter(matter.parent) if matter.parent else matter.name(self.speech.language)
            yield Option(matter.code, matter.name(self.speech.language), over)
