"""Who asks: tokens, query codes, and what does not exist for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import jwt
import psycopg
import pytest

from casebook.access import Actor, Role
from casebook.errors import Misconfigured
from casebook.web import identity
from web.service_at_hand import API, REPLY, STREET, WISH, file, replied

if TYPE_CHECKING:
    from casebook.postgres import Database
    from web.service_at_hand import Service

KEY = b"k" * 32
HOUR = timedelta(hours=1)
SOMEBODY = uuid4()


def claims(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    usual = {
        "iss": "casebook",
        "aud": "casebook-api",
        "iat": now,
        "exp": now + HOUR,
        "sub": str(SOMEBODY),
        "role": "desk",
    }
    said = {name: now + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    return {name: value for name, value in (usual | said).items() if value is not None}


def test_a_token_names_an_actor() -> None:
    token = identity.issue(KEY, Role.UNIT_OFFICER, STREET, SOMEBODY, HOUR)
    assert identity.read(KEY, token) == Actor(SOMEBODY, Role.UNIT_OFFICER, STREET)


@pytest.mark.parametrize(
    ("role", "unit"), [(Role.UNIT_OFFICER, None), (Role.UNIT_APPROVER, ""), (Role.DESK, STREET), (Role.CITIZEN, None)]
)
def test_tokens_that_make_no_sense_are_not_issued(role: Role, unit: str | None) -> None:
    with pytest.raises(Misconfigured):
        identity.issue(KEY, role, unit, SOMEBODY, HOUR)


@pytest.mark.parametrize("claim", identity.CLAIMS)
def test_a_token_without_a_claim_is_none(claim: str) -> None:
    with pytest.raises(identity.NotIdentified):
        identity.read(KEY, jwt.encode(claims(**{claim: None}), KEY, "HS256"))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"aud": "other-api"},
        {"aud": ["other-api"]},
        {"exp": -HOUR},
        {"iat": HOUR},
        {"nbf": HOUR},
        {"sub": "王女士"},
        {"role": "mayor"},
        {"role": "citizen"},
        {"role": "unit_officer"},
        {"role": "desk", "unit": STREET},
        {"role": "unit_officer", "unit": 7},
        {"role": ["desk"]},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_is_none(changes: dict[str, Any]) -> None:
    with pytest.raises(identity.NotIdentified):
        identity.read(KEY, jwt.encode(claims(**changes), KEY, "HS256"))


def test_another_key_or_algorithm_signs_nothing() -> None:
    forged = [
        jwt.encode(claims(), b"x" * 32, "HS256"),
        jwt.encode(claims(), "", "none"),
        jwt.encode(claims(), KEY * 2, "HS512"),
        jwt.encode(claims(), KEY, "HS256")[:-2],
        "a.b.c",
        "",
        "ü",
    ]
    for token in forged:
        with pytest.raises(identity.NotIdentified):
            identity.read(KEY, token)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y.z", "Basic ZGVzazpkZXNr", "bearer"])
def test_who_shows_no_token_is_asked_for_one(service: Service, header: str) -> None:
    with httpx.Client(base_url=service.url, headers={"Authorization": header} if header else {}) as client:
        answer = client.get(f"{API}/inbox")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="casebook"')
        if header:  # a wrong token never makes somebody a citizen
            assert client.post(f"{API}/petitions", json=WISH).status_code == 401


def test_a_wrong_code_and_an_unknown_number_are_the_same(service: Service) -> None:
    mine, other = file(service), file(service)
    answers = []
    with service.client() as client:
        for number, code in (
            (mine.number, other.code),
            (mine.number, "AAAA-AAAA-AAAA-AAAA"),
            (mine.number, "ü"),
            ("2022-999999-9", mine.code),
            ("x", mine.code),
            ("%00", mine.code),
        ):
            for path in ("", "/timeline"):
                headers = {b"Query-Code": code.encode()}
                answers.append(client.get(f"{API}/petitions/{number}{path}", headers=headers))
    assert {answer.status_code for answer in answers} == {404}
    bodies = [{name: value for name, value in answer.json().items() if name != "instance"} for answer in answers]
    assert all(body == bodies[0] for body in bodies)
    assert mine.get(Role.CITIZEN).status_code == 200
    with service.client(headers={"Query-Code": mine.code.lower().replace("-", " ")}) as careless:
        assert careless.get(f"{API}/petitions/{mine.number}").status_code == 200


def test_a_petition_of_another_unit_does_not_exist(service: Service) -> None:
    petition = replied(service)
    with service.client(Role.UNIT_OFFICER, "dept-water-resources", HEADERS) as other:
        unknown = other.get(f"{API}/petitions/2022-999999-9")
        theirs = [other.get(f"{API}/petitions/{petition.number}{path}") for path in ("", "/timeline")]
        theirs.append(other.post(f"{API}/petitions/{petition.number}/sign-assignment", json={"assignment": 1}))
    with service.client(Role.UNIT_APPROVER, "dept-water-resources", HEADERS) as other:
        body = REPLY | {"drafted_by": str(uuid4())}
        theirs.append(other.post(f"{API}/petitions/{petition.number}/submit-reply", json=body))
    for answer in theirs:
        assert answer.status_code == 404
        assert answer.json() | {"instance": ""} == unknown.json() | {"instance": ""}
    assert petition.get(Role.UNIT_OFFICER).status_code == 200


HEADERS = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"'}


def test_the_newsroom_sees_what_is_to_be_verified_and_nothing_sealed(service: Service) -> None:
    petition, sealed = replied(service), replied(service, confidentiality="sealed")
    assert petition.get(Role.REPORTER).status_code == 404
    for each in (petition, sealed):
        each.step(Role.DESK, "approve-reply")
    assert petition.get(Role.REPORTER).status_code == 200
    assert sealed.get(Role.REPORTER).status_code == 404
    assert sealed.get(Role.EDITOR, path="/timeline").status_code == 404
    record = {
        "result": "solved",
        "method": "phone",
        "visited_at": datetime.now(UTC).isoformat(),
        "findings": "电话核实，问题已经解决。",
        "no_photo": "privacy",
    }
    assert sealed.post(Role.REPORTER, "record-verification", record).status_code == 404
    sealed.send(Role.DESK)
    sealed.step(Role.DESK, "record-verification", record)


@pytest.mark.parametrize("confidentiality", ["named", "contact_hidden", "sealed"])
def test_words_are_opened_for_who_may_see_them(service: Service, confidentiality: str) -> None:
    petition = file(service, confidentiality=confidentiality)
    petition.step(Role.DESK, "accept-petition")
    petition.step(
        Role.DISPATCHER, "assign-petition", {"unit": STREET, "instructions": "请先联系诉求人，再到现场查看。"}
    )
    for role in (Role.DESK, Role.SUPERVISOR, Role.CITIZEN):
        assert petition.get(role).json()["submission"]["phone"] == WISH["phone"]
    closed = {Role.DISPATCHER}
    if confidentiality != "named":
        closed |= {Role.UNIT_OFFICER, Role.UNIT_APPROVER}
    for role in closed:
        answer = petition.get(role)
        submission = answer.json()["submission"]
        assert submission["withheld"] == ["name", "phone"]
        assert (submission["name"], submission["phone"], submission["title"]) == (None, None, WISH["title"])
        assert WISH["phone"] not in answer.text + petition.get(role, path="/timeline").text
    assert "请先联系" in petition.get(Role.UNIT_OFFICER, path="/timeline").text
    assert "请先联系" not in petition.get(Role.CITIZEN, path="/timeline").text


def test_what_was_erased_is_named_and_gone_for_everybody(service: Service, database: Database) -> None:
    petition = replied(service)
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("DELETE FROM vault.words WHERE version = 1")
    for role in (Role.DESK, Role.CITIZEN, Role.UNIT_OFFICER):
        seen = petition.get(role).json()
        assert seen["submission"]["erased"] == ["title", "body", "place", "name", "phone"]
        assert (seen["submission"]["title"], seen["reply"]["text"]) == (None, REPLY["text"])
    with service.client(Role.DESK) as desk:
        (row,) = desk.get(f"{API}/inbox", params={"not_before": petition.position}).json()["petitions"]
    assert (row["title"], row["erased"]) == (None, ["title"])


def test_a_token_runs_out(service: Service) -> None:
    token = identity.issue(service.ledger.keys.token, Role.DESK, None, SOMEBODY, timedelta(seconds=-identity.SKEW - 1))
    with httpx.Client(base_url=service.url, headers={"Authorization": f"Bearer {token}"}) as client:
        assert client.get(f"{API}/inbox").status_code == 401
