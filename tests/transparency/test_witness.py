"""Witnesses cosign growth, and nothing else; the log collects what they say."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import httpx
import uvicorn

from casebook.accounts.access_log import AccessLog, Kind
from casebook.casework.accesses import Accesses
from casebook.casework.heads import Heads
from casebook.cli.listening import address_of, listening
from casebook.proof.checkpoint import Checkpoint, opened
from casebook.proof.note import LOG, WITNESS, Note, SigningKey
from casebook.proof.policy import Policy
from casebook.proof.tiles import Appender, Tree
from casebook.proof.tlog_proof import Growth
from casebook.transparency import Witness, cosigning, keep_asking, load_witness_key
from casebook.transparency.standing import log_standing
from casebook.web.witnessing import create_witness
from signed_ledger import Rounds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from casebook.proof.note import VerifierKey
    from signed_ledger import SignedLedger

KEY = SigningKey.generate("log.example", LOG)
NAME = "newspaper.example/witness"


@contextmanager
def serving(folder: Path, log: VerifierKey) -> Iterator[tuple[str, VerifierKey]]:
    """A witness that knows this log: its address and its key."""
    folder.mkdir(exist_ok=True)
    key = load_witness_key(folder / "witness.key", NAME)
    with listening(0) as listener:
        config = uvicorn.Config(create_witness(Witness(folder, key, {log.name: log})), log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address_of(listener), key.public
        finally:
            server.should_exit = True
            thread.join()


def leaf(n: int, history: str) -> bytes:
    return f"{history} {n}".encode().ljust(32)[:32]


def request(old: int, size: int, *, history: str = "ours", proof_of: str = "", key: SigningKey = KEY) -> bytes:
    """To cosign a log of `size` leaves that has grown from `old`."""
    leaves = [leaf(n, history) for n in range(size)]
    tree = Appender()
    tree.extend(leaves)
    text = str(Checkpoint(key.public.name, *tree.head()))
    known = Tree(size, lambda _: b"".join(leaf(n, proof_of or history) for n in range(size)))
    proof = known.consistency(old) if old <= size else ()
    return bytes(Growth(old, proof, bytes(Note(text, (key.sign(text),)))))


def assert_problem(answer: httpx.Response, status: int, said: str) -> None:
    """It is told as everywhere: as problem details, in the language that is asked for."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert re.search("[\u4e00-\u9fff]", answer.json()["detail"])
    english = httpx.get(answer.url, headers={"Accept-Language": "en"}).json()
    assert said in english["detail"], english


def test_growth_is_cosigned_and_everything_else_refused_as_the_protocol_says(tmp_path: Path) -> None:
    other = SigningKey.generate("other.example", LOG)
    imposter = SigningKey.generate("log.example", LOG)
    with serving(tmp_path / "w", KEY.public) as (url, key), httpx.Client(base_url=url) as client:

        def ask(body: bytes) -> httpx.Response:
            return client.post("/add-checkpoint", content=body)

        assert_problem(client.get("/checkpoint", params={"origin": "log.example"}), 404, "Nothing of this log")
        assert_problem(client.get("/checkpoint"), 422, "not valid")
        assert_problem(client.get("/nowhere"), 404, "There is nothing here")
        first = ask(request(0, 5))
        assert first.status_code == 200
        assert opened(request(0, 5).partition(b"\n\n")[2] + first.content, [KEY.public, key]).witnesses.keys() == {NAME}
        assert ask(request(5, 5)).status_code == 200
        for body in (request(0, 9), request(4, 9), request(6, 9)):
            conflict = ask(body)
            assert conflict.status_code == 409
            assert conflict.text == "5\n"
            assert conflict.headers["content-type"] == "text/x.tlog.size"
        assert ask(request(5, 5, history="theirs")).status_code == 409
        assert ask(request(5, 9, proof_of="theirs")).status_code == 422
        assert ask(request(5, 9, history="theirs")).status_code == 422
        assert ask(request(5, 9, key=other)).status_code == 404
        refused = ask(request(5, 9, key=imposter))
        assert (refused.status_code, "没有可信密钥的签名，" in refused.text) == (403, True)
        assert ask(request(5, 4)).status_code == 400
        assert ask(b"old 5\n" + request(5, 9)).status_code == 400
        assert ask(b"").status_code == 400
        assert ask(b"old 5\n" * 100_000).status_code == 413
        assert ask(request(5, 9)).status_code == 200
        assert ask(request(5, 9)).status_code == 409
        last = client.get("/checkpoint", params={"origin": "log.example"})
        assert opened(last.content, [KEY.public, key]).checkpoint.size == 9
        assert client.get("/history", params={"origin": "log.example"}).text.count("\nlog.example\n") == 3


def test_a_witness_that_starts_again_remembers(tmp_path: Path) -> None:
    for status, body in ((200, request(0, 5)), (409, request(0, 5)), (200, request(5, 6))):
        with serving(tmp_path / "w", KEY.public) as (url, _):
            assert httpx.post(f"{url}/add-checkpoint", content=body).status_code == status


