"""Who of staff is told to whom by name: colleagues of each other, within bounds; citizens and the public nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from casebook.access import Role
from casebook.accounts.people import Hat
from casebook.web.sessions import SESSION
from web.service_at_hand import STREET, replied
from web.signing_in import accounts_of
from web.test_pages import browser
from web.test_story import record

if TYPE_CHECKING:
    import httpx

    from web.service_at_hand import Petition, Service

NAMES = {
    (Role.DESK, None): "赵受理",
    (Role.DISPATCHER, None): "钱派单",
    (Role.UNIT_OFFICER, STREET): "孙承办",
    (Role.UNIT_APPROVER, STREET): "李审批",
    (Role.REPORTER, None): "周记者",
    (Role.EDITOR, None): "吴编辑",
}


def followed_up(service: Service) -> Petition:
    """A petition through many hands, each of them somebody with an account."""
    for number, (hat, name) in enumerate(NAMES.items()):
        service.people[hat] = uuid4()
        people = accounts_of(service).people
        people.give(people.add(f"w{number}", name, password=None, person_id=service.people[hat]), Hat(*hat))
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    record(petition)
    petition.step(Role.EDITOR, "countersign-verification")
    return petition


def named_on(client: httpx.Client, address: str) -> set[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    return {name for name in NAMES.values() if name in answer.text}


def test_colleagues_see_by_name_who_did_each_step_units_and_newsroom_only_their_own(service: Service) -> None:
    number = followed_up(service).number
    unit, newsroom = {"孙承办", "李审批"}, {"周记者", "吴编辑"}
    for role, address, told in (
        (Role.DESK, "/staff/petitions", set(NAMES.values())),
        (Role.SUPERVISOR, "/staff/petitions", set(NAMES.values())),
        (Role.UNIT_OFFICER, "/staff/petitions", unit),
        (Role.EDITOR, "/editors/petitions", newsroom),
    ):
        with browser(service, role) as client:
            assert named_on(client, f"{address}/{number}") == told, role


def test_citizens_and_the_public_see_no_name_of_staff(service: Service) -> None:
    petition = followed_up(service)
    service.follower.catch_up()
    with browser(service) as client:
        for address in (f"/petitions/{petition.number}", f"/follow-ups/{petition.number}"):
            assert named_on(client, address) == set()
        client.cookies.set(SESSION, service.session_of_citizen(petition))
        assert named_on(client, f"/mine/{petition.number}") == set()


def test_who_has_no_account_has_no_name(service: Service) -> None:
    followed_up(service)
    known = accounts_of(service).colleagues.known([*service.people.values(), uuid4(), None])
    assert {one.name for one in known.values()} == set(NAMES.values())
