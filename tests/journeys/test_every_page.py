"""Every page in both languages, by day and night, on a phone and at a desk: nobody is shut out, nothing is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from casebook.access import Role
from journeys.browsing import DESK, HEIGHT, PHONE, overflow, violations
from web.service_at_hand import file, replied

if TYPE_CHECKING:
    from journeys.browsing import Visits

LANGUAGES: tuple[Literal["zh-CN", "en"], ...] = ("zh-CN", "en")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def addresses(visits: Visits) -> dict[str, tuple[Role | None, str]]:
    """Each page under a name for its picture: who looks at it, and where it is."""
    new, answered = file(visits.service), replied(visits.service)
    visits.service.follower.catch_up()
    staff, theirs = f"/staff/petitions/{new.number}", f"/staff/petitions/{answered.number}"
    return {
        "front": (None, "/"),
        "register": (None, "/petitions"),
        "register-nothing": (None, "/petitions?status=archived"),
        "petition": (None, f"/petitions/{answered.number}"),
        "tallies": (None, "/tallies"),
        "reference": (None, "/api/reference"),
        "reference-route": (None, "/api/reference/decline-petition"),
        "declines": (None, "/declines"),
        "data": (None, "/data"),
        "widget": (None, "/widget"),
        "audit-trail": (Role.AUDITOR, "/audit"),
        "audit-replay": (Role.AUDITOR, f"/audit/petitions/{answered.number}?version=3"),
        "audit-past": (Role.AUDITOR, "/audit/past"),
        "audit-access": (Role.AUDITOR, "/audit/access"),
        "analysis": (Role.ANALYST, "/analysis"),
        "analysis-petitions": (Role.ANALYST, "/analysis/petitions?what=received"),
        "analysis-rates": (Role.ANALYST, "/analysis/rates"),
        "sign-in": (None, "/sign-in"),
        "not-found": (None, "/nowhere"),
        "work-desk": (Role.DESK, "/staff"),
        "work-supervisor": (Role.SUPERVISOR, "/staff"),
        "work-unit": (Role.UNIT_OFFICER, "/staff"),
        "not-permitted": (Role.AUDITOR, "/staff"),
        "staff-petition": (Role.DESK, staff),
        "staff-petition-replied": (Role.SUPERVISOR, theirs),
        "accept": (Role.DESK, f"{staff}/accept-petition"),
        "decline": (Role.DESK, f"{staff}/decline-petition"),
        "assign": (Role.DISPATCHER, f"{staff}/assign-petition"),
        "reply": (Role.UNIT_APPROVER, f"{theirs}/submit-reply"),
        "verify": (Role.DESK, f"{theirs}/record-verification"),
        "close": (Role.DESK, f"{theirs}/close-petition"),
    }


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shut_out_and_nothing_is_cut_off(
    visits: Visits, language: Literal["zh-CN", "en"], scheme: Literal["light", "dark"]
) -> None:
    found: dict[str, list[str]] = {}
    for name, (role, address) in addresses(visits).items():
        page = visits.someone(role, language=language, scheme=scheme)
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("one => one.open = true")
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            visits.keep(page, f"{name}-{language}-{scheme}-{width}")
            if wider := overflow(page):
                found.setdefault(name, []).append(f"{wider} px wider than {width}")
        if broken := violations(page):
            found.setdefault(name, []).extend(broken)
        page.context.close()
    assert found == {}


def test_what_shuts_people_out_is_found(visits: Visits) -> None:
    page = visits.someone()
    page.goto("/sign-in")
    page.evaluate("() => { document.querySelector('label').remove(); document.documentElement.lang = '' }")
    assert {line.partition(":")[0] for line in violations(page)} >= {"label-title-only", "html-has-lang"}
    page.evaluate("() => { document.querySelector('main').append('a'.repeat(400)) }")
    assert overflow(page) > 0
