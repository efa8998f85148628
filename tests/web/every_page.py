"""Every page under a name for its picture: who looks at it, and where it is.

Addresses have gaps, `{new}` say, which `told` fills with the petitions, the month and the story that it makes.
`tests/web/test_without_scripts.py` holds that no page is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casebook.access import Role
from casebook.accounts import passwords
from web.forgetting_at_service import agreed, asked, erase
from web.rankings_at_service import give, publish_ranking, publish_story, work
from web.service_at_hand import STREET, file, replied
from web.signing_in import PASSWORD, accounts_of
from web.test_interests import say
from web.test_story import record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.service_at_hand import Petition, Service

Pages = dict[str, tuple[Role | None, str]]

FOR_EVERYBODY: Pages = {
    "front": (None, "/"),
    "register": (None, "/petitions"),
    "register-nothing": (None, "/petitions?status=archived"),
    "petition": (None, "/petitions/{answered}"),
    "tallies": (None, "/tallies"),
    "reference": (None, "/api/reference"),
    "reference-route": (None, "/api/reference/decline-petition"),
    "declines": (None, "/declines"),
    "data": (None, "/data"),
    "privacy": (None, "/privacy"),
    "system": (None, "/system"),
    "widget": (None, "/widget"),
    "follow-ups": (None, "/follow-ups"),
    "follow-up": (None, "/follow-ups/{signed}"),
    "rankings": (None, "/rankings"),
    "ranking": (None, "/rankings/{month}"),
    "stories": (None, "/stories"),
    "story": (None, "/stories/{story}"),
    "sign-in": (None, "/sign-in"),
    "not-found": (None, "/nowhere"),
    "file": (None, "/file?area=410403&street=410403002"),
    "mine": (None, "/mine"),
    "number-deleted": (None, "/mine?done=forgotten"),
    "own-all": (Role.CITIZEN, "/mine"),
    "own-forget": (Role.CITIZEN, "/mine/forget"),
    "own": (Role.CITIZEN, "/mine/{answered}"),
    "own-receipt": (Role.CITIZEN, "/mine/{answered}/receipt"),
    "own-rate": (Role.CITIZEN, "/mine/{answered}/rate-petition"),
    "own-withdraw": (Role.CITIZEN, "/mine/{answered}/withdraw-petition"),
    "own-data-request": (Role.CITIZEN, "/mine/{answered}/file-data-request"),
    "petition-erased": (None, "/petitions/{erased}"),
    "own-confidentiality": (Role.CITIZEN, "/mine/{answered}/change-confidentiality"),
}
OF_OFFICES: Pages = {
    "work-desk": (Role.DESK, "/staff"),
    "work-supervisor": (Role.SUPERVISOR, "/staff"),
    "decisions": (Role.SUPERVISOR, "/decisions"),
    "dissatisfied": (Role.SUPERVISOR, "/decisions?list=dissatisfied"),
    "suspensions": (Role.SUPERVISOR, "/decisions?list=suspensions"),
    "outbox": (Role.DESK, "/outbox"),
    "search": (Role.DESK, "/search"),
    "overview": (Role.SUPERVISOR, "/overview"),
    "overview-unit": (Role.UNIT_APPROVER, "/overview"),
    "work-unit": (Role.UNIT_OFFICER, "/staff"),
    "not-permitted": (Role.AUDITOR, "/staff"),
    "several": (Role.DESK, "/staff/several?command=accept-petition&on={new}@1"),
    "account": (Role.UNIT_OFFICER, "/me"),
    "second-factor": (Role.UNIT_OFFICER, "/me/second-factor"),
    "account-desk": (Role.DISPATCHER, "/me"),
    "interests": (Role.DISPATCHER, "/me/interests"),
    "interest": (Role.DISPATCHER, "/me/interests/declare-interest"),
    "interest-over": (Role.DISPATCHER, f"/me/interests/end-interest?unit={STREET}&petition={{new}}"),
    "staff-petition": (Role.DESK, "/staff/petitions/{new}"),
    "staff-petition-replied": (Role.SUPERVISOR, "/staff/petitions/{answered}"),
    "duplicates": (Role.DESK, "/staff/petitions/{new}/duplicates"),
    "merge": (Role.DESK, "/staff/petitions/{new}/merge-petition?master={answered}&evidence=same_street"),
    "accept": (Role.DESK, "/staff/petitions/{new}/accept-petition"),
    "decline": (Role.DESK, "/staff/petitions/{new}/decline-petition"),
    "assign": (Role.DISPATCHER, "/staff/petitions/{new}/assign-petition"),
    "reply": (Role.UNIT_APPROVER, "/staff/petitions/{answered}/submit-reply"),
    "note": (Role.DESK, "/staff/petitions/{answered}/add-note"),
    "verify": (Role.DESK, "/staff/petitions/{answered}/record-verification"),
    "close": (Role.DESK, "/staff/petitions/{answered}/close-petition"),
    "data-requests": (Role.PRIVACY_OFFICER, "/data-requests"),
    "data-request": (Role.PRIVACY_OFFICER, "/data-requests/{asked}"),
    "data-request-approve": (Role.SUPERVISOR, "/data-requests/{asked}/approve-erasure"),
    "staff-petition-erased": (Role.SUPERVISOR, "/staff/petitions/{erased}"),
    "records": (Role.RECORDS, "/records"),
    "records-appraise": (Role.RECORDS, "/records?list=appraise"),
    "audit-trail": (Role.AUDITOR, "/audit"),
    "audit-replay": (Role.AUDITOR, "/audit/petitions/{answered}?version=3"),
    "audit-past": (Role.AUDITOR, "/audit/past"),
    "audit-adoptions": (Role.AUDITOR, "/audit/adoptions"),
    "audit-access": (Role.AUDITOR, "/audit/access"),
    "audit-ranking": (Role.AUDITOR, "/audit/rankings/{month}"),
    "audit-waivers": (Role.SUPERVISOR, "/audit/waivers"),
    "analysis": (Role.ANALYST, "/analysis"),
    "analysis-area": (Role.ANALYST, "/analysis?by=area"),
    "analysis-made-of": (Role.ANALYST, "/analysis/rates/petitions?month={month}"),
    "analysis-petitions": (Role.ANALYST, "/analysis/petitions?what=received"),
    "analysis-rates": (Role.ANALYST, "/analysis/rates?month={month}"),
}
OF_THE_NEWSROOM: Pages = {
    "visits": (Role.REPORTER, "/reporters"),
    "visit": (Role.REPORTER, "/reporters/visits/{visit}"),
    "visit-closed": (Role.REPORTER, "/reporters/visits/{signed}"),
    "editing": (Role.EDITOR, "/editors"),
    "editors-petition": (Role.EDITOR, "/editors/petitions/{signed}"),
    "schedule": (Role.EDITOR, "/editors/petitions/{visit}/do/schedule-verification"),
    "publication": (Role.EDITOR, "/editors/petitions/{signed}/publication"),
    "editors-stories": (Role.EDITOR, "/editors/stories"),
    "story-new": (Role.EDITOR, "/editors/stories/new"),
    "story-revise": (Role.EDITOR, "/editors/stories/{story}"),
    "story-withdraw": (Role.EDITOR, "/editors/stories/{story}/withdraw-story"),
    "ranking-drafts": (Role.SUPERVISOR, "/ranking-drafts"),
    "ranking-draft": (Role.SUPERVISOR, "/ranking-drafts/{month}"),
    "ranking-correct": (Role.SUPERVISOR, "/ranking-drafts/{month}/correct-ranking"),
}


@dataclass(frozen=True)
class Told:
    """What the pages speak of.

    Attributes:
        gaps: what fills the gaps of the addresses.
        answered: the petition whose citizen looks at it.
    """

    gaps: Mapping[str, str]
    answered: Petition


def told(service: Service) -> Told:
    """One petition in each state that makes a page of its own; a ranking with its correction, and a story."""
    new, answered, visit, signed = file(service), *(replied(service) for _ in range(3))
    for petition in (visit, signed):
        petition.step(Role.DESK, "approve-reply")
    for petition in (answered, visit, signed):
        petition.step(Role.UNIT_OFFICER, "add-note", {"text": "诉求人家中有老人需要轮椅出入，请优先安排现场查看。"})
    visit.send()
    record(signed)
    signed.step(Role.EDITOR, "countersign-verification")
    month, story = publish_ranking(service), publish_story(service)
    work(service, 2)
    give(service, Role.SUPERVISOR, "correct-ranking", {"reason": "公布后查明另有两件已按期办结。"}, version=2)
    service.follower.catch_up()
    _may_set_up_a_device(service)
    waiting, erased = asked(service), agreed(service)
    erase(service, erased)
    say(service, Role.DISPATCHER, petition=new.number)
    numbers = {"asked": waiting, "erased": erased, "new": new, "answered": answered, "visit": visit, "signed": signed}
    gaps = {name: petition.number for name, petition in numbers.items()}
    return Told(gaps | {"month": month, "story": str(story)}, answered)


def _may_set_up_a_device(service: Service) -> None:
    """The unit's officer gets a password: without one there is no second factor."""
    service.session(Role.UNIT_OFFICER, STREET)
    people = accounts_of(service).people
    officer = people.by_id(service.people[Role.UNIT_OFFICER, STREET])
    assert officer
    people.keep(officer, passwords.hashed(PASSWORD))
