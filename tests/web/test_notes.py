"""Notes for colleagues, over HTTP: whoever handles the petition reads them, and nobody outside has a trace of one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from casebook.access import Role
from web.forms_at_hand import Page
from web.service_at_hand import API, STREET, file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    from web.service_at_hand import Petition, Service

NOTE = "诉求人家中有老人需要轮椅出入，请优先安排现场查看。"
HANDLING = (Role.DESK, Role.DISPATCHER, Role.SUPERVISOR, Role.UNIT_OFFICER, Role.UNIT_APPROVER, Role.EDITOR)
OTHER_UNIT = "dept-tax"


def leave(petition: Petition, role: Role = Role.DISPATCHER, text: str = NOTE) -> None:
    """A note that makes nobody's version an older one: whoever goes on has not seen it."""
    answer = petition.post(role, "add-note", {"text": text})
    assert answer.status_code == 200, answer.text


def outside(service: Service, petition: Petition) -> dict[str, Any]:
    """What the citizen and everybody get to know, but for the counter of versions."""
    service.follower.catch_up()
    seen = {path: petition.get(Role.CITIZEN, path=path).json() for path in ("", "/timeline")}
    with service.client() as anybody:
        for path in (f"{API}/register/{petition.number}", f"{API}/register", f"/petitions/{petition.number}"):
            seen[path] = anybody.get(path).text
    return {path: found | {"version": 0} if isinstance(found, dict) else found for path, found in seen.items()}


def test_colleagues_read_it_and_nobody_outside_has_a_trace(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    before = outside(service, petition)
    for role in (*HANDLING, Role.REPORTER):
        leave(petition, role)
    assert outside(service, petition) == before
    for role in HANDLING:
        steps = petition.get(role, path="/timeline").json()["steps"]
        assert [step["words"]["text"] for step in steps[-7:]] == [NOTE] * 7
    assert petition.get(Role.UNIT_OFFICER, OTHER_UNIT).status_code == 404
    assert NOTE not in petition.get(Role.PRIVACY_OFFICER, path="/timeline").text
    assert petition.post(Role.RECORDS, "add-note", {"text": NOTE}).status_code == 403

    sealed = file(service, confidentiality="sealed")
    leave(sealed)
    for role in (Role.REPORTER, Role.EDITOR):
        assert sealed.post(role, "add-note", {"text": NOTE}).status_code == 404


def test_whoever_goes_on_is_not_held_up_and_learns_of_it_only_if_they_may(service: Service) -> None:
    petition = file(service)
    leave(petition)
    leave(petition)
    petition.step(Role.CITIZEN, "supplement-petition", {"text": "昨晚又堵了两个小时。"})
    assert petition.version == 4
    seen, petition.version = petition.version, 1
    late = {
        role: petition.post(role, "supplement-petition", {"text": "又堵了。"}) for role in (Role.CITIZEN, Role.DESK)
    }
    assert [answer.status_code for answer in late.values()] == [409, 409]
    assert late[Role.CITIZEN].json()["since"] == ["supplemented"]
    assert late[Role.DESK].json()["since"] == ["note-added", "note-added", "supplemented"]
    petition.version = seen
    petition.step(Role.DESK, "accept-petition")


def test_the_pages_of_staff_show_the_newest_and_take_another(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    leave(petition, text="第一条批注")
    here = f"/staff/petitions/{petition.number}"
    with browser(service, Role.UNIT_OFFICER) as client:
        page = client.get(here).text
        assert "现在不需要您办理" in page, "a note is no work that waits"
        assert page.count("第一条批注") == 2, "on top and in the history"
        form = client.get(f"{here}/add-note").text
        assert "不要写姓名、电话" in form
        sent = next(one for one in Page(form, here).forms if one.action.endswith("add-note")).filled({"text": NOTE})
        assert client.post(f"{here}/add-note", data=sent).status_code == 303
        page = client.get(here).text
        assert (page.count(NOTE), page.count("第一条批注")) == (2, 1)
    with browser(service, Role.EDITOR) as client:
        assert client.get(f"/editors/petitions/{petition.number}").text.count(NOTE) == 2
        assert client.get(f"/editors/petitions/{petition.number}/do/add-note").status_code == 200
    with browser(service, Role.REPORTER) as client:
        assert NOTE in client.get(f"/reporters/visits/{petition.number}").text
    with browser(service, Role.AUDITOR) as client:
        replay = client.get(f"/audit/petitions/{petition.number}").text
        assert "内部批注" in replay
        assert NOTE not in replay


def test_a_copy_of_what_is_held_has_the_notes_and_not_their_authors(service: Service) -> None:
    petition = replied(service)
    leave(petition, Role.UNIT_OFFICER)
    copy = petition.get(Role.CITIZEN, path="/personal-copy.zip")
    with ZipFile(BytesIO(copy.content)) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    assert all(content.count(NOTE) == 1 for content in found.values())
    assert not [content for content in found.values() if str(service.people[Role.UNIT_OFFICER, STREET]) in content]
    assert "撰写人不在内" in found["copy.html"]
