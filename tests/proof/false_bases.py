"""Bundles that rest on limits and calendars that were not adopted so."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import orjson

from casebook.proof.archive import pack
from proof.corpus import Case, bundle_of, ended
from proof.made_log import OTHER, Log, drawn
from proof.misconduct import ROAD, told
from proof.mistimed import CALENDAR, TERMS, next_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from proof.corpus import Files

FIRST = "adoptions/terms/000001"
CALENDARS = "adoptions/calendar"
END = f"{CALENDARS}/head"


def bundles() -> Iterator[Case]:
    """All of them."""
    yield from _adoptions()
    yield from _documents()
    yield from _ends()


def _files(**forged: Any) -> Files:
    """A bundle of a city that has adopted two calendars, and its limits as is forged."""
    log = Log()
    for document in (CALENDAR, next_calendar()):
        log.adopt(document)
    log.adopt(TERMS, **forged)
    told(ROAD, log)
    return bundle_of(log) | log.basis()


def _adoptions() -> Iterator[Case]:
    files = _files()
    for name in (f"{FIRST}.entry", f"{FIRST}.tlog-proof"):
        lacking = {each: content for each, content in files.items() if each != name}
        yield Case(f"an adoption without {name}", pack(lacking), "contents")
    later = {name: each for name, each in files.items() if not name.startswith("adoptions/calendar/000001")}
    yield Case("the first calendar left out", pack(later), "adoption")
    altered = files | {f"{FIRST}.entry": files[f"{FIRST}.entry"].replace(b"2021-07-20", b"2021-07-21")}
    yield Case("another day than was logged", pack(altered), "adoption")
    forgeries: dict[str, dict[str, Any]] = {
        "of another stream": {"said": OTHER},
        "after another event": {"previous": drawn("x")},
        "that is another event": {"topic": "accepted"},
        "of another kind": {"data": {"kind": "units"}},
        "in force on no day": {"data": {"in_force_on": "2026-02-30"}},
        "without a digest": {"data": {"digest": "x"}},
        "of no number": {"data": {"version": "1"}},
        "that says another place": {"index": 7},
        "that says another version": {"version": 2},
        "of another log": {"origin": "elsewhere.example/log"},
    }
    for case, forged in forgeries.items():
        yield Case(f"an adoption {case}", pack(_files(**forged)), "adoption")
    proof = f"{FIRST}.tlog-proof"
    other = files | {proof: files["proofs/000001.tlog-proof"]}
    yield Case("an adoption with another event's proof", pack(other), "adoption")
    yield Case("an adoption with no proof", pack(files | {proof: b"x"}), "adoption")


def _ends() -> Iterator[Case]:
    """Adoptions left out at the end, and what should hide it."""
    files = ended()
    last = (f"{CALENDARS}/000002", f"documents/{next_calendar().digest}")
    yield Case("the last calendar left out", pack(_without(files, *last)), "adoption")
    yield Case("all calendars left out", pack(_without(files, f"{CALENDARS}/0", "documents/")), "adoption")
    yield Case("the end of calendars without its place", pack(_without(files, f"{END}.proof")), "contents")
    yield Case("the end of calendars without heads", pack(_without(files, "heads/")), "contents")
    for case, record, place in (
        ("that of limits", "adoptions/terms/head", "adoptions/terms/head.proof"),
        ("that of the petition", "heads/record", "heads/record.proof"),
        ("at another's place", END, "heads/record.proof"),
        ("no record", "README.txt", f"{END}.proof"),
    ):
        told = {END: files[record], f"{END}.proof": files[place]}
        yield Case(f"the end of calendars is {case}", pack(files | told), "adoption")
    early = ended(data={"size": 1})
    yield Case("the end of calendars counts less than it names", pack(early), "head", 9)


def _without(files: Files, *beginnings: str) -> Files:
    return {name: each for name, each in files.items() if not name.startswith(beginnings)}


def _documents() -> Iterator[Case]:
    files, name = _files(), f"documents/{TERMS.digest}"
    yield Case(
        "another text than was adopted", pack(files | {name: files[name].replace(b"10 wd", b"90 wd")}), "document"
    )
    unknown = f"documents/{hashlib.sha256(b'{}').hexdigest()}"
    yield Case("a text that nobody adopted", pack(files | {unknown: b"{}"}), "document")
    table = orjson.loads(TERMS.content)
    for case, content in {
        "no JSON": b"x",
        "JSON with spaces": b"{ }",
        "a list": b"[]",
        "no offices": b"{}",
        "offices that close before they open": orjson.dumps(table | {"offices_open": "19:00:00"}),
        "offices that open at no time": orjson.dumps(table | {"offices_open": "9"}),
        "a limit in moons": orjson.dumps(table | {"complaint": {"reply": "1 moon"}}),
        "a limit of nothing": orjson.dumps(table | {"complaint": {"reply": "0 wd"}}),
        "a column that is a list": orjson.dumps(table | {"complaint": []}),
        "statutes that are a list": orjson.dumps(table | {"matters": []}),
        "a statute that is text": orjson.dumps(table | {"matters": {"parking": "x"}}),
        "a statute without limits": orjson.dumps(table | {"matters": {"parking": {}}}),
        "more time that is a list": orjson.dumps(table | {"extension": []}),
        "more time of no number": orjson.dumps(table | {"extension": {"complaint": {"times": "1", "working_days": 5}}}),
        "halts that are text": orjson.dumps(table | {"suspension": "x"}),
        "grounds of halts that are text": orjson.dumps(table | {"suspension": {"grounds": "x"}}),
        "a review in no days": orjson.dumps(table | {"suspension": {"review_within": True}}),
        "a statute about kinds that are text": orjson.dumps(table | {"matters": {"parking": {"categories": "x"}}}),
    }.items():
        adopted = _unreadable(content)
        yield Case(f"limits: {case}", pack(adopted), "document")
    days: list[tuple[str, Any]] = [
        ("no years", {}),
        ("a year that is a day", {"years": ["x"]}),
        ("a year of no number", {"years": [{"days": [], "year": "2026"}]}),
        ("a year without days", {"years": [{"year": 2026}]}),
        ("a day that is none", {"years": [{"days": [{"date": "2026-02-30", "isOffDay": True}], "year": 2026}]}),
        ("a day of neither kind", {"years": [{"days": [{"date": "2026-02-20"}], "year": 2026}]}),
        ("a day that is a number", {"years": [{"days": [1], "year": 2026}]}),
    ]
    for case, content in days:
        yield Case(f"calendar: {case}", pack(_unreadable(orjson.dumps(content), calendar=True)), "document")


def _unreadable(content: bytes, *, calendar: bool = False) -> Files:
    """A bundle with a text that was adopted and says nothing."""
    log, digest = Log(), hashlib.sha256(content).hexdigest()
    log.adopt(CALENDAR if calendar else TERMS, data={"digest": digest})
    log.documents = {digest: content}
    told(ROAD, log)
    return bundle_of(log) | log.basis()
