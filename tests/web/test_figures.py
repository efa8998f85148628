"""Figures over HTTP beside the tallies: declines, follow-ups, units; each as it stands and as it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from casebook.access import Role
from casebook.casework.adopting import adopt_shipped
from casebook.petitions.events import VerificationCountersigned, VerifiedByReporter
from casebook.petitions.vocabulary import VerificationMethod, VerificationResult
from histories import ROAD, claim, entry, on, submitted
from web.service_at_hand import API, STREET, file, replied

if TYPE_CHECKING:
    from web.service_at_hand import Service

DECLINED = {"reason": "OUT_OF_AREA", "explanation": "该地点不在本市范围内，请向所在地热线反映。"}


def answer(service: Service, path: str, role: Role | None = None, **asked: Any) -> dict[str, Any]:
    with service.client(role) as client:
        found = client.get(f"{API}/{path}", params=asked)
    assert found.status_code == 200, found.text
    told: dict[str, Any] = found.json()
    return told


def test_declines_are_counted_by_ground_and_few_together(service: Service) -> None:
    for _ in range(5):
        file(service).step(Role.DESK, "decline-petition", DECLINED)
    position = service.ledger.position()
    file(service).step(Role.DESK, "decline-petition", DECLINED | {"reason": "NOT_SPECIFIC"})
    service.follower.catch_up()
    rows = answer(service, "decline-statistics", not_before=position)["declines"]
    assert [(row["reason"], row["declined"]) for row in rows] == [("OUT_OF_AREA", 5), (None, 1)]
    (then,) = answer(service, "decline-statistics", as_of=position)["declines"]
    assert (then["reason"], then["declined"]) == ("OUT_OF_AREA", 5)
    assert answer(service, "decline-statistics", as_of="2021-01-01", as_known=True)["declines"] == []
    assert answer(service, "decline-statistics", to_month="2021-01")["declines"] == []


def test_findings_are_told_page_by_page_once_they_are_signed(service: Service) -> None:
    seen = VerifiedByReporter(
        result=VerificationResult.UNSOLVED, method=VerificationMethod.SITE, visited_at=on("2022-01-28")
    )
    for day in ("2022-01-29", "2022-01-30"):
        told = (submitted(area="410403"), *ROAD[1:5], seen, VerificationCountersigned(round=1, result=seen.result))
        petition = uuid4()
        entries = [entry(petition, n, event, claim=claim(on(day))) for n, event in enumerate(told, 1)]
        service.ledger.append_all([entries])
    service.follower.catch_up()
    page = answer(service, "follow-ups", limit=1)
    (newest,) = page["follow_ups"]
    assert (newest["result"], newest["signed_on"], newest["area"]) == ("unsolved", "2022-01-30", "410403")
    (oldest,) = answer(service, "follow-ups", limit=1, after=page["next"])["follow_ups"]
    assert oldest["signed_on"] == "2022-01-29"
    assert len(answer(service, "follow-ups", as_of="2022-01-29")["follow_ups"]) == 1
    assert answer(service, "follow-ups", as_of="2022-01-29", as_known=True)["follow_ups"] == []
    assert answer(service, "follow-ups", result="solved")["follow_ups"] == []


def test_a_units_month_is_told_to_those_who_count_with_what_its_rates_are_made_of(service: Service) -> None:
    adopt_shipped(service.ledger)
    before = service.ledger.position()
    replied(service)
    service.follower.catch_up()
    rates = answer(service, "tallies", by="month")["tallies"]
    month = rates[0]["month"]
    told = answer(service, "unit-months", Role.ANALYST, month=month)
    (unit,) = told["units"]
    assert (unit["unit"], unit["counts"]["assigned"], told["definitions"]) == (STREET, 1, 1)
    assert unit["rates"]["on_time_sign"] | {"percent": "100.00"} == unit["rates"]["on_time_sign"]
    assert unit["rates"]["redo"]["denominator"] == unit["counts"]["answered"]
    assert answer(service, "unit-months", Role.DESK, month=month, as_of=before)["units"] == []
    with service.client(Role.REPORTER) as client:
        assert client.get(f"{API}/unit-months", params={"month": month}).status_code == 403
