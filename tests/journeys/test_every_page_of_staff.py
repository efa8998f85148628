"""Every page of staff, in both languages, by day and night, on a phone and at a desk. Those for everybody: beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyotp
import pytest

from casebook.web.sessions import HALFWAY
from journeys.browsing import LANGUAGES, shortcomings, wrong_with
from web.every_page import OF_OFFICES, OF_THE_NEWSROOM, told
from web.signing_in import accounts_of, staff

if TYPE_CHECKING:
    from journeys.browsing import Visits


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shut_out_and_nothing_is_cut_off(visits: Visits, language: Literal["zh-CN", "en"]) -> None:
    assert shortcomings(visits, OF_OFFICES | OF_THE_NEWSROOM, told(visits.service), language) == {}


def test_nobody_is_shut_out_where_their_first_device_is_set_up(visits: Visits) -> None:
    """After the password: the code that was given out, the device, and the recovery codes."""
    factors, found = accounts_of(visits.service).factors, []
    for language in LANGUAGES:
        person, page = staff(visits.service, f"wang.{language}"), visits.someone(language=language)
        invitation = factors.invite(person.id)
        assert invitation
        page.context.add_cookies([{"name": HALFWAY, "value": factors.begin(person.id), "url": visits.service.url}])
        page.goto("/sign-in/second")
        found += wrong_with(visits, page, "first-device", language)
        page.locator("#invitation").press("Enter")
        found += wrong_with(visits, page, "first-device-wrong", language)
        page.locator("#invitation").fill(invitation)
        page.locator("#invitation").press("Enter")
        found += wrong_with(visits, page, "device", language)
        page.locator("#code").fill(pyotp.TOTP(page.locator(".cb-secret").inner_text()).now())
        page.locator("#code").press("Enter")
        found += wrong_with(visits, page, "recovery-codes", language)
        assert page.locator(".cb-secret").count() == 10
    assert found == []
