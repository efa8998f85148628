"""Reference data in the ledger: adopted once, in force from its day, never judged by what came later."""

from __future__ import annotations

import hashlib
import threading
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import orjson
import psycopg
import pytest

from casebook.casework import Casework
from casebook.casework.adopting import SYSTEM, adopt, adopt_shipped
from casebook.errors import Misconfigured, Refused, Tampered
from casebook.exchange.export import plain
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.context import Clock
from casebook.petitions.entry import Actor
from casebook.petitions.events import Submitted
from casebook.petitions.oversight.recounting import recounted
from casebook.petitions.standing import OfClass, Start
from casebook.petitions.vocabulary import Category, Role, Urgency
from casebook.reference.city import AdoptedCity
from casebook.reference.documents import document, shipped
from casebook.reference.kinds import Kind
from casebook.reference.policy import Case
from wishes import submit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.petitions.entry import Entry
    from casebook.postgres import Database

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2022, 3, 1)
SUPERVISOR = Actor(uuid4(), Role.SUPERVISOR)


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(database.app_dsn, load_keys(tmp_path))) as ledger:
        yield ledger


def table(kind: Kind, **changes: Any) -> dict[str, Any]:
    """The shipped document of a kind, changed, under the next number."""
    content: dict[str, Any] = orjson.loads(shipped()[kind].content)
    return content | {"version": 2} | changes


def year(number: int, *names: str) -> dict[str, Any]:
    """A published year whose only holidays are these days."""
    days = [{"date": name, "name": "元旦", "isOffDay": True} for name in names]
    return {"year": number, "papers": ["https://www.gov.cn/notice"], "days": days}


def test_what_is_shipped_is_adopted_once_by_the_system(ledger: Ledger) -> None:
    adopted = adopt_shipped(ledger)
    assert [one.kind for one in adopted] == list(shipped())
    assert {(one.role, one.adopted_by, one.number) for one in adopted} == {(Role.SYSTEM, SYSTEM.id, 1)}
    assert adopt_shipped(ledger) == []
    assert ledger.position() == len(Kind)


