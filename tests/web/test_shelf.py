"""Pages that are the same for everybody are made once for each position of the ledger."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from casebook.access import Role
from casebook.ledger.ledger import Ledger
from casebook.readmodels import Reader, load
from casebook.web import create_app
from casebook.web.html import shelf
from web.service_at_hand import file, serving
from web.test_pages import browser

if TYPE_CHECKING:
    from casebook.postgres import Database
    from web.service_at_hand import Service

ADDRESSES = ("/", "/petitions", "/tallies", "/declines", "/data", "/widget", "/feeds/register.atom")


def test_a_page_that_many_read_costs_one_reader_s_queries(
    service: Service, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted by the pool of connections of a process that only answers."""
    file(service)
    service.follower.catch_up()
    monkeypatch.setattr(shelf, "FRESH", 600.0)
    with closing(Ledger(database.app_dsn, service.ledger.keys)) as ledger:
        served = replace(
            service.app.state.services, ledger=ledger, reader=Reader(ledger.datastore, load()), follower=None
        )
        with serving(create_app(served)) as url, httpx.Client(base_url=url, timeout=30) as client:

            def queries() -> int:
                return ledger.datastore.rows.get_stats().get("requests_num", 0)

            for address in ADDRESSES:
                first = client.get(address)
                spent = queries()
                with ThreadPoolExecutor(8) as crowd:
                    answers = list(crowd.map(lambda _, to=address: client.get(to), range(40)))
                assert {answer.content for answer in answers} == {first.content}
                assert queries() == spent, address
            before = queries()
            with ThreadPoolExecutor(8) as crowd:
                list(crowd.map(lambda _: client.get("/petitions?category=complaint"), range(40)))
            assert queries() - before <= 3  # the crowd waits for the one that came first


def test_a_step_of_a_petition_is_seen_at_once(service: Service) -> None:
    with browser(service) as client:
        file(service)
        service.follower.catch_up()
        first = client.get("/petitions")
        petition = file(service)
        service.follower.catch_up()
        second = client.get("/petitions")
    assert petition.number not in first.text
    assert petition.number in second.text
    assert first.headers["etag"] != second.headers["etag"]
    assert int(first.headers["ledger-position"]) < int(second.headers["ledger-position"])


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_has_the_answer_is_not_sent_it_again(service: Service, address: str) -> None:
    with browser(service) as client:
        first = client.get(address)
        assert (first.status_code, first.headers["cache-control"]) == (200, shelf.CACHED)
        again = client.get(address, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        later = client.get(address, headers={"If-Modified-Since": first.headers["last-modified"]})
        assert later.status_code == 304
        other = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["last-modified"]}
        assert client.get(address, headers=other).status_code == 200
        assert client.get(address, headers={"If-Modified-Since": "yesterday"}).status_code == 200
        assert client.head(address).headers["etag"] == first.headers["etag"]


def test_languages_and_filters_are_kept_apart_and_errors_not_at_all(service: Service) -> None:
    with browser(service) as client:
        chinese, english = client.get("/tallies"), client.get("/tallies", headers={"Accept-Language": "en"})
        assert chinese.headers["etag"] != english.headers["etag"]
        assert "Accept-Language" in english.headers["vary"]
        for _ in range(2):
            missing = client.get("/petitions/2022-000000-0")
            assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-store")


def test_what_is_for_somebody_is_never_kept(service: Service) -> None:
    with browser(service, Role.DESK) as client:
        assert client.get("/staff").headers["cache-control"] == "no-store"


def test_the_shelf_keeps_no_more_than_it_may(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = shelf.Shelf(service.app.state.services, most=3)
    monkeypatch.setattr(service.app.state, "shelf", kept)
    with browser(service) as client:
        for month in range(1, 8):
            assert client.get(f"/petitions?month=2022-{month:02}").status_code == 200
    assert len(kept) == 3
