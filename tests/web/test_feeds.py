"""What everybody may take along: feeds, tables and the frame for other sites."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
import pytest
from defusedxml import ElementTree

from casebook.access import Role
from casebook.casework.adopting import adopt_shipped
from casebook.errors import Misconfigured
from casebook.exchange.spreadsheet import csv_lines
from casebook.settings import load
from casebook.web import create_app
from casebook.web.html.feeds import Feed, Item
from casebook.web.html.page import POLICY
from casebook.web.pages import feeds
from web.service_at_hand import file, serving
from web.test_pages import browser

if TYPE_CHECKING:
    from web.service_at_hand import Service

ATOM = "{http://www.w3.org/2005/Atom}"
LISTS = [one.value for one in feeds.ListName]


def text(element: Any, tag: str) -> str:
    (found,) = element.findall(f"{ATOM}{tag}")
    assert found.text
    return str(found.text)


def complete(element: Any) -> None:
    """What RFC 4287 asks of a feed and of an entry: one id, one title, one moment, a link to read on."""
    assert UUID(text(element, "id"))
    assert text(element, "title")
    assert datetime.fromisoformat(text(element, "updated")).tzinfo is not None
    links = {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}
    assert links["alternate"].startswith("http://127.0.0.1:")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_well_formed_feed(service: Service, name: str) -> None:
    file(service)
    service.follower.catch_up()
    with browser(service) as client:
        answer = client.get(f"/feeds/{name}.atom")
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert answer.headers["access-control-allow-origin"] == "*"
        root = ElementTree.fromstring(answer.content)
        assert root.tag == f"{ATOM}feed"
        complete(root)
        assert text(root.find(f"{ATOM}author"), "name")
        entries = root.findall(f"{ATOM}entry")
        for entry in entries:
            complete(entry)
        told = client.get(f"/feeds/{name}.json")
        assert told.headers["content-type"] == "application/feed+json"
        body = told.json()
        assert body["version"] == "https://jsonfeed.org/version/1.1"
        assert body["feed_url"] == f"{service.url}/feeds/{name}.json"
        assert [item["id"] for item in body["items"]] == [text(entry, "id") for entry in entries]
        assert len(entries) == (1 if name == "register" else 0)
        assert client.get("/feeds/inbox.atom").status_code == 404


def test_an_entry_keeps_its_id_when_the_petition_moves_on(service: Service) -> None:
    petition = file(service)
    service.follower.catch_up()
    with browser(service) as client:
        (before,) = client.get("/feeds/register.json").json()["items"]
        petition.step(Role.DESK, "accept-petition")
        service.follower.catch_up()
        (after,) = client.get("/feeds/register.json").json()["items"]
    assert before["id"] == after["id"]
    assert before["content_text"] != after["content_text"]
    assert after["url"] == f"{service.url}/petitions/{petition.number}"


def test_a_part_of_the_register_has_a_feed_of_its_own(service: Service) -> None:
    here, elsewhere = file(service), file(service, area="410402", street="410402001")
    service.follower.catch_up()
    with browser(service) as client:
        assert 'href="/feeds/register.json?area=410402"' in client.get("/petitions?area=410402").text
        told = client.get("/feeds/register.json?area=410402").json()
        whole, part = (
            text(ElementTree.fromstring(client.get(f"/feeds/register.atom{query}").content), "id")
            for query in ("", "?area=410402")
        )
    assert [item["url"].rpartition("/")[2] for item in told["items"]] == [elsewhere.number]
    assert here.number not in str(told)
    assert told["feed_url"] == f"{service.url}/feeds/register.json?area=410402"
    assert told["home_page_url"] == f"{service.url}/petitions?area=410402"
    assert whole != part


def test_what_xml_cannot_hold_does_not_break_a_feed() -> None:
    item = Item("1", "a<b> & \x0b\ufffe", '"]]>', "/x?a=1&b=2", datetime.fromisoformat("2022-01-30T00:00:00+08:00"))
    feed = Feed("stories", "&", "https://city.example", "/", "/feeds/stories.atom", "zh-CN", [item])
    entry = ElementTree.fromstring(feed.atom()).find(f"{ATOM}entry")
    assert (text(entry, "title"), text(entry, "summary")) == ("a<b> & ", '"]]>')
    assert text(entry, "updated") == "2022-01-29T16:00:00Z"


def test_tables_are_downloaded_whole(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "A_SECTION", 2)
    numbers = {file(service).number for _ in range(5)}
    sealed = file(service, confidentiality="sealed").number
    service.follower.catch_up()
    with browser(service) as client:
        answer = client.get("/data/register.csv")
        assert answer.headers["content-disposition"] == 'attachment; filename="register.csv"'
        assert answer.text.startswith("\ufeff")
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert {row["number"] for row in rows} == numbers
        assert sealed not in answer.text
        assert client.get("/data/register.json").json()[0].keys() == rows[0].keys()
        assert client.get("/data/register.json?status=archived").json() == []
        (tally,) = client.get("/data/tallies.json").json()
        assert tally["received"] == 6
        assert client.get("/data/tallies.csv").text.splitlines()[1].split(",")[2] == "6"
        assert client.get("/data/declines.json").json() == []
        assert client.get("/data/register.xlsx").status_code == 404


def test_a_spreadsheet_carries_nothing_out() -> None:
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "plain", -1, None]
    (row,) = csv.reader(io.StringIO(csv_lines([cells])))
    assert row == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'＝1", "plain", "-1", ""]


def test_the_frame_is_for_the_sites_that_the_settings_name(service: Service) -> None:
    file(service)
    service.follower.catch_up()
    with browser(service) as client:
        alone = client.get("/widget")
        assert "frame-ancestors 'none'" in alone.headers["content-security-policy"]
        assert alone.headers["x-frame-options"] == "DENY"
        assert "<script" not in alone.text
    served = service.app.state.services
    settings = replace(served.settings, framed_by=("https://news.example", "https://www.news.example"))
    with serving(create_app(replace(served, settings=settings))) as url, httpx.Client(base_url=url) as client:
        framed = client.get("/widget")
        allowed = "frame-ancestors https://news.example https://www.news.example"
        assert framed.headers["content-security-policy"] == POLICY.replace("frame-ancestors 'none'", allowed)
        assert "x-frame-options" not in framed.headers
        assert client.get("/").headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("site", ["*", "https://*.example", "http://news.example", "https://a.example; script-src *"])
def test_no_pattern_may_frame_it(monkeypatch: pytest.MonkeyPatch, site: str) -> None:
    monkeypatch.setenv("CASEBOOK_FRAMED_BY", site)
    with pytest.raises(Misconfigured):
        load()


def test_a_link_to_a_page_is_shown_with_title_and_description_and_no_foreign_host(service: Service) -> None:
    petition = file(service)
    service.follower.catch_up()
    with browser(service) as client:
        for address in ("/", "/petitions", "/tallies", "/declines", "/data", f"/petitions/{petition.number}"):
            page = client.get(address).text
            told = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
            assert told["title"]
            assert told["description"]
            assert told["url"] == f"{service.url}{address}"
            assert set(re.findall(r"https?://[^/\"' <]+", page)) <= {service.url}


def test_places_are_named_in_the_readers_language_where_they_have_a_name_in_it(service: Service) -> None:
    adopt_shipped(service.ledger)
    file(service)
    service.follower.catch_up()
    for language, tag, said in (
        ("en", "en", "Youyuelu Subdistrict, Weidong District"),
        ("zh", "zh-CN", "卫东区 优越路街道"),
    ):
        with service.client(headers={"Accept-Language": language}) as client:
            assert f'<span lang="{tag}">{said}</span>' in client.get("/petitions").text
            assert said in client.get("/feeds/register.json").json()["items"][0]["content_text"]