def test_whoever_starts_at_the_same_time_adopts_it_once(database: Database, tmp_path: Path) -> None:
    keys, start, errors = load_keys(tmp_path), threading.Barrier(5), []

    def begin() -> None:
        with closing(Ledger(database.app_dsn, keys)) as own:
            start.wait()
            try:
                adopt_shipped(own)
            except Exception as error:  # noqa: BLE001  told below
                errors.append(error)

    threads = [threading.Thread(target=begin) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with closing(Ledger(database.app_dsn, keys)) as ledger:
        assert [entry.event.stored_name() for entry in ledger.since(0)] == ["adopted"] * len(Kind)


def test_an_adoption_is_an_event_whose_leaf_covers_the_document(ledger: Ledger) -> None:
    wanted = table(Kind.TERMS)
    done = adopt(ledger, wanted, DAY, SUPERVISOR)
    assert done.added
    (entry,) = ledger.since(0)
    shown = plain(entry)
    assert shown["data"] == {
        "kind": "terms",
        "name": "pds-default",
        "version": 2,
        "in_force_on": "2022-03-01",
        "digest": document(wanted).digest,
    }
    assert (shown["event"], shown["actor"], shown["role"]) == ("adopted", SUPERVISOR.id, Role.SUPERVISOR)
    reference = ledger.adoptions.reference()
    (adoption,) = reference.adoptions
    assert (adoption.id, adoption.adopted_by, adoption.leaf) == ("pds-default:2", SUPERVISOR.id, entry.leaf)
    found = reference.document(Kind.TERMS, DAY)
    assert found
    assert hashlib.sha256(found.content).hexdigest() == adoption.digest


def test_the_same_content_twice_adds_nothing(ledger: Ledger) -> None:
    adopt_shipped(ledger)
    before = ledger.position()
    same = adopt(ledger, orjson.loads(shipped()[Kind.UNITS].content), DAY, SUPERVISOR)
    assert not same.added
    assert same.adoption.adopted_by == SYSTEM.id
    assert ledger.position() == before


def test_a_version_is_in_force_from_its_day_on(ledger: Ledger) -> None:
    adopt_shipped(ledger)
    adopt(ledger, table(Kind.TERMS, complaint={"reply": "15 wd"}), DAY, SUPERVISOR)
    reference = ledger.adoptions.reference()
    ids = [terms.policy.id for day in ("2022-02-28", "2022-03-01") if (terms := reference.terms(of(day), ZONE))]
    assert ids == ["pds-default:1", "pds-default:2"]
    assert reference.terms(of("2021-07-19"), ZONE) is None


def of(day: str) -> date:
    return date.fromisoformat(day)


def test_a_petition_is_judged_by_the_version_in_force_when_its_deadline_was_set(ledger: Ledger) -> None:
    now = datetime(2022, 2, 28, 10, 0, tzinfo=ZONE)
    adopt_shipped(ledger)
    casework = Casework(ledger, AdoptedCity(ledger.adoptions.reference, ZONE), clock=lambda: now)
    first = casework.handle(submit(category=Category.COMPLAINT), Actor(uuid4(), Role.CITIZEN), uuid4())
    adopt(ledger, table(Kind.TERMS, complaint={"accept": "3 wd"}), DAY, SUPERVISOR)
    now = datetime(2022, 3, 1, 10, 0, tzinfo=ZONE)
    second = casework.handle(submit(category=Category.COMPLAINT), Actor(uuid4(), Role.CITIZEN), uuid4())
    dues = [_accept_due(entry) for one in (first, second) for entry in ledger.entries(one.petition_id)]
    assert dues == [datetime(2022, 3, 1, 10, 0, tzinfo=UTC), datetime(2022, 3, 4, 10, 0, tzinfo=UTC)]


def _accept_due(entry: Entry) -> datetime | None:
    assert isinstance(entry.event, Submitted)
    return entry.event.accept_due


def test_what_is_adopted_later_for_an_earlier_day_does_not_change_what_was_known(ledger: Ledger) -> None:
    adopt_shipped(ledger)
    known = ledger.position()
    adopt(ledger, table(Kind.TERMS, complaint={"reply": "15 wd"}), date(2021, 9, 1), SUPERVISOR)
    reference = ledger.adoptions.reference()
    now, then = reference.terms(DAY, ZONE), reference.until(known).terms(DAY, ZONE)
    assert now
    assert then
    assert (now.policy.version, then.policy.version) == (2, 1)


def test_another_process_sees_an_adoption_at_its_next_command(
    ledger: Ledger, database: Database, tmp_path: Path
) -> None:
    adopt_shipped(ledger)
    city = AdoptedCity(ledger.adoptions.reference, ZONE)
    moment = datetime(2022, 3, 1, 10, 0, tzinfo=ZONE)
    assert city.at(moment) is city.at(moment)
    assert city.at(moment).unit_version == 1
    with closing(Ledger(database.app_dsn, load_keys(tmp_path))) as other:
        adopt(other, table(Kind.UNITS), DAY, SUPERVISOR)
    assert city.at(moment).unit_version == 2


def test_a_published_year_becomes_the_next_version_of_the_calendar(ledger: Ledger) -> None:
    adopt_shipped(ledger)
    start, case = datetime(2026, 12, 30, 10, 0, tzinfo=ZONE), Case(Category.CONSULTATION)
    before = ledger.adoptions.reference().terms(start.date(), ZONE)
    assert before
    provisional = before.due_of(Clock.REPLY, case, start)
    published = year(2027, "2027-01-01", "2027-01-04")
    done = adopt(ledger, published, date(2026, 11, 25), SUPERVISOR)
    assert (done.added, done.adoption.id) == (True, "cn:2")
    assert not adopt(ledger, published, date(2026, 12, 1), SUPERVISOR).added
    assert provisional
    later = AdoptedCity(ledger.adoptions.reference, ZONE).at(datetime(2026, 12, 1, 10, tzinfo=ZONE)).terms
    began = Start(start, OfClass(case.category, case.urgency))
    again = recounted(Clock.REPLY, began, later.when_set(began))
    assert again
    assert (provisional.provisional, again.provisional) == (True, False)
    assert (provisional.calendar, again.calendar) == ("cn:1", "cn:2")
    assert again.at.astimezone(ZONE).date() == date(2027, 1, 6)  # 31st, and after the two holidays 5th and 6th


def test_a_limit_is_counted_anew_in_a_calendar_that_is_in_force_only_later(ledger: Ledger) -> None:
    adopt_shipped(ledger)
    adopt(ledger, year(2027, "2027-01-01", "2027-01-04"), date(2026, 12, 31), SUPERVISOR)
    start, asked = datetime(2026, 12, 30, 10, 0, tzinfo=ZONE), (Clock.REPLY, Category.CONSULTATION, Urgency.NORMAL)
    terms = AdoptedCity(ledger.adoptions.reference, ZONE).at(datetime(2027, 1, 2, tzinfo=ZONE)).terms
    began = Start(start, OfClass(Category.CONSULTATION, Urgency.NORMAL))
    due, again = terms.due(*asked, start), recounted(Clock.REPLY, began, terms.when_set(began))
    assert due
    assert again
    assert (due.provisional, again.provisional) == (True, False)
    assert again.at.astimezone(ZONE).date() == date(2027, 1, 6)
    assert terms.published_until(start) == datetime(2028, 1, 1, tzinfo=ZONE)
    assert terms.after_working_days(3, start).at == again.at


@pytest.mark.parametrize("empty", [{"year": 2027, "papers": [], "days": []}, {"year": 2027}])
def test_a_year_that_is_not_published_is_refused(ledger: Ledger, empty: dict[str, Any]) -> None:
    adopt_shipped(ledger)
    with pytest.raises(Refused) as refused:
        adopt(ledger, empty, DAY, SUPERVISOR)
    assert refused.value.rule == "year_is_published"
    assert "2027" in refused.value.zh
    assert "2027" in refused.value.en


def test_a_number_that_is_in_use_for_another_content_is_refused(ledger: Ledger) -> None:
    adopt_shipped(ledger)
    with pytest.raises(Refused) as refused:
        adopt(ledger, table(Kind.TERMS, version=1, offices_open="08:30:00"), DAY, SUPERVISOR)
    assert refused.value.rule == "version_number_is_new"


UNKNOWN = [
    (Kind.UNITS, {"units": [{"code": "x", "zh": "某区", "en": "Some", "group": "county", "area": "110101"}]}, "110101"),
    (
        Kind.MATTERS,
        {
            "matters": [
                {
                    "code": "x",
                    "zh": "某事",
                    "en": "Some",
                    "duties": [{"responsible": {"zh": "某局", "en": "A bureau"}, "unit": "dept-moon", "basis": "law"}],
                }
            ]
        },
        "dept-moon",
    ),
    (Kind.TERMS, {"matters": {"moon": {"source": "law", "limits": {"reply": "1 wd"}}}}, "moon"),
    (
        Kind.TEXTS,
        {"texts": [{"command": "submit-reply", "field": "moon", "name": "某", "text": "某某"}]},
        r"submit-reply\.moon",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "named"), UNKNOWN)
def test_a_document_that_refers_to_what_is_not_there_is_refused(
    ledger: Ledger, kind: Kind, changes: dict[str, Any], named: str
) -> None:
    adopt_shipped(ledger)
    with pytest.raises(Refused, match=named) as refused:
        adopt(ledger, table(kind, **changes), DAY, SUPERVISOR)
    assert refused.value.rule == "references_are_known"
    assert ledger.position() == len(Kind)


def test_a_document_without_the_form_of_its_kind_is_told_where(ledger: Ledger) -> None:
    with pytest.raises(Misconfigured, match=r"complaint\.reply"):
        adopt(ledger, table(Kind.TERMS, complaint={"reply": "5 weeks"}), DAY, SUPERVISOR)
    with pytest.raises(Misconfigured, match="kind"):
        adopt(ledger, {"name": "x"}, DAY, SUPERVISOR)


def test_read_models_see_petitions_only(ledger: Ledger, database: Database) -> None:
    adopt_shipped(ledger)
    casework = Casework(ledger, AdoptedCity(ledger.adoptions.reference, ZONE))
    casework.handle(submit(category=Category.COMPLAINT), Actor(uuid4(), Role.CITIZEN), uuid4())
    with psycopg.connect(database.app_dsn) as connection:
        rows = connection.execute("SELECT position, event FROM ledger.history").fetchall()
    assert rows == [(len(Kind) + 1, "submitted")]


def test_an_adoption_without_its_document_does_not_get_in_by_any_door(ledger: Ledger) -> None:
    done = adopt(ledger, table(Kind.TERMS), DAY, SUPERVISOR)
    (entry,) = ledger.since(0)
    stray = ledger.entry_mapper.to_stored_event(entry)
    forged = stray.state.replace(done.adoption.digest.encode(), b"0" * 64)
    with (
        ledger.datastore.connection() as connection,
        pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="without its document"),
    ):
        connection.execute(
            "SELECT * FROM ledger.append(ARRAY[NULL::uuid], ARRAY[NULL::bytea], ARRAY[1], ARRAY[1], ARRAY[%s], "
            "ARRAY[2::bigint], ARRAY[0], ARRAY['adopted'], ARRAY[%s], "
            "ARRAY[NULL::text], '{}', '{}', '{}')",
            (entry.petition_id, forged),
        )
    assert ledger.position() == 1


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE ledger.documents SET content = ''",
        "DELETE FROM ledger.documents",
        "TRUNCATE ledger.documents",
        "INSERT INTO ledger.documents VALUES (sha256(''), '')",
    ],
)
def test_the_application_changes_no_document(ledger: Ledger, database: Database, attack: str) -> None:
    adopt(ledger, table(Kind.TERMS), DAY, SUPERVISOR)
    with psycopg.connect(database.app_dsn) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(attack)


def test_a_document_that_was_changed_in_the_database_is_noticed(
    ledger: Ledger, database: Database, tmp_path: Path
) -> None:
    adopt(ledger, table(Kind.TERMS), DAY, SUPERVISOR)
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("ALTER TABLE ledger.documents DISABLE TRIGGER no_change")
        owner.execute("ALTER TABLE ledger.documents DROP CONSTRAINT documents_check")
        owner.execute(
            "UPDATE ledger.documents SET content = replace(convert_from(content, 'UTF8'), '10 wd', '99 wd')::bytea"
        )
    with closing(Ledger(database.app_dsn, load_keys(tmp_path))) as other, pytest.raises(Tampered):
        other.adoptions.reference()
