"""Colleagues whom something is given to, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.web.forms.options import Option
from casebook.web.language import TAGS

if TYPE_CHECKING:
    from casebook.access import Actor, Role
    from casebook.web.services import Services


def people_in(served: Services, role: Role, unit: str | None = None, *, but: Actor | None = None) -> list[Option]:
    """Everybody who may act in a role now, or in that of a unit, `but` somebody who does not check their own work."""
    found = served.accounts.people.in_role(role, unit)
    return [
        Option(str(one.id), f"{one.name}（{one.login}）", lang=TAGS["zh"])
        for one in found
        if but is None or one.id != but.id
    ]
