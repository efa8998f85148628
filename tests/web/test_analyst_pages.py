"""What an analyst reads in the browser: figures down to the petitions that make them up, rates with what they mean."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import TYPE_CHECKING

from casebook.access import Role
from casebook.casework.adopting import SYSTEM, adopt, adopt_shipped
from casebook.figures.rates import DEFINITIONS
from casebook.reference.places import shipped_places
from casebook.web.pages import rates
from web.service_at_hand import STREET, file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    import pytest

    from web.service_at_hand import Service

DAY = date(2021, 7, 20)


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
        for by in ("month", "category", "area", "unit"):
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
        assert listed(client.get(f"/analysis/petitions?what=received&unit={STREET}").text) == {one.number}
        assert listed(client.get("/analysis/petitions?what=received&unit=unknown").text) == {two.number, nowhere.number}
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
        assert (
            client.get("/analysis/figures.json?by=unit").json()[0] | {"received": 2, "unit": ""}
            == (client.get("/analysis/figures.json?by=unit").json()[0])
        )
        named = client.get("/analysis/petitions.json?what=received&category=suggestion").json()
        assert [(row["category"], row["area"]) for row in named] == [("suggestion", "410403")]


def test_every_rate_stands_beside_what_it_is_made_of_and_what_it_means(service: Service) -> None:
    adopt_shipped(service.ledger)
    replied(service)
    service.follower.catch_up()
    with browser(service, Role.ANALYST, Accept_Language="en") as client:
        page = client.get("/analysis/rates").text
        assert "100.00% 1/1" in re.sub("<[^>]*>", "", page)
        for name, definition in DEFINITIONS.items():
            assert f'href="#definition-{name}"' in page
            assert f'id="definition-{name}"' in page
            assert definition.en in html.unescape(page)
        assert "No unit has anything to count" in client.get("/analysis/rates?month=2001-01").text


def test_many_groups_come_page_by_page_with_the_sums_of_all(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    adopt_shipped(service.ledger)
    replied(service)
    replied(service, category="suggestion")
    service.follower.catch_up()
    monkeypatch.setattr(rates, "LINES", 1)
    with browser(service, Role.ANALYST, Accept_Language="en") as client:
        first = client.get("/analysis/rates?by=category").text
        [address] = re.findall(r'rel="next" href="([^"]+)"', first)
        second = client.get(html.unescape(address)).text
    assert [re.findall(r'role="rowheader">([^<]+)<', page) for page in (first, second)] == [
        ["Civilised city", "Total"],
        ["Suggestion", "Total"],
    ]
    for page in (first, second):
        assert "2/2" in re.sub("<[^>]*>", "", page)
        assert 'href="/analysis/rates/file.csv?by=category"' in page
    assert 'rel="next"' not in second
    assert ("Rows 1 to 1 of 2" in first, "Rows 2 to 2 of 2" in second) == (True, True)


def test_every_part_of_a_rate_leads_to_the_petitions_in_it(service: Service) -> None:
    """By unit, kind and area, as of now and before: what is listed adds up to the number."""
    adopt_shipped(service.ledger)
    seen = [replied(service).number for _ in range(2)]
    replied(service, confidentiality="sealed")
    service.follower.catch_up()
    with browser(service, Role.ANALYST) as client:
        for by in ("unit", "category", "area", "month"):
            page = client.get(f"/analysis/rates?by={by}").text
            links = re.findall(r'href="(/analysis/rates/petitions\?[^"]+)">([^<]+)</a>', page)
            assert len(links) > 4, by
            for address, number in set(links):
                found = client.get(html.unescape(address)).text
                assert f"：{number}</h1>" in found, (by, address)
                assert listed(found) <= set(seen)
                rows = client.get(html.unescape(address).replace("/petitions?", "/petitions.json?")).json()
                assert sum(row["times"] for row in rows) == int(number)
        signed = "/analysis/rates/petitions?rate=on_time_sign&part=denominator"
        assert listed(client.get(signed).text) == set(seen)
        assert listed(client.get(f"{signed}&area=410402").text) == set()
        assert client.get("/analysis/rates/petitions?rate=luck").status_code == 404
        assert client.get("/analysis/rates?by=month&area=410403").status_code == 422
        rows = client.get("/analysis/rates/file.json?by=unit").json()
        assert {row["rate"]: (row["numerator"], row["denominator"]) for row in rows}["on_time_sign"] == (2, 2)
        assert (
            client.get("/analysis/rates/file.csv?by=month").text.splitlines()[1].endswith("on_time_sign,2,2,2,100.00")
        )


def test_areas_are_drawn_as_a_map_where_the_city_has_one(service: Service) -> None:
    """Each square leads to what the number in it counts; before anything was adopted the shipped places hold."""
    file(service)
    service.follower.catch_up()
    with browser(service, Role.ANALYST) as client:
        page = html.unescape(client.get("/analysis?by=area").text)
        squares = dict(re.findall(r'<a href="([^"]+area=410403[^"]*)">\s*<rect class="cb-map__square ([^"]+)"', page))
        assert list(squares.values()) == ["cb-map__square--4"]
        assert client.get(next(iter(squares))).status_code == 200
        assert "示意图" in page
        public = client.get("/tallies").text
        assert '<a href="/petitions?area=410403">' in public
        places = shipped_places() | {"name": "plain", "version": 1}
        adopt(service.ledger, {name: value for name, value in places.items() if name != "grid"}, DAY, SYSTEM)
        assert "cb-map" not in client.get("/analysis?by=area").text
        assert "卫东区" in client.get("/analysis?by=area").text
