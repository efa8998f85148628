"""What the loaded ledger amounts to, folded from its events."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from casebook.demo import load
from casebook.demo.plan import ZONE
from casebook.petitions.events import (
    EVENTS,
    Accepted,
    Archived,
    Closed,
    Declined,
    Recalled,
    Replied,
    RetentionAppraised,
    Submitted,
    Terminated,
    VerificationCountersigned,
    VerificationWaived,
    VerifiedByReporter,
)
from casebook.petitions.forgetting.events import (
    DataRequestFiled,
    ErasureBegun,
    ErasureCompleted,
    PersonalDataErased,
)
from casebook.petitions.forgetting.standing import Forgetting
from casebook.petitions.petition import Petition, fold
from casebook.petitions.vocabulary import (
    Action,
    Category,
    Confidentiality,
    DeclineReason,
    ReopenGround,
    Status,
    Urgency,
    VerificationResult,
    WaiverGround,
)
from casebook.proof.conduct import KEPT
from proof.replaying import as_shipped, handled

if TYPE_CHECKING:
    from uuid import UUID

    from casebook.petitions.entry import Entry
    from demo.conftest import Demo

THAT_DAY = date(2022, 1, 30)


@pytest.fixture(scope="module")
def petitions(demo: Demo) -> dict[UUID, Petition]:
    told: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in demo.entries:
        told[entry.petition_id].append(entry)
    return {petition_id: petition for petition_id, entries in told.items() if (petition := fold(entries))}


def test_1435_were_received_of_four_kinds(demo: Demo) -> None:
    received = Counter(entry.event.category for entry in demo.entries if isinstance(entry.event, Submitted))
    assert received == {
        Category.COMPLAINT: 987,
        Category.CONSULTATION: 145,
        Category.CIVILIZED_CITY: 192,
        Category.SUGGESTION: 111,
    }
    assert received.total() == 1435


def test_the_kinds_count_the_same_after_corrections_by_the_desk(petitions: dict[UUID, Petition]) -> None:
    assert sorted(Counter(petition.category for petition in petitions.values()).values()) == [111, 145, 192, 987]


def test_921_were_accepted_and_772_closed_by_that_day(demo: Demo) -> None:
    of_the_day = [entry for entry in demo.entries if entry.claim and entry.claim.on <= THAT_DAY]
    assert of_the_day == demo.entries
    assert sum(isinstance(entry.event, Accepted) for entry in of_the_day) == 921
    assert sum(isinstance(entry.event, Closed) and entry.event.first_closure for entry in of_the_day) == 772


def test_149_are_open_and_514_were_not_accepted(petitions: dict[UUID, Petition]) -> None:
    standing = Counter(petition.status for petition in petitions.values())
    not_accepted = {Status.DECLINED, Status.REFERRED, Status.WITHDRAWN, Status.SUBMITTED}
    ended = {Status.CLOSED, *not_accepted}
    assert sum(count for status, count in standing.items() if status not in ended) == 149
    assert standing[Status.CLOSED] == 772
    assert sum(standing[status] for status in not_accepted) == 514


def test_received_accepted_and_closed_nest_in_every_prefix(demo: Demo) -> None:
    counts: dict[tuple[str, Category | None], int] = Counter()
    filed_as: dict[UUID, Category] = {}
    for entry in demo.entries:
        match entry.event:
            case Submitted() as event:
                filed_as[entry.petition_id] = event.category
                step = "received"
            case Accepted():
                step = "accepted"
            case Closed(first_closure=True):
                step = "closed"
            case _:
                continue
        for kind in (None, filed_as[entry.petition_id]):
            counts[step, kind] += 1
            assert counts["received", kind] >= counts["accepted", kind] >= counts["closed", kind]


def test_the_ledger_s_order_is_the_story_s_order(demo: Demo) -> None:
    assert all(before.happened_at <= after.happened_at for before, after in pairwise(demo.entries))


def test_the_ledger_says_itself_when_it_took_an_event(demo: Demo) -> None:
    assert all(
        entry.recorded_at and entry.claim and datetime.now(UTC) - entry.recorded_at < timedelta(hours=1)
        for entry in demo.entries
    )


def test_number_769_is_the_lane_and_three_follow_on_the_same_day(demo: Demo) -> None:
    golden = demo.ledger.by_closure(769)
    assert golden is not None
    story = demo.ledger.open(demo.ledger.entries(golden), lambda _entry, _field: True)
    filed = story[0].event
    assert isinstance(filed, Submitted)
    assert (filed.category, filed.area, filed.street) == (Category.CIVILIZED_CITY, "410403", "410403002")
    assert filed.community == "410403002002"
    assert "土产巷" in str(filed.title)
    assert "园丁社区" in str(filed.body)
    assert story[0].happened_at.astimezone(ZONE).date() == date(2022, 1, 26)
    days = {entry.event.stored_name(): entry.happened_at.astimezone(ZONE).date() for entry in story}
    assert {name for name, day in days.items() if day == THAT_DAY} >= {"replied", "verified-by-reporter", "closed"}
    reply = next(entry for entry in story if isinstance(entry.event, Replied))
    assert reply.actor.unit == "street-410403002"
    assert isinstance(reply.event, Replied)
    assert {Action.FOUND_TRUE, Action.ENFORCED, Action.PATROLS} <= set(reply.event.actions)
    closings = [entry for entry in demo.entries if isinstance(entry.event, Closed) and entry.event.first_closure]
    assert closings[768].petition_id == golden
    assert [entry.claim.on for entry in closings[769:] if entry.claim] == [THAT_DAY] * 3
    assert demo.ledger.by_closure(773) is None


def test_every_closing_rests_on_a_signed_finding_or_a_waiver_of_its_round(demo: Demo) -> None:
    rests: set[tuple[UUID, int]] = set()
    grounds = set()
    for entry in demo.entries:
        match entry.event:
            case VerificationCountersigned(result=VerificationResult.SOLVED, round=round_):
                rests.add((entry.petition_id, round_))
            case VerificationWaived(ground=ground, round=round_):
                rests.add((entry.petition_id, round_))
                grounds.add(ground)
            case Closed(rounds=round_):
                assert (entry.petition_id, round_) in rests
            case _:
                pass
    assert grounds == {WaiverGround.CATEGORY, WaiverGround.CITIZEN_SAID_SOLVED}


def test_everything_that_live_commands_can_bring_about_occurs(demo: Demo, petitions: dict[UUID, Petition]) -> None:
    told = {type(entry.event) for entry in demo.entries}
    rare = {Recalled}  # a unit had a petition that turned out to be a sealed report about itself
    later = {ErasureBegun, PersonalDataErased, ErasureCompleted}  # only sweeps bring these about
    assert told == set(EVENTS.values()) - {Terminated, Archived, RetentionAppraised} - rare - later
    assert {petition.status for petition in petitions.values()} == set(Status) - {Status.TERMINATED, Status.ARCHIVED}
    assert {petition.urgency for petition in petitions.values()} == set(Urgency)
    assert {petition.confidentiality for petition in petitions.values()} == set(Confidentiality)
    reasons = {entry.event.reason for entry in demo.entries if isinstance(entry.event, Declined)}
    assert reasons == set(DeclineReason) - {DeclineReason.EMERGENCY}
    results = {entry.event.result for entry in demo.entries if isinstance(entry.event, VerifiedByReporter)}
    assert results == set(VerificationResult)
    grounds = {
        getattr(entry.event, "ground", None) for entry in demo.entries if entry.event.stored_name() == "reopened"
    }
    assert grounds == set(ReopenGround)


def test_each_request_about_personal_data_stands_elsewhere_and_one_waits_to_be_erased(
    demo: Demo, petitions: dict[UUID, Petition]
) -> None:
    asked = [petition for petition in petitions.values() if petition.forgetting != Forgetting()]
    filed = [entry for entry in demo.entries if isinstance(entry.event, DataRequestFiled)]
    assert len(filed) == 8
    assert len({entry.petition_id for entry in filed}) == 8
    open_requests = [petition.forgetting.request for petition in asked if petition.forgetting.request]
    (waiting,) = [request for request in open_requests if request.due is not None]
    assert waiting.due is not None
    assert (waiting.due.astimezone(ZONE).year, waiting.due.astimezone(ZONE).month) == (2022, 2)
    assert sorted(len(request.approvals) for request in open_requests) == [0, 0, 1, 2]
    assert [request.checked for request in open_requests].count(False) == 1
    (held,) = [petition for petition in asked if petition.forgetting.holds]
    assert held.restricted
    assert held.forgetting.request is not None
    assert held.forgetting.request.aside


def test_most_is_done_by_day_and_offices_work_on_make_up_sundays(demo: Demo) -> None:
    here = [entry.happened_at.astimezone(ZONE) for entry in demo.entries]
    by_day = sum(time(7) <= moment.time() <= time(22) for moment in here)
    assert by_day > 0.97 * len(here)
    accepted = {entry.claim.on for entry in demo.entries if isinstance(entry.event, Accepted) and entry.claim}
    assert date(2021, 9, 26) in accepted
    assert date(2022, 1, 30) in accepted


def test_loading_again_adds_nothing(demo: Demo) -> None:
    before = demo.ledger.position()
    again = load(demo.ledger)
    assert (again.added, again.found, demo.ledger.position()) == (0, 0, before)
    assert demo.report.added > 9000


def test_verifiers_find_that_petitions_were_handled_by_the_rules_and_limits_counted_right(demo: Demo) -> None:
    told: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in demo.entries:
        told[entry.petition_id].append(entry)
    known, some = as_shipped(), list(told.values())[::5]
    judged = [handled(entries, known) for entries in some]
    assert [one.breaches for one in judged if one.verdict != KEPT] == []
    assert sum(one.counted for one in judged) > 3 * len(some)
    assert not any(one.uncounted or one.strange for one in judged)
