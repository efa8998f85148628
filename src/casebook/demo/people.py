"""The people of the demo. All are invented.

Their telephone numbers cannot be anybody's: `0375` is the city's area code, and behind it no number begins with 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_DNS, uuid5

from casebook.demo.themes import lines
from casebook.petitions.entry import Actor
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from random import Random

DEMO: Final = uuid5(NAMESPACE_DNS, "demo.casebook.invalid")
RESERVED_PHONE: Final = re.compile(r"0375-0[0-9]{6}")

STAFF: Final = {Role.DESK: 8, Role.DISPATCHER: 3, Role.SUPERVISOR: 2, Role.REPORTER: 6, Role.EDITOR: 3}
"""How many people of the hotline and the newsroom there are."""

OFFICERS: Final = 2
"""How many officers and how many approvers each unit has."""

_ADDRESSES: Final = ("女士", "先生", "女士", "先生", "师傅", "老师", "大爷", "阿姨")


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who files a petition."""

    name: str
    phone: str


def person(role: Role, number: int, unit: str | None = None) -> Actor:
    """The so-many-th person in a role, from 1; for officers and approvers of their unit."""
    return Actor(uuid5(DEMO, f"{unit or ''}/{role}-{number}"), role, unit)


def somebody(rng: Random, role: Role, unit: str | None = None, *, but: Actor | None = None) -> Actor:
    """One of those in a role, another than `but`."""
    people = [person(role, number, unit) for number in range(1, STAFF.get(role, OFFICERS) + 1)]
    return rng.choice([one for one in people if one != but])


def citizen(rng: Random) -> Citizen:
    """A new acquaintance, some with their full name."""
    surname = rng.choice(lines("surnames"))
    full = surname + rng.choice(lines("given_names"))
    name = full if rng.random() < 0.3 else surname + rng.choice(_ADDRESSES)  # noqa: PLR2004  a share of our own
    return Citizen(name, f"0375-0{rng.randrange(10**6):06d}")
