"""The accounts of the demo: one for each role, with a password that is another at each start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casebook.accounts.networks import Visitor
from casebook.accounts.people import NOT_FOR_PEOPLE
from casebook.accounts.trouble import SignInFailed
from casebook.demo import introduce_colleagues, open_accounts
from casebook.demo.people import OFFICERS, STAFF
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from casebook.accounts import Accounts

VISITOR = Visitor(bytes(16))


def test_each_role_has_an_account_and_each_start_another_password(accounts: Accounts) -> None:
    own = accounts.people.add("editor", "自己的编辑", password="correct horse battery")
    first, second = (open_accounts(accounts.people).split()[-1] for _ in range(2))
    assert first != second
    people = {person.login: person for person in accounts.people.everybody()}
    assert set(people) == {role.value.replace("_", "-") for role in set(Role) - NOT_FOR_PEOPLE}
    for login in ("desk", "unit-approver"):
        session = accounts.signing_in.by_password(login, second, VISITOR).session
        assert session.role.value == login.replace("-", "_")
        with pytest.raises(SignInFailed):
            accounts.signing_in.by_password(login, first, VISITOR)
    assert people["editor"] == own, "somebody's own account is left alone"


def test_colleagues_have_names_and_come_in_by_no_door(accounts: Accounts) -> None:
    open_accounts(accounts.people)
    for _ in range(2):
        introduce_colleagues(accounts.people)
    people = {person.login: person for person in accounts.people.everybody()}
    assert len(people) == sum({**dict.fromkeys(set(Role) - NOT_FOR_PEOPLE, OFFICERS), **STAFF}.values())
    known = accounts.colleagues.known([people["reporter-6"].id])
    assert [(one.name, one.hats[0].role) for one in known.values()] == [(people["reporter-6"].name, Role.REPORTER)]
    assert {(person.password, person.external) for login, person in people.items() if login[-1].isdigit()} == {
        (None, None)
    }
