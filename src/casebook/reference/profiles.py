"""Score profiles: how the monthly ranking is computed, as exact definitions in data."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from casebook.errors import Unfit
from casebook.petitions.event import Count
from casebook.petitions.words import Code
from casebook.reference.header import Header, Name, Part, Title


def _exact(value: object) -> object:
    if not isinstance(value, (str, int, Decimal)) or isinstance(value, bool):
        raise Unfit('数字须精确地写成文字，例如 "0.10"。', 'A number is written exactly, as text: "0.10".')
    return value


Exact = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False)]


class Rate(StrEnum):
    """The rates of a unit's month."""

    ON_TIME_SIGN = "on_time_sign"
    RESPONSE = "response"
    ON_TIME_REPLY = "on_time_reply"
    RESOLUTION = "resolution"
    SATISFACTION = "satisfaction"
    REDO = "redo"
    WRONGFUL_RETURN = "wrongful_return"


class Tally(StrEnum):
    """What points are taken off for."""

    SUPERVISED = "supervised"
    RETURNS_REJECTED = "returns_rejected"
    FALSE_REPLIES = "false_replies"


class Definition(Part):
    """What a rate is, in words: numerator, denominator, and what counts in neither."""

    rate: Rate
    numerator: Title
    denominator: Title
    excluded: Title | None = None


class Component(Part):
    """Points for a rate: `full` at or above `target` per cent, `slope` less for each per cent below, not under `floor`.

    Without a target it is 100 per cent, without a slope a hundredth of the full points: the rate's share of them.
    `complement` takes what is missing to 100 per cent.
    """

    rate: Rate
    full: Annotated[Exact, Field(gt=0)]
    slope: Exact | None = None
    target: Exact = Decimal(100)
    floor: Exact = Decimal(0)
    complement: bool = False


class Deduction(Part):
    """Points taken off for each of something, up to `cap`."""

    count: Tally
    each: Exact
    cap: Exact | None = None


class Profile(Part):
    """One way to score a unit's month: units with fewer than `minimum` assignments due are not ranked."""

    name: Code
    version: Count
    title: Title
    minimum: Count
    components: Annotated[tuple[Component, ...], Field(min_length=1)]
    deductions: tuple[Deduction, ...] = ()
    source: Name

    @model_validator(mode="after")
    def _each_rate_once(self) -> Profile:
        rates = [component.rate for component in self.components]
        if len(set(rates)) < len(rates):
            raise Unfit(f"{self.name} 有指标重复。", f"{self.name}: a rate stands twice.")
        return self

    @property
    def id(self) -> str:
        """Name and version, as a published ranking states them."""
        return f"{self.name}:{self.version}"


class Ranking(Part):
    """How ranks are given: within groups, ties sharing a rank and the next being skipped (1, 2, 2, 4)."""

    groups: tuple[Code, ...]
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
            raise Unfit(f"在用的 {self.in_use} 不存在。", f"{self.in_use} is in use and not there.")
        return self

    @property
    def by_id(self) -> dict[str, Profile]:
        """Every profile by name and version."""
        return {profile.id: profile for profile in self.profiles}


def shipped_profiles() -> dict[str, Any]:
    """The document of the profiles that casebook comes with."""
    return tomllib.loads(files(__package__).joinpath("profiles.toml").read_text(encoding="utf-8"))
