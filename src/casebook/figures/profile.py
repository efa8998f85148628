"""Score profiles: how rates become one figure, as data.

Every component of a profile is worth some points. It gives all of them at or above its target, and loses `slope` points
for each per cent below, down to its floor:

    points(rate) = max(floor, full - slope * max(0, target - rate in per cent))

A plain weight w is the case full = 100 w, slope = w, target = 100, floor = 0. Source of the form: the monthly bulletins
of Lianyungang, whose published points it reproduces.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from casebook.errors import Misconfigured
from casebook.figures.rates import DEFINITIONS
from casebook.reference.profiles import ProfilesVersion, shipped_profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HUNDRED: Final = 100
_COUNTS: Final = frozenset({"supervised", "returns_rejected", "false_replies"})


@dataclass(frozen=True, slots=True)
class Component:
    """Points for one rate; with `complement` for what is missing to 100 per cent."""

    rate: str
    full: Fraction
    slope: Fraction
    target: Fraction
    floor: Fraction
    complement: bool = False

    def points(self, value: Fraction) -> Fraction:
        """The points that a share (0 to 1) is worth."""
        reached = (1 - value if self.complement else value) * _HUNDRED
        return max(self.floor, self.full - self.slope * max(Fraction(0), self.target - reached))


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points that each of something costs, up to `cap`."""

    count: str
    each: Fraction
    cap: Fraction | None

    def points(self, number: int) -> Fraction:
        """What so many of them cost."""
        cost = self.each * number
        return cost if self.cap is None else min(cost, self.cap)


@dataclass(frozen=True, slots=True)
class Profile:
    """A version of a way to score.

    Attributes:
        name: of the profile.
        version: of it; a published table names both.
        minimum: so many assignments must have been due for a unit to be ranked.
        components: points by rate.
        deductions: what is taken off.
    """

    name: str
    version: int
    minimum: int
    components: tuple[Component, ...]
    deductions: tuple[Deduction, ...]


def load_profile(
    name: str, in_force: ProfilesVersion | None = None, adopted: Iterable[ProfilesVersion] = ()
) -> Profile:
    """A profile by its name, by name and version (`pds_news:1`), or else the one in a TOML file.

    Args:
        name: which.
        in_force: where a name alone is looked up; the profiles that casebook comes with if not given.
        adopted: where a name with a version is looked up too.

    Raises:
        Misconfigured: there is none, or it is not one.
    """
    current = in_force or ProfilesVersion.model_validate(shipped_profiles())
    by_id = {id_: each for version in (*adopted, current) for id_, each in version.by_id.items()}
    known = by_id.get(name) or next((each for each in current.profiles if each.name == name), None)
    if known is not None:
        return read_profile(known.model_dump(mode="json", exclude_none=True), name)
    try:
        return read_profile(tomllib.loads(Path(name).read_text(encoding="utf-8")), name)
    except OSError as error:
        raise Misconfigured(f"没有评分方案 {name}。", f"There is no score profile {name}.") from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise Misconfigured(f"{name}：不是 TOML 文件。", f"{name}: no TOML file.") from error


def read_profile(table: Mapping[str, Any], file: str) -> Profile:
    """The profile in a TOML table; `file` is what errors call it.

    Raises:
        Misconfigured: something is missing or not known.
    """
    try:
        components = tuple(_component(row) for row in table["components"])
        deductions = tuple(_deduction(row) for row in table.get("deductions", ()))
        profile = Profile(str(table["name"]), int(table["version"]), int(table["minimum"]), components, deductions)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise Misconfigured(
            f"{file}：评分方案有误：缺少一项，或写法不对。", f"{file}: this is no score profile ({error})."
        ) from error
    strange = [c.rate for c in components if c.rate not in DEFINITIONS]
    strange += [d.count for d in deductions if d.count not in _COUNTS]
    if strange or not components or any(c.full <= 0 for c in components):
        what = strange[0] if strange else "components"
        raise Misconfigured(f"{file}：不认识 {what}。", f"{file}: {what} is not known or empty.")
    return profile


def _component(row: Mapping[str, Any]) -> Component:
    full = Fraction(str(row["full"]))
    return Component(
        rate=row["rate"],
        full=full,
        slope=Fraction(str(row["slope"])) if "slope" in row else full / _HUNDRED,
        target=Fraction(str(row.get("target", _HUNDRED))),
        floor=Fraction(str(row.get("floor", 0))),
        complement=bool(row.get("complement", False)),
    )


def _deduction(row: Mapping[str, Any]) -> Deduction:
    cap = Fraction(str(row["cap"])) if "cap" in row else None
    return Deduction(row["count"], Fraction(str(row["each"])), cap)
