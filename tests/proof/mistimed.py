"""Petitions whose limits are those that the domain counts, and the same with one limit told otherwise.

Each life is lived once as it should be. Then once more for each limit that it sets, up to the event that sets it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson

from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.events import (
    Accepted,
    Assigned,
    CitizenContacted,
    CitizenRated,
    Closed,
    DeadlineRecomputed,
    Declined,
    DeclineOverturned,
    DeclineReviewRequested,
    ExtensionGranted,
    ExtensionRequested,
    Merged,
    OrderedFromAbove,
    Reassigned,
    Reclassified,
    Reopened,
    Replied,
    ReplyApproved,
    ReplyRejected,
    Resumed,
    ReturnApproved,
    ReturnRequested,
    Signed,
    Submitted,
    Suspended,
    Unmerged,
    VerificationWaived,
)
from casebook.petitions.handling.codes import ContactMode, SuspensionGround
from casebook.petitions.handling.terms import Left
from casebook.petitions.oversight.codes import RecomputeCause, Superior
from casebook.petitions.vocabulary import (
    Category,
    Channel,
    Clock,
    ClosingBasis,
    Confidentiality,
    DeclineReason,
    Defect,
    Outcome,
    ReopenGround,
    Role,
    Solved,
    Status,
    Urgency,
    WaiverGround,
)
from casebook.reference.documents import document, shipped
from casebook.reference.kinds import Kind
from casebook.reference.policy import TermsVersion
from casebook.reference.terms import CityTerms
from casebook.reference.working_days import CalendarVersion
from proof.made_log import BEGAN, MINUTE, OTHER, PETITION, UNIT, Log

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.reference.documents import Document

DAY = timedelta(days=1)
ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR, TERMS = shipped()[Kind.CALENDAR], shipped()[Kind.TERMS]
AS_ADOPTED = "limit_is_as_the_city_has_adopted"
IN_FORCE = "versions_are_those_in_force"
LIMITS = {
    "accept_due": Clock.ACCEPT,
    "dispatch_due": Clock.DISPATCH,
    "sign_due": Clock.SIGN,
    "contact_due": Clock.CONTACT,
    "reply_due": Clock.REPLY,
    "return_until": Clock.RETURN,
    "ruling_due": Clock.RULING,
    "redo_due": Clock.REDO,
    "verify_due": Clock.VERIFY,
}


class Told(NamedTuple):
    """A field that an event tells of a limit, and by how much it is told otherwise."""

    version: int
    field: str
    by: Any = DAY


class City:
    """A city that has adopted some documents, and what is logged there of one petition."""

    def __init__(self, wrong: Told | None = None, *documents: Document) -> None:
        self.log, self.wrong, self.limits, self.version = Log(), wrong, list[Told](), 0
        self.kind: dict[str, Any] = {"category": Category.COMPLAINT, "urgency": Urgency.NORMAL}
        self.due: dict[str, datetime] = {}
        self.at = BEGAN
        self.adopts(*(documents or (CALENDAR, TERMS)))

    def adopts(self, *documents: Document, **forged: Any) -> None:
        """Adopt documents; from here on the city counts by them."""
        if self.is_done:
            return
        for each in documents:
            self.at = BEGAN + len(self.log.entries) * MINUTE if not self.version else self.at + MINUTE
            self.log.adopt(each, at=self.at, **forged)
            if isinstance(each.version, TermsVersion):
                self.policy = each.version.policy
            if isinstance(each.version, CalendarVersion):
                self.calendar = each.version.working_days
        self.log.last_at = self.at

    @property
    def is_done(self) -> bool:
        return self.wrong is not None and self.version >= self.wrong.version

    @property
    def terms(self) -> CityTerms:
        return CityTerms(self.policy, self.calendar, ZONE)

    def does(self, role: Role, kind: type[Any], *set_: str, after: timedelta = MINUTE, **fields: Any) -> None:
        """Somebody does something that sets these limits, as the domain counts them."""
        if self.is_done:
            return
        self.at, self.version = self.at + after, self.version + 1
        dues = {name: self.terms.due(LIMITS[name], start=self.at, **self.kind) for name in set_}
        told = {name: due.at for name, due in dues.items() if due is not None}
        if told or {"policy", "calendar"} & fields.keys():
            fields = {"policy": self.policy.id, "calendar": self.calendar.id} | fields
        event = kind(**(fields | told))
        counted = [*told, *(name for name in ("new_due", "reply_due") if name in fields)]
        counted += ["remaining_working_days"] if "remaining_working_days" in fields else []
        self.limits += [Told(self.version, name, 1 if name.startswith("remaining") else DAY) for name in counted]
        self.due |= {name: getattr(event, name) for name in counted}
        self.log.tell(PETITION, role, event, at=self.at, change=self._told_wrong)
        self.log.last_at = self.at

    def _told_wrong(self, state: dict[str, Any]) -> None:
        if self.is_done and self.wrong is not None:
            name, by, data = self.wrong.field, self.wrong.by, state["data"]
            data[name] = data[name] + by if isinstance(by, timedelta | int) else by


def a_complaint_that_takes_long(city: City) -> None:
    """Calls, more time, a halt, a reply that is sent back."""
    city.does(
        Role.CITIZEN, Submitted, "accept_due", number="2", category=Category.COMPLAINT, channel=Channel.APP, title="x"
    )
    city.does(Role.DESK, Accepted, "dispatch_due", category=Category.COMPLAINT, after=3 * DAY)
    every = ("sign_due", "contact_due", "reply_due", "return_until")
    city.does(Role.DISPATCHER, Assigned, *every, assignment=1, unit=UNIT)
    city.does(Role.UNIT_OFFICER, Signed, assignment=1, on_time=True)
    city.does(
        Role.UNIT_OFFICER,
        CitizenContacted,
        assignment=1,
        mode=ContactMode.PHONE,
        reached=True,
        on_time=False,
        after=4 * DAY,
    )
    city.does(Role.UNIT_OFFICER, ExtensionRequested, assignment=1, working_days=5)
    more = city.terms.extended(city.due.get("reply_due", BEGAN), 5)
    city.does(Role.DISPATCHER, ExtensionGranted, assignment=1, reply_due=more.at, told_citizen_at=BEGAN, **_named(city))
    left = city.terms.left(Clock.REPLY, due=city.due.get("reply_due", BEGAN), now=city.at + MINUTE, **city.kind)
    halted: dict[str, Any] = {"ground": SuspensionGround.FUNDS, "review_on": "2027-01-01", "told_citizen_at": BEGAN}
    city.does(Role.SUPERVISOR, Suspended, assignment=1, remaining_working_days=left.working_days, **halted)
    rest = city.terms.run_on(Left(left.working_days), city.at + 2 * DAY)
    city.does(Role.SUPERVISOR, Resumed, reply_due=rest and rest.at, after=2 * DAY, **_named(city))
    answer: dict[str, Any] = {"assignment": 1, "outcome": Outcome.EXPLAINED, "on_time": True}
    city.does(Role.UNIT_APPROVER, Replied, **answer)
    city.does(Role.DESK, ReplyRejected, "redo_due", round=1, defects=(Defect.TONE,))
    city.does(Role.UNIT_APPROVER, Replied, **answer)
    city.does(Role.DESK, ReplyApproved, "verify_due", round=1)
    city.does(Role.DISPATCHER, Reopened, "reply_due", round=2, ground=ReopenGround.RELAPSE)


def a_petition_on_its_way_to_a_unit(city: City) -> None:
    """Declined, overturned, merged, taken out, returned, another class, an order from above, another unit."""
    city.kind["category"] = Category.CIVILIZED_CITY
    anonymous: dict[str, Any] = {"confidentiality": Confidentiality.ANONYMOUS, "category": Category.CIVILIZED_CITY}
    city.does(Role.CITIZEN, Submitted, "accept_due", number="2", channel=Channel.APP, title="x", **anonymous)
    city.does(Role.DESK, Declined, reason=DeclineReason.NOT_SPECIFIC)
    city.does(Role.CITIZEN, DeclineReviewRequested)
    city.does(Role.SUPERVISOR, DeclineOverturned, "accept_due")
    city.kind["urgency"] = Urgency.URGENT
    city.does(Role.DESK, Accepted, "dispatch_due", urgency=Urgency.URGENT)
    city.does(Role.DESK, Merged, master=OTHER, master_number="1")
    city.does(Role.SUPERVISOR, Unmerged, "dispatch_due", resumed=Status.ACCEPTED)
    every = ("sign_due", "reply_due", "return_until")
    city.does(Role.DISPATCHER, Assigned, *every, assignment=1, unit=UNIT)
    started = city.at
    city.does(Role.UNIT_OFFICER, ReturnRequested, "ruling_due", assignment=1, reason=ReturnReason.NOT_OUR_DUTY)
    city.does(Role.SUPERVISOR, ReturnApproved, "dispatch_due", assignment=1)
    city.does(Role.DISPATCHER, Assigned, *every, assignment=2, unit="unit-2")
    started = city.at
    city.does(Role.DESK, Reclassified, category=Category.COMPLAINT, urgency=Urgency.NORMAL)
    before = city.due.get("reply_due", BEGAN)
    city.kind |= {"category": Category.COMPLAINT, "urgency": Urgency.NORMAL}
    after = city.terms.due(Clock.REPLY, start=started, **city.kind)
    moved: dict[str, Any] = {"clock": Clock.REPLY, "cause": RecomputeCause.RECLASSIFIED}
    city.does(Role.DESK, DeadlineRecomputed, old_due=before, new_due=after and after.at, **moved, **_named(city))
    ordered = BEGAN + 2 * DAY
    city.does(Role.SUPERVISOR, OrderedFromAbove, by=Superior.CITY, due=ordered)
    moved = {"clock": Clock.REPLY, "cause": RecomputeCause.ORDER}
    if after is not None and not city.is_done:
        city.log.tell(
            PETITION, Role.SUPERVISOR, DeadlineRecomputed(old_due=after.at, new_due=ordered, **moved), at=city.at
        )
        city.version += 1
    city.does(Role.DISPATCHER, Reassigned, from_assignment=2, from_unit="unit-2", to_unit="unit-3")
    named: dict[str, Any] = {"reply_due": ordered, "policy": None, "calendar": None}
    city.does(Role.DISPATCHER, Assigned, "sign_due", "return_until", assignment=3, unit="unit-3", **named)


def a_limit_in_a_year_to_come(city: City) -> None:
    """Counted in a year that was not published, and again by the clockwork when it was."""
    city.kind["category"] = Category.SUGGESTION
    anonymous: dict[str, Any] = {"confidentiality": Confidentiality.ANONYMOUS, "category": Category.SUGGESTION}
    city.does(
        Role.CITIZEN, Submitted, "accept_due", number="2", channel=Channel.APP, title="x", after=38 * DAY, **anonymous
    )
    city.does(Role.DESK, Accepted, "dispatch_due")
    city.does(Role.DISPATCHER, Assigned, "sign_due", "reply_due", "return_until", assignment=1, unit=UNIT)
    started, before = city.at, city.due.get("reply_due", BEGAN)
    city.adopts(next_calendar())
    after = city.terms.due(Clock.REPLY, start=started, **city.kind)
    moved: dict[str, Any] = {"clock": Clock.REPLY, "cause": RecomputeCause.CALENDAR}
    city.does(Role.SYSTEM, DeadlineRecomputed, old_due=before, new_due=after and after.at, **moved, **_named(city))


def a_complaint_that_is_closed(city: City, closed: timedelta = 20 * DAY, rated: timedelta = DAY) -> None:
    """Waived by lot, closed when there was time to object, and rated."""
    anonymous: dict[str, Any] = {"confidentiality": Confidentiality.ANONYMOUS, "category": Category.COMPLAINT}
    city.does(Role.CITIZEN, Submitted, "accept_due", number="2", channel=Channel.APP, title="x", **anonymous)
    city.does(Role.DESK, Accepted, "dispatch_due")
    city.does(Role.DISPATCHER, Assigned, "sign_due", "reply_due", "return_until", assignment=1, unit=UNIT)
    city.does(Role.UNIT_OFFICER, Signed, assignment=1, on_time=True)
    city.does(Role.UNIT_APPROVER, Replied, assignment=1, outcome=Outcome.EXPLAINED, on_time=True)
    city.does(Role.DESK, ReplyApproved, "verify_due", round=1)
    city.does(Role.EDITOR, VerificationWaived, round=1, ground=WaiverGround.SAMPLED_OUT, share=50)
    city.does(Role.DESK, Closed, basis=ClosingBasis.WAIVED, first_closure=True, after=closed)
    city.does(Role.CITIZEN, CitizenRated, solved=Solved.YES, score=5, after=rated)


LIVES = (
    a_complaint_that_takes_long,
    a_petition_on_its_way_to_a_unit,
    a_limit_in_a_year_to_come,
    a_complaint_that_is_closed,
)


def next_calendar() -> Document:
    """The calendar with another year."""
    table = orjson.loads(CALENDAR.content)
    rests = [{"date": f"2027-01-{day:02d}", "isOffDay": True, "name": "元旦"} for day in (1, 2, 3, 4)]
    year = {"year": 2027, "papers": ["a notice"], "days": rests}
    return document(table | {"version": 2, "years": [*table["years"], year]})


def shorter_terms() -> Document:
    """Limits that leave less time, as a second version."""
    table = orjson.loads(TERMS.content)
    table["complaint"]["accept"] = "2 h"
    return document(table | {"version": 2})


def lived(life: Callable[[City], None], wrong: Told | None = None) -> City:
    """The city after a life."""
    city = City(wrong)
    life(city)
    return city


def _named(city: City) -> dict[str, Any]:
    return {"policy": city.policy.id, "calendar": city.calendar.id}
