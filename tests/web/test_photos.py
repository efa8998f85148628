"""Pictures in the forms of the pages: taken in with the form itself, kept whatever else is wrong, shown by rights."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from PIL import Image

from casebook.access import Role
from casebook.accounts.filing import UPLOADS_FROM_NETWORK, UPLOADS_OF_HOLDER
from casebook.accounts.trouble import TooManyTries
from casebook.petitions.event import files_in
from casebook.petitions.publication.codes import Redaction
from pictures import SECRET, photo
from web.service_at_hand import API, CONTACT, REPLY, STREET, Petition, file, replied
from web.test_attachments import for_filing, uploaded
from web.test_citizens_pages import carried, filled, history, number_of, published
from web.test_newsroom_pages import hidden
from web.test_pages import browser

if TYPE_CHECKING:
    import httpx

    from casebook.postgres import Database
    from web.service_at_hand import Service

REFERENCE = re.compile(r'<input type="hidden" name="(\w+)" value="([0-9a-f-]{36}\.[0-9a-f]{64}\.\d+)">')
SMALL = re.compile(r'src="(/[^"]*/pictures/[0-9a-f-]{36}/small)"')


def sent(*pictures: bytes, name: str = "attachments") -> list[tuple[str, tuple[str, bytes, str]]]:
    """Files as a browser sends them."""
    return [(name, (f"IMG_{at}.jpg", picture, "image/jpeg")) for at, picture in enumerate(pictures)]


def references(answer: httpx.Response) -> list[str]:
    """The pictures that a form has taken in."""
    return [reference for _, reference in REFERENCE.findall(answer.text)]


def own(answer: httpx.Response) -> dict[str, str]:
    """The hidden controls of a form, its pictures among them."""
    return carried(answer.text) | dict(REFERENCE.findall(answer.text))


def test_a_citizen_files_with_pictures_and_without_scripts(service: Service) -> None:
    with browser(service) as client:
        pictures = sent(photo(), photo((64, 48), "PNG"), b"")
        form = filled(title="灯")
        wrong = client.post("/file", data=form, files=[*pictures[:2], ("attachments", ("", b"", ""))])
        assert wrong.status_code == 422
        taken = references(wrong)
        assert len(taken) == 2, "kept although the title is too short"
        small = client.get(re.findall(r'src="(/waiting-pictures/[^"]+)"', wrong.text)[0])
        assert (small.headers["content-type"], small.headers["cache-control"]) == ("image/jpeg", "no-store")
        assert Image.open(BytesIO(small.content)).size == (240, 320)
        assert SECRET not in small.content
        less = client.post("/file", data=form | {"attachments": taken, "_drop": taken[1]})
        assert (less.status_code, references(less)) == (200, taken[:1])
        again = form | {"title": "小巷路灯不亮", "attachments": taken[:1]}
        first = client.post("/file", data=again, files=sent(photo((80, 60))))
        number = number_of(first)
        assert number_of(client.post("/file", data=again, files=sent(photo((80, 60))))) == number, "sent twice"
        assert len(files_in(history(service, number)[0].event)) == 2
        assert client.get(f"/waiting-pictures/{taken[0].split('.')[0]}").status_code == 404, "it waits no more"
        other = client.post("/file", data=again | {"title": "小巷的路灯又不亮了"})
        assert (other.status_code, references(other)) == (422, []), "those pictures went with the first"


def test_pictures_go_along_on_the_way_past_what_is_alike(service: Service) -> None:
    published(service)
    with browser(service) as client:
        asked = client.post("/file", data=filled(), files=sent(photo()))
        form = carried(asked.text)
        assert "attachments" in form
        number = number_of(client.post("/file", data=form))
    assert len(files_in(history(service, number)[0].event)) == 1


def test_what_is_no_picture_is_told_and_the_others_are_kept(service: Service) -> None:
    with browser(service, Accept_Language="en") as client:
        answer = client.post("/file", data=filled(), files=sent(photo(), b"<svg/>"))
        assert (answer.status_code, len(references(answer))) == (422, 1)
        assert "“IMG_1.jpg” was not taken: Only JPEG, PNG and WebP" in answer.text
        many = client.post("/file", data=filled(_photos="yes"), files=sent(*(photo((9, 9 + n)) for n in range(11))))
        assert (many.status_code, len(references(many))) == (422, 9)
        assert "At most 9" in many.text
        assert client.post("/file", data=filled(attachments="x")).status_code == 400
        assert client.post("/file", data=filled(), files=sent(photo(), name="title")).status_code == 400
        large = client.post("/file", data=filled(), files=sent(bytes(51 * 2**20)))
        assert large.status_code == 413


def test_who_sends_too_many_waits_and_keeps_what_was_taken(service: Service) -> None:
    filing = str(uuid4())
    form = filled(_key=filing, _photos="yes")
    with browser(service) as client:
        one = references(client.post("/file", data=form, files=sent(photo())))
        for _ in range(UPLOADS_OF_HOLDER.free - 1):
            assert for_filing(service, b"<svg/>", filing).status_code == 422
        refused = client.post("/file", data=form | {"attachments": one}, files=sent(photo((7, 7))))
        assert (refused.status_code, references(refused)) == (429, one)
        assert int(refused.headers["retry-after"]) > 0
    slowed = for_filing(service, photo(), filing)
    assert (slowed.status_code, slowed.json()["type"]) == (429, "/problems/too-many-tries")
    assert int(slowed.headers["retry-after"]) > 0
    assert for_filing(service, photo(), str(uuid4())).status_code == 201, "others go on"


def test_a_network_sends_only_so_many(service: Service) -> None:
    filing = service.app.state.services.accounts.filing
    for _ in range(UPLOADS_FROM_NETWORK.free):
        filing.count_upload(uuid4().bytes, bytes(16))
    with pytest.raises(TooManyTries):
        filing.count_upload(uuid4().bytes, bytes(16))
    filing.count_upload(uuid4().bytes, bytes([1] * 16))


def test_what_is_sent_again_waits_anew(service: Service, database: Database) -> None:
    form = filled()
    with browser(service) as client:
        (one,) = references(client.post("/file", data=form | {"_photos": "yes"}, files=sent(photo())))
        with psycopg.connect(database.owner_dsn) as owner:
            owner.execute("UPDATE vault.files SET uploaded_at = now() - interval '24 hours 30 minutes'")
        assert client.post("/file", data=form | {"attachments": one}).status_code == 409
        assert references(client.post("/file", data=form | {"_photos": "yes"}, files=sent(photo()))) == [one]
        assert client.post("/file", data=form | {"attachments": one}).status_code == 303


def in_progress(service: Service) -> Petition:
    """A petition that the unit is at work on."""
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    petition.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    return petition


def test_a_unit_shows_its_work_and_everybody_who_may_sees_it(service: Service) -> None:
    petition = in_progress(service)
    here = f"/staff/petitions/{petition.number}"
    with browser(service, Role.UNIT_APPROVER) as client:
        form = own(client.get(f"{here}/submit-reply"))
        typed = {"drafted_by": str(uuid4()), "outcome": "resolved", "text": REPLY["text"]}
        empty = client.post(
            f"{here}/submit-reply", data=form | {"drafted_by": ""}, files=sent(photo(), name="evidence")
        )
        assert (empty.status_code, len(references(empty))) == (422, 1)
        assert client.post(f"{here}/submit-reply", data=own(empty) | typed).status_code == 303
        (small,) = {*SMALL.findall(client.get(here).text)}
        picture = client.get(small.removesuffix("/small"))
        assert Image.open(BytesIO(picture.content)).size == (480, 640)
    assert picture.headers["cache-control"] == "no-store"
    assert picture.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert picture.headers["x-content-type-options"] == "nosniff"
    with browser(service, Role.DESK) as client:
        assert client.get(small).status_code == 200
    with browser(service, Role.REPORTER) as client:
        assert client.get(small).status_code == 404, "nothing of theirs yet"
    with browser(service) as client:
        assert client.get(small).status_code == 303, "to the sign-in"
        mine = small.replace("/staff/petitions/", "/mine/")
        assert client.get(mine).status_code == 303
        client.post("/mine/open", data={"number": petition.number, "code": petition.code})
        assert mine in client.get(f"/mine/{petition.number}").text
        assert client.get(mine).status_code == 200
    opened(service, small.split("/")[-2], [Role.UNIT_APPROVER, Role.DESK])


def opened(service: Service, file_id: str, by: list[Role]) -> None:
    """See that the access log says who of staff has opened a file, and of no citizen."""
    with service.client(Role.AUDITOR) as client:
        entries: list[dict[str, Any]] = client.get(f"{API}/audit/access?kind=file-opened").json()["entries"]
    people = {str(person): role for (role, _), person in service.people.items()}
    assert {one["file_id"] for one in entries} == {file_id}
    assert [people[one["person_id"]] for one in entries] == by
    with browser(service, Role.AUDITOR) as client:
        assert file_id in client.get("/audit/access?kind=file-opened").text


def test_a_citizen_adds_pictures_later(service: Service) -> None:
    petition = file(service)
    with browser(service) as client:
        client.post("/mine/open", data={"number": petition.number, "code": petition.code})
        here = f"/mine/{petition.number}/supplement-petition"
        form = own(client.get(here))
        assert client.post(here, data=form | {"text": "附上照片。"}, files=sent(photo())).status_code == 303
        assert len({*SMALL.findall(client.get(f"/mine/{petition.number}").text)}) == 1


def visited(petition: Petition) -> dict[str, str]:
    """What a reporter types about a visit."""
    return {
        "result": "solved", "method": "site", "visited_at": petition.steps[-1]["recorded_at"],
        "findings": "巷口畅通，禁停标线已施划。", "talked_to_citizen": "true",
    }  # fmt: skip


def test_a_reporter_shows_before_and_after(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    petition.send()
    with browser(service, Role.REPORTER) as client:
        here = f"/reporters/visits/{petition.number}"
        form = own(client.get(here)) | visited(petition)
        files = sent(photo(), name="photos_before") + sent(photo(colour="#3c3"), name="photos")
        assert client.post(here, data=form, files=files).status_code == 303
    with browser(service, Role.EDITOR) as client:
        text = client.get(f"/editors/petitions/{petition.number}").text
    finding = petition.get(Role.EDITOR).json()["finding"]
    assert len(finding["photos"]) == len(finding["photos_before"]) == 1
    assert {one.split("/")[-2] for one in SMALL.findall(text)} == {
        finding[name][0]["id"] for name in ("photos", "photos_before")
    }
    assert "记者的照片：以前：照片 1" in text
    petition.version += 1  # given by its form
    petition.step(Role.EDITOR, "countersign-verification")
    with browser(service, Role.EDITOR) as client:
        text = client.get(f"/editors/petitions/{petition.number}/publication").text
    assert re.findall("公开照片 [12][^<]*", text) == ["公开照片 1（以前的样子）", "公开照片 2"]


def signed(service: Service, *pictures: bytes) -> Petition:
    """A petition that a reporter has looked at, with pictures, and an editor has signed."""
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    petition.send()
    finding = visited(petition) | {
        "talked_to_citizen": True, "photos": [uploaded(petition, Role.REPORTER, one) for one in pictures],
    }  # fmt: skip
    petition.step(Role.REPORTER, "record-verification", finding)
    petition.step(Role.EDITOR, "countersign-verification")
    return petition


def to_publish(client: httpx.Client, petition: Petition, **changes: Any) -> httpx.Response:
    """Publish a text, as the editor's page does."""
    here = f"/editors/petitions/{petition.number}/publication"
    text = client.get(here).text
    typed = {"text": "记者追访时巷口畅通，禁停标线已施划。", "reviewer": str(uuid4()), "checked": list(Redaction)}
    look = client.post(here, data=hidden(text) | typed)
    return client.post(here, data=hidden(look.text) | typed | {"do": "publish"} | changes)


