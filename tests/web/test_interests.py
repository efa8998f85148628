"""Whoever has declared an interest in a unit (回避) leaves its matters to others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from casebook.access import DECLARING, Role
from casebook.petitions.interests import ConflictOfInterestDeclared, stream_of
from casebook.petitions.words import Sealed
from web.forms_at_hand import Page
from web.service_at_hand import API, STREET, file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    import httpx

    from web.service_at_hand import Petition, Service

FINDING = {
    "result": "solved",
    "method": "phone",
    "visited_at": datetime.now(UTC).isoformat(),
    "findings": "电话核实，问题已经解决。",
    "no_photo": "privacy",
}
RELATIVE = "亲属在该街道任职。"


def say(service: Service, role: Role, what: str = "declare", key: UUID | None = None, **body: Any) -> httpx.Response:
    """Somebody declares an interest, or ends it."""
    with service.client(role) as client:
        headers = {"Idempotency-Key": str(key or uuid4())}
        return client.post(f"{API}/interests/{what}-interest", json={"unit": STREET} | body, headers=headers)


def mine(service: Service, role: Role) -> list[tuple[str, str | None]]:
    with service.client(role) as client:
        return [(row["unit"], row["petition"]) for row in client.get(f"{API}/interests").json()["interests"]]


def rule_of(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    rule: str = answer.json()["rule"]
    return rule


def accepted(service: Service) -> Petition:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    return petition


def test_a_dispatcher_brings_nothing_before_a_unit_that_they_have_an_interest_in(service: Service) -> None:
    petition = accepted(service)
    assert say(service, Role.DISPATCHER, words=RELATIVE).status_code == 200
    assert rule_of(petition.post(Role.DISPATCHER, "assign-petition", {"unit": STREET})) == "assigner_has_no_interest"
    assert say(service, Role.DISPATCHER, "end").status_code == 200
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})


def test_a_reporter_neither_is_sent_nor_goes_where_they_have_an_interest(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    assert say(service, Role.REPORTER).status_code == 200
    schedule = {"reporter": str(service.people[Role.REPORTER, None]), "method": "site"}
    sent = petition.post(Role.EDITOR, "schedule-verification", schedule)
    assert rule_of(sent) == "scheduled_reporter_has_declared_no_interest"
    assert rule_of(petition.post(Role.REPORTER, "record-verification", FINDING)) == "verifier_has_declared_no_interest"
    say(service, Role.EDITOR)
    waiver = {"ground": "category"}
    assert rule_of(petition.post(Role.EDITOR, "waive-verification", waiver)) == "verifier_has_declared_no_interest"


def test_an_interest_in_one_petition_counts_in_that_one_only(service: Service) -> None:
    petition, other = accepted(service), accepted(service)
    assert say(service, Role.DISPATCHER, petition=petition.number).status_code == 200
    with service.client(Role.DISPATCHER) as client:
        assert [row["number"] for row in client.get(f"{API}/interests").json()["interests"]] == [petition.number]
    assert rule_of(petition.post(Role.DISPATCHER, "assign-petition", {"unit": STREET})) == "assigner_has_no_interest"
    other.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    assert rule_of(say(service, Role.DISPATCHER, "end")) == "interest_stands"
    assert say(service, Role.DISPATCHER, "end", petition=petition.number).status_code == 200
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})


@pytest.mark.parametrize("role", sorted(DECLARING))
def test_everybody_declares_their_own_and_sees_their_own(service: Service, role: Role) -> None:
    assert mine(service, role) == []
    key = uuid4()
    first, again = say(service, role, key=key), say(service, role, key=key)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert mine(service, role) == [(STREET, None)]
    assert all(mine(service, other) == [] for other in DECLARING - {role})
    assert say(service, role, key=key, unit="dept-tax").status_code == 422
    assert rule_of(say(service, role)) == "interest_is_new"
    assert rule_of(say(service, role, unit="dept-of-nowhere")) == "unit_is_in_the_directory"
    assert say(service, role, petition="2022-999999-9").status_code == 404
    assert say(service, role, "end").json()["version"] == 2
    assert rule_of(say(service, role, "end")) == "interest_stands"
    assert mine(service, role) == []


def test_what_it_is_stays_sealed_and_no_read_model_hears_of_it(service: Service) -> None:
    position = say(service, Role.REPORTER, words=RELATIVE).json()["position"]
    [entry] = service.ledger.entries(stream_of(service.people[Role.REPORTER, None]))
    told: object = entry.event
    assert isinstance(told, ConflictOfInterestDeclared)
    assert isinstance(told.words, Sealed)
    [opened] = service.ledger.open([entry], lambda _entry, _field: True)
    assert getattr(opened.event, "words", None) == RELATIVE
    with service.client(Role.AUDITOR) as client:
        trail = client.get(f"{API}/audit/trail?not_before={position}")
    assert trail.json()["events"] == []


def typed_into(client: httpx.Client, address: str, **typed: str) -> httpx.Response:
    """What is answered to the form on a page, filled in."""
    [form] = [one for one in Page(client.get(address).text, address).forms if "interest" in one.action]
    return client.post(form.action, data=form.filled(typed))


def test_an_interest_is_declared_and_ended_by_forms(service: Service) -> None:
    petition, here = accepted(service), "/me/interests"
    with browser(service, Role.DISPATCHER) as client:
        assert f'href="{here}"' in client.get("/me").text
        form = f"{here}/declare-interest"
        assert "您已申报过，无需重复申报" in client.get(form).text
        number = petition.number.replace("-", "－")
        done = typed_into(client, form, unit=STREET, petition=number, words=RELATIVE)
        assert done.headers["location"] == f"{here}?done=declare-interest"
        listed = client.get(done.headers["location"]).text
        assert f"仅诉求 {petition.number}" in listed
        assert RELATIVE not in listed
        again = typed_into(client, form, unit=STREET, petition=number, words=RELATIVE)
        assert (again.status_code, again.text.count("您已申报过，无需重复申报")) == (409, 2)
        assert RELATIVE in again.text
        end = f"{here}/end-interest?unit={STREET}&petition={petition.number}"
        assert end.replace("&", "&amp;") in listed
        assert typed_into(client, end).headers["location"] == f"{here}?done=end-interest"
        assert mine(service, Role.DISPATCHER) == []
        assert "您没有这项申报" in typed_into(client, end).text


def test_no_form_tells_whether_a_petition_is_there_and_what_was_declared_can_always_be_ended(service: Service) -> None:
    petition, unseen = replied(service), accepted(service)
    petition.step(Role.DESK, "approve-reply")
    with browser(service, Role.REPORTER) as client:
        form = "/me/interests/declare-interest"
        for number in (unseen.number, "2022-999999-9", "…"):
            wrong = typed_into(client, form, unit=STREET, petition=number, words=RELATIVE)
            assert (wrong.status_code, wrong.text.count("没有这个编号的诉求")) == (422, 2)
            assert RELATIVE in wrong.text
        assert typed_into(client, form, unit=STREET, petition=petition.number).status_code == 303
        petition.step(Role.SUPERVISOR, "change-confidentiality", {"after": "sealed"})
        assert client.get(f"/staff/petitions/{petition.number}").status_code == 404
        end = f"/me/interests/end-interest?unit={STREET}&petition={petition.number}"
        assert typed_into(client, end).status_code == 303
