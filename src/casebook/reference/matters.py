"""What petitions are about, and the dispatch catalogue (派单目录): which unit a matter goes to, by which law."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from casebook.errors import Unfit
from casebook.petitions.words import Code
from casebook.reference.header import Header, Name, Part, Title
from casebook.reference.tree import orphans_and_cycles

if TYPE_CHECKING:
    from collections.abc import Iterator


class Territory(StrEnum):
    """The unit that answers for the place."""

    STREET = "street"  # 街道、乡镇
    COUNTY = "county"  # 县(市、区)


class Unclear(Part):
    """What is done while nobody knows whose duty it is.

    Attributes:
        designated_by: the authority of the county that decides; of the city where more than one county is concerned.
        meanwhile: who is responsible until it is decided.
    """

    designated_by: Name
    across_counties: Name
    meanwhile: Territory


class Duty(Part):
    """Who is responsible, by the kind of place or thing.

    Attributes:
        where: which places or things; None for all that no other duty names.
        responsible: who the law names, in words.
        unit: the unit of the directory that it is; None where it depends on the place or on who owns it.
        territory: the unit of the place, where the law leaves it to the place.
        basis: the law, or who says so.
    """

    where: Code | None = None
    responsible: Title
    unit: Code | None = None
    territory: Territory | None = None
    basis: Name


class Matter(Part):
    """What a petition is about."""

    code: Code
    zh: Name
    en: Name
    parent: Code | None = None
    duties: tuple[Duty, ...] = ()
    unclear: Unclear | None = None

    def name(self, language: str) -> str:
        """The name in `zh` or `en`."""
        return self.en if language == "en" else self.zh


class Route(Part):
    """Where the catalogue sends a petition.

    Attributes:
        units: the lead unit; several where the duty leaves a choice; none where it is unclear.
        basis: the laws it rests on.
        designate: whether a supervisor must designate a unit, because the duty is unclear.
        meanwhile: the unit that is responsible until then.
    """

    units: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    designate: bool = False
    designated_by: str | None = None
    meanwhile: str | None = None


class MattersVersion(Header):
    """The document of a version of the matters and the catalogue."""

    matters: Annotated[tuple[Matter, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _codes_and_parents_fit(self) -> MattersVersion:
        codes = [matter.code for matter in self.matters]
        if len(set(codes)) < len(codes):
            raise Unfit("有事项重复。", "A matter stands twice.")
        orphans_and_cycles([(matter.code, matter.parent) for matter in self.matters])
        return self

    @cached_property
    def by_code(self) -> dict[str, Matter]:
        """Every matter by its code."""
        return {matter.code: matter for matter in self.matters}

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def route(self, code: str, area: str | None = None, street: str | None = None, where: str | None = None) -> Route:
        """Where a petition about this matter goes: to whom the law names, else to the place, else it is designated.

        A matter without duties of its own has those of the matter it stands under.
        """
        matter = next((one for one in self._upwards(code) if one.duties or one.unclear), None)
        if matter is None:
            return Route(designate=True)
        named = [duty for duty in matter.duties if duty.where is None or duty.where == where]
        closer = [duty for duty in named if duty.where is not None] or named
        found = [(unit, duty.basis) for duty in closer if (unit := duty.unit or _local(duty.territory, area, street))]
        if found:
            return Route(units=tuple(unit for unit, _ in found), basis=tuple(basis for _, basis in found))
        unclear = matter.unclear
        return Route(
            basis=tuple(duty.basis for duty in closer or matter.duties[:1]),
            designate=True,
            designated_by=unclear.designated_by if unclear else None,
            meanwhile=_local(unclear.meanwhile, area, street) if unclear else None,
        )

    def likely(self, code: str | None, area: str | None, street: str | None) -> list[str]:
        """Codes of units to think of first: whom it goes to, those of the place, whoever has a duty in some place."""
        route = self.route(code or "", area, street)
        duties = next((one.duties for one in self._upwards(code or "") if one.duties), ())
        local = (_local(territory, area, street) for territory in Territory)
        found = (*route.units, route.meanwhile, *local, *(duty.unit for duty in duties))
        return list(dict.fromkeys(unit for unit in found if unit))

    def _upwards(self, code: str) -> Iterator[Matter]:
        matter = self.by_code.get(code)
        while matter is not None:
            yield matter
            matter = self.by_code.get(matter.parent or "")


def _local(territory: Territory | None, area: str | None, street: str | None) -> str | None:
    """The code of the unit that answers for the place, as far as the place is known."""
    if territory is Territory.STREET and street:
        return f"street-{street}"
    return f"county-{area}" if territory and area else None


def shipped_matters() -> dict[str, Any]:
    """The document of the matters that casebook comes with."""
    return tomllib.loads(files(__package__).joinpath("matters.toml").read_text(encoding="utf-8"))
