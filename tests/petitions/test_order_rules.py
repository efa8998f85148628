"""An order from above: its limits go before the city's own, and behind those of a statute."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import oversight_wishes as asks
import wishes
import wishes_of_intake as intake
from casebook.petitions.events import (
    Accepted,
    Assigned,
    DeadlineRecomputed,
    OrderedFromAbove,
    ReplyRejected,
    Suspended,
)
from casebook.petitions.handling.codes import SuspensionGround
from casebook.petitions.oversight.codes import RecomputeCause, Superior
from casebook.petitions.oversight.standing import Order
from casebook.petitions.standing import Fixed, OfClass
from casebook.petitions.vocabulary import Category, Clock, Defect, Status, Urgency
from casebook.reference.policy import Limit, Special
from casebook.reference.terms import city_terms
from language import (
    ASSIGNED,
    BEGIN,
    DESK,
    DISPATCHER,
    HOUR,
    SUPERVISOR,
    by,
    given,
    submitted,
    until,
)

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
DUE = BEGIN + 2 * DAY
REPLY_DUE = BEGIN + 5 * DAY
ORDER = asks.order(due=DUE)
RECORDED = OrderedFromAbove(by=Superior.CITY, due=DUE, demand=ORDER.demand)
MOVED = DeadlineRecomputed(clock=Clock.REPLY, old_due=REPLY_DUE, new_due=DUE, cause=RecomputeCause.ORDER)
ORDERED = (by(SUPERVISOR, RECORDED), by(SUPERVISOR, MOVED))
AT_WORK = until(Status.IN_PROGRESS)


def test_the_day_that_an_order_names_ends_the_units_limit() -> None:
    given(*AT_WORK).when(ORDER, by=SUPERVISOR).then(RECORDED, MOVED)
    standing = given(*AT_WORK, *ORDERED).standing
    assert (standing.dues.reply, standing.ordered) == (DUE, True)
    assert standing.ordered_limits == {Clock.REPLY}
    rejected = ReplyRejected(round=1, defects=(Defect.TONE,), redo_due=BEGIN + 4 * DAY)
    _, mending = given(*until(Status.REPLIED), rejected).when(ORDER, by=SUPERVISOR).events()
    assert isinstance(mending, DeadlineRecomputed)
    assert (mending.clock, mending.new_due) == (Clock.REDO, DUE)


def test_what_has_passed_is_healed_by_no_order() -> None:
    later = asks.order(due=BEGIN + 9 * DAY)
    assert len(given(*AT_WORK).when(later, by=SUPERVISOR, after=6 * DAY).events()) == 1


def test_an_ordered_day_stands_whoever_gets_the_petition_and_however_it_is_classified() -> None:
    early = given(*until(Status.ACCEPTED), by(SUPERVISOR, RECORDED))
    (assigned,) = early.when(wishes.assign(), by=DISPATCHER).events()
    assert isinstance(assigned, Assigned)
    assert assigned.reply_due == DUE
    again = given(*until(Status.ACCEPTED), by(SUPERVISOR, RECORDED), by(DISPATCHER, assigned))
    assert again.standing.start_of(Clock.REPLY).way == Fixed(DUE)
    moves = again.when(intake.reclassify(category="consultation"), by=DESK).events()[1:]
    assert Clock.REPLY not in {move.clock for move in moves if isinstance(move, DeadlineRecomputed)}
    _, anew = again.when(wishes.reassign(unit="dept-tax"), by=DISPATCHER).events()
    assert isinstance(anew, Assigned)
    assert anew.reply_due == DUE
    further = given(*AT_WORK, *ORDERED, by(SUPERVISOR, OrderedFromAbove(by=Superior.PROVINCE)))
    assert further.standing.order == Order(Superior.PROVINCE, DUE)


def test_an_order_without_a_day_brings_the_limits_that_were_adopted_for_such_orders() -> None:
    _, moved = given(*AT_WORK).when(asks.order(by="province"), by=SUPERVISOR).events()
    assert isinstance(moved, DeadlineRecomputed)
    assert (moved.clock, moved.cause, moved.policy) == (Clock.REPLY, RecomputeCause.ORDER, "plain:1")
    assert moved.new_due == BEGIN + 2 * HOUR + 3 * DAY
    recorded = by(SUPERVISOR, OrderedFromAbove(by=Superior.PROVINCE))
    way = given(*AT_WORK, recorded, by(SUPERVISOR, moved)).standing.start_of(Clock.REPLY).way
    assert isinstance(way, OfClass)
    assert way.order is Superior.PROVINCE
    assert len(given(*AT_WORK).when(asks.order(), by=SUPERVISOR).events()) == 1
    (assigned,) = given(*until(Status.ACCEPTED), recorded).when(wishes.assign(), by=DISPATCHER).events()
    assert isinstance(assigned, Assigned)
    assert assigned.reply_due == BEGIN + 3 * HOUR + 3 * DAY


def test_a_statute_goes_before_an_order_and_an_order_before_the_citys_own_limits() -> None:
    city, start = city_terms(ZONE), datetime(2022, 1, 26, 12, tzinfo=ZONE)
    special = Special(source="豫热办〔2022〕18号", limits={Clock.REPLY: Limit.read("2 wd")})
    terms = replace(city, policy=replace(city.policy, orders={"province": special}))
    ends = [
        terms.due(Clock.REPLY, Category.COMPLAINT, Urgency.NORMAL, start, matter, order)
        for matter, order in ((None, None), (None, "province"), ("public_transport", "province"))
    ]
    assert [end.at.astimezone(ZONE).day for end in ends if end] == [14, 28, 9]
    assert terms.is_statutory(Clock.REPLY, Category.COMPLAINT, start, "public_transport")
    assert not terms.is_statutory(Clock.REPLY, Category.COMPLAINT, start, "parking")


def test_what_is_ordered_has_not_ended() -> None:
    given(*until(Status.CLOSED)).when(ORDER, by=SUPERVISOR).refused("ordered_petition_goes_on")


def test_a_halt_ends_before_a_day_is_ordered() -> None:
    halted = given(
        *AT_WORK, by(SUPERVISOR, Suspended(assignment=1, ground=SuspensionGround.FUNDS, review_on=date(2022, 3, 1)))
    )
    halted.when(ORDER, by=SUPERVISOR).refused("halted_work_goes_on_before_a_day_is_ordered")
    assert len(halted.when(asks.order(), by=SUPERVISOR).events()) == 1


def test_no_order_wants_an_answer_yesterday() -> None:
    given(*AT_WORK).when(asks.order(due=BEGIN), by=SUPERVISOR).refused("ordered_day_lies_ahead")


def test_a_day_is_not_ordered_where_a_statute_has_named_one() -> None:
    buses = given(submitted(), Accepted(matter="buses"), ASSIGNED)
    buses.when(ORDER, by=SUPERVISOR).refused("statutes_go_before_orders")
    assert len(buses.when(asks.order(), by=SUPERVISOR).events()) == 1
    by_statute = given(submitted(), by(SUPERVISOR, RECORDED), Accepted(matter="buses"))
    (assigned,) = by_statute.when(wishes.assign(), by=DISPATCHER).events()
    assert isinstance(assigned, Assigned)
    assert assigned.reply_due != DUE