def test_an_editor_chooses_which_pictures_everybody_sees(service: Service) -> None:
    petition = signed(service, photo((2000, 1500)), photo(colour="#3c3"))
    first, second = (one["id"] for one in petition.get(Role.EDITOR).json()["finding"]["photos"])
    told = {"picture": first, f"caption-{first}": "巷口没有车辆停放。", "pictures_checked": "true"}
    entry = f"{API}/register/{petition.number}"
    with browser(service, Role.EDITOR) as client, browser(service) as anybody:
        for careless in ("pictures_checked", f"caption-{first}"):
            refused = to_publish(client, petition, **told | {careless: ""})
            assert refused.status_code == 409
            assert f'value="{first}" checked' in refused.text
            assert f'value="{second}" checked' not in refused.text
        assert to_publish(client, petition, picture=str(uuid4())).status_code == 400
        assert to_publish(client, petition, **told).status_code == 303
        service.follower.catch_up()
        (shown,) = anybody.get(entry).json()["public_text"]["pictures"]
        assert shown["caption"] == "巷口没有车辆停放。"
        where = f"/petitions/{petition.number}/pictures/{shown['id']}"
        for page in (f"/petitions/{petition.number}", f"/follow-ups/{petition.number}"):
            assert f'src="{where}/small" alt="{shown["caption"]}"' in anybody.get(page).text
        whole = anybody.get(where)
        assert Image.open(BytesIO(whole.content)).size == (960, 1280)
        assert whole.headers["cache-control"] == "public, max-age=60, s-maxage=10"
        assert anybody.get(where, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
        for other in (first, second):
            assert anybody.get(f"/petitions/{petition.number}/pictures/{other}").status_code == 404
        erase(service, first)
        assert anybody.get(f"{where}/small").status_code == 200, "it has a key of its own"
        again = to_publish(client, petition, picture=shown["id"], pictures_checked="true", **captioned(shown))
        assert again.status_code == 303
        service.follower.catch_up()
        assert anybody.get(where).status_code == 404, "another copy stands in its place"
        (shown,) = anybody.get(entry).json()["public_text"]["pictures"]
        petition.version += 2
        petition.step(Role.EDITOR, "unpublish", {"reason": "照片中可以认出一个人。"})
        service.follower.catch_up()
        assert anybody.get(f"/petitions/{petition.number}/pictures/{shown['id']}").status_code == 404


def captioned(shown: dict[str, Any]) -> dict[str, str]:
    return {f"caption-{shown['id']}": shown["caption"]}


def erase(service: Service, file_id: str) -> None:
    """Destroy the key of whoever has shown a file."""
    with service.ledger.datastore.connection() as connection:
        found = connection.execute("SELECT subject_id FROM vault.files WHERE id = %s", (file_id,)).fetchall()
    service.ledger.vault.erase([subject for (subject,) in found])
