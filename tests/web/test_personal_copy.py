"""A copy of what is held about a citizen: all of theirs, nothing of others, on record each time."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from click.testing import CliRunner

from casebook.access import Role
from casebook.casework.erasing import Eraser
from casebook.cli import casebook
from casebook.errors import Misconfigured, NotFound, NotPermitted
from casebook.ledger.handed_out import handed_out
from web.service_at_hand import API, REPLY, WISH, file, replied
from web.test_attachments import filed_with
from web.test_pages import browser

if TYPE_CHECKING:
    import httpx
    from click.testing import Result

    from casebook.postgres import Database
    from web.service_at_hand import Petition, Service


def opened(answer: httpx.Response) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    with ZipFile(BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def copy(petition: Petition, role: Role = Role.CITIZEN) -> httpx.Response:
    return petition.get(role, path="/personal-copy.zip")


def accesses(service: Service) -> list[tuple[str, Any]]:
    log = service.app.state.services.accounts.log
    return [(one.kind, one.person_id) for one in log.page(None, 100) if one.kind == "personal-copy-made"]


def test_a_citizen_takes_along_what_is_held_about_them_in_both_languages(service: Service) -> None:
    petition, reference = filed_with(service)
    petition.step(Role.CITIZEN, "supplement-petition", {"text": "昨晚又堵了两个小时。"})
    petition.get(Role.DESK)  # who reads name and number is in it
    found = opened(copy(petition))
    assert found.keys() == {"copy.html", "copy.en.html", "copy.json", f"pictures/{reference['id']}.jpg"}
    for name, title in {"copy.html": "个人信息副本", "copy.en.html": "Copy of your personal data"}.items():
        page = found[name].decode()
        assert f"<h1>{title}</h1>" in page
        for words in (
            WISH["title"],
            WISH["body"],
            WISH["name"],
            WISH["phone"],
            "昨晚又堵了两个小时。",
            reference["id"],
        ):
            assert words in page
    assert "查看姓名电话" in found["copy.html"].decode()
    content = json.loads(found["copy.json"])
    assert content["petition"]["submission"]["phone"] == WISH["phone"]
    assert content["steps"][1]["words"]["text"] == "昨晚又堵了两个小时。"
    assert found[f"pictures/{reference['id']}.jpg"].startswith(b"\xff\xd8\xff")


def test_each_copy_is_on_record_with_its_digest(service: Service) -> None:
    petition = file(service)
    answers = [copy(petition), copy(petition, Role.PRIVACY_OFFICER)]
    petition_id = service.ledger.by_number(petition.number)
    assert petition_id
    register = handed_out(service.ledger.datastore, petition_id)
    assert [one.digest for one in register] == [hashlib.sha256(one.content).hexdigest() for one in answers]
    assert accesses(service) == [
        ("personal-copy-made", None),
        ("personal-copy-made", service.people[Role.PRIVACY_OFFICER, None]),
    ]
    with browser(service, Role.PRIVACY_OFFICER) as client:
        page = client.get(f"/data-requests/{petition.number}").text
        assert register[0].digest in page
        assert client.get(f"/data-requests/{petition.number}/personal-copy.zip").status_code == 200


def test_what_is_between_offices_and_who_they_are_is_not_in_it(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    text = "".join(content.decode() for name, content in opened(copy(petition)).items() if not name.endswith(".jpg"))
    assert REPLY["text"] in text, "it is about them"
    assert not [person for person in service.people.values() if str(person) in text]


def test_a_sealed_report_goes_to_nobody_but_its_citizen(service: Service) -> None:
    petition = file(service, confidentiality="sealed", about_unit="street-410403002")
    assert opened(copy(petition))
    refused = copy(petition, Role.PRIVACY_OFFICER)
    assert refused.status_code == 403
    assert len(accesses(service)) == 1


def test_once_erased_there_is_nothing_to_copy_and_it_says_so(service: Service) -> None:
    petition, _ = filed_with(service)
    petition_id = service.ledger.by_number(petition.number)
    assert petition_id
    citizen = service.app.state.services.casework.petition(petition_id).citizen
    Eraser(service.ledger, service.app.state.services.accounts).erase(petition_id, [citizen])
    found = opened(copy(petition, Role.PRIVACY_OFFICER))
    assert found.keys() == {"copy.html", "copy.en.html", "copy.json"}
    assert "依法删除" in found["copy.html"].decode()
    assert WISH["phone"] not in found["copy.json"].decode()


def test_on_the_command_line_it_is_the_same_file(service: Service, database: Database, tmp_path: Path) -> None:
    petition, sealed = file(service), file(service, confidentiality="sealed")
    environment = {"CASEBOOK_DSN": database.app_dsn, "CASEBOOK_OWNER_DSN": database.owner_dsn}
    environment |= {"CASEBOOK_KEYS_DSN": database.keys_dsn, "CASEBOOK_KEYS": str(tmp_path / "keys")}
    output = tmp_path / "copy.zip"

    def typed(number: str, output: Path = output) -> Result:
        words = ["subject", number, "--output", str(output)]
        return CliRunner().invoke(casebook, words, env=environment, standalone_mode=False)

    assert typed(petition.number).exception is None
    assert output.stat().st_mode & 0o077 == 0
    with ZipFile(output) as archive:
        assert WISH["phone"] in archive.read("copy.html").decode()
    for elsewhere in (tmp_path / "no-such-folder" / "copy.zip", Path("/dev/null")):
        error = typed(petition.number, elsewhere).exception
        assert isinstance(error, Misconfigured)
        assert all(str(elsewhere) in sentence for sentence in (error.zh, error.en))
    assert accesses(service) == [("personal-copy-made", None)]
    petition_id = service.ledger.by_number(petition.number)
    assert petition_id
    (registered,) = handed_out(service.ledger.datastore, petition_id)
    assert registered.digest == hashlib.sha256(output.read_bytes()).hexdigest()
    assert isinstance(typed(sealed.number).exception, NotPermitted)
    assert isinstance(typed("2022-000000-0").exception, NotFound)
    assert [each.name for each in tmp_path.iterdir() if "copy" in each.name] == [output.name]


def test_nobody_else_gets_one(service: Service) -> None:
    petition = file(service)
    for role in (Role.DESK, Role.UNIT_OFFICER, Role.AUDITOR):
        assert copy(petition, role).status_code == 403
    with service.client() as client:
        answer = client.get(f"{API}/petitions/{petition.number}/personal-copy.zip", headers={"Query-Code": "AAAA"})
    assert answer.status_code in (403, 404)
