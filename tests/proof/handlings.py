"""Sound bundles that tell how petitions were handled: by the rules, against one, or so that nobody can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.ledger.mapper import canonical
from casebook.petitions.events import Closed
from casebook.petitions.vocabulary import ClosingBasis, Role
from casebook.proof.archive import pack
from proof.corpus import Case, bundle_of
from proof.made_log import PETITION, Log, uuid
from proof.misconduct import ROAD, misdeeds, told
from proof.mistimed import (
    AS_ADOPTED,
    CALENDAR,
    IN_FORCE,
    LIVES,
    TERMS,
    City,
    Told,
    a_complaint_that_takes_long,
    lived,
    shorter_terms,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def bundles() -> Iterator[Case]:
    """All of them."""
    for deed in misdeeds():
        broken = tuple((len(deed.steps), rule) for rule in deed.rules)
        yield Case(f"handled: {deed.name}", pack(bundle_of(told(deed.steps))), broken=broken)
    for life in LIVES:
        right = lived(life)
        yield Case(f"{life.__name__}, as adopted", shown(right.log))
        for each in right.limits:
            wrong = lived(life, each)
            name = f"{life.__name__}: {each.field} of event {each.version} told otherwise"
            yield Case(name, shown(wrong.log), broken=((each.version, AS_ADOPTED),))
    yield from versions()
    yield from not_judged()


def shown(log: Log, *left_out: str) -> bytes:
    """The bundle with what limits rest on, but for files whose names begin so."""
    files = bundle_of(log) | log.basis()
    return pack({name: each for name, each in files.items() if not name.startswith(left_out or "-")})


def closed_without_a_reply() -> Log:
    """A complaint that took long, was reopened, and closed at once."""
    city = lived(a_complaint_that_takes_long)
    city.does(Role.DESK, Closed, basis=ClosingBasis.VERIFIED, first_closure=True)
    return city.log


def versions() -> Iterator[Case]:
    """Limits by another version than the one in force."""
    for case, field, told_as in (
        ("limits that were replaced", "policy", "pds-default:1"),
        ("limits that nobody adopted", "policy", "pds-default:9"),
        ("a calendar that nobody adopted", "calendar", "cn:9"),
    ):
        city = City(Told(1, field, told_as), CALENDAR, TERMS, shorter_terms())
        a_complaint_that_takes_long(city)
        yield Case(f"rests on {case}", shown(city.log), broken=((1, IN_FORCE),))
    city = City(Told(1, "accept_due", "2026-11-23T10:00:00Z"), CALENDAR, TERMS, shorter_terms())
    a_complaint_that_takes_long(city)
    yield Case("names the limits in force, and goes by others", shown(city.log), broken=((1, AS_ADOPTED),))
    city = City(Told(2, "dispatch_due", None))
    a_complaint_that_takes_long(city)
    yield Case("sets no limit where there is to be one", shown(city.log), broken=((2, AS_ADOPTED),))


def not_judged() -> Iterator[Case]:
    """What cannot be judged, or not by the rules of here; each bundle is sound and breaks nothing."""
    log = lived(a_complaint_that_takes_long).log
    yield Case("limits without what they rest on", shown(log, "adoptions/", "documents/"))
    yield Case("limits without the documents", shown(log, "documents/"))
    yield Case("limits without the calendar", shown(log, f"documents/{CALENDAR.digest}"))

    def from_elsewhere(state: dict[str, Any]) -> None:
        state["src"] = {"digest": "x", "id": "1", "name": "elsewhere"}

    imported = [step._replace(forged={"change": from_elsewhere}) for step in (ROAD[0], ROAD[9], ROAD[4])]
    yield Case("another system's history", pack(bundle_of(told(imported))))

    def claimed(state: dict[str, Any]) -> None:
        state |= {"occ": "2026-11-20T00:30:00+00:00", "on": "2026-11-20"}

    said = [step._replace(forged={"change": claimed}) for step in ROAD[:2]]
    yield Case("events said to have happened before", pack(bundle_of(told(said))))
    log = told(ROAD)
    state = {"actor": uuid("x"), "data": {}, "req": uuid("y"), "role": Role.SYSTEM, "v": 1}
    log.log(PETITION, "a-kind-to-come", canonical(state), at=log.last_at)
    yield Case("an event of a kind to come", pack(bundle_of(log)))
