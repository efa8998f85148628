"""What a superuser can do to a ledger at night, and what the application's role, the signer's and the owner's try."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import psycopg

from casebook.ledger import layout
from signed_ledger import SignedLedger
from transparency.observers import EARLIER, LATER, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.ledger.stored import Stored

    Done = Callable[[World], None]


@dataclass(frozen=True)
class Tamper:
    """Something that is done to a ledger.

    Attributes:
        zh, en: what, in words.
        done: how whoever owns the server does it, with every trigger switched off.
        tried: the plainest way to do it in SQL, for roles that have less.
        template: the database that it is done to.
    """

    zh: str
    en: str
    done: Done
    tried: str
    template: str = LATER


def sql(*statements: str) -> Done:
    """Do it by these statements; `petition` and `last`, its last position, may stand in them."""

    def done(world: World) -> None:
        world.tamper(*statements, petition=world.day.petition, last=world.last_of_petition())

    return done


def rewritten(change: Callable[[World, list[Stored]], list[Stored]]) -> Done:
    """Change the events as a list, and write the ledger anew: positions, chains and leaves fit again."""

    def done(world: World) -> None:
        position, leaves, rows = 0, dict[Any, bytes](), list[tuple[Any, ...]]()
        for event in change(world, world.stored()):
            position += 1
            previous = leaves.get(event.originator_id, layout.ZERO)
            version = 1 + sum(row[0] == event.originator_id for row in rows)
            place = (event.originator_id, version, event.topic)
            head = layout.header(world.signed.ledger.door.origin, position, event.recorded_at, previous, place)  # type: ignore[arg-type]
            leaf = leaves[event.originator_id] = layout.leaf(head, event.state)
            rows.append((*place, event.state, position, event.recorded_at, previous, leaf))
        world.tamper("DELETE FROM ledger.events", "UPDATE ledger.head SET position = 0")
        with psycopg.connect(world.signed.database.owner_dsn) as owner, owner.cursor() as cursor:
            owner.execute("SET session_replication_role = replica")
            cursor.executemany(
                "INSERT INTO ledger.events (originator_id, originator_version, topic, state, notification_id, "
                "recorded_at, previous, leaf) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                rows,
            )
            cursor.execute("UPDATE ledger.head SET position = %s", (position,))

    return done


def at(world: World, events: list[Stored], version: int) -> int:
    """Where in the list the petition's event of this version is."""
    place = (world.day.petition, version)
    return next(n for n, each in enumerate(events) if (each.originator_id, each.originator_version) == place)


def other_state(world: World, events: list[Stored]) -> list[Stored]:
    n = at(world, events, 3)
    state = events[n].state.replace(b'"resolved"', b'"partly"')
    return [*events[:n], replace(events[n], state=state), *events[n + 1 :]]


def other_order(world: World, events: list[Stored]) -> list[Stored]:
    n = at(world, events, 4)
    first, second = events[n], events[n + 1]
    swapped = replace(second, recorded_at=first.recorded_at), replace(first, recorded_at=second.recorded_at)
    return [*events[:n], *swapped, *events[n + 2 :]]


def without_one(world: World, events: list[Stored]) -> list[Stored]:
    n = at(world, events, 3)
    return events[:n] + events[n + 1 :]


def without_petition(_: World, events: list[Stored]) -> list[Stored]:
    gone = events[100].originator_id
    return [each for each in events if each.originator_id != gone]


def with_one(world: World, events: list[Stored]) -> list[Stored]:
    n = at(world, events, 3)
    return [*events[: n + 1], replace(events[n - 1], recorded_at=events[n].recorded_at), *events[n + 1 :]]


def without_publications(_: World, events: list[Stored]) -> list[Stored]:
    return [each for each in events if each.topic not in {"heads-published", "access-log-published"}]


def other_words(world: World) -> None:
    """Sealed anew, under the right key and for the right place."""
    ledger = world.signed.ledger
    first = ledger.entries(world.day.petition)[0]
    _, sealed = ledger.vault.seal(first, {"title": "一切正常"})
    world.tamper(
        "UPDATE vault.words SET envelope = %(envelope)s WHERE petition_id = %(petition)s AND version = 1",
        envelope=sealed.envelope,
        petition=world.day.petition,
    )


def other_clock(ahead: str) -> Done:
    """The door's own clock is another."""

    def done(world: World) -> None:
        with psycopg.connect(world.signed.database.owner_dsn) as owner:
            [(door,)] = owner.execute("SELECT pg_get_functiondef('ledger.append'::regproc)").fetchall()
        changed = door.replace("clock_timestamp()", f"(clock_timestamp() + interval '{ahead}')").replace("%", "%%")
        world.tamper(changed, "UPDATE ledger.head SET recorded_at = '-infinity'", none=None)

    return done


