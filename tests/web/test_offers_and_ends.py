"""What somebody is offered is not in vain; and how a petition's record ends, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from casebook.access import Role
from web.service_at_hand import STREET, file, replied
from web.test_merging import NEIGHBOUR, accepted, merge
from web.test_story import record

if TYPE_CHECKING:
    from web.service_at_hand import Petition, Service

EXPLANATION = "您反映的劳动争议应先申请仲裁，请向平顶山市劳动人事争议仲裁院提出。"


def offered(petition: Petition, role: Role) -> list[str]:
    may: list[str] = petition.get(role).json()["may"]
    return may


def later(service: Service, days: int) -> None:
    """So many days go by for those who decide."""
    moment = datetime.now(UTC) + timedelta(days=days)
    service.app.state.services.casework.clock = lambda: moment


def test_nobody_is_offered_what_no_code_would_make_pass(service: Service) -> None:
    sealed, named = file(service, confidentiality="sealed"), file(service)
    assert "change-confidentiality" in offered(named, Role.CITIZEN)
    assert "change-confidentiality" not in offered(sealed, Role.CITIZEN)
    assert "change-confidentiality" in offered(sealed, Role.SUPERVISOR)

    named.step(Role.DESK, "accept-petition")
    named.step(Role.SUPERVISOR, "open-supervision", {"ground": "order"})
    assert "escalate-supervision" in offered(named, Role.SUPERVISOR)
    named.step(Role.SUPERVISOR, "escalate-supervision", {"level": "leaders"})
    assert "escalate-supervision" not in offered(named, Role.SUPERVISOR)

    complaint = replied(service)
    complaint.step(Role.DESK, "approve-reply")
    assert "waive-verification" not in offered(complaint, Role.EDITOR)
    complaint.step(Role.CITIZEN, "rate-petition", {"solved": "yes", "score": 5})
    assert "waive-verification" in offered(complaint, Role.EDITOR)
    complaint.step(Role.EDITOR, "waive-verification", {"ground": "citizen_said_solved"})


def test_a_decline_names_the_earlier_petition_by_its_number(service: Service) -> None:
    earlier, again = file(service), file(service)
    body = {"reason": "ALREADY_HANDLED", "explanation": EXPLANATION}
    for wrong in ("2022-999999-9", again.number):
        refused = again.post(Role.DESK, "decline-petition", body | {"earlier": wrong})
        assert refused.json()["rule"] == "earlier_petition_is_named"
    again.step(Role.DESK, "decline-petition", body | {"earlier": earlier.number})
    steps = again.get(Role.DESK, path="/timeline").json()["steps"]
    assert earlier.number not in str(steps[0])
    assert steps[-1]["event"] == "declined"


def test_a_record_is_archived_and_appraised_when_its_time_is_over(service: Service) -> None:
    petition = file(service)
    body = {"reason": "STATUTORY_ROUTE", "explanation": EXPLANATION, "route": "labour-arbitration"}
    petition.step(Role.DESK, "decline-petition", body)
    assert petition.post(Role.RECORDS, "archive-petition").json()["rule"] == "nothing_has_happened_for_thirty_days"
    later(service, 31)
    petition.step(Role.RECORDS, "archive-petition")
    assert petition.get(Role.RECORDS).json()["status"] == "archived"
    assert petition.post(Role.RECORDS, "appraise-retention", {"keep": False}).json()["rule"] == "retention_is_over"
    later(service, 366 * 40)
    petition.step(Role.RECORDS, "appraise-retention", {"keep": False})


def test_a_merged_petition_is_closed_after_its_master_by_the_system(service: Service) -> None:
    master, child = accepted(service), accepted(service, **NEIGHBOUR)
    merge(child, master)
    master.version += 1
    early = child.post(Role.SYSTEM, "follow-master")
    assert early.status_code == 409
    master.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    master.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    contact = {"mode": "phone", "reached": True, "summary": "诉求人说车辆多在早晚停放。"}
    master.step(Role.UNIT_OFFICER, "record-contact", contact)
    drafted_by = str(service.people[Role.UNIT_OFFICER, STREET])
    reply = {"outcome": "explained", "text": "街道联系执法中队到现场查看，情况属实，已劝离违停车辆。"}
    master.step(Role.UNIT_APPROVER, "submit-reply", reply | {"drafted_by": drafted_by})
    master.step(Role.DESK, "approve-reply")
    record(master)
    master.step(Role.EDITOR, "countersign-verification")
    child.step(Role.CITIZEN, "rate-petition", {"solved": "yes", "score": 5})
    master.step(Role.CITIZEN, "rate-petition", {"solved": "yes", "score": 5})
    master.step(Role.DESK, "close-petition")
    child.step(Role.SYSTEM, "follow-master")
    assert child.get(Role.CITIZEN).json()["status"] == "closed"
