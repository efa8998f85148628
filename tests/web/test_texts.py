"""Canned texts in the forms of staff, and the privacy notice: reference data with dates, met over HTTP."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest

from casebook.access import Actor, Role
from casebook.casework.adopting import adopt, adopt_shipped
from casebook.errors import CasebookError
from casebook.petitions.commands import COMMANDS
from casebook.petitions.events import Submitted
from casebook.reference.documents import shipped
from casebook.reference.kinds import Kind
from casebook.web.forms.fields import Control, fields_of
from web.service_at_hand import STREET, file, replied
from web.test_citizens_pages import carried, history, number_of
from web.test_citizens_pages import filled as filed_with
from web.test_pages import browser, filled

if TYPE_CHECKING:
    from web.service_at_hand import Service

SUPERVISOR = Actor(uuid4(), Role.SUPERVISOR)
DAY = date(2026, 1, 1)
OTHER = "street-410403001"


def second(kind: Kind, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads(shipped()[kind].content)
    return content | {"version": 2} | changes


def words_in(page: str, field: str) -> str:
    found = re.search(rf'<textarea[^>]* name="{field}"[^>]*>([^<]*)</textarea>', page)
    assert found is not None
    return unescape(found[1])


def test_a_canned_text_is_put_in_with_what_the_petition_says_and_nothing_is_given_or_lost(service: Service) -> None:
    petition = file(service)
    with browser(service, Role.DESK) as client:
        address = f"/staff/petitions/{petition.number}/decline-petition"
        form = filled(
            client,
            petition,
            "decline-petition",
            reason="STATUTORY_ROUTE",
            explanation="先谢谢您。",
            route="arbitration",
        )
        picked = form | {"_put": "explanation", "_text.explanation": "已进入法定程序"}
        answer = client.post(address, data=picked)
        assert answer.status_code == 200
        text = words_in(answer.text, "explanation")
        assert text.startswith("先谢谢您。\n您好")
        assert form["_key"] in answer.text
        nothing = client.post(address, data=form | {"_put": "explanation", "_text.explanation": ""})
        assert words_in(nothing.text, "explanation") == "先谢谢您。"
        assert len(history(service, petition.number)) == 1
        given = client.post(address, data=form | {"explanation": text, "_text.explanation": "已进入法定程序"})
        assert given.status_code == 303


def test_what_a_petition_cannot_say_is_left_to_be_filled_in_and_names_are_chinese(service: Service) -> None:
    adopt_shipped(service.ledger)
    petition = replied(service)
    with browser(service, Role.UNIT_APPROVER, Accept_Language="en") as client:
        form = filled(client, petition, "submit-reply") | {"_put": "text", "_text.text": "已解决"}
        text = words_in(client.post(f"/staff/petitions/{petition.number}/submit-reply", data=form).text, "text")
    assert petition.number in text
    assert re.search(r"（优越路街道[^，]*，\d{4}年\d+月\d+日）$", text)
    assert "＿＿" in text
    assert "{" not in text


def test_texts_that_the_city_adopts_take_the_place_of_those_before(service: Service) -> None:
    adopt_shipped(service.ledger)
    petition = file(service)
    own = {"command": "decline-petition", "field": "explanation", "name": "本市说法", "text": "请拨打{unit}。"}
    with browser(service, Role.DESK) as client:
        page = f"/staff/petitions/{petition.number}/decline-petition"
        assert "重复反映" in client.get(page).text
        adopt(service.ledger, second(Kind.TEXTS, texts=[own]), DAY, SUPERVISOR)
        text = client.get(page).text
    assert "本市说法" in text
    assert "重复反映" not in text


def test_a_unit_has_texts_of_its_own(service: Service) -> None:
    adopt_shipped(service.ledger)
    petition = replied(service)
    common = {"command": "submit-reply", "field": "text", "name": "已解决", "text": "都这么说：{number}。"}
    texts = [common, common | {"unit": STREET, "text": "本街道的说法。"}]
    adopt(
        service.ledger,
        second(Kind.TEXTS, texts=[*texts, common | {"unit": OTHER, "name": "别处说法"}]),
        DAY,
        SUPERVISOR,
    )
    with browser(service, Role.UNIT_APPROVER) as client:
        form = filled(client, petition, "submit-reply") | {"_put": "text", "_text.text": "已解决"}
        page = client.post(f"/staff/petitions/{petition.number}/submit-reply", data=form).text
    assert words_in(page, "text").endswith("本街道的说法。")
    assert "别处说法" not in page
    unknown = second(Kind.TEXTS, texts=[common | {"unit": "street-0"}]) | {"version": 3}
    with pytest.raises(CasebookError, match="street-0"):
        adopt(service.ledger, unknown, DAY, SUPERVISOR)


def test_every_text_that_is_shipped_fits_into_its_field() -> None:
    for one in orjson.loads(shipped()[Kind.TEXTS].content)["texts"]:
        field = next(each for each in fields_of(COMMANDS[one["command"]]) if each.name == one["field"])
        assert field.control is Control.TEXT
        assert (field.least or 0) <= len(one["text"]) <= (field.most or 0)


def test_the_notice_that_was_on_the_page_is_kept_with_the_petition(service: Service) -> None:
    adopt_shipped(service.ledger)
    with browser(service) as client:
        page = client.get("/file").text
        assert carried(page)["_notice"] == "pds-privacy:1"
        adopt(service.ledger, second(Kind.PRIVACY), DAY, SUPERVISOR)
        before = number_of(client.post("/file", data=filed_with(_notice="pds-privacy:1", _seen="yes")))
        after = number_of(client.post("/file", data=filed_with(_notice="made-up:7", _seen="yes")))
    seen = [history(service, number)[0].event for number in (before, after)]
    assert [one.notice_version for one in seen if isinstance(one, Submitted)] == ["pds-privacy:1", "pds-privacy:2"]


def test_everybody_reads_the_notice_in_both_languages_and_each_version(service: Service) -> None:
    adopt_shipped(service.ledger)
    adopt(service.ledger, second(Kind.PRIVACY), DAY, SUPERVISOR)
    with browser(service) as client:
        assert 'href="/privacy"' in client.get("/").text
        now = client.get("/privacy").text
        assert "您的权利" in now
        assert "pds-privacy:2" in now
        then = client.get("/privacy?version=pds-privacy:1").text
        assert "这不是现行版本" in then
        assert "Your rights" in client.get("/privacy", headers={"Accept-Language": "en"}).text
        assert client.get("/privacy?version=pds-privacy:9").status_code == 404
