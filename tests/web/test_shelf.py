"""Pages that are the same for everybody are made once for each position of the ledger."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx

from casebook.access import Role
from casebook.ledger.ledger import Ledger
from casebook.readmodels import Reader, load
from casebook.web import create_app
from casebook.web.html import marks, shelf
from casebook.web.html.page import PageRoute
from casebook.web.html.shelf import SharedRoute
from web.policy import OURS, POLICY, Door, routes
from web.scene import scene_at
from web.service_at_hand import file, serving
from web.test_pages import browser

if TYPE_CHECKING:
    import pytest

    from casebook.postgres import Database
    from web.service_at_hand import Service

FILES = {"/static/{digest}/{name:path}", "/waiting-pictures/{id}"}
ASKED_ANEW = FILES | {"/sign-in", "/sign-in/second", "/sign-in/oidc", "/sign-in/oidc/back"}
"""What is for everybody and not shared: files, those that wait for their form too, and the pages of coming in."""


def addresses(service: Service) -> list[str]:
    """Every page that is the same for everybody, with something on it; pictures, of which none is published, aside."""
    scene = scene_at(service)
    shared = [path for route, path, _ in routes(service) if isinstance(route.original_route, SharedRoute)]
    return [scene.address(path, None, OURS) for path in shared if "{id}" not in path]


def test_every_page_for_everybody_is_shared(service: Service) -> None:
    found = {
        path: isinstance(route.original_route, SharedRoute)
        for route, path, method in routes(service)
        if method == "GET" and isinstance(route.original_route, PageRoute) and POLICY[path, method].door is Door.PUBLIC
    }
    assert {path for path, is_shared in found.items() if not is_shared} == ASKED_ANEW


def test_a_page_that_many_read_costs_one_reader_s_queries(
    service: Service, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted by the pool of connections of a process that only answers."""
    pages = addresses(service)
    monkeypatch.setattr(marks, "FRESH", 600.0)
    with closing(Ledger(database.app_dsn, service.ledger.keys)) as ledger:
        served = replace(
            service.app.state.services, ledger=ledger, reader=Reader(ledger.datastore, load()), follower=None
        )
        with serving(create_app(served)) as url, httpx.Client(base_url=url, timeout=30) as client:

            def queries() -> int:
                return ledger.datastore.rows.get_stats().get("requests_num", 0)

            for address in pages:
                first = client.get(address)
                assert first.status_code == 200, address
                spent = queries()
                with ThreadPoolExecutor(8) as crowd:
                    answers = list(crowd.map(lambda _, to=address: client.get(to), range(16)))
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


def test_what_is_not_right_any_more_is_not_kept_in_memory_either(service: Service) -> None:
    kept = service.app.state.shelf
    with service.client() as client:
        for address in ("/petitions", "/tallies"):
            client.get(address)
        assert len(kept) == 2
        file(service)
        service.follower.catch_up()
        client.get("/tallies")
        assert len(kept) == 1


def test_whoever_has_the_answer_is_not_sent_it_again(service: Service) -> None:
    pages = addresses(service)
    with browser(service) as client:
        for address in pages:
            first = client.get(address)
            assert (first.status_code, first.headers["cache-control"]) == (200, shelf.CACHED), address
            again = client.get(address, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
            later = client.get(address, headers={"If-Modified-Since": first.headers["last-modified"]})
            assert later.status_code == 304
            other = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["last-modified"]}
            assert client.get(address, headers=other).status_code == 200
            assert client.get(address, headers={"If-Modified-Since": "yesterday"}).status_code == 200
            assert client.head(address).headers["etag"] == first.headers["etag"]


def test_what_is_kept_is_sent_compressed_to_whoever_takes_it(service: Service) -> None:
    with browser(service) as client:
        packed = client.get("/petitions")
        plain = client.get("/petitions", headers={"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
        assert packed.headers["etag"] != plain.headers["etag"]
        assert "Accept-Encoding" in plain.headers["vary"]
        with browser(service, Role.DESK) as desk:
            assert "content-encoding" not in desk.get("/staff").headers  # its length would tell of what is in it


def test_a_download_is_kept_while_it_is_short_and_whole_in_any_case(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [file(service).number for _ in range(3)]
    service.follower.catch_up()
    with browser(service) as client:
        kept = client.get("/data/register.csv")
        monkeypatch.setattr(shelf, "SHORT", 100)
        streamed = client.get("/data/register.csv?category=civilized_city")
    assert "etag" in kept.headers
    assert "etag" not in streamed.headers
    assert all(number in kept.text for number in numbers)
    assert streamed.text == kept.text


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
    kept = shelf.Shelf(service.app.state.marks, most=3)
    monkeypatch.setattr(service.app.state, "shelf", kept)
    with browser(service) as client:
        for month in range(1, 8):
            assert client.get(f"/petitions?month=2022-{month:02}").status_code == 200
    assert len(kept) == 3
