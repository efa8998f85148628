"""Where everybody can go from every page. What an entry is called stands in `locale/terms.toml` under `navigation`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFICES: Final = frozenset({Role.DESK, Role.DISPATCHER, Role.SUPERVISOR, Role.UNIT_OFFICER, Role.UNIT_APPROVER})
EVERYBODY: Final[frozenset[Role]] = frozenset()

NAVIGATION: Final[Mapping[str, frozenset[Role]]] = {
    "/staff": OFFICES,
    "/overview": frozenset({Role.SUPERVISOR, Role.UNIT_APPROVER}),
    "/decisions": frozenset({Role.DISPATCHER, Role.SUPERVISOR}),
    "/outbox": frozenset({Role.DESK}),
    "/data-requests": frozenset({Role.PRIVACY_OFFICER, Role.SUPERVISOR}),
    "/records": frozenset({Role.RECORDS}),
    "/audit": frozenset({Role.AUDITOR}),
    "/analysis": frozenset({Role.ANALYST, Role.AUDITOR}),
    "/file": EVERYBODY,
    "/mine": EVERYBODY,
    "/reporters": frozenset({Role.REPORTER}),
    "/editors": frozenset({Role.EDITOR}),
    "/search": OFFICES | {Role.REPORTER, Role.EDITOR},
    "/ranking-drafts": OFFICES | {Role.EDITOR},
    "/petitions": EVERYBODY,
    "/follow-ups": EVERYBODY,
    "/rankings": EVERYBODY,
    "/stories": EVERYBODY,
    "/tallies": EVERYBODY,
}
"""Each address, and for whom it is: in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, and whether the page that is shown belongs to it."""

    address: str
    current: bool


def entries_for(role: Role | None, path: str) -> list[Entry]:
    """The entries for somebody in this role, or for everybody."""
    return [
        Entry(address, path == address or path.startswith(f"{address}/"))
        for address, roles in NAVIGATION.items()
        if not roles or role in roles
    ]


def home_of(role: Role) -> str:
    """Where somebody in this role begins: the first page that is for them and not for everybody."""
    return next((address for address, roles in NAVIGATION.items() if role in roles), "/")
