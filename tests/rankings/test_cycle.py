"""The ranking cycle on a real ledger: frozen with its inputs, never edited, counted again by anybody."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.access import Role
from casebook.casework import Casework, Sweeper
from casebook.casework.adopting import adopt
from casebook.cli.published import recomputed
from casebook.errors import CasebookError, KeyReused, NotFound, NotPermitted, Outdated, Refused, Unreadable
from casebook.exchange.export import plain
from casebook.figures.profile import load_profile
from casebook.figures.ranking import rank
from casebook.petitions.context import InForce
from casebook.petitions.events import ConfidentialityChanged
from casebook.petitions.vocabulary import Confidentiality
from casebook.petitions.words import Sealed
from casebook.rankings.commands import DraftRanking
from casebook.rankings.events import RankingObjectionFiled, stream_of
from casebook.readmodels import Follower, load
from casebook.reference.documents import shipped
from casebook.reference.kinds import Kind
from histories import submitted
from language import STREET, person
from plain_terms import PlainTerms
from rankings.conftest import worked
from rankings.rankings_at_hand import (
    EDITOR,
    MONTH,
    NEIGHBOUR,
    OF,
    OFFICER,
    SECOND,
    SUPERVISOR,
    SYSTEM,
    WORDS,
    ZONE,
    correct,
    draft,
    file,
    publish,
    settle,
)

if TYPE_CHECKING:
    from casebook.petitions.entry import Actor
    from casebook.rankings.commands import RankingCommand
    from casebook.rankings.ranking import Ranking
    from rankings.conftest import Cycle

A_WEEK = timedelta(days=7)
OTHER = "street-410402002"
TABLES = ("ranking-drafted", "ranking-published", "ranking-corrected")


def row_of(table: dict[str, Any], unit: str) -> dict[str, Any]:
    row: dict[str, Any] = next(row for row in table["rows"] if row["unit"] == unit)
    return row


def published(cycle: Cycle) -> Ranking:
    cycle.give(draft(), SYSTEM)
    cycle.now += A_WEEK
    cycle.give(publish(), EDITOR)
    return cycle.ranking()


def test_a_draft_freezes_the_table_with_all_it_rests_on(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    cycle.work(OTHER, 6, score=1)
    position = cycle.ledger.position()
    cycle.give(draft(), SYSTEM)
    ranking = cycle.ranking()
    content = cycle.ledger.document(ranking.draft.digest)
    assert hashlib.sha256(content).hexdigest() == ranking.draft.digest
    table = cycle.rankings.table(ranking.draft)
    assert orjson.dumps(table, option=orjson.OPT_SORT_KEYS) == content
    assert (ranking.draft.position, table["position"], table["month"]) == (position, position, MONTH)
    assert (ranking.profile, table["profile"]["name"], table["definitions"]["version"]) == ("pds_news:1", "pds_news", 1)
    first, second = row_of(table, STREET), row_of(table, OTHER)
    assert (first["rank"], first["score"], second["rank"], second["score"]) == (1, "100.00", 2, "45.00")
    assert first["rates"]["satisfaction"] == {
        "numerator": 6,
        "denominator": 6,
        "asked": 6,
        "percent": "100.00",
        "coverage": "100.00",
    }
    assert (second["rates"]["claimed"]["percent"], second["rates"]["resolution"]["percent"]) == ("100.00", "0.00")
    assert (first["gap"], second["gap"]) == ("0.00", "100.00")
    assert sum(map(int, (point.split(".")[0] for point in first["points"].values()))) == 100
    assert (first["commendations"], row_of(table, "dept-water-resources")["commendations"]) == (6, 0)
    assert row_of(table, "dept-water-resources")["unranked"] == "no_petitions"


def test_a_sealed_petition_and_its_thanks_count_for_no_unit(cycle: Cycle) -> None:
    cycle.work(STREET, 5)
    begin = datetime(2022, 1, 12, 9, tzinfo=ZONE)
    sealed = submitted(confidentiality=Confidentiality.SEALED)
    cycle.tell([sealed, *worked(STREET, begin, 5)[1:]], begin)
    cycle.tell(
        [*worked(STREET, begin, 5), ConfidentialityChanged(before=Confidentiality.NAMED, after=Confidentiality.SEALED)],
        begin,
    )
    cycle.give(draft(), SYSTEM)
    row = row_of(cycle.rankings.table(cycle.ranking().draft), STREET)
    assert (row["due"], row["commendations"]) == (5, 5)


def test_the_window_ends_with_the_second_working_day_after_the_draft(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    cycle.now = datetime(2022, 2, 3, 0, 5, tzinfo=ZONE)  # within the Spring Festival, which ends on the 6th
    cycle.give(draft(), SYSTEM)
    assert cycle.ranking().objections_until == datetime(2022, 2, 8, 18, 0, tzinfo=ZONE)


def test_what_happened_later_is_not_in_the_published_table_but_in_the_correction_beside_it(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    before = published(cycle)
    assert before.published is not None
    with pytest.raises(Refused, match="same"):
        cycle.give(correct(), SUPERVISOR)
    cycle.work(STREET, 2, score=1)
    cycle.give(correct(), SUPERVISOR)
    after = cycle.ranking()
    assert after.published == before.published
    scores = [row_of(cycle.rankings.table(one), STREET)["score"] for one in (before.published, *after.corrections)]
    assert scores == ["100.00", "86.25"]
    assert [cycle.recomputed(one) for one in (after.draft, before.published, *after.corrections)] == [[], [], []]


def test_an_upheld_objection_has_the_table_counted_at_a_later_position(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    cycle.give(draft(), SYSTEM)
    cycle.give(file(), OFFICER)
    cycle.work(STREET, 2, score=1)
    cycle.give(settle(), SUPERVISOR)
    cycle.now += A_WEEK
    with pytest.raises(Refused) as refusal:
        cycle.give(publish(), SUPERVISOR)
    assert refusal.value.rule == "publisher_did_not_decide_alone"
    cycle.give(publish(), EDITOR)
    ranking = cycle.ranking()
    assert ranking.published is not None
    assert ranking.recomputed
    assert ranking.published.position > ranking.draft.position
    assert row_of(cycle.rankings.table(ranking.published), STREET)["score"] == "86.25"


def test_a_profile_adopted_since_does_not_change_what_was_drafted_under_another(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    cycle.work(OTHER, 6, score=1)
    cycle.give(draft(), SYSTEM)
    profiles = orjson.loads(shipped()[Kind.PROFILES].content)
    changed = [one | {"version": 2, "minimum": 9} if one["name"] == "pds_news" else one for one in profiles["profiles"]]
    new = profiles | {"version": 2, "in_use": "pds_news:2", "profiles": changed}
    adopt(cycle.ledger, new, date(2022, 1, 1), SUPERVISOR)
    cycle.give(file(), NEIGHBOUR)
    cycle.give(settle(), SECOND)
    cycle.now += A_WEEK
    cycle.give(publish(), EDITOR)
    ranking = cycle.ranking()
    assert ranking.published is not None
    table = cycle.rankings.table(ranking.published)
    assert (ranking.profile, table["profile"]["version"], row_of(table, STREET)["rank"]) == ("pds_news:1", 1, 1)
    assert cycle.recomputed(ranking.published) == []


def test_the_table_is_what_casebook_ranks_at_that_position(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    cycle.give(draft(), SYSTEM)
    table = cycle.rankings.table(cycle.ranking().draft)
    assert Follower(cycle.ledger.datastore, load()).catch_up() == []
    counts = {row["unit"]: row for row in cycle.reader.ask("unit_month", "of_month", {"month": MONTH}, "analyst")}
    groups = {row["unit"]: row["group"] for row in table["rows"]}
    ranked = rank(load_profile("pds_news"), groups, counts)
    assert [(row.unit, row.rank, row.unranked) for row in ranked] == [
        (row["unit"], row["rank"], row["unranked"]) for row in table["rows"]
    ]


def test_the_same_key_gets_the_same_receipt_and_another_wish_does_not(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    key = uuid4()
    first, again = cycle.give(draft(), SUPERVISOR, key), cycle.give(draft(), SUPERVISOR, key)
    assert (again.position, again.version, again.repeated) == (first.position, first.version, True)
    with pytest.raises(KeyReused):
        cycle.give(file(), OFFICER, key)
    assert len(cycle.ledger.entries(stream_of(**OF))) == 1


def test_who_comes_second_is_told_what_happened_meanwhile(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    cycle.give(draft(), SYSTEM)
    cycle.give(file(), OFFICER)
    with pytest.raises(Outdated) as outdated:
        cycle.rankings.handle(settle(), SUPERVISOR, uuid4(), expected=1)
    assert (outdated.value.actual, outdated.value.since) == (2, ("ranking-objection-filed",))


def test_of_two_who_publish_at_once_one_does(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    cycle.give(draft(), SYSTEM)
    cycle.now += A_WEEK
    start, met = threading.Barrier(4), []

    def go(by: Actor) -> None:
        start.wait()
        try:
            met.append(str(cycle.give(publish(), by).version))
        except CasebookError as error:
            met.append(type(error).__name__)

    threads = [threading.Thread(target=go, args=(person(f"editor {n}", Role.EDITOR),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(met) == ["2", "Refused", "Refused", "Refused"]


def test_the_words_of_an_objection_are_sealed_under_the_key_of_who_wrote_them(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    cycle.give(draft(), SYSTEM)
    cycle.give(file(), OFFICER)
    sealed = cycle.ledger.entries(stream_of(**OF))[-1]
    assert isinstance(sealed.event, RankingObjectionFiled)
    assert isinstance(sealed.event.words, Sealed)
    assert WORDS not in str(plain(sealed))
    (opened,) = cycle.ledger.open([sealed], lambda _entry, _field: True)
    assert isinstance(opened.event, RankingObjectionFiled)
    assert opened.event.words == WORDS
    cycle.give(settle(), SUPERVISOR)
    subjects = {entry.subject for entry in cycle.ledger.entries(stream_of(**OF)) if entry.subject}
    assert len(subjects) == 2
    assert OFFICER.id not in subjects


def test_roles_that_may_not_are_denied_and_what_is_not_there_is_not_found(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    with pytest.raises(NotPermitted):
        cycle.give(draft(), OFFICER)
    with pytest.raises(NotFound):
        cycle.give(file(), OFFICER)
    for month, profile in (("2022-01", "nobodys"), ("2019-01", "pds_news")):
        with pytest.raises(NotFound):
            cycle.give(DraftRanking(month=month, profile=profile), SUPERVISOR)
    with pytest.raises(NotFound):
        cycle.rankings.standing(MONTH)


def test_no_table_without_its_document_and_no_document_is_changed(cycle: Cycle, database: Any) -> None:
    cycle.work(STREET, 6)
    cycle.give(draft(), SYSTEM)
    (entry,) = cycle.ledger.entries(stream_of(**OF))
    drafted = cycle.ledger.entry_mapper.to_stored_event(entry)
    forged = drafted.state.replace(cycle.ranking().draft.digest.encode(), b"0" * 64)
    append = (
        "SELECT * FROM ledger.append(ARRAY[NULL::uuid], ARRAY[NULL::bytea], ARRAY[1], ARRAY[1], ARRAY[%s], "
        "ARRAY[2::bigint], ARRAY[0], ARRAY['ranking-published'], ARRAY[%s], "
        "ARRAY[NULL::text], '{}', '{}', '{}')"
    )
    with (
        cycle.ledger.datastore.connection() as connection,
        pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="without its document"),
    ):
        connection.execute(append, (entry.petition_id, forged))
    with psycopg.connect(database.owner_dsn) as owner, pytest.raises(psycopg.Error, match="append-only"):
        owner.execute("DELETE FROM ledger.documents")
    with pytest.raises(Unreadable):
        cycle.ledger.document("00" * 32)


def test_the_system_drafts_when_the_day_has_come_once_however_often_it_looks(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    casework = Casework(cycle.ledger, InForce(PlainTerms()), clock=lambda: cycle.now)
    sweepers = [Sweeper(casework, cycle.reader.ask, rankings=cycle.rankings) for _ in range(2)]

    def drafted() -> list[int]:
        return [sweeper.sweep_in_turn().drafted for sweeper in sweepers]

    cycle.now = datetime(2022, 2, 2, 23, 59, tzinfo=ZONE)
    assert drafted() == [0, 0]
    cycle.now = datetime(2022, 2, 3, 0, 1, tzinfo=ZONE)
    assert drafted() == [1, 0]
    assert cycle.ranking().drafted_by is None
    begin = datetime(2022, 1, 20, 9, tzinfo=ZONE)
    cycle.tell(worked(STREET, begin, 5)[:3], begin)  # due in January, and still open
    cycle.now = datetime(2022, 3, 3, 12, 0, tzinfo=ZONE)  # in February nobody had anything to do but that
    assert drafted() == [0, 0]


def test_a_sweep_after_weeks_drafts_the_last_month_that_was_due(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    for day, month in (("2022-03-02", "2022-01"), ("2022-02-28", "2022-01"), ("2022-03-03", "2022-02")):
        moment = datetime.fromisoformat(f"{day}T12:00+08:00")
        assert [wish.month for wish in cycle.rankings.due_drafts(moment)] == [month]
    assert cycle.rankings.due_drafts(datetime(2019, 1, 5, tzinfo=UTC)) == []


def test_after_months_a_sweep_drafts_all_that_came_due_meanwhile_in_their_order(cycle: Cycle, database: Any) -> None:
    for month in (1, 2, 4):
        cycle.work(STREET, 6, begin=datetime(2022, month, 12, 9, tzinfo=ZONE))
    casework = Casework(cycle.ledger, InForce(PlainTerms()), clock=lambda: cycle.now)
    sweeper = Sweeper(casework, cycle.reader.ask, rankings=cycle.rankings)
    cycle.now = datetime(2022, 2, 2, 12, tzinfo=ZONE)
    assert sweeper.sweep_in_turn().drafted == 0
    cycle.now = datetime(2022, 5, 3, 12, tzinfo=ZONE)
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("ALTER TABLE readmodels.unit_month RENAME TO away")
        assert sweeper.sweep_in_turn().drafted == 0  # none is lost where the counts are still being built
        owner.execute("ALTER TABLE readmodels.away RENAME TO unit_month")
    assert sweeper.sweep_in_turn().drafted == 3
    assert [one.month for one in cycle.rankings.all()] == ["2022-01", "2022-02", "2022-04"]
    assert sweeper.sweep_in_turn().drafted == 0


def test_a_sweep_goes_on_where_no_ranking_can_be_counted_yet(cycle: Cycle, database: Any) -> None:
    cycle.work(STREET, 6)
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("DROP TABLE readmodels.unit_month")
    casework = Casework(cycle.ledger, InForce(PlainTerms()), clock=lambda: cycle.now)
    assert Sweeper(casework, cycle.reader.ask, rankings=cycle.rankings).sweep_in_turn().drafted == 0


def test_who_changes_the_ledger_is_found_out_by_counting_again(cycle: Cycle, database: Any) -> None:
    cycle.work(STREET, 6)
    published(cycle)
    assert recomputed(cycle.rankings, MONTH, "pds_news")["equal"]
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER no_change")
        owner.execute(
            "DELETE FROM ledger.events WHERE notification_id IN "
            "(SELECT max(position) FROM ledger.history WHERE event = 'citizen-rated')"
        )
    again = recomputed(cycle.rankings, MONTH, "pds_news")
    assert not again["equal"]
    (table,) = again["tables"]
    assert {one["unit"] for one in table["differences"]} == {STREET}
    assert "counts" in {one["field"] for one in table["differences"]}


def test_read_models_see_petitions_only(cycle: Cycle) -> None:
    cycle.work(STREET, 6)
    published(cycle)
    with cycle.ledger.datastore.connection() as connection:
        names = [row[0] for row in connection.execute("SELECT DISTINCT event FROM ledger.history").fetchall()]
    assert not [name for name in names if name.startswith(("ranking", "feature", "adopted"))]
    assert Follower(cycle.ledger.datastore, load()).catch_up() == []


MONTHS = count(0)


def month_at(number: int) -> tuple[str, datetime]:
    """A month, and a day of the next one on which it is drafted."""
    year, number = 2021 + (number + 8) // 12, (number + 8) % 12 + 1
    after = datetime(year + number // 12, number % 12 + 1, 9, 10, tzinfo=ZONE)
    return f"{year}-{number:02}", after


@settings(
    deadline=None,
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from("wwbofdupc"), min_size=8, max_size=20), dice=st.randoms(use_true_random=False))
def test_a_published_ranking_never_changes_and_is_what_its_position_gives(
    cycle: Cycle, steps: list[str], dice: Any
) -> None:
    month, cycle.now = month_at(next(MONTHS))
    named = {"month": month, "profile": "pds_news"}
    frozen: dict[int, tuple[str, bytes]] = {}
    wishes: dict[str, tuple[RankingCommand, Actor]] = {
        "f": (file().model_copy(update=named), OFFICER),
        "d": (settle(upheld=True).model_copy(update=named), SUPERVISOR),
        "u": (settle(2, upheld=False).model_copy(update=named), SECOND),
        "p": (publish().model_copy(update=named), EDITOR),
        "c": (correct().model_copy(update=named), SUPERVISOR),
    }
    cycle.work(STREET, 5, begin=cycle.now - timedelta(days=25))
    cycle.give(draft().model_copy(update=named), SYSTEM)
    for step in [*steps, "r", "o", "p", "w", "c"]:
        if step == "o":
            cycle.now += A_WEEK
        elif step == "r":
            for one in cycle.ranking(month).objections:
                if one.upheld is None:
                    cycle.give(settle(one.number, upheld=False).model_copy(update=named), SECOND)
        elif step in wishes:
            with suppress(CasebookError):
                cycle.give(*wishes[step])
        else:
            unit, score = dice.choice((STREET, OTHER)), dice.randint(1, 5)
            cycle.work(unit, dice.randint(1, 3), score=score, begin=cycle.now - timedelta(days=dice.randint(1, 30)))
        for entry in cycle.ledger.entries(stream_of(**named)):
            if entry.event.stored_name() in TABLES:
                digest = entry.event.digest  # type: ignore[union-attr]  # those that state a table
                now = (digest, cycle.ledger.document(digest))
                assert frozen.setdefault(entry.version, now) == now
    ranking = cycle.ranking(month)
    assert ranking.published is not None
    for counted in (ranking.draft, ranking.published, *ranking.corrections):
        assert cycle.recomputed(counted) == []
