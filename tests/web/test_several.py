"""Several petitions at once, selections that are kept, and news while a page is open."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from casebook.access import Role
from casebook.casework.adopting import adopt_shipped
from casebook.web.api import staff as inbox
from casebook.web.html import live
from casebook.web.pages import staff as pages
from web.service_at_hand import STREET, file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    import httpx

    from web.service_at_hand import Petition, Service


def seen(client: httpx.Client, *petitions: Petition) -> list[str]:
    """What the boxes of the inbox stand for."""
    text = client.get("/staff").text
    return [re.findall(rf'value="({petition.number}@\d+)"', text)[0] for petition in petitions]


def filled(client: httpx.Client, command: str, on: list[str], **typed: str) -> dict[str, str | list[str]]:
    """The form for those that are chosen."""
    text = client.get("/staff/several", params={"command": command, "on": on}).text
    hidden = dict(re.findall(r'<input type="hidden" name="(_key|command)" value="([^"]*)"', text))
    return hidden | {"on": re.findall(r'name="on" value="([^"]*)" checked', text)} | typed


CONFIRMED = {"category": "civilized_city", "matter": "parking"}


def versions(service: Service, *petitions: Petition) -> list[int]:
    return [len(service.ledger.entries(service.ledger.by_number(one.number) or uuid4())) for one in petitions]


def test_several_are_accepted_by_one_form_and_each_once(service: Service) -> None:
    petitions = [file(service, title=f"第{number}盏路灯不亮") for number in range(3)]
    service.follower.catch_up()
    with browser(service, Role.DESK) as client:
        form = filled(client, "accept-petition", seen(client, *petitions), urgency="urgent", **CONFIRMED)
        first = client.post("/staff/several", data=form)
        assert "受理：已办理 3 件。" in first.text
        again = client.post("/staff/several", data=form)
        assert "受理：已办理 3 件。" in again.text
    assert versions(service, *petitions) == [2, 2, 2]


def test_what_is_refused_is_told_with_its_reason_and_can_be_tried_again(service: Service) -> None:
    untouched, changed, gone = (file(service, title=f"第{number}个井盖松动") for number in range(3))
    service.follower.catch_up()
    with browser(service, Role.DESK) as client:
        form = filled(client, "accept-petition", seen(client, untouched, changed, gone), urgency="normal", **CONFIRMED)
        changed.step(Role.CITIZEN, "supplement-petition", {"text": "补充一点情况"})
        gone.step(Role.DESK, "accept-petition")
        answer = client.post("/staff/several", data=form)
        assert "没有办理：2 件" in answer.text
        assert "已办理：1 件" in answer.text
        assert "补充材料" in answer.text
        again = re.findall(r'name="on" value="([^"]*)"', answer.text)
        assert again == [f"{changed.number}@2", f"{gone.number}@2"]
        last = client.post(
            "/staff/several", data=filled(client, "accept-petition", again, urgency="normal", **CONFIRMED)
        )
        assert "没有办理：1 件" in last.text
        assert "已办理：1 件" in last.text
    assert versions(service, untouched, changed, gone) == [2, 3, 2]


def test_several_are_assigned_to_a_unit_and_a_form_that_says_none_comes_back(service: Service) -> None:
    adopt_shipped(service.ledger)
    petitions = [file(service, title=f"第{number}处积水") for number in range(2)]
    for petition in petitions:
        petition.step(Role.DESK, "accept-petition")
    service.follower.catch_up()
    with browser(service, Role.DISPATCHER) as client:
        form = filled(
            client,
            "assign-petition",
            seen(client, *petitions),
            instructions="请一并到现场查看，并联系诉求人。",
            basis="judgement",
        )
        unsaid = client.post("/staff/several", data=form)
        assert unsaid.status_code == 422
        assert "请一并到现场查看，并联系诉求人。" in unsaid.text
        assert unsaid.text.count(" checked") >= 2
        done = client.post("/staff/several", data=form | {"unit": STREET})
        assert "派单：已办理 2 件。" in done.text


def test_nobody_chosen_is_said_and_nonsense_is_refused(service: Service) -> None:
    with browser(service, Role.DESK) as client:
        assert "没有选中诉求" in client.get("/staff/several?command=accept-petition").text
        assert client.get("/staff/several?command=accept-petition&on=nonsense").status_code == 400
        assert client.get("/staff/several?command=decline-petition").status_code == 404
        assert client.get("/staff/several?command=assign-petition").status_code == 404
        assert client.post("/staff/several", data={"command": "accept-petition", "_key": "x"}).status_code == 400


def test_the_desk_sees_what_waits_on_units_and_urges_them(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    service.follower.catch_up()
    with browser(service, Role.DESK) as client:
        assert petition.number not in client.get("/staff").text
        assert petition.number in client.get(f"/staff?waiting_on=unit&unit={STREET}").text
        assert petition.number not in client.get("/staff?waiting_on=unit&unit=street-0").text
        form = filled(client, "urge-unit", [f"{petition.number}@{petition.version}"], clock="sign", kind="halfway")
        assert "已办理" in client.post("/staff/several", data=form).text


def test_the_desk_finds_what_is_proposed_for_closing_and_everybody_on_whom_it_waits(service: Service) -> None:
    ready, waiting = replied(service, category="consultation"), replied(service, category="consultation")
    for petition in (ready, waiting):
        petition.step(Role.DESK, "approve-reply")
    ready.step(Role.EDITOR, "waive-verification", {"ground": "category"})
    ready.step(Role.DESK, "record-callback", {"reached": True, "solved": "yes"})
    ready.step(Role.SYSTEM, "propose-closing")
    service.follower.catch_up()
    with browser(service, Role.DESK) as client:
        proposed = client.get("/staff?mark=closing_proposed").text
        assert (ready.number in proposed, waiting.number in proposed) == (True, False)
        assert "咨询 · 已提请办结" in proposed
    with browser(service, Role.SUPERVISOR) as client:
        page = client.get("/staff").text
        assert ("等待编辑" in page, "等待热线办" in page) == (True, True)


def test_how_much_waits_is_not_counted_for_ever(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        file(service, title=f"第{number}件诉求在等待")
    service.follower.catch_up()
    with browser(service, Role.DESK) as client:
        assert "3 件待办" in client.get("/staff").text
        for module in (inbox, pages):
            monkeypatch.setattr(module, "MOST", 2)
        assert "超过 2 件待办" in client.get("/staff").text


def test_a_selection_is_kept_for_its_owner_and_holds_filters_only(service: Service) -> None:
    with browser(service, Role.DESK) as mine, browser(service, Role.SUPERVISOR) as theirs:
        form = {"name": "急件", "query": "overdue=true&category=complaint&after=xyz&evil=1"}
        assert mine.post("/staff/selections", data=form).headers["location"] == "/staff?overdue=true&category=complaint"
        assert "急件" in mine.get("/staff").text
        assert "急件" not in theirs.get("/staff").text
        mine.post("/staff/selections", data=form | {"query": ""})
        assert mine.get("/staff").text.count(">急件</a>") == 1
        mine.post("/staff/selections/forget", data={"name": "急件"})
        assert "急件" not in mine.get("/staff").text


@pytest.mark.parametrize("name", ["", "长" * 31])
def test_a_selection_needs_a_name_of_reasonable_length(service: Service, name: str) -> None:
    with browser(service, Role.DESK) as client:
        assert client.post("/staff/selections", data={"name": name, "query": ""}).status_code == 422


def test_nobody_keeps_more_selections_than_they_can_read(service: Service) -> None:
    with browser(service, Role.DESK) as client:
        kept = [client.post("/staff/selections", data={"name": f"{n}", "query": ""}).status_code for n in range(21)]
    assert kept == [303] * 20 + [422]


class Stream:
    """What an open page is told, line by line."""

    def __init__(self, client: httpx.Client, address: str) -> None:
        self.lines: list[str] = []
        self._said = threading.Condition()
        self._thread = threading.Thread(target=self._read, args=(client, address))
        self._thread.start()

    def _read(self, client: httpx.Client, address: str) -> None:
        with client.stream("GET", address) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            for line in answer.iter_lines():
                with self._said:
                    self.lines.append(line)
                    self._said.notify_all()

    def wait_for(self, text: str) -> None:
        with self._said:
            assert self._said.wait_for(lambda: any(text in line for line in self.lines), 20), self.lines

    def end(self) -> None:
        self._thread.join(20)
        assert not self._thread.is_alive()


def stream_of(page: str) -> str:
    address: str = re.findall(r'hx-sse:connect="([^"]*)"', page)[0]
    return address.replace("&amp;", "&")


def test_an_open_list_hears_of_what_comes_and_goes_until_the_session_ends(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PAUSE", 0.2)
    first, second = file(service), file(service, title="另一件诉求也在等待")
    service.follower.catch_up()
    with browser(service, Role.DESK) as client, browser(service, Role.DESK) as elsewhere:
        stream = Stream(client, stream_of(client.get("/staff?category=complaint").text))
        stream.wait_for(":")
        first.step(Role.DESK, "accept-petition")
        stream.wait_for("至少 1 件")
        stream.wait_for("/staff?category=complaint")
        second.step(Role.CITIZEN, "supplement-petition", {"text": "补充一点情况"})
        stream.wait_for("至少 2 件")
        for number in range(2):
            file(service, title=f"新来的第{number}件诉求")
        stream.wait_for("至少 3 件")
        elsewhere.cookies = client.cookies
        elsewhere.post("/sign-out", data={"here": "yes"})
        stream.wait_for("event: over")
        stream.end()


def test_an_open_petition_hears_what_somebody_else_did(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE", 0.2)
    petition = file(service)
    with browser(service, Role.DESK) as client:
        stream = Stream(client, stream_of(client.get(f"/staff/petitions/{petition.number}").text))
        stream.wait_for(":")
        petition.step(Role.CITIZEN, "supplement-petition", {"text": "补充一点情况"})
        stream.wait_for("补充材料")
        client.post("/sign-out", data={"here": "yes"})
        stream.end()


def test_a_page_that_is_left_open_keeps_nobody_signed_in(service: Service) -> None:
    accounts, token = service.app.state.services.accounts, service.session(Role.DESK)
    with service.ledger.datastore.connection() as connection:
        connection.execute("UPDATE accounts.sessions SET seen_at = now() - interval '20 minutes'")
        assert accounts.sessions.runs(token)
        connection.execute("UPDATE accounts.sessions SET seen_at = seen_at - interval '20 minutes'")
    assert not accounts.sessions.runs(token)
    assert accounts.sessions.find(token) is None
