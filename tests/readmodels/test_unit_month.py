"""What each unit did in each month, told with known answers and recounted by hand; the same petition by petition."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from casebook.petitions.entry import Actor, Claim, Entry
from casebook.petitions.events import (
    Assigned,
    CitizenRated,
    Reopened,
    Replied,
    ReplyApproved,
    Signed,
    Submitted,
    VerificationCountersigned,
    VerifiedByReporter,
    Withdrawn,
)
from casebook.petitions.vocabulary import (
    Category,
    Channel,
    Confidentiality,
    Fault,
    Outcome,
    ReopenGround,
    Role,
    Solved,
    VerificationMethod,
    VerificationResult,
)
from casebook.readmodels.reader import AsOf

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.events import PetitionEvent
    from casebook.readmodels import Follower, Reader

ZONE = ZoneInfo("Asia/Shanghai")
UNIT = "street-410403002"


def day(text: str) -> datetime:
    """Ten in the morning of a day of 2022: `01-26`."""
    return datetime.fromisoformat(f"2022-{text}T10:00").replace(tzinfo=ZONE)


class Told:
    """One petition that is told step by step."""

    def __init__(self, ledger: Ledger, confidentiality: Confidentiality = Confidentiality.NAMED) -> None:
        self.ledger, self.id, self.version = ledger, uuid4(), 0
        begun = Submitted(
            number=f"T{self.id.hex[:12]}",
            category=Category.COMPLAINT,
            channel=Channel.WEB,
            confidentiality=confidentiality,
        )
        self.on("01-04", begun)

    def on(self, date: str, *events: PetitionEvent) -> Told:
        """These things happened on that day."""
        for event in events:
            self.version += 1
            at = day(date)
            entry = Entry(self.id, self.version, event, Actor(uuid4(), Role.DESK), uuid4(), Claim(at, at.date()))
            self.ledger.append([entry], uuid4(), b"d" * 32)
        return self

    def assigned(self, date: str, due: str, *, nth: int = 1, unit: str = UNIT) -> Told:
        """It went to a unit, to be signed within a day and answered by `due`."""
        sign = day(date) + timedelta(days=1)
        return self.on(date, Assigned(assignment=nth, unit=unit, sign_due=sign, contact_due=sign, reply_due=day(due)))

    def answered(self, date: str, outcome: Outcome = Outcome.RESOLVED, turn: int = 1) -> Told:
        """The unit replied, and a day later the desk let it pass."""
        after = (day(date) + timedelta(days=1)).strftime("%m-%d")
        return self.on(date, Replied(round=turn, outcome=outcome)).on(after, ReplyApproved(round=turn))

    def found(self, date: str, result: VerificationResult, turn: int = 1) -> Told:
        """A reporter looked, and an editor signed."""
        seen = VerifiedByReporter(round=turn, result=result, method=VerificationMethod.SITE, visited_at=day(date))
        return self.on(date, seen, VerificationCountersigned(round=turn, result=result))


@pytest.fixture
def month(follower: Follower, reader: Reader) -> Any:
    def ask(which: str, at: AsOf | None = None) -> dict[str, Any]:
        assert follower.catch_up() == []
        rows = reader.ask("unit_month", "of_month", {"month": which}, "analyst", at=at)
        cases = reader.ask("unit_cases", "of_month", {"month": which, "by": "unit"}, "analyst", at=at)
        assert [{"unit": row.pop("key"), **row} for row in cases] == rows
        carried = {"month": which, "counts": ["carried"], "limit": 100}
        made_of = reader.ask("unit_cases", "made_of", carried, "analyst", at=at)
        assert sum(row["times"] for row in made_of) == sum(row["carried"] for row in rows)
        return next((row for row in rows if row["unit"] == UNIT), {})

    return ask


def figures(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_a_reply_in_time_is_one_of_those_due_in_its_month(ledger: Ledger, month: Any) -> None:
    Told(ledger).assigned("01-05", "01-19").on("01-06", Signed(assignment=1)).answered("01-17")
    names = ("assigned", "sign_due", "signed_on_time", "due_in_month", "replied_on_time", "answered", "claimed")
    assert figures(month("2022-01"), *names) == (1, 1, 1, 1, 1, 1, 1)
    assert month("2022-02") == {}


def test_what_is_not_answered_is_carried_over_until_it_is(ledger: Ledger, month: Any) -> None:
    told = Told(ledger).assigned("01-05", "01-19")
    assert figures(month("2022-01"), "due_in_month", "carried", "replied_on_time") == (1, 0, 0)
    assert figures(month("2022-02"), "due_in_month", "carried", "replied_on_time") == (0, 1, 0)
    told.answered("02-10")
    assert figures(month("2022-02"), "due_in_month", "carried", "replied_on_time", "answered") == (0, 1, 0, 1)
    assert month("2022-03") == {}
    assert figures(month("2022-02", AsOf(on=day("02-09").date())), "carried", "answered") == (1, 0)


def test_an_early_answer_counts_where_it_was_due_and_is_never_carried(ledger: Ledger, month: Any) -> None:
    Told(ledger).assigned("01-25", "02-10").answered("01-28")
    assert figures(month("2022-01"), "assigned", "due_in_month", "answered") == (1, 0, 1)
    assert figures(month("2022-02"), "due_in_month", "carried", "replied_on_time") == (1, 0, 1)
    assert month("2022-03") == {}


def test_what_was_withdrawn_is_not_the_units_to_answer_for(ledger: Ledger, month: Any) -> None:
    Told(ledger).assigned("01-05", "01-19").on("01-07", Withdrawn())
    assert month("2022-01") == month("2022-02") == {}


def test_what_the_unit_says_and_what_was_found_stand_side_by_side(ledger: Ledger, month: Any) -> None:
    Told(ledger).assigned("01-05", "01-19").answered("01-12").found("01-15", VerificationResult.UNSOLVED)
    Told(ledger).assigned("01-05", "01-19").answered("01-12").found("01-15", VerificationResult.SOLVED)
    assert figures(month("2022-01"), "claimed", "answered", "resolved", "judged") == (2, 2, 1, 2)


def test_a_citizen_who_says_no_to_a_reporters_solved_waits_for_a_decision(ledger: Ledger, month: Any) -> None:
    told = Told(ledger).assigned("01-05", "01-19").answered("01-12").found("01-15", VerificationResult.SOLVED)
    told.on("01-16", CitizenRated(solved=Solved.NO, score=1))
    assert figures(month("2022-01"), "judged", "resolved", "contradicted", "opinions", "satisfied") == (0, 0, 1, 1, 0)


def test_without_a_reporter_the_citizen_is_believed_and_silence_is_no_answer(ledger: Ledger, month: Any) -> None:
    for solved, score in ((Solved.YES, 5), (Solved.PARTLY, 3), (Solved.NO, 2)):
        Told(ledger).assigned("01-05", "01-19").answered("01-12").on("01-16", CitizenRated(solved=solved, score=score))
    Told(ledger).assigned("01-05", "01-19").answered("01-12")
    assert figures(month("2022-01"), "answered", "judged", "resolved", "opinions", "satisfied") == (4, 3, 1, 3, 2)


def test_an_anonymous_rating_is_left_out_and_shown_to_be(ledger: Ledger, month: Any) -> None:
    told = Told(ledger, Confidentiality.ANONYMOUS).assigned("01-05", "01-19").answered("01-12")
    told.on("01-16", CitizenRated(solved=Solved.YES, score=5))
    assert figures(month("2022-01"), "opinions", "satisfied", "no_opinion") == (0, 0, 1)


def test_a_reopened_petition_is_due_again_and_redone_where_the_unit_is_at_fault(ledger: Ledger, month: Any) -> None:
    told = Told(ledger).assigned("01-05", "01-19").answered("01-12").found("01-15", VerificationResult.PARTLY)
    failed = ReopenGround.VERIFICATION_FAILED
    told.on("01-15", Reopened(round=2, ground=failed, fault=Fault.UNIT, reply_due=day("02-08")))
    told.answered("02-07", turn=2).found("02-09", VerificationResult.SOLVED, turn=2)
    names = ("assigned", "due_in_month", "replied_on_time", "redone", "answered", "judged", "resolved")
    assert figures(month("2022-01"), *names) == (1, 1, 1, 1, 1, 1, 0)
    assert figures(month("2022-02"), *names) == (0, 1, 1, 0, 1, 1, 1)


def test_the_lead_unit_of_the_time_answers_for_its_own_assignment(ledger: Ledger, month: Any) -> None:
    told = Told(ledger).assigned("01-05", "01-19", unit="dept-housing")
    told.assigned("01-10", "01-24", nth=2).answered("01-20")
    assert figures(month("2022-01"), "assigned", "due_in_month", "replied_on_time") == (1, 1, 1)


def test_a_second_reopening_is_a_second_redo_and_no_new_assignment(ledger: Ledger, month: Any) -> None:
    told = Told(ledger).assigned("01-05", "01-19").answered("01-12")
    told.on("02-02", Reopened(round=2, ground=ReopenGround.RELAPSE, fault=Fault.UNIT, reply_due=day("02-09")))
    told.answered("02-07", turn=2)
    told.on("03-02", Reopened(round=3, ground=ReopenGround.RELAPSE, fault=Fault.UNIT, reply_due=day("03-09")))
    assert figures(month("2022-02"), "assigned", "redone") == (0, 1)
    assert figures(month("2022-03"), "assigned", "redone") == (0, 1)