def forked(world: World) -> None:
    """With the signer's key and its memory of a day before, another history is signed; it is this one that is shown."""
    shutil.rmtree(world.folder / "log")
    shutil.copytree(world.folder / "earlier", world.folder / "log")
    world.signed = SignedLedger(world.signed.ledger, world.signed.database, world.folder / "log")
    world.signed.grow(5)
    world.signed.sign()


def other_key(world: World) -> None:
    """The log's key is replaced, and everything is signed anew."""
    shutil.rmtree(world.folder / "log")
    (world.folder / "log").mkdir(mode=0o700)
    world.tamper(
        "TRUNCATE transparency.cosignatures, transparency.stamps, transparency.checkpoints, transparency.tiles"
    )
    world.signed = SignedLedger(world.signed.ledger, world.signed.database, world.folder / "log")
    world.signed.sign()


def dated_back(_: World, events: list[Stored]) -> list[Stored]:
    """A petition that was never filed, at the end, dated years back."""
    first = next(each for each in events if each.topic == "submitted")
    long_ago = first.recorded_at.replace(year=first.recorded_at.year - 4)
    state = first.state.replace(b'"number":"20', b'"number":"19')
    return [*events, replace(first, originator_id=uuid4(), state=state, recorded_at=long_ago)]


def with_its_leaf(world: World) -> None:
    """The last event's content, and its leaf too; nothing comes behind it."""
    events = world.stored()
    event = events[at(world, events, 4)]
    state = event.state.replace(b'"waived"', b'"verified"')
    place = (event.originator_id, event.originator_version, event.topic)
    head = layout.header(world.signed.ledger.door.origin, event.position, event.recorded_at, event.previous, place)
    world.tamper(
        "UPDATE ledger.events SET state = %(state)s, leaf = %(leaf)s WHERE notification_id = %(position)s",
        state=state,
        leaf=layout.leaf(head, state),
        position=event.position,
    )


WORDS: Final = "WHERE petition_id = %(petition)s"
THEIR_KEYS: Final = f"WHERE subject_id IN (SELECT subject_id FROM vault.words {WORDS})"
CLOCK: Final = "UPDATE ledger.head SET recorded_at = '-infinity'"
THEIRS: Final = "WHERE originator_id = %(petition)s"
CHANGED: Final = "UPDATE ledger.events SET state = state || ' ' WHERE notification_id = 100"
REMOVED: Final = "DELETE FROM ledger.events WHERE notification_id > 100"
INSERTED: Final = """
INSERT INTO ledger.events
  (originator_id, originator_version, topic, state, notification_id, recorded_at, previous, leaf)
SELECT gen_random_uuid(), 1, topic, state, 9999, '2021-01-01', previous, leaf FROM ledger.events LIMIT 1
"""
FORGED: Final = "INSERT INTO transparency.checkpoints (size, note) SELECT size, 'x' FROM transparency.checkpoints"
RENUMBERED: Final = "UPDATE ledger.events SET notification_id = notification_id + 1000"

