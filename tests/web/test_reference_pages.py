"""The reference of the API: everything of the OpenAPI document, on pages of our own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casebook.web.problems import KINDS
from web.test_pages import browser

if TYPE_CHECKING:
    from web.service_at_hand import Service


def test_every_route_has_its_page_with_what_it_takes_and_answers(service: Service) -> None:
    document = service.app.openapi()
    with browser(service, Accept_Language="en") as client:
        index = client.get("/api/reference").text
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                address = f"/api/reference/{operation['operationId']}"
                assert f'href="{address}"' in index
                page = client.get(address).text
                assert f"{method.upper()} {path}" in page
                for parameter in operation.get("parameters", ()):
                    assert f"<code>{parameter['name']}</code>" in page
                for linked in re.findall(r'href="#(model-[^"]+)"', page):
                    assert f'id="{linked}"' in page
                assert re.findall(r"(?:src|href)=\"(https?:)", page) == []
                assert len(page.encode()) < 100_000, address


def test_every_problem_is_explained_in_both_languages(service: Service) -> None:
    with browser(service) as client:
        chinese, english = (client.get("/api/reference", headers={"Accept-Language": one}).text for one in ("zh", "en"))
    for kind in KINDS.values():
        assert kind.slug in chinese
        assert kind.slug in english


def test_a_route_that_is_not_there_is_not_found(service: Service) -> None:
    with browser(service) as client:
        assert client.get("/api/reference/nothing").status_code == 404
        assert client.get("/api/reference/..%2fstaff").status_code == 404
