"""What an analyst reads in the browser: figures down to the petitions that make them up, rates with what they mean."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from casebook.access import Role
from casebook.casework.adopting import adopt_shipped
from casebook.figures.rates import DEFINITIONS
from web.service_at_hand import file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    from web.service_at_hand import Service


def listed(page: str) -> set[str]:
    return set(re.findall(r'href="/petitions/([^"]+)"', page))


def test_every_number_leads_to_the_petitions_in_it(service: Service) -> None:
    one = replied(service)
    two = file(service, category="suggestion")
    sealed = file(service, confidentiality="sealed")
    nowhere = file(service, area=None, street=None)
    service.follower.catch_up()
    open_ones = {one.number, two.number, nowhere.number}
    with browser(service, Role.ANALYST) as client:
        for by in ("month", "category", "area"):
            page = client.get(f"/analysis?by={by}").text
            links = re.findall(r'href="(/analysis/petitions\?[^"]+)">([^<]+)</a>', page)
            assert len(links) > 6
            for address, number in links:
                found = client.get(html.unescape(address))
                assert f"：{number}</h1>" in found.text, (by, address)
                assert len(listed(found.text)) <= int(number)
        everything = client.get("/analysis/petitions?what=received").text
        assert "：4</h1>" in everything
        assert listed(everything) == open_ones
        assert sealed.number not in everything
        assert listed(client.get("/analysis/petitions?what=replied").text) == {one.number}
        assert listed(client.get("/analysis/petitions?what=received&area=unknown").text) == {nowhere.number}
        assert listed(client.get("/analysis/petitions?what=received&category=suggestion").text) == {two.number}
        assert listed(client.get("/analysis/petitions?what=received&as_of=1").text) == {one.number}
        assert client.get("/analysis/petitions?what=everything").status_code == 422


def test_figures_are_downloaded_as_they_are_shown(service: Service) -> None:
    file(service)
    file(service, category="suggestion")
    service.follower.catch_up()
    with browser(service, Role.ANALYST) as client:
        rows = client.get("/analysis/figures.json?by=category").json()
        assert [(row["category"], row["received"]) for row in rows] == [("civilized_city", 1), ("suggestion", 1)]
        assert client.get("/analysis/figures.csv?by=category&category=suggestion").text.count("\n") == 2


def test_every_rate_stands_beside_what_it_is_made_of_and_what_it_means(service: Service) -> None:
    adopt_shipped(service.ledger)
    replied(service)
    service.follower.catch_up()
    with browser(service, Role.ANALYST, Accept_Language="en") as client:
        page = client.get("/analysis/rates").text
        assert '100.00% <span class="cb-note">1/1</span>' in page
        for name, definition in DEFINITIONS.items():
            assert f'href="#definition-{name}"' in page
            assert f'id="definition-{name}"' in page
            assert definition.en in html.unescape(page)
        assert "No unit has anything to count" in client.get("/analysis/rates?month=2001-01").text
