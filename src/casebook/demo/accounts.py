"""One account for each role, to try the demo with, and the names of their colleagues: the people of the demo ledger."""

from __future__ import annotations

import secrets
from random import Random
from typing import TYPE_CHECKING, Final

from casebook.accounts import passwords
from casebook.accounts.people import OF_UNITS, Hat
from casebook.demo.people import OFFICERS, STAFF, person
from casebook.demo.themes import lines
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from casebook.accounts.people import People

STREET: Final = "street-410403002"
"""The unit of the petition that the newspaper tells of."""

NAMES: Final = {
    Role.DESK: "热线办受理员",
    Role.DISPATCHER: "派单员",
    Role.SUPERVISOR: "督办员",
    Role.UNIT_OFFICER: "街道经办人",
    Role.UNIT_APPROVER: "街道审批人",
    Role.REPORTER: "记者",
    Role.EDITOR: "编辑",
    Role.RECORDS: "档案员",
    Role.AUDITOR: "审计员",
    Role.ANALYST: "统计员",
    Role.PRIVACY_OFFICER: "隐私保护专员",
}


def open_accounts(people: People) -> str:
    """Open the accounts, or give them another password, which is drawn anew each time; what to tell of it.

    An account of that name that somebody else has opened is left alone.
    """
    password = secrets.token_urlsafe(12)
    kept = passwords.hashed(password)
    for role, name in NAMES.items():
        unit = STREET if role in OF_UNITS else None
        login, demo = login_of(role), person(role, 1, unit)
        somebody = people.by_login(login)
        if somebody is None:
            somebody = people.add(login, name, password=None, person_id=demo.id)
            people.give(somebody, Hat(role, unit))
        if somebody.id == demo.id:
            people.keep(somebody, kept)
    return f"""\
登录名 / sign in as: {", ".join(login_of(role) for role in NAMES)}
密码（仅供本机演示，每次启动更换） / password (for this machine, another at each start): {password}
"""


def introduce_colleagues(people: People) -> None:
    """Let the others of each role be known by a name, of units those of the street; none of them can sign in."""
    for role in NAMES:
        unit = STREET if role in OF_UNITS else None
        for number in range(2, STAFF.get(role, OFFICERS) + 1):
            login, demo = f"{login_of(role)}-{number}", person(role, number, unit)
            if people.by_login(login) is None and people.by_id(demo.id) is None:
                drawn = Random(login)  # noqa: S311  a name, the same at each start
                name = drawn.choice(lines("surnames")) + drawn.choice(lines("given_names"))
                people.give(people.add(login, name, password=None, person_id=demo.id), Hat(role, unit))


def login_of(role: Role) -> str:
    """The name that the account of a role signs in with."""
    return role.value.replace("_", "-")
