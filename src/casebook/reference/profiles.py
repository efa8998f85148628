"""Score profiles: how the monthly ranking is computed, as exact definitions in data."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from casebook.petitions.event import Count
from casebook.petitions.words import Code
from casebook.reference.header import Header, Name, Part, Title


def _exact(value: object) -> object:
    if not isinstance(value, (str, int, Decimal)) or isinstance(value, bool):
        raise ValueError('a number is written exactly, as text: "0.10"')  # noqa: TRY004  pydantic reports ValueError
    return value


Exact = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False)]


class Measure(StrEnum):
    """The rates of a unit's month."""

    ON_TIME_SIGN = "on_time_sign"
    RESPONSE = "response"
    ON_TIME_REPLY = "on_time_reply"
    RESOLUTION = "resolution"
    SATISFACTION = "satisfaction"
    REDO = "redo"
    WRONGFUL_RETURN = "wrongful_return"
    REPLY_QUALITY = "reply_quality"


class Definition(Part):
    """What a rate is, in words: numerator, denominator, and what counts in neither."""

    measure: Measure
    numerator: Title
    denominator: Title
    excluded: Title | None = None


class Component(Part):
    """A part of the score: a rate, and the points it brings.

    Full points are `points`. With a `target` the points fall by `slope` for each hundredth that the rate is below it
    and never under `least`; without one they are the rate's share of the full points. `inverted` takes
    1 - rate. `derived` says that the formula stands behind published figures; else it is our own filling.
    """

    measure: Measure
    points: Exact
    target: Exact | None = None
    slope: Exact = Decimal(1)
    least: Exact = Decimal(0)
    inverted: bool = False
    derived: bool = False


class Deduction(Part):
    """Points taken off for each of something."""

    per: Code
    points: Exact
    cap: Exact | None = None


class Profile(Part):
    """One way to score a unit's month."""

    code: Code
    version: Count
    title: Title
    components: Annotated[tuple[Component, ...], Field(min_length=1)]
    deductions: tuple[Deduction, ...] = ()
    floor: Exact = Decimal(0)
    source: Name

    @model_validator(mode="after")
    def _each_rate_once(self) -> Profile:
        measures = [component.measure for component in self.components]
        if len(set(measures)) < len(measures):
            raise ValueError(f"{self.code}: a rate stands twice")
        return self

    @property
    def id(self) -> str:
        """Code and version, as a published ranking names it."""
        return f"{self.code}:{self.version}"


class Ranking(Part):
    """How ranks are given: within groups, above a minimum, ties sharing a rank and the next being skipped."""

    groups: tuple[Code, ...]
    least_due: Count
    places: Annotated[int, Field(ge=0, le=6)] = 2
    too_few: Title
    none: Title
    absent: Title
    draft_on_day: Annotated[int, Field(ge=1, le=28)]
    objection: Name


class ProfilesVersion(Header):
    """The document of a version of the score profiles."""

    in_use: Code
    ranking: Ranking
    definitions: tuple[Definition, ...]
    profiles: Annotated[tuple[Profile, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _the_profile_in_use_is_there(self) -> ProfilesVersion:
        if self.in_use not in self.by_id:
            raise ValueError(f"{self.in_use} is in use and not there")
        return self

    @property
    def by_id(self) -> dict[str, Profile]:
        """Every profile by code and version."""
        return {profile.id: profile for profile in self.profiles}


def shipped_profiles() -> dict[str, Any]:
    """The document of the profiles that casebook comes with."""
    return tomllib.loads(files(__package__).joinpath("profiles.toml").read_text(encoding="utf-8"))
