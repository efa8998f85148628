"""The overview, for a supervisor and for whoever approves in a unit: each number is the length of a list."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from casebook.access import Role
from casebook.casework.adopting import adopt_shipped
from casebook.web.api.staff import DueIn, windows
from web.service_at_hand import STREET, file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    import httpx

    from web.service_at_hand import Petition, Service

ZONE = ZoneInfo("Asia/Shanghai")
ELSEWHERE = "dept-water-resources"


def at_unit(service: Service, unit: str = STREET) -> Petition:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": unit})
    return petition


def looked_at(service: Service) -> None:
    """One petition in each hand, and of those at units one that is urged and under supervision."""
    adopt_shipped(service.ledger)
    file(service)
    at_unit(service, ELSEWHERE)
    watched, visited = at_unit(service), replied(service)
    watched.step(Role.DESK, "urge-unit", {"clock": "sign", "kind": "halfway"})
    watched.step(Role.SUPERVISOR, "open-supervision", {"ground": "order"})
    visited.step(Role.DESK, "approve-reply")
    service.follower.catch_up()


def lists_of(client: httpx.Client) -> dict[str, int]:
    """Each list that the overview leads to, with the number that leads there."""
    page = client.get("/overview")
    assert page.status_code == 200
    links = re.findall(r'href="(/staff(?:\?[^"]*)?)">([0-9]+)</a>', page.text)
    return {unescape(address): int(number) for address, number in links}


def test_every_number_leads_to_a_list_of_that_length(service: Service) -> None:
    looked_at(service)
    for role, least in ((Role.SUPERVISOR, 12), (Role.UNIT_APPROVER, 4)):
        with browser(service, role) as client:
            lists = lists_of(client)
            assert len(lists) >= least
            for address, number in lists.items():
                assert client.get(address).text.count("cb-cards__title") == number, (role, address)


def test_a_supervisor_sees_all_units_and_an_approver_their_own(service: Service) -> None:
    looked_at(service)
    with browser(service, Role.SUPERVISOR) as client:
        lists = lists_of(client)
        assert lists["/staff"] == 4
        assert lists["/staff?status=verifying"] == 1
        assert lists["/staff?mark=urged"] == lists["/staff?mark=supervised"] == 1
        assert lists[f"/staff?waiting_on=unit&unit={ELSEWHERE}"] == 1
        assert "督办中" in client.get("/staff?mark=supervised").text
    with browser(service, Role.UNIT_APPROVER) as client:
        assert lists_of(client)["/staff"] == 1
        assert "各承办单位" not in client.get("/overview").text


def test_today_ends_at_midnight_in_the_city_and_the_week_seven_days_later() -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=ZoneInfo("UTC"))  # half past midnight in the city
    tonight, in_a_week = datetime(2026, 3, 3, tzinfo=ZONE), datetime(2026, 3, 10, tzinfo=ZONE)
    assert windows(late, ZONE) == {DueIn.TODAY: (late, tonight), DueIn.WEEK: (tonight, in_a_week)}
