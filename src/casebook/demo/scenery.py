"""Where it happens: real areas, streets and communities, never a house number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from casebook.demo.chance import pick
from casebook.demo.themes import Theme, lines
from casebook.reference.places import pingdingshan

if TYPE_CHECKING:
    from random import Random

URBAN: Final = {"410403": 30.0, "410402": 28.0, "410411": 22.0, "410471": 4.0, "410472": 4.0}
"""The city itself, and how much of the mail comes from each part."""

COUNTIES: Final = {
    "410421": 3.0, "410422": 2.5, "410423": 2.0, "410425": 2.0, "410481": 2.0, "410482": 2.5, "410404": 1.0,
}  # fmt: skip
_TOWN: Final = re.compile(r"\d{6}[12]\d\d")
_VILLAGE: Final = re.compile(r"村?(村民委员会|村委会)$")
_COMMUNITY: Final = re.compile(r"(居民委员会|居委会)$")
_PROPER: Final = re.compile(r"[一-龥]{2,8}(社区|村)")
_NEAR: Final = ("旁", "楼下", "楼上")
_NOT_YET: Final = "筹备"


@dataclass(frozen=True, slots=True)
class Scene:
    """A place, by code and in words."""

    area: str
    street: str
    community: str
    words: dict[str, str]


@cache
def _communities(street: str) -> dict[str, str]:
    """Communities and villages of a street as people call them."""
    called = {
        code: _COMMUNITY.sub("", _VILLAGE.sub("村", name))
        for code, name in pingdingshan().communities_of(street).items()
    }
    return {code: name for code, name in called.items() if _PROPER.fullmatch(name)}


@cache
def _streets(area: str, *, rural: bool) -> tuple[str, ...]:
    streets = pingdingshan().streets_of(area).items()
    fitting = [code for code, name in streets if bool(_TOWN.fullmatch(code)) == rural and _NOT_YET not in name]
    return tuple(code for code in fitting if _communities(code))


def choose(rng: Random, theme: Theme | None) -> Scene:
    """A place where such a matter may come up."""
    rural = theme is not None and theme.rural
    urban = theme is not None and theme.urban
    areas = COUNTIES if rural else URBAN if urban else URBAN | COUNTIES
    area = pick(rng, areas)
    while not _streets(area, rural=rural):
        area = pick(rng, areas)
    street = rng.choice(_streets(area, rural=rural))
    ending = "村" if rural else "社区"
    named = _communities(street)
    community = rng.choice([code for code, name in named.items() if name.endswith(ending)] or list(named))
    return Scene(area, street, community, _words(rng, theme, area, street, named[community]))


def _words(rng: Random, theme: Theme | None, area: str, street: str, community: str) -> dict[str, str]:
    landmarks = theme.landmarks if theme and theme.landmarks else ()
    landmark = rng.choice(landmarks or lines("rural_landmarks" if community.endswith("村") else "landmarks"))
    spot = (
        "反映地点" if theme and theme.no_spot else community + landmark + ("" if landmark.endswith(_NEAR) else "附近")
    )
    return {
        "area": pingdingshan().areas[area],
        "street": pingdingshan().streets[street],
        "community": community,
        "spot": spot,
    }
