"""Pictures over HTTP: uploaded, named in a command, shown to whom they are for, forgotten with their people."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from PIL import Image

from casebook.access import Role
from casebook.casework import Sweeper
from casebook.casework.pictures import MOST_BYTES
from casebook.ledger.files import MOST_WAITING
from pictures import SECRET, bomb, photo
from web.service_at_hand import API, CONTACT, REPLY, STREET, WISH, Petition, file

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from casebook.postgres import Database
    from web.service_at_hand import Service


def for_filing(service: Service, sent: bytes, filing: str, key: str = "") -> httpx.Response:
    headers = {"Idempotency-Key": key or str(uuid4()), "Filing-Key": filing}
    with service.client() as client:
        return client.post(f"{API}/attachments", files={"file": ("IMG_1.jpg", sent, "image/jpeg")}, headers=headers)


def uploaded(petition: Petition, role: Role, sent: bytes, unit: str | None = None) -> dict[str, Any]:
    headers = {"Idempotency-Key": str(uuid4())} | ({"Query-Code": petition.code} if role is Role.CITIZEN else {})
    with petition.service.client(None if role is Role.CITIZEN else role, unit) as client:
        address = f"{API}/petitions/{petition.number}/attachments"
        answer = client.post(address, files={"file": ("a.png", sent, "image/png")}, headers=headers)
    assert answer.status_code == 201, answer.text
    reference: dict[str, Any] = answer.json()["attachment"]
    return reference


def filed_with(service: Service, **changes: Any) -> tuple[Petition, dict[str, Any]]:
    """A petition that was filed with a picture."""
    key = str(uuid4())
    reference = for_filing(service, photo(), key).json()["attachment"]
    with service.client() as client:
        wish = WISH | changes | {"attachments": [reference]}
        answer = client.post(f"{API}/petitions", json=wish, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    found = Petition(service, receipt["number"], receipt["query_code"], receipt["version"], receipt["position"])
    return found, reference


def rows(database: Database, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.owner_dsn) as owner:
        return owner.execute(statement).fetchall()


def test_a_picture_is_uploaded_filed_and_seen_by_the_desk(service: Service) -> None:
    petition, reference = filed_with(service)
    shown = petition.get(Role.DESK).json()["submission"]["attachments"]
    assert shown == [reference]
    large = petition.get(Role.DESK, path=f"/attachments/{reference['id']}")
    small = petition.get(Role.CITIZEN, path=f"/attachments/{reference['id']}/thumbnail")
    assert [answer.status_code for answer in (large, small)] == [200, 200]
    assert large.headers["content-type"] == "image/jpeg"
    assert large.headers["x-content-type-options"] == "nosniff"
    assert large.headers["cache-control"] == "private, no-cache"
    assert large.headers["content-disposition"] == f'inline; filename="{reference["id"]}.jpg"'
    assert Image.open(BytesIO(large.content)).size == (480, 640)
    assert Image.open(BytesIO(small.content)).size == (240, 320)
    assert len(large.content) == reference["size"]
    assert SECRET not in large.content + small.content


def test_who_has_it_already_gets_it_not_again(service: Service) -> None:
    petition, reference = filed_with(service)
    path = f"{API}/petitions/{petition.number}/attachments/{reference['id']}"
    with service.client(Role.DESK) as client:
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(f"{path}/thumbnail", headers={"If-None-Match": tag}).status_code == 200


def test_the_timeline_and_the_audit_tell_no_key_of_a_file(service: Service) -> None:
    petition, _ = filed_with(service)
    for role in (Role.CITIZEN, Role.DESK):
        (step,) = petition.get(role, path="/timeline").json()["steps"]
        assert "file_keys" not in step["words"].keys() | set(step["withheld"]) | step["facts"].keys()
    with service.client(Role.AUDITOR) as client:
        (event,) = client.get(f"{API}/audit/petitions/{petition.number}").json()["events"]
    assert "file_keys" in event["digests"]
    assert "file_keys" not in event["facts"]


def test_the_same_bytes_again_are_the_same_file(service: Service, database: Database) -> None:
    filing, key = str(uuid4()), str(uuid4())
    first, again, other_key = (for_filing(service, photo(), filing, k) for k in (key, key, str(uuid4())))
    assert first.json() == again.json() == other_key.json()
    assert for_filing(service, photo(colour="#3c3"), filing, key).json()["type"] == "/problems/key-reused"
    assert for_filing(service, photo(), str(uuid4())).json() != first.json()
    assert rows(database, "SELECT count(*) FROM vault.files") == [(2,)]


@pytest.mark.parametrize("sent", [b"<svg/>", bomb(), b"\0\0\0\x18ftypheic", b""], ids=["svg", "bomb", "heic", "empty"])
def test_what_is_no_good_picture_is_refused_and_leaves_nothing(
    service: Service, database: Database, sent: bytes
) -> None:
    answer = for_filing(service, sent, str(uuid4()))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/picture-refused")
    assert rows(database, "SELECT count(*) FROM vault.files") == [(0,)]


def test_what_is_too_long_is_not_read_to_its_end(service: Service) -> None:
    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(200):
            yield bytes(1024 * 1024)

    headers = {"Idempotency-Key": str(uuid4()), "Filing-Key": str(uuid4())}
    with service.client() as client:
        form = headers | {"Content-Type": "multipart/form-data; boundary=x"}
        unsaid = client.post(f"{API}/attachments", content=endless(), headers=form)
        said = for_filing(service, b"\xff\xd8\xff" + bytes(MOST_BYTES + 2**20), str(uuid4()))
        assert [unsaid.status_code, said.status_code] == [413, 413]
        two = [("file", ("a", photo())), ("file", ("b", photo()))]
        assert client.post(f"{API}/attachments", files=two, headers=headers).status_code == 400
        other = client.post(f"{API}/attachments", json={}, headers=headers)
        assert (other.status_code, other.json()["type"]) == (415, "/problems/media-wrong")
        bare = client.post(f"{API}/attachments", files={"picture": photo()}, headers=headers)
        assert bare.status_code in (400, 422)
    assert for_filing(service, b"\xff\xd8\xff" + bytes(MOST_BYTES), str(uuid4())).status_code == 422


def test_only_so_many_wait_for_one_person(service: Service) -> None:
    filing = str(uuid4())
    answers = [for_filing(service, photo((8 + n, 8)), filing) for n in range(MOST_WAITING + 1)]
    assert [answer.status_code for answer in answers] == [201] * MOST_WAITING + [422]


def test_a_file_of_another_filing_or_of_nobody_is_refused_by_a_rule(service: Service) -> None:
    reference = for_filing(service, photo(), str(uuid4())).json()["attachment"]
    unknown = reference | {"id": str(uuid4())}
    with service.client() as client:
        for one in (reference, unknown):
            wish = WISH | {"attachments": [one]}
            answer = client.post(f"{API}/petitions", json=wish, headers={"Idempotency-Key": str(uuid4())})
            assert (answer.status_code, answer.json()["rule"]) == (409, "files_were_uploaded_for_this_by_the_asker")


def test_files_are_used_once_and_in_their_own_petition(service: Service) -> None:
    petition, other = file(service), file(service)
    reference = uploaded(petition, Role.CITIZEN, photo())
    body = {"text": "附上照片。", "attachments": [reference]}
    assert other.post(Role.CITIZEN, "supplement-petition", body).status_code == 409
    assert petition.post(Role.DESK, "supplement-petition", body).status_code == 409
    petition.step(Role.CITIZEN, "supplement-petition", body)
    assert petition.post(Role.CITIZEN, "supplement-petition", body).status_code == 409
    assert petition.get(Role.DESK, path=f"/attachments/{reference['id']}").status_code == 200


def test_a_repeated_filing_gets_its_receipt_although_the_file_is_used(service: Service) -> None:
    key = str(uuid4())
    wish = WISH | {"attachments": [for_filing(service, photo(), key).json()["attachment"]]}
    with service.client() as client:
        first, again = (client.post(f"{API}/petitions", json=wish, headers={"Idempotency-Key": key}) for _ in range(2))
    assert (first.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert first.json() == again.json()


def test_the_approver_signs_with_the_officers_picture_and_others_do_not_see_it(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    petition.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    reference = uploaded(petition, Role.UNIT_OFFICER, photo(kind="PNG"))
    path = f"/attachments/{reference['id']}"
    assert petition.get(Role.UNIT_OFFICER, path=path).status_code == 404  # no event has it yet
    petition.step(Role.UNIT_APPROVER, "submit-reply", REPLY | {"drafted_by": str(uuid4()), "evidence": [reference]})
    seen = {role: petition.get(role, path=path).status_code for role in (Role.UNIT_OFFICER, Role.DESK, Role.CITIZEN)}
    assert seen == {Role.UNIT_OFFICER: 200, Role.DESK: 200, Role.CITIZEN: 200}
    assert petition.get(Role.UNIT_OFFICER, "dept-tax", path=path).status_code == 404
    assert petition.get(Role.REPORTER, path=path).status_code == 404
    with service.client() as client:
        assert client.get(f"{API}/petitions/{petition.number}{path}").status_code == 401
        wrong = client.get(f"{API}/petitions/{petition.number}{path}", headers={"Query-Code": "ABCD-2345-EFGH-6723"})
        assert wrong.status_code == 404


def test_a_finding_and_its_pictures_are_outside_only_once_it_is_signed(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    petition.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    petition.step(Role.UNIT_APPROVER, "submit-reply", REPLY | {"drafted_by": str(uuid4())})
    petition.step(Role.DESK, "approve-reply")
    petition.send()
    reference = uploaded(petition, Role.REPORTER, photo())
    approved_at = petition.steps[-1]["recorded_at"]
    finding = {
        "result": "solved", "method": "site", "visited_at": approved_at, "findings": "巷口畅通，禁停标线已施划。",
        "photos": [reference], "talked_to_citizen": True,
    }  # fmt: skip
    petition.step(Role.REPORTER, "record-verification", finding)
    path = f"/attachments/{reference['id']}"
    outside = (Role.CITIZEN, Role.UNIT_OFFICER)
    assert [petition.get(role, path=path).status_code for role in (Role.EDITOR, *outside)] == [200, 404, 404]
    petition.step(Role.EDITOR, "countersign-verification")
    assert [petition.get(role, path=path).status_code for role in outside] == [200, 200]


def test_the_units_it_is_about_see_no_picture_of_a_sealed_report(service: Service) -> None:
    petition, reference = filed_with(service, confidentiality="sealed", about_unit=STREET)
    path = f"/attachments/{reference['id']}"
    found = [petition.get(role, path=path).status_code for role in (Role.DESK, Role.UNIT_OFFICER, Role.EDITOR)]
    assert found == [200, 404, 404]


def test_what_is_kept_is_sealed_and_the_ledger_names_what_is_sealed(service: Service, database: Database) -> None:
    _, reference = filed_with(service)
    [(content, small, digest, held)] = rows(
        database,
        "SELECT content, thumbnail, encode(sha256(content), 'hex'), num_nulls(wrapped, holder) FROM vault.files",
    )
    assert digest == reference["sha256"]
    assert held == 2
    assert b"JFIF" not in content + small


def test_unused_files_go_after_a_day_and_used_ones_stay(service: Service, database: Database) -> None:
    _, used = filed_with(service)
    filing = str(uuid4())
    waits, old = (for_filing(service, photo((20, 20 + n)), filing).json()["attachment"] for n in range(2))
    with psycopg.connect(database.owner_dsn) as owner:
        late = "UPDATE vault.files SET uploaded_at = now() - interval '26 hours' WHERE id = ANY (%s)"
        owner.execute(late, ([used["id"], old["id"]],))
    served = service.app.state.services
    Sweeper(served.casework, served.reader.ask).sweep_in_turn()
    assert {str(row[0]) for row in rows(database, "SELECT id FROM vault.files")} == {used["id"], waits["id"]}


def test_a_file_is_too_old_for_a_command_before_it_is_removed(service: Service, database: Database) -> None:
    key = str(uuid4())
    wish = WISH | {"attachments": [for_filing(service, photo(), key).json()["attachment"]]}
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("UPDATE vault.files SET uploaded_at = now() - interval '24 hours 1 minute'")
    assert service.ledger.files.remove_unused() == 0
    with service.client() as client:
        answer = client.post(f"{API}/petitions", json=wish, headers={"Idempotency-Key": key})
    assert answer.status_code == 409


def test_destroying_a_persons_key_destroys_their_files(service: Service, database: Database) -> None:
    petition, reference = filed_with(service)
    told = uploaded(petition, Role.DESK, photo())
    petition.step(Role.DESK, "supplement-petition", {"text": "代为补充。", "attachments": [told]})
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    petition.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    kept = uploaded(petition, Role.UNIT_APPROVER, photo())
    petition.step(Role.UNIT_APPROVER, "submit-reply", REPLY | {"drafted_by": str(uuid4()), "evidence": [kept]})
    ((shown_by,),) = rows(database, f"SELECT subject_id FROM vault.files WHERE id = '{reference['id']}'")
    service.ledger.vault.erase([shown_by])
    found = [petition.get(Role.DESK, path=f"/attachments/{one['id']}") for one in (reference, told, kept)]
    assert [answer.status_code for answer in found] == [410, 410, 200]  # what the desk added for the caller is theirs
    assert [str(row[0]) for row in rows(database, "SELECT id FROM vault.files")] == [kept["id"]]


def test_a_picture_that_was_exchanged_is_not_shown(service: Service, database: Database) -> None:
    petition, reference = filed_with(service)
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("UPDATE vault.files SET content = thumbnail")
    answer = petition.get(Role.DESK, path=f"/attachments/{reference['id']}")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/unreadable")