TAMPERS: Final = (
    Tamper(
        "改动一个事件的内容",
        "the content of an event is changed",
        sql(f"UPDATE ledger.events SET state = state || ' '::bytea {THEIRS} AND originator_version = 3"),
        CHANGED,
    ),
    Tamper("内容与哈希一并改动", "the content, and its hash with it", with_its_leaf, CHANGED),
    Tamper("改动后重算全部哈希", "the content, and every hash behind it", rewritten(other_state), CHANGED),
    Tamper(
        "改动时间",
        "a time is moved by a microsecond",
        sql(f"UPDATE ledger.events SET recorded_at = recorded_at - interval '1 microsecond' {THEIRS}"),
        "UPDATE ledger.events SET recorded_at = '2021-01-01'",
    ),
    Tamper("调换两个事件", "two events are exchanged, hashes too", rewritten(other_order), RENUMBERED),
    Tamper(
        "删去末尾的事件",
        "the last events are removed",
        sql(
            "DELETE FROM ledger.events WHERE notification_id >= %(last)s",
            "UPDATE ledger.head SET position = %(last)s - 1",
        ),
        REMOVED,
    ),
    Tamper(
        "删去中间的事件",
        "an event is taken out",
        sql(f"DELETE FROM ledger.events {THEIRS} AND originator_version = 2"),
        REMOVED,
    ),
    Tamper("删去后重新编号", "an event is taken out, the rest renumbered", rewritten(without_one), RENUMBERED),
    Tamper("删去一件诉求后重新编号", "a whole petition, the rest renumbered", rewritten(without_petition), RENUMBERED),
    Tamper("插入一个事件", "an event is inserted, the rest renumbered", rewritten(with_one), RENUMBERED),
    Tamper("补入旧日期的诉求", "a petition dated back is added", rewritten(dated_back), INSERTED),
    Tamper("删去各诉求末尾的公布", "published heads are dropped", rewritten(without_publications), REMOVED),
    Tamper(
        "改动统计所读的内容",
        "what statistics read is changed",
        sql(
            "ALTER TABLE ledger.events ALTER COLUMN body DROP EXPRESSION",
            f"UPDATE ledger.events SET body = jsonb_set(body, '{{role}}', '\"desk\"') {THEIRS}",
        ),
        "ALTER TABLE ledger.events ALTER COLUMN body DROP EXPRESSION",
    ),
    Tamper(
        "改动办结序号",
        "the number of a closing is changed",
        sql("UPDATE ledger.ordinals SET n = 769"),
        "UPDATE ledger.ordinals SET n = 769",
    ),
    Tamper("改动文字", "words are changed, under their key", other_words, "UPDATE vault.words SET envelope = ''"),
    Tamper("删去文字", "words are removed", sql(f"DELETE FROM vault.words {WORDS}"), "DELETE FROM vault.words"),
    Tamper(
        "销毁密钥而无删除记录",
        "a key is destroyed, and no erasure on record",
        sql(f"UPDATE keystore.subject_key SET wrapped = NULL, destroyed_at = now() {THEIR_KEYS}"),
        "DELETE FROM keystore.subject_key",
    ),
    Tamper(
        "改动密钥",
        "a key is changed",
        sql(f"UPDATE keystore.subject_key SET wrapped = sha256(wrapped) || sha256(wrapped) {THEIR_KEYS}"),
        "UPDATE keystore.subject_key SET wrapped = sha256(wrapped)",
    ),
    Tamper(
        "改动照片",
        "a picture is changed",
        sql("UPDATE vault.files SET content = content || 'x'::bytea"),
        "UPDATE vault.files SET content = ''",
    ),
    Tamper(
        "改动已采用的规则",
        "an adopted rule is changed",
        sql(
            "ALTER TABLE ledger.documents DROP CONSTRAINT documents_check",
            "UPDATE ledger.documents SET content = content || ' '::bytea",
        ),
        "UPDATE ledger.documents SET content = ''",
    ),
    Tamper(
        "改动检查点",
        "the newest checkpoint is changed",
        sql(
            "UPDATE transparency.checkpoints SET note = overlay(note PLACING 'AAAA'::bytea FROM 40) "
            "WHERE size = (SELECT max(size) FROM transparency.checkpoints)"
        ),
        "UPDATE transparency.checkpoints SET note = ''",
    ),
    Tamper(
        "改动瓦片",
        "a tile of the tree is changed",
        sql("UPDATE transparency.tiles SET hashes = overlay(hashes PLACING sha256('') FROM 33)"),
        "UPDATE transparency.tiles SET hashes = ''",
    ),
    Tamper("删去瓦片", "a tile is removed", sql("DELETE FROM transparency.tiles"), "DELETE FROM transparency.tiles"),
    Tamper(
        "改动会签",
        "a cosignature is changed",
        sql("UPDATE transparency.cosignatures SET line = overlay(line PLACING 'AAAA' FROM 60)"),
        "UPDATE transparency.cosignatures SET line = ''",
    ),
    Tamper("时钟拨回一天", "the clock is set back a day", other_clock("-1 day"), CLOCK),
    Tamper("时钟拨快一天", "the clock is set ahead a day", other_clock("1 day"), CLOCK),
    Tamper("恢复旧备份", "an older copy is restored", lambda _: None, REMOVED, EARLIER),
    Tamper("另签一份历史", "another history is signed and shown", forked, FORGED, EARLIER),
    Tamper("更换日志密钥", "the log's key is replaced, all is signed anew", other_key, FORGED),
    Tamper(
        "改动访问记录",
        "an entry of the access log is changed",
        sql("UPDATE access_log.entries SET person_id = gen_random_uuid() WHERE position = 2"),
        "UPDATE access_log.entries SET person_id = NULL",
    ),
    Tamper(
        "删去访问记录",
        "an entry of the access log is removed",
        sql("DELETE FROM access_log.entries WHERE position = 2"),
        "DELETE FROM access_log.entries",
    ),
    Tamper(
        "补入访问记录",
        "an entry of the access log is added",
        sql("INSERT INTO access_log.entries (position, kind) OVERRIDING SYSTEM VALUE VALUES (0, 'signed-in')"),
        "INSERT INTO access_log.entries (position, kind) OVERRIDING SYSTEM VALUE VALUES (0, 'signed-in')",
    ),
)
"""Everything that is tried."""
