"""The page of whoever keeps the records: what can be put away, and back to it from the petition."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from casebook.access import Role
from casebook.petitions.events import Declined
from casebook.petitions.vocabulary import DeclineReason
from histories import claim, entry, submitted
from web.forms_at_hand import Page
from web.rankings_at_service import BEGIN
from web.test_pages import browser

if TYPE_CHECKING:
    from web.service_at_hand import Service


def test_what_ended_long_ago_is_listed_and_put_away(service: Service) -> None:
    petition, filed = uuid4(), submitted()
    first = entry(petition, 1, filed, claim=claim(BEGIN), subject=petition)
    ended = entry(petition, 2, Declined(reason=DeclineReason.OUT_OF_AREA), claim=claim(BEGIN + timedelta(days=1)))
    service.ledger.append_all([[first, ended]])
    service.follower.catch_up()
    number = filed.number
    with browser(service, Role.RECORDS) as client:
        assert f"/staff/petitions/{number}" in client.get("/records").text
        assert "没有保管期满的档案" in client.get("/records?list=appraise").text
        assert 'class="govuk-back-link" href="/records"' in client.get(f"/staff/petitions/{number}").text
        address = f"/staff/petitions/{number}/archive-petition"
        form = next(one for one in Page(client.get(address).text, address).forms if one.action == address)
        assert client.post(address, data=form.filled({})).status_code == 303
        service.follower.catch_up()
        assert "没有可以归档的诉求" in client.get("/records").text
