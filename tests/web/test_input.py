"""What strangers send: it is refused with 4xx, and never makes the service stumble."""

from __future__ import annotations

import gzip
import json
import socket
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from casebook.access import Role
from casebook.accounts.people import NOT_FOR_PEOPLE, OF_UNITS
from casebook.petitions.commands import COMMANDS, SubmitPetition
from casebook.web.bodies import LIMIT, example_of
from casebook.web.server import HEAD
from databases import copied
from web.policy import OURS, POLICY, Door, routes
from web.scene import pass_to, scene_at
from web.service_at_hand import API, STREET, WISH, file, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.postgres import Server
    from web.service_at_hand import Petition, Service


def send(service: Service, content: bytes | str | Iterator[bytes], **headers: str) -> httpx.Response:
    usual = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    with service.client() as client:
        return client.post(
            f"{API}/petitions", content=content, headers=usual | {n.replace("_", "-"): v for n, v in headers.items()}
        )


def wish(**changes: Any) -> str:
    return json.dumps(WISH | changes)


@pytest.fixture(scope="module")
def service(server: Server, furnished: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all of them: what is refused leaves nothing behind."""
    with copied(server, furnished) as database, running(database, tmp_path_factory.mktemp("input")) as service:
        yield service


@pytest.mark.parametrize(
    "text",
    [
        "标题里有\ud800半个字",
        "标题里有\x00空字符",
        "标题里有\x1b控制字符",
        "标题里有\u202e反向字符",
        "标题里有\u2066隔离字符",
        "标题里有\ufffe非字符",
        "标题" * 40,
    ],
    ids=ascii,
)
def test_text_that_is_none_is_refused(service: Service, text: str) -> None:
    answers = [
        send(service, wish(**{field: text})) for field in ("title", "name", "place", "phone", "area", "category")
    ]
    assert {answer.status_code for answer in answers[:2]} <= {400, 422}
    assert all(answer.status_code < 500 for answer in answers)
    assert send(service, json.dumps(WISH | {text: 1})).status_code in (400, 422)


def test_text_is_taken_in_its_composed_form(service: Service) -> None:
    petition = file(service, title="Cafe\u0301 门前积水\r\n严重")
    assert petition.get(Role.CITIZEN).json()["submission"]["title"] == "Café 门前积水\n严重"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"title": "\xed\xa0\x80"}',
        b"[" * 30_000,
        b'{"a":' * 30_000,
        b'{"title": NaN}',
        b'{"title": Infinity}',
        b'{"title": 1e999}',
        b"1" * 10_000,
        b'{"title": "a", "title": "b"}',
        b"\xef\xbb\xbf{}",
        wish()[:-1].encode() + b', "publish_consent": true, "publish_consent": false}',
        wish().encode() + wish().encode(),
        wish(publish_consent="perhaps").encode(),
        wish(attachments=[{"id": 1}]).encode(),
        wish(attachments=["x"] * 20_000).encode(),
        wish(attachments=[{"id": str(uuid4()), "sha256": "0" * 64, "media": "jpeg", "size": 10**400}]).encode(),
    ],
    ids=lambda body: body[:24].decode("latin-1").encode("unicode-escape").decode(),
)
def test_bodies_that_are_none_are_refused(service: Service, body: bytes) -> None:
    before = service.ledger.position()
    answer = send(service, body)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert service.ledger.position() == before


def test_a_body_over_the_limit_is_refused_however_it_comes(service: Service) -> None:
    big = wish(body="水" * LIMIT).encode()
    declared = send(service, big)
    chunked = send(service, (big[at : at + 8192] for at in range(0, len(big), 8192)))
    for answer in (declared, chunked):
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": "multipart/form-data; boundary=x"},
        {"Content_Type": "application/json; charset=gbk"},
        {"Content_Type": ""},
    ],
    ids=str,
)
def test_only_json_is_read(service: Service, headers: dict[str, str]) -> None:
    answer = send(service, wish(), **headers)
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/media-wrong")


def test_compressed_bodies_are_not_unpacked(service: Service) -> None:
    assert send(service, gzip.compress(wish().encode()), Content_Encoding="gzip").status_code == 415


@pytest.fixture(scope="module")
def new(service: Service) -> Petition:
    """A petition that nobody has looked at."""
    return file(service)


@pytest.fixture(scope="module")
def assigned(service: Service) -> Petition:
    """A petition that the unit has."""
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    return petition


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {SubmitPetition.spoken_name()}))
def test_no_body_takes_what_is_not_its_own(service: Service, new: Petition, assigned: Petition, command: str) -> None:
    kind = COMMANDS[command]
    role = Role.CITIZEN if command in ("rate-petition", "withdraw-petition") else role_of(command)
    petition = assigned if role in OF_UNITS else new
    body = example_of(kind)
    for extra in ("petition_id", "status", "unit", "actor", "at", "role", "version", "schema_version", "model_config"):
        if extra in kind.model_fields and extra != "petition_id":
            continue
        answer = petition.post(role, command, body | {extra: "x"})
        if answer.status_code == 404:  # not the newsroom's yet: it is not told what would be wrong
            assert role in (Role.REPORTER, Role.EDITOR)
            continue
        assert answer.status_code == 422, answer.text
        assert extra in {error["field"] for error in answer.json()["errors"]}
    assert send(service, wish(number="2022-000001-1")).status_code == 422


def role_of(command: str) -> Role:
    from casebook.access import GRANTS  # noqa: PLC0415

    return next(iter(GRANTS[COMMANDS[command]]))


@pytest.mark.parametrize(
    "query",
    [
        "register?limit=0",
        "register?limit=201",
        "register?limit=1e3",
        "register?after=nonsense",
        "register?after=%00",
        "register?after=W10",
        "register?after=" + "A" * 300,
        "register?month=2022-13",
        "register?month=0000-01",
        "register?category=other",
        "register?area=41%00",
        "register?unit='%20OR%201=1%20--",
        "register?source='%20OR%201=1%20--",
        "register?status=closed%27",
        "register?not_before=-1",
        "register?not_before=99999999999999999999",
        "tallies?as_of=yesterday",
        "tallies?as_of=2022-02-30",
        "tallies?as_of=99999999999999999999",
        "tallies?as_of=2022-01-30T00:00:00",
        "tallies?as_of=20220130",
        "tallies?as_of=-1",
        "tallies?as_of=1643500800.5",
        "tallies?as_known=true",
        "tallies?by=month,unit",
        "tallies?as_known=perhaps",
        "tallies?from_month=%F0%9F%98%80",
    ],
)
def test_queries_that_are_none_are_refused(service: Service, query: str) -> None:
    with service.client() as client:
        answer = client.get(f"{API}/{query}")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")


@pytest.mark.parametrize("source", ["'", "%25", "%", "a%s"])
def test_percent_signs_and_quotes_are_no_sql(service: Service, source: str) -> None:
    with service.client() as client:
        assert client.get(f"{API}/register/x{source}y").status_code == 404


@pytest.mark.parametrize(
    "head",
    [
        [b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"a" * HEAD + b"\r\n\r\n"],
        [b"GET /health HTTP/1.1\r\nHost: x\r\n", *[b"X: " + b"a" * 1000 + b"\r\n"] * 33, b"\r\n"],
        [b"GET /health HTTP/1.1\r\nHost: x\r\nX: ", *[b"a" * 1024] * 600],
        [b"GET /" + b"a" * HEAD + b" HTTP/1.1\r\nHost: x\r\n\r\n"],
        [b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /" + b"a" * HEAD + b" HTTP/1.1\r\nHost: x\r\n\r\n"],
    ],
    ids=["long header", "many headers", "endless header", "long address", "second on the line"],
)
def test_a_long_head_is_refused_before_it_ends(service: Service, head: list[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0), timeout=10) as line:
        answer = b""
        with suppress(OSError):  # it has hung up while we went on
            for part in head:
                line.sendall(part)
        with suppress(OSError):
            while part := line.recv(4096):
                answer += part
    assert b"HTTP/1.1 431 " in answer
    assert b"/problems/head-too-large" in answer
    assert b"\r\nX-Content-Type-Options: nosniff" in answer
    with service.client() as client:
        assert client.get("/problems/head-too-large").json()["status"] == 431
        assert client.get("/health", headers={"X": "a" * (HEAD - 1024)}).status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        b"POST /api/v1/petitions HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/v1/petitions HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
    ],
    ids=["negative length", "endless length", "no http"],
)
def test_heads_that_are_none_get_no_500(service: Service, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0), timeout=10) as line:
        line.sendall(head)
        answer = line.recv(4096)
    assert b" 500 " not in answer.split(b"\r\n")[0]
    with service.client() as client:
        assert client.get("/health").status_code == 200


NOT_READ = {"/sign-out", "/mine/close", "/mine/forget"}
"""Pages that have no use for a body and leave it where it is; nor has a route that deletes."""


def test_no_route_reads_more_than_it_may_however_it_comes(service: Service) -> None:
    scene = scene_at(service)
    wrong: list[object] = []
    with httpx.Client(base_url=service.url, timeout=30) as client:
        scene.passed = pass_to(client, scene.ours)
        for (path, method), access in POLICY.items():
            if method == "GET":
                continue
            known = access.roles if access.door is Door.CITIZENS else access.roles - NOT_FOR_PEOPLE
            role = next((role for role in Role if role in known), None)
            address = scene.address(path, role, OURS)
            headers = {"Sec-Fetch-Site": "same-origin", "Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
            headers |= scene.who(access, role)
            for told, content in floods(limit_of(service, path, method)):
                answer = client.request(method, address, headers=headers | told, content=content)
                client.cookies.clear()
                is_left = (path in NOT_READ or method == "DELETE") and not isinstance(content, bytes)
                if answer.status_code not in ((413, 415, 303, 200, 401, 404) if is_left else (413, 415, 422)):
                    wrong.append((method, path, role, told, answer.status_code))
                elif answer.status_code == 413 and answer.headers["x-content-type-options"] != "nosniff":
                    wrong.append((method, path, role, told, "careless"))
    assert wrong == []


def limit_of(service: Service, path: str, method: str) -> int:
    """The most bytes of a form with files in it; no more than of any other body where none are taken."""
    (route,) = [route for route, here, how in routes(service) if (here, how) == (path, method)]
    most: int | None = getattr(route.original_route, "max_body_size", None)
    return most or LIMIT


def floods(most: int) -> Iterator[tuple[dict[str, str], bytes | Iterator[bytes]]]:
    """Bodies that are too long: of the kind that is taken, and of others; declared, and in chunks."""
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    file = b'; filename="a.jpg"' if most > LIMIT else b""
    head = b'--x\r\nContent-Disposition: form-data; name="file"' + file + b"\r\n\r\n"
    kinds = [{"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "application/json"}]
    for told in kinds:
        yield told, b"a" * (LIMIT + 1)
        yield told, (b"a" * 16_384 for _ in range(LIMIT // 16_384 + 1))
    yield form, chain([head], (b"a" * 65_536 for _ in range(most // 65_536 + 1)))
