"""Every page in both languages, by day and night, on a phone and at a desk: nobody is shut out, nothing is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from casebook.access import Role
from journeys.browsing import DESK, HEIGHT, PHONE, overflow, violations
from web.rankings_at_service import give, publish_ranking, publish_story, work
from web.service_at_hand import file, replied
from web.test_story import record

if TYPE_CHECKING:
    from journeys.browsing import Visits
    from web.service_at_hand import Service

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
        "privacy": (None, "/privacy"),
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
        "several": (Role.DESK, f"/staff/several?command=accept-petition&on={new.number}@1"),
        "account": (Role.UNIT_OFFICER, "/me"),
        "file": (None, "/file?area=410403&street=410403002"),
        "mine": (None, "/mine"),
        "number-deleted": (None, "/mine?done=forgotten"),
        "work-desk": (Role.DESK, "/staff"),
        "work-supervisor": (Role.SUPERVISOR, "/staff"),
        "overview": (Role.SUPERVISOR, "/overview"),
        "overview-unit": (Role.UNIT_APPROVER, "/overview"),
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
    } | newsroom(visits.service)


def newsroom(service: Service) -> dict[str, tuple[Role | None, str]]:
    """The pages of reporters and editors, and what they publish."""
    visit, signed = (replied(service) for _ in range(2))
    visit.step(Role.DESK, "approve-reply")
    signed.step(Role.DESK, "approve-reply")
    record(signed)
    signed.step(Role.EDITOR, "countersign-verification")
    month, story = publish_ranking(service), publish_story(service)
    work(service, 2)
    give(service, Role.SUPERVISOR, "correct-ranking", {"reason": "公布后查明另有两件已按期办结。"}, version=2)
    service.follower.catch_up()
    editors = f"/editors/petitions/{signed.number}"
    return {
        "visits": (Role.REPORTER, "/reporters"),
        "visit": (Role.REPORTER, f"/reporters/visits/{visit.number}"),
        "visit-closed": (Role.REPORTER, f"/reporters/visits/{signed.number}"),
        "editing": (Role.EDITOR, "/editors"),
        "editors-petition": (Role.EDITOR, editors),
        "schedule": (Role.EDITOR, f"/editors/petitions/{visit.number}/do/schedule-verification"),
        "publication": (Role.EDITOR, f"{editors}/publication"),
        "editors-stories": (Role.EDITOR, "/editors/stories"),
        "story-new": (Role.EDITOR, "/editors/stories/new"),
        "story-revise": (Role.EDITOR, f"/editors/stories/{story}"),
        "story-withdraw": (Role.EDITOR, f"/editors/stories/{story}/withdraw-story"),
        "ranking-drafts": (Role.SUPERVISOR, "/ranking-drafts"),
        "ranking-draft": (Role.SUPERVISOR, f"/ranking-drafts/{month}"),
        "ranking-correct": (Role.SUPERVISOR, f"/ranking-drafts/{month}/correct-ranking"),
        "follow-ups": (None, "/follow-ups"),
        "follow-up": (None, f"/follow-ups/{signed.number}"),
        "rankings": (None, "/rankings"),
        "ranking": (None, f"/rankings/{month}"),
        "stories": (None, "/stories"),
        "story": (None, f"/stories/{story}"),
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
