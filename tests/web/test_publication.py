"""What everybody reads in the register: the text that stands, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from casebook.access import Role
from casebook.petitions.publication.codes import Redaction
from web.service_at_hand import API, WISH, Petition, replied
from web.test_story import record

if TYPE_CHECKING:
    from web.service_at_hand import Service

FIRST, SECOND = "土产巷口车辆乱停，街道正在处理。", "土产巷口车辆乱停，街道已清理，记者追访时巷口畅通。"


def text(words: str) -> dict[str, Any]:
    return {"text": words, "checked": list(Redaction), "redactions": ["name"], "reviewer": str(uuid4())}


def read(service: Service, petition: Petition) -> dict[str, Any]:
    with service.client() as anybody:
        answer = anybody.get(f"{API}/register/{petition.number}", params={"not_before": petition.position})
    assert answer.status_code == 200
    entry: dict[str, Any] = answer.json()
    return entry


def test_everybody_reads_the_text_that_stands(service: Service) -> None:
    petition = replied(service)
    assert (read(service, petition)["text_state"], read(service, petition)["public_text"]) == (None, None)
    petition.step(Role.EDITOR, "publish", text(FIRST))
    entry = read(service, petition)
    assert entry["text_state"] == "published"
    assert (entry["public_text"]["text"], entry["public_text"]["redactions"]) == (FIRST, ["name"])
    petition.step(Role.EDITOR, "revise-publication", text(SECOND))
    assert read(service, petition)["public_text"]["text"] == SECOND
    petition.step(Role.EDITOR, "unpublish", {"reason": "公开内容有误，更正后再公开。"})
    entry = read(service, petition)
    assert (entry["text_state"], entry["public_text"]) == ("unpublished", None)


def test_everybody_reads_that_the_newspaper_told_of_it(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    reporter = service.people.setdefault((Role.REPORTER, None), uuid4())
    petition.step(Role.EDITOR, "schedule-verification", {"reporter": str(reporter)})
    somebody_else = service.token(Role.REPORTER, person=uuid4())
    with service.client(headers={"Authorization": f"Bearer {somebody_else}"}) as other:
        assert petition.number not in other.get(f"{API}/verifications", params={"not_before": petition.position}).text
    with service.client(Role.REPORTER) as sent:
        assert petition.number in sent.get(f"{API}/verifications").text
    steps = {role: petition.get(role, path="/timeline").text for role in (Role.UNIT_OFFICER, Role.DESK)}
    assert "verification-scheduled" in steps[Role.DESK]
    assert "verification-scheduled" not in steps[Role.UNIT_OFFICER]
    record(petition)
    petition.step(Role.EDITOR, "countersign-verification")
    appeared = datetime.now(UTC).isoformat()
    article = {"article": "2022-01-31-A03", "headline": "土产巷的“堵”点通了", "publish_at": appeared}
    petition.step(Role.EDITOR, "publish-follow-up", article)
    entry = read(service, petition)
    (told,) = entry["articles"]
    assert (entry["article"], told["headline"]) == ("2022-01-31-A03", article["headline"])
    assert entry["public_text"] is None


def test_nothing_sealed_is_there_for_an_editor_to_publish(service: Service) -> None:
    sealed = replied(service, confidentiality="sealed")
    assert sealed.post(Role.EDITOR, "publish", text(FIRST)).status_code == 404
    with service.client() as anybody:
        assert anybody.get(f"{API}/register/{sealed.number}").status_code == 404


def test_records_see_what_has_ended(service: Service) -> None:
    petition = replied(service)
    assert petition.get(Role.RECORDS).status_code == 404
    petition.step(Role.DESK, "approve-reply")
    record(petition)
    petition.step(Role.EDITOR, "countersign-verification")
    petition.step(Role.DESK, "close-petition")
    seen = petition.get(Role.RECORDS).json()
    assert (seen["submission"]["phone"], seen["may"]) == (None, ["place-hold"])
    early = petition.post(Role.RECORDS, "archive-petition")
    assert early.json()["rule"] == "nothing_has_happened_for_thirty_days"


def test_everybody_sees_the_steps_a_reopening_among_them_and_neither_words_nor_people(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    record(petition, "unsolved")
    before = read(service, petition)
    assert [step["event"] for step in before["steps"]][-2:] == ["replied", "reply-approved"]
    assert (before["outcome"], before["due_at"]) == ("resolved", None)
    assert before["replied_on"] < before["reply_due"]
    petition.step(Role.EDITOR, "countersign-verification")
    entry = read(service, petition)
    assert [step["event"] for step in entry["steps"]] == [
        "submitted",
        "accepted",
        "assigned",
        "signed",
        "replied",
        "reply-approved",
        "verification-countersigned",
        "reopened",
    ]
    facts = {step["event"]: step["facts"] for step in entry["steps"]}
    assert facts["replied"] == {"outcome": "resolved"}
    assert facts["verification-countersigned"] == {"result": "unsolved"}
    assert facts["reopened"].keys() == {"ground", "reply_due"}
    assert (entry["round"], entry["outcome"], entry["replied_on"]) == (2, None, None)
    assert entry["due_at"] == entry["reply_due"] == facts["reopened"]["reply_due"]
    with service.client() as anybody:
        page = anybody.get(f"/petitions/{petition.number}").text
        assert "这是第2轮办理。" in page
        assert page.count('<li class="cb-history__step">') == len(entry["steps"])
        assert WISH["title"] not in page
