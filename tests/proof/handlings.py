"""Sound bundles that tell how petitions were handled: by the rules, against one, or so that nobody can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.ledger.mapper import canonical
from casebook.petitions.events import Closed, ExtensionRequested, NoteAdded, SuspensionReviewed
from casebook.petitions.vocabulary import ClosingBasis, Role
from casebook.proof.archive import pack
from proof.corpus import Case, bundle_of
from proof.made_log import PETITION, Log, uuid
from proof.misconduct import ARCHIVED, HELP, ROAD, Step, misdeeds, told
from proof.mistimed import (
    AS_ADOPTED,
    CALENDAR,
    DAY,
    IN_FORCE,
    LIVES,
    TERMS,
    City,
    Told,
    a_complaint_that_is_closed,
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
    yield from allowances()
    yield from notes()
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


def allowances() -> Iterator[Case]:
    """What the limits do not allow, though nobody else would mind."""
    more, halt = "extension_is_what_the_city_allows", "halt_is_what_the_city_allows"
    for case, told_wrong, rule in (
        ("more time than the city gives", Told(6, "working_days", 24), more),
        ("a halt on a ground of its own", Told(8, "ground", "holidays"), halt),
        ("a halt for a year", Told(8, "review_on", "2027-11-27"), halt),
        ("a halt until yesterday", Told(8, "review_on", "2026-11-26"), halt),
        ("a halt until no day", Told(8, "review_on", "some day"), halt),
    ):
        city = lived(a_complaint_that_takes_long, told_wrong)
        yield Case(case, shown(city.log), broken=((told_wrong.version, rule),))
    city = lived(a_complaint_that_takes_long, Told(7, "reply_due", 0 * DAY))
    city.wrong = None
    city.does(Role.UNIT_OFFICER, ExtensionRequested, assignment=1, working_days=5)
    yield Case("more time once more", shown(city.log), broken=((8, more),))
    city = lived(a_complaint_that_takes_long, Told(8, "remaining_working_days", 0))
    city.wrong = None
    city.does(Role.SUPERVISOR, SuspensionReviewed, keep=True, review_on="2027-11-27")
    yield Case("a halt that is kept for a year", shown(city.log), broken=((9, halt),))
    for case, waits, broken in (
        ("closed before anybody could object", (DAY, DAY), (8, "citizen_was_heard_or_had_time_to_object")),
        ("rated when the time for it was over", (20 * DAY, 20 * DAY), (9, "rating_window_is_open")),
    ):
        city = City()
        a_complaint_that_is_closed(city, *waits)
        yield Case(case, shown(city.log), broken=(broken,))


def notes() -> Iterator[Case]:
    """Notes for colleagues: of whoever has the petition before them, at any time, and nothing moves by them."""
    note = Step(Role.REPORTER, NoteAdded())
    lives = {
        "archived soon after a note": [*ROAD, note.later(39 * DAY), ARCHIVED.later(2 * DAY)],
        "a note of a unit that helps": [*ROAD[:4], HELP, Step(Role.UNIT_OFFICER, NoteAdded()).of("unit-2")],
    }
    for case, steps in lives.items():
        yield Case(case, pack(bundle_of(told(steps))))
    breaks = ((1, "step_fits_the_state"), (1, "notes_are_fifty_at_most"))
    yield Case("a note before the petition", pack(bundle_of(told([note, *ROAD[:1]]))), broken=breaks)
    late = [*ROAD, ARCHIVED, note]
    yield Case("a note in the archive", pack(bundle_of(told(late))), broken=((len(late), "step_fits_the_state"),))


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