def test_of_two_histories_at_once_one_is_cosigned(tmp_path: Path) -> None:
    bodies = [request(0, size, history=f"number {size}") for size in range(20, 36)]
    with (
        serving(tmp_path / "w", KEY.public) as (url, _),
        ThreadPoolExecutor(8) as pool,
        httpx.Client(base_url=url) as client,
    ):
        answers = list(pool.map(lambda body: client.post("/add-checkpoint", content=body).status_code, bodies))
    assert sorted(answers) == [200] + [409] * 15


def test_cosignatures_are_collected_and_a_witness_that_is_down_is_told(
    signed: SignedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cosigning, "EVERY", 0.001)
    told: list[str] = []
    dsn = signed.database.signer_dsn
    gone = SigningKey.generate("gone.example", WITNESS).public
    with serving(tmp_path / "w", signed.key.public) as (url, key):
        policy = Policy.parse(
            f"witness paper {key} {url}\nwitness gone {gone} http://127.0.0.1:1\nquorum paper\n".encode()
        )
        for more in (3, 200):
            signed.grow(more)
            signed.sign()
            told.clear()
            keep_asking(Rounds(3), dsn, signed.key.public, policy, lambda _, en: told.append(en))
            assert told == ["the witness gone.example does not cosign: ConnectError"]
            assert opened(signed.log.checkpoint() or b"", [signed.key.public, key]).witnesses
    with closing(signed.ledger.datastore.rows.getconn()) as connection:
        assert connection.execute("SELECT count(*) FROM transparency.cosignatures").fetchone() == (2,)


def test_no_witness_is_asked_while_events_wait_behind_the_checkpoint(
    signed: SignedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would seem to say that they were not there yet: whoever checks would take them for dated back."""
    monkeypatch.setattr(cosigning, "EVERY", 0.01)
    signed.grow(1)
    signed.sign()
    signed.grow(1)
    with serving(tmp_path / "w", signed.key.public) as (url, key):
        policy = Policy.parse(f"witness paper {key} {url}\nquorum paper\n".encode())
        ask = partial(keep_asking, dsn=signed.database.signer_dsn, key=signed.key.public, policy=policy, tell=print)
        for patience, cosigned in ((timedelta(0), 0), (timedelta(minutes=1), 1)):
            monkeypatch.setattr(cosigning, "UNSIGNED", patience)
            ask(Rounds(2))
            with closing(signed.ledger.datastore.rows.getconn()) as connection:
                [(count,)] = connection.execute("SELECT count(*) FROM transparency.cosignatures").fetchall()
            assert count == cosigned


def test_what_is_not_signed_or_not_cosigned_in_time_raises_an_alarm(signed: SignedLedger) -> None:
    key = SigningKey.generate("paper.example", WITNESS).public
    policy = Policy.parse(f"witness paper {key}\nquorum paper\n".encode())
    connect = signed.ledger.datastore.connection

    def alarms(after: timedelta, of: Policy = policy) -> list[int]:
        return [alarm.position for alarm in log_standing(connect, of, datetime.now(UTC) + after).alarms]

    assert alarms(timedelta()) == []
    signed.grow(1)
    assert alarms(timedelta(seconds=1)) == []
    assert alarms(timedelta(minutes=2)) == [1]
    signed.sign()
    assert alarms(timedelta(minutes=2)) == []
    assert alarms(timedelta(minutes=61)) == [1]
    assert alarms(timedelta(minutes=61), Policy()) == []
    signed.grow(1)
    assert alarms(timedelta(minutes=61)) == [4, 1]


def test_the_alarm_says_since_when_however_long_another_witness_has_gone_on(signed: SignedLedger) -> None:
    keys = {name: SigningKey.generate(f"{name}.example", WITNESS).public for name in ("paper", "bureau")}
    parties = "".join(f"witness {name} {key}\n" for name, key in keys.items())
    policy = Policy.parse(f"{parties}group both all paper bureau\nquorum both\n".encode())
    began = datetime.now(UTC) - timedelta(days=1)
    signed.tamper(
        "INSERT INTO transparency.checkpoints SELECT size, '', "
        f"timestamptz '{began}' + size * interval '1 minute' FROM generate_series(1, 300) size",
        "INSERT INTO transparency.cosignatures SELECT size, name, '', now() FROM generate_series(1, 300) size, "
        "(VALUES ('paper.example', 7), ('bureau.example', 300)) each(name, last) WHERE size <= last",
    )
    (alarm,) = log_standing(signed.ledger.datastore.connection, policy, datetime.now(UTC)).alarms
    assert (alarm.position, alarm.since) == (8, began + timedelta(minutes=8))


def test_what_no_sweep_has_published_raises_an_alarm(signed: SignedLedger) -> None:
    def alarms(**after: int) -> list[tuple[int, str]]:
        found = log_standing(signed.ledger.datastore.connection, Policy(), datetime.now(UTC) + timedelta(**after))
        return [(alarm.position, alarm.en[:15]) for alarm in found.alarms]

    signed.grow(1)
    AccessLog(signed.ledger.datastore).note(Kind.SIGNED_IN)
    signed.sign()
    assert alarms(hours=47) == []
    assert alarms(hours=49) == [(1, "The last events"), (3, "The access log ")]
    assert Accesses(signed.ledger, timedelta(days=400)).publish()
    assert Heads(signed.ledger, UTC).publish()
    signed.sign()
    assert alarms(days=9) == []
