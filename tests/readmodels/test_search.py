"""The search: what is found and what is not, following, crashing, forgetting."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import Replied
from casebook.petitions.vocabulary import Outcome, Role
from casebook.readmodels.search import SearchIndex, wanted
from casebook.readmodels.search.grams import folded, grams
from petitions_at_hand import submitted, then

if TYPE_CHECKING:
    from uuid import UUID

    from casebook.ledger.ledger import Ledger
    from casebook.postgres import Database

BODY = "卫东区优越路街道园丁社区土产巷，路面积水严重，KFC 门口的路灯１４３５号也坏了。"


def add(ledger: Ledger, **words: str) -> UUID:
    entry = submitted(None, **words)
    ledger.append_all([[entry]])
    return entry.petition_id


def found(ledger: Ledger, typed: str, circle: str = "hotline") -> set[UUID]:
    looked_for = wanted(typed)
    assert looked_for is not None
    parameters = (looked_for.grams, list(looked_for.patterns), circle)
    with ledger.datastore.connection() as connection:
        rows = connection.execute("SELECT search.matching(%s::tsquery, %s, %s)", parameters).fetchall()
    return {row[0] for row in rows}


@pytest.mark.parametrize(
    "typed",
    [
        *("积水", "水", "土产巷", "，路", "ＫＦＣ", "kfc", "kf", "1435", "14", "1435号", "１４３５号"),
        *("路灯 积水", "了。", "园丁社区土产巷", "重，kfc"),
    ],
)
def test_what_stands_there_is_found(ledger: Ledger, typed: str) -> None:
    petition = add(ledger, title="门前积水", body=BODY)
    SearchIndex(ledger).catch_up()
    assert found(ledger, typed) == {petition}


@pytest.mark.parametrize(
    "typed", ["水积", "积水 暖气", "前积水卫", "kfd", "35", "%水", "_水", "路%灯", "\\水", "水'", "门前积水卫东"]
)
def test_what_does_not_stand_there_is_not_found(ledger: Ledger, typed: str) -> None:
    add(ledger, title="门前积水", body=BODY)
    SearchIndex(ledger).catch_up()
    assert found(ledger, typed) == set()


def test_signs_in_a_query_are_signs(ledger: Ledger) -> None:
    petition = add(ledger, title="物业费涨了50%_以上", body="C:\\路径 里有 it's ' & | ! :* 等符号，请查明。")
    SearchIndex(ledger).catch_up()
    for typed in ("50%", "50%_以", "c:\\路", "it's", "' & |", "路径 !", "符号"):
        if (looked_for := wanted(typed)) is not None:
            assert found(ledger, typed) == {petition}, (typed, looked_for)
    assert wanted("%") is wanted(" _ ") is wanted("：，") is wanted("") is None


HAN = st.text("路灯积水不亮巷 a1", min_size=1, max_size=12)


@given(HAN, st.integers(0, 11), st.integers(1, 4))
@settings(max_examples=300)
def test_every_chinese_part_of_a_text_has_its_grams_in_it(text: str, begin: int, length: int) -> None:
    part = text[begin : begin + length].replace("a", "").replace("1", "")
    looked_for = wanted(part)
    if looked_for is None or part not in text:
        return
    have = grams(folded(text))
    for lexeme in looked_for.grams.split(" & "):
        word = lexeme.removesuffix(":*").strip("'")
        assert any(one.startswith(word) for one in have) if lexeme.endswith("*") else word in have


def test_names_and_numbers_are_never_found(ledger: Ledger) -> None:
    add(ledger, title="门前积水", name="王小明", phone="19900001234")
    SearchIndex(ledger).catch_up()
    assert found(ledger, "王小明") == found(ledger, "19900001234") == set()


def test_it_follows_the_ledger(ledger: Ledger) -> None:
    index = SearchIndex(ledger)
    first = submitted(title="门前积水")
    ledger.append_all([[first]])
    index.catch_up()
    unit = Actor(uuid4(), Role.UNIT_APPROVER, "street-410403002")
    reply = Replied(outcome=Outcome.RESOLVED, text="已疏通雨水井。")
    ledger.append_all([[then(first, 2), Entry(first.petition_id, 3, reply, unit, uuid4(), subject=uuid4())]])
    other = add(ledger, title="雨水井盖破损")
    assert found(ledger, "雨水井") == set()
    index.catch_up()
    assert found(ledger, "雨水井") == {first.petition_id, other}
    assert found(ledger, "积水 疏通", "unit") == {first.petition_id}
    standing = index.standing()
    assert standing is not None
    assert (standing.lag, standing.building) == (0, False)


def test_after_a_crash_it_is_filled_again(ledger: Ledger, database: Database) -> None:
    petitions = {add(ledger, title="门前积水") for _ in range(3)}
    index = SearchIndex(ledger)
    index.catch_up()
    with psycopg.connect(database.app_dsn) as crashed:  # what PostgreSQL does to unlogged tables
        crashed.execute("TRUNCATE search.texts, search.progress, search.stale")
    assert index.standing() is None
    told: list[tuple[Any, ...]] = []
    index.catch_up(lambda *progress: told.append(progress))
    assert found(ledger, "积水") == petitions
    assert ("search", 0, 3) in told


def test_a_filling_that_was_cut_off_goes_on_and_has_its_index(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casebook.readmodels.search.index.PETITIONS", 2)
    petitions = {add(ledger, title="门前积水") for _ in range(5)}
    assert SearchIndex(ledger).step()
    assert SearchIndex(ledger).step()
    standing = SearchIndex(ledger).standing()
    assert standing is not None
    assert (standing.building, standing.built, standing.total) == (True, 2, 5)
    petitions.add(add(ledger, title="门前又积水"))  # meanwhile
    SearchIndex(ledger).catch_up()
    assert found(ledger, "积水") == petitions
    with psycopg.connect(database.app_dsn) as connection:
        names = connection.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'search'").fetchall()
    assert ("texts_grams",) in names


def test_a_destroyed_key_takes_its_words_out_at_once_and_leaves_the_others(ledger: Ledger) -> None:
    first = submitted(title="门前积水")
    unit = Actor(uuid4(), Role.UNIT_APPROVER, "street-410403002")
    reply = Replied(outcome=Outcome.RESOLVED, text="已疏通雨水井。")
    ledger.append_all([[first, Entry(first.petition_id, 2, reply, unit, uuid4(), subject=uuid4())]])
    index = SearchIndex(ledger)
    index.catch_up()
    assert found(ledger, "积水") == {first.petition_id}
    assert first.subject
    ledger.vault.erase([first.subject])
    assert found(ledger, "积水") == found(ledger, "雨水井") == set()
    index.catch_up()
    assert found(ledger, "积水") == set()
    assert found(ledger, "雨水井") == {first.petition_id}


def test_plain_words_are_in_no_table_that_the_log_of_the_server_has(ledger: Ledger, database: Database) -> None:
    add(ledger, title="门前积水")
    SearchIndex(ledger).catch_up()
    with psycopg.connect(database.app_dsn) as connection:
        kinds = connection.execute(
            "SELECT DISTINCT relpersistence FROM pg_class WHERE relnamespace = 'search'::regnamespace "
            "AND relkind IN ('r', 'i')"
        ).fetchall()
    assert kinds in ([("u",)], [(b"u",)])


def test_no_search_reads_the_whole_table(ledger: Ledger, database: Database) -> None:
    rng = random.Random(7)
    letters = [chr(code) for code in range(0x4E00, 0x5200)]
    SearchIndex(ledger).catch_up()
    with psycopg.connect(database.app_dsn, autocommit=True) as connection:
        rows = [
            (uuid4(), ["hotline"], text, sorted(grams(text)))
            for text in ("".join(rng.choices(letters, k=60)) for _ in range(4000))
        ]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO search.texts VALUES (%s, %s, %s, array_to_tsvector(%s::text[]))", rows)
        connection.execute("ANALYZE search.texts")
        for typed in (rows[0][2][:2], rows[0][2][:1], rows[0][2][:6]):
            looked_for = wanted(typed)
            assert looked_for is not None
            parameters = (looked_for.grams, list(looked_for.patterns), "hotline")
            asked = "EXPLAIN SELECT * FROM search.matching(%s::tsquery, %s, %s)"
            plan = "\n".join(row[0] for row in connection.execute(asked, parameters))
            assert "texts_grams" in plan, plan
            assert "Seq Scan" not in plan
