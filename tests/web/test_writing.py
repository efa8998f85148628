"""Giving commands: one answer for each wish, and nobody overwrites what they have not seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

from casebook.access import Role
from web.service_at_hand import API, CONTACT, STREET, WISH, file

if TYPE_CHECKING:
    import httpx

    from web.service_at_hand import Service


def submit(service: Service, key: str, role: Role | None = None, **changes: object) -> httpx.Response:
    with service.client(role) as client:
        return client.post(f"{API}/petitions", json=WISH | changes, headers={"Idempotency-Key": key})


def test_filing_answers_with_a_receipt_and_a_code_that_opens_it(service: Service) -> None:
    answer = submit(service, str(uuid4()))
    assert answer.status_code == 201
    receipt = answer.json()
    assert receipt.keys() == {"petition_id", "number", "version", "position", "recorded_at", "query_code"} | {
        "leaf",
        "leaf_code",
        "disclosures",
    }
    assert answer.headers["location"] == f"{API}/petitions/{receipt['number']}"
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["ledger-position"] == str(receipt["position"])
    assert "idempotent-replayed" not in answer.headers
    with service.client(headers={"Query-Code": receipt["query_code"]}) as citizen:
        seen = citizen.get(answer.headers["location"])
    assert seen.json()["submission"]["phone"] == WISH["phone"]
    assert seen.headers["etag"] == '"1"'


def test_the_same_key_gets_the_same_receipt_and_code(service: Service) -> None:
    key = str(uuid4())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: submit(service, key), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum(answer.headers.get("idempotent-replayed") == "true" for answer in answers) == 7
    assert service.ledger.position() == 1


def test_the_same_key_with_something_else_is_refused(service: Service) -> None:
    key = str(uuid4())
    submit(service, key)
    for other in (submit(service, key, title="另一件事，另一个标题"), submit(service, key, Role.DESK)):
        assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")
    assert service.ledger.position() == 1


def test_the_desk_files_on_behalf_of_a_caller(service: Service) -> None:
    receipt = submit(service, str(uuid4()), Role.DESK, channel="phone").json()
    with service.client(headers={"Query-Code": receipt["query_code"]}) as citizen:
        assert citizen.get(f"{API}/petitions/{receipt['number']}").json()["submission"]["channel"] == "phone"
    assert submit(service, str(uuid4()), Role.DISPATCHER).status_code == 403


def test_a_key_must_be_there_and_be_one(service: Service) -> None:
    with service.client() as client:
        missing = client.post(f"{API}/petitions", json=WISH)
    assert (missing.status_code, missing.json()["type"]) == (400, "/problems/key-missing")
    wrong = submit(service, "not-a-uuid")
    assert wrong.json()["errors"] == [{"in": "header", "field": "Idempotency-Key", "message": "须为 UUID。"}]


def test_a_change_says_which_version_it_has_seen(service: Service) -> None:
    petition = file(service)
    url = f"{API}/petitions/{petition.number}/accept-petition"
    with service.client(Role.DESK, headers={"Idempotency-Key": str(uuid4())}) as desk:
        missing = desk.post(url)
        odd = [desk.post(url, headers={"If-Match": tag}) for tag in ("1", "*", 'W/"1"', '"one"')]
    assert (missing.status_code, missing.json()["type"]) == (428, "/problems/version-missing")
    assert {answer.status_code for answer in odd} == {422}


def test_who_comes_second_is_told_what_changed(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    second = petition.post(Role.DESK, "decline-petition", DECLINE, If_Match='"1"')
    assert second.status_code == 409
    problem = second.json()
    assert problem["type"] == "/problems/outdated"
    assert (problem["expected"], problem["actual"], problem["since"]) == (1, 2, ["accepted"])


DECLINE = {"reason": "OUT_OF_AREA", "explanation": "您反映的事项不在本市行政区域之内。"}


def test_of_two_at_the_same_moment_one_comes_first(service: Service) -> None:
    petition = file(service)
    with ThreadPoolExecutor(2) as pool:
        accepted = pool.submit(petition.post, Role.DESK, "accept-petition")
        declined = pool.submit(petition.post, Role.DESK, "decline-petition", DECLINE)
    assert sorted([accepted.result().status_code, declined.result().status_code]) == [200, 409]


def test_a_repeated_change_gets_the_same_receipt_whatever_came_after(service: Service) -> None:
    petition = file(service)
    key = str(uuid4())
    first = petition.post(Role.DESK, "accept-petition", Idempotency_Key=key)
    petition.version = 2
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    again = petition.post(Role.DESK, "accept-petition", Idempotency_Key=key, If_Match='"1"')
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["etag"] == '"2"'
    reused = petition.post(Role.DESK, "accept-petition", {"urgency": "urgent"}, Idempotency_Key=key, If_Match='"1"')
    assert (reused.status_code, reused.json()["type"]) == (422, "/problems/key-reused")


def test_what_may_be_done_next_is_what_can_be_done_next(service: Service) -> None:
    petition = file(service)

    def may(role: Role) -> list[str]:
        return petition.get(role).json()["may"]  # type: ignore[no-any-return]

    assert may(Role.CITIZEN) == [
        "supplement-petition",
        "withdraw-petition",
        "change-confidentiality",
        "file-data-request",
    ]
    assert may(Role.DISPATCHER) == ["add-note"]
    petition.step(Role.DESK, "accept-petition")
    assert may(Role.DESK) == [
        "refer-out",
        "reclassify",
        "supplement-petition",
        "merge-petition",
        "request-information",
        "add-note",
    ]
    assert may(Role.DISPATCHER) == ["assign-petition", "add-note"]
    assert {"reclassify", "assign-petition", "designate-unit", "terminate-petition", "open-supervision"} <= set(
        may(Role.SUPERVISOR)
    )
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    assert "recompute-deadline" in may(Role.SUPERVISOR)
    assert "find-false-reply" not in may(Role.SUPERVISOR)  # nothing was replied
    assert may(Role.UNIT_OFFICER) == [
        "request-information",
        "sign-assignment",
        "request-return",
        "request-co-handling",
        "add-note",
    ]
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    petition.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    assert may(Role.UNIT_APPROVER) == ["submit-reply", "add-note"]
    petition.step(Role.CITIZEN, "withdraw-petition")
    assert may(Role.CITIZEN) == ["file-data-request"]
    assert may(Role.DESK) == ["add-note"]
    assert may(Role.SUPERVISOR) == ["correct-record", "add-note", "place-hold"]
