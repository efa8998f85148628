"""Lists: what waits for whom, the public register, tallies; page by page, without repetition or loss."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from casebook.access import Role
from casebook.web.api.past import TURNS
from web.service_at_hand import API, STREET, WISH, Petition, file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from web.service_at_hand import Service


def pages(client: httpx.Client, url: str, **params: Any) -> Iterator[list[dict[str, Any]]]:
    while True:
        answer = client.get(f"{API}/{url}", params=params)
        assert answer.status_code == 200, answer.text
        rows, following = (answer.json()[name] for name in ("petitions", "next"))
        yield rows
        if following is None:
            return
        params["after"] = following


def numbers(client: httpx.Client, url: str, **params: Any) -> list[str]:
    return [row["number"] for page in pages(client, url, **params) for row in page]


def waiting(service: Service, role: Role, petition: Petition, own: str | None = None, **params: Any) -> list[str]:
    url = "verifications" if role in (Role.REPORTER, Role.EDITOR) else "inbox"
    with service.client(role, own) as client:
        return numbers(client, url, not_before=petition.position, **params)


def test_a_petition_waits_for_whoever_comes_next(service: Service) -> None:
    petition = replied(service)
    assert waiting(service, Role.DESK, petition) == [petition.number]
    assert waiting(service, Role.UNIT_OFFICER, petition) == []
    petition.step(Role.DESK, "approve-reply")
    assert waiting(service, Role.DESK, petition) == []
    assert waiting(service, Role.REPORTER, petition) == []
    assert waiting(service, Role.SUPERVISOR, petition, waiting_on="editor") == [petition.number]
    petition.send()
    assert waiting(service, Role.REPORTER, petition) == [petition.number]
    assert waiting(service, Role.EDITOR, petition) == []
    assert waiting(service, Role.SUPERVISOR, petition) == [petition.number]
    assert waiting(service, Role.SUPERVISOR, petition, waiting_on="reporter", unit=STREET) == [petition.number]
    assert waiting(service, Role.SUPERVISOR, petition, waiting_on="desk") == []


def test_a_unit_has_its_own_petitions_only(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    assert waiting(service, Role.DISPATCHER, petition) == [petition.number]
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    assert waiting(service, Role.UNIT_OFFICER, petition) == [petition.number]
    assert waiting(service, Role.UNIT_APPROVER, petition) == [petition.number]
    assert waiting(service, Role.UNIT_OFFICER, petition, "dept-water-resources") == []


def test_nothing_sealed_comes_to_the_newsroom_or_the_public(service: Service) -> None:
    sealed = replied(service, confidentiality="sealed")
    sealed.step(Role.DESK, "approve-reply")
    assert waiting(service, Role.REPORTER, sealed) == []
    with service.client() as anybody:
        assert numbers(anybody, "register", not_before=sealed.position) == []
        assert anybody.get(f"{API}/register/{sealed.number}").status_code == 404


@pytest.mark.parametrize("limit", [1, 3, 200])
def test_pages_neither_repeat_nor_lose(service: Service, limit: int) -> None:
    filed = [file(service, category=kind) for kind in ("complaint", "consultation", "suggestion") for _ in range(3)]
    expected = sorted(petition.number for petition in filed)
    last = filed[-1].position
    with service.client(Role.DESK) as desk, service.client() as anybody:
        for client, url in ((desk, "inbox"), (anybody, "register")):
            assert sorted(numbers(client, url, limit=limit, not_before=last)) == expected
            assert len(numbers(client, url, limit=limit, category="complaint")) == 3
            assert len(numbers(client, url, limit=limit, area="410403")) == 9
            assert numbers(client, url, area="410402") == numbers(client, url, status="closed") == []
        assert numbers(desk, "inbox", overdue=True) == []
        assert sum(1 for _ in pages(desk, "inbox", limit=limit)) == -(-9 // limit)
        assert len(numbers(anybody, "register", source="", limit=limit)) == 9
        assert numbers(anybody, "register", source="elsewhere") == []


def test_what_is_filed_while_one_turns_pages_disturbs_nothing(service: Service) -> None:
    filed = [file(service) for _ in range(6)]
    with service.client(Role.DESK) as desk:
        turning = pages(desk, "inbox", limit=2, not_before=filed[-1].position)
        seen = [row["number"] for row in next(turning)]
        file(service)
        filed[0].step(Role.DESK, "accept-petition")
        seen += [row["number"] for page in turning for row in page]
    assert len(seen) == len(set(seen))
    assert {petition.number for petition in filed[1:]} <= set(seen)


def test_titles_are_open_in_work_lists_and_nothing_else_is(service: Service) -> None:
    petition = file(service)
    with service.client(Role.DESK) as desk:
        answer = desk.get(f"{API}/inbox", params={"not_before": petition.position})
    (row,) = answer.json()["petitions"]
    assert (row["title"], row["status"], row["clock"], row["overdue"]) == (WISH["title"], "submitted", "accept", False)
    assert WISH["phone"] not in answer.text


def test_the_register_has_no_words_and_no_people(service: Service) -> None:
    petition = file(service)
    with service.client() as anybody:
        page = anybody.get(f"{API}/register", params={"not_before": petition.position}).text
        entry = anybody.get(f"{API}/register/{petition.number}").text
    for words in (WISH["title"], WISH["name"], WISH["phone"], WISH["place"], petition.code):
        assert words not in page + entry


def tally(service: Service, **params: Any) -> list[dict[str, Any]]:
    with service.client() as anybody:
        answer = anybody.get(f"{API}/tallies", params={"not_before": service.ledger.position()} | params)
    assert answer.status_code == 200, answer.text
    assert answer.json()["position"] == service.ledger.position()
    return answer.json()["tallies"]  # type: ignore[no-any-return]


def test_tallies_count_by_what_is_asked_for(service: Service) -> None:
    assert tally(service) == [dict.fromkeys(NOTHING) | COUNTS]
    file(service, category="complaint").step(Role.DESK, "accept-petition")
    file(service, area="410402", street=None)
    (total,) = tally(service)
    assert (total["received"], total["accepted"], total["closed"]) == (2, 1, 0)
    kinds = {row["category"]: row["received"] for row in tally(service, by="category")}
    assert kinds == {"complaint": 1, "civilized_city": 1}
    assert {row["area"]: row["accepted"] for row in tally(service, by="area")} == {"410402": 0, "410403": 1}
    (month,) = tally(service, by="month")
    assert month["received"] == 2
    assert len(tally(service, by="month,category", from_month=month["month"], to_month=month["month"])) == 2
    assert tally(service, category="suggestion")[0]["received"] == 0
    assert [row["area"] for row in tally(service, by="area", area="410402")] == ["410402"]
    assert tally(service, source="", area="410403")[0]["received"] == 1
    assert tally(service, source="elsewhere")[0]["received"] == 0


NOTHING = ("month", "category", "area", "unit")
COUNTS = dict.fromkeys(
    ("received", "accepted", "declined", "assigned", "replied", "verified", "closed", "closed_now"), 0
)


def test_only_so_many_look_into_the_past_at_once(service: Service) -> None:
    with TURNS, TURNS, service.client() as anybody:
        answer = anybody.get(f"{API}/tallies", params={"as_of": "2022-01-30"})
        assert anybody.get(f"{API}/tallies").status_code == 200
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")


def test_tallies_can_be_asked_as_of_the_past(service: Service) -> None:
    first = file(service)
    file(service)
    assert tally(service)[0]["received"] == 2
    assert tally(service, as_of=first.position)[0]["received"] == 1
    assert tally(service, as_of="2022-01-30", as_known=True)[0]["received"] == 0
    assert tally(service, as_of="2099-01-30")[0]["received"] == 2
    with service.client(headers={"Idempotency-Key": str(uuid4())}) as anybody:
        recorded = anybody.post(f"{API}/petitions", json=WISH).json()["recorded_at"]
    assert tally(service, as_of=recorded, as_known=True)[0]["received"] == 3


def test_editors_see_what_nobody_is_sent_to_yet(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    with service.client(Role.EDITOR) as editor:
        assert numbers(editor, "verifications/to-schedule", not_before=petition.position) == [petition.number]
        petition.step(Role.EDITOR, "schedule-verification", {"reporter": str(uuid4())})
        assert numbers(editor, "verifications/to-schedule", not_before=petition.position) == []
    with service.client(Role.REPORTER) as reporter:
        assert reporter.get(f"{API}/verifications/to-schedule").status_code == 403


def test_supervisors_see_what_is_suspended_by_the_day_of_review(service: Service) -> None:
    today = datetime.now(UTC).date()
    put_aside = []
    for days in (30, 10, 20):
        petition = file(service)
        petition.step(Role.DESK, "accept-petition")
        petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
        petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
        halt = {
            "ground": "funds",
            "plan": "改造资金已列入明年预算，批复后三个月内完工。",
            "review_on": str(today + timedelta(days=days)),
            "told_citizen_at": datetime.now(UTC).isoformat(),
        }
        petition.step(Role.SUPERVISOR, "suspend-petition", halt)
        put_aside.append(petition)
    soonest = [put_aside[place].number for place in (1, 2, 0)]
    with service.client(Role.SUPERVISOR) as supervisor:
        assert numbers(supervisor, "suspensions", limit=2, not_before=put_aside[-1].position) == soonest
        assert numbers(supervisor, "suspensions", unit=STREET) == soonest
        assert numbers(supervisor, "suspensions", unit="dept-tax") == []
        (first, *_), *_ = pages(supervisor, "suspensions", limit=1)
    assert (first["status"], first["due_on"]) == ("suspended", str(today + timedelta(days=10)))
    with browser(service, Role.SUPERVISOR) as client:
        shown = client.get("/decisions?list=suspensions").text
    assert sorted(soonest, key=shown.index) == soonest
    assert first["title"] == WISH["title"]
    assert shown.count(f">{WISH['title']}</a>") == len(soonest)


def test_records_see_what_is_to_be_put_away_and_nobody_else_does(service: Service) -> None:
    petition = file(service)
    explained = {"reason": "OUT_OF_AREA", "explanation": "该地点不在本市辖区内，请向当地热线反映。"}
    petition.step(Role.DESK, "decline-petition", explained)
    with service.client(Role.RECORDS) as records, service.client(Role.DESK) as desk:
        for url in ("records/to-archive", "records/to-appraise"):
            assert numbers(records, url, not_before=petition.position) == []  # it has not ended a month ago
            assert desk.get(f"{API}/{url}").status_code == 403
