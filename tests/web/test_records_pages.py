"""The page of whoever keeps the records: what can be put away, and back to it from the petition."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from casebook.access import Role
from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.events import Archived, Declined
from casebook.petitions.vocabulary import DeclineReason
from histories import claim, entry, submitted
from web.forms_at_hand import Page
from web.rankings_at_service import BEGIN
from web.service_at_hand import file
from web.test_pages import browser
from web.test_several import filled, versions

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.petitions.event import Event
    from web.service_at_hand import Service


def ended(service: Service, when: datetime = BEGIN, *later: Event) -> str:
    """The number of a petition that was declined then, and to which this happened later."""
    petition, filed = uuid4(), submitted()
    first = entry(petition, 1, filed, claim=claim(when), subject=petition)
    events = enumerate((Declined(reason=DeclineReason.OUT_OF_AREA), *later), 2)
    rest = [entry(petition, at, event, claim=claim(when + timedelta(days=at))) for at, event in events]
    service.ledger.append_all([[first, *rest]])
    service.follower.catch_up()
    return filed.number


def test_what_ended_long_ago_is_listed_and_put_away(service: Service) -> None:
    number = ended(service)
    with browser(service, Role.RECORDS) as client:
        assert f"/staff/petitions/{number}" in client.get("/records").text
        assert "没有保管期满的档案" in client.get("/records?list=appraise").text
        assert 'class="govuk-back-link" href="/records"' in client.get(f"/staff/petitions/{number}").text
        address = f"/staff/petitions/{number}/archive-petition"
        form = next(one for one in Page(client.get(address).text, address).forms if one.action == address)
        assert client.post(address, data=form.filled({})).status_code == 303
        service.follower.catch_up()
        assert "没有可以归档的诉求" in client.get("/records").text


def test_several_are_put_away_at_once_and_what_is_refused_is_told(service: Service) -> None:
    first, second = (ended(service, BEGIN + timedelta(days=day)) for day in (0, 1))
    under_way = file(service)
    with browser(service, Role.RECORDS) as client:
        page = client.get("/records").text
        on = re.findall(r'name="on" value="([^"]+)"', page)
        assert on == [f"{first}@2", f"{second}@2"]
        assert '<button class="govuk-button govuk-button--secondary" name="command" value="archive-petition">' in page
        form = filled(client, "archive-petition", [*on, f"{under_way.number}@1"])
        answer = client.post("/staff/several", data=form).text
        assert "已办理：2 件" in answer
        assert "没有办理：1 件" in answer, "what is under way is not there for who keeps the records"
        assert f'href="/staff/petitions/{first}"' in answer
        assert 'class="govuk-back-link" href="/records"' in answer
        assert versions(service, under_way) == [1]
        service.follower.catch_up()
        assert "没有可以归档的诉求" in client.get("/records").text
        unsaid = client.get("/staff/several?command=archive-petition").text
        assert "没有选中诉求" in unsaid
        for command in ("accept-petition", "urge-unit"):
            assert client.get(f"/staff/several?command={command}").status_code == 404
    with browser(service, Role.DESK) as client:
        assert client.get("/staff/several?command=archive-petition").status_code == 404


def test_records_whose_time_is_over_are_kept_longer_by_one_form(service: Service) -> None:
    away = Archived(retention=RetentionClass.SHORT, retain_until=date(2020, 12, 31))
    numbers = [ended(service, BEGIN + timedelta(days=day), away) for day in (0, 1)]
    with browser(service, Role.RECORDS) as client:
        on = re.findall(r'name="on" value="([^"]+)"', client.get("/records?list=appraise").text)
        assert sorted(on) == sorted(f"{number}@3" for number in numbers)
        form = filled(client, "appraise-retention", on)
        early = client.post("/staff/several", data=form | {"keep": "true", "retain_until": "2019-01-01"}).text
        assert "没有办理：2 件" in early
        done = client.post("/staff/several", data=form | {"_key": str(uuid4()), "keep": "true"}).text
        assert "保管期满鉴定：已办理 2 件。" in done
