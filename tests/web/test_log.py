"""The log over HTTP: what a stranger fetches is enough to check it, and says nothing of anybody."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from casebook.access import Role
from casebook.proof.checkpoint import opened
from casebook.proof.merkle import check_inclusion, leaf_hash
from casebook.proof.tiles import Tree
from casebook.transparency import keep_signing, log_connection
from signed_ledger import SignedLedger
from web.rankings_at_service import publish_ranking

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.postgres import Database
    from casebook.proof.tiles import Tile
    from web.service_at_hand import Service


@pytest.fixture
def signed(service: Service, database: Database, tmp_path: Path) -> SignedLedger:
    folder = tmp_path / "log"
    folder.mkdir()
    return SignedLedger(service.ledger, database, folder)


def test_before_anything_is_signed_there_is_no_checkpoint(service: Service) -> None:
    with service.client() as anybody:
        assert anybody.get("/log/checkpoint").status_code == 404
        assert anybody.get("/log/tile/0/000.p/1").status_code == 404


def test_a_stranger_checks_the_log_with_what_is_published(service: Service, signed: SignedLedger) -> None:
    signed.grow_much(200)
    signed.sign()
    with service.client() as anybody, service.client(Role.AUDITOR) as auditor:
        answer = anybody.get("/log/checkpoint")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert "max-age=1" in answer.headers["cache-control"]
        again = anybody.get("/log/checkpoint", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
        checkpoint = opened(answer.content, [signed.key.public]).checkpoint

        def read(tile: Tile) -> bytes:
            found = anybody.get(f"/log/{tile.path}")
            assert found.status_code == 200
            assert "immutable" in found.headers["cache-control"]
            return found.content

        tree = Tree(checkpoint.size, read)
        assert tree.head() == checkpoint.head
        bundle = auditor.get("/log/tile/entries/001").content
        entry = bundle[2 : 2 + int.from_bytes(bundle[:2])]
        check_inclusion(leaf_hash(entry), 256, checkpoint.head, tree.inclusion(256))


def test_everybody_sees_how_far_the_log_is(service: Service, signed: SignedLedger) -> None:
    signed.grow(2)
    size = signed.sign().size
    signed.tamper("DELETE FROM ledger.events WHERE notification_id = 6", "UPDATE ledger.head SET position = 5")
    keep_signing(threading.Event(), signed.database.signer_dsn, signed.key, signed.memory, lambda *_: None)
    with service.client() as anybody:
        answer = anybody.get("/api/v1/log").json()
    assert (answer["size"], answer["cosigned"]) == (size, [])
    assert [alarm["position"] for alarm in answer["alarms"]] == [6]


def test_what_is_not_signed_is_not_there(service: Service, signed: SignedLedger) -> None:
    signed.grow(2)
    size = signed.sign().size
    signed.grow(1)
    with service.client() as anybody:
        assert anybody.get(f"/log/tile/0/000.p/{size}").status_code == 200
        for address in (f"0/000.p/{size + 1}", "0/000", "1/000.p/1", "0/00", "0/000.p/256", "0/../../health", "9/000"):
            assert anybody.get(f"/log/tile/{address}").status_code == 404


def test_everybody_fetches_what_a_time_stamping_authority_said(service: Service, signed: SignedLedger) -> None:
    signed.grow(1)
    size = signed.sign().size
    with service.client() as anybody:
        for nothing in ("list", f"{size}.tsr", f"{size}.checkpoint"):
            assert anybody.get(f"/log/stamps/{nothing}").status_code == 404
        assert anybody.get("/api/v1/log").json()["stamped"] is None
        with log_connection(signed.database.signer_dsn) as connection:
            connection.execute(
                "INSERT INTO transparency.stamps (size, token, stamped_at) VALUES (%s, 'answer', '2026-11-26T11:00Z')",
                (size,),
            )
        signed.grow(1)
        signed.sign()
        assert anybody.get("/log/stamps/list").text == f"{size} 2026-11-26T11:00:00Z\n"
        token, note = (anybody.get(f"/log/stamps/{size}.{kind}") for kind in ("tsr", "checkpoint"))
        assert (token.content, token.headers["content-type"]) == (b"answer", "application/timestamp-reply")
        assert opened(note.content, [signed.key.public]).checkpoint.size == size
        assert all("immutable" in each.headers["cache-control"] for each in (token, note))
        for nothing in (f"{size + 1}.tsr", "0.tsr", "x.tsr", f"{size}.txt", "..%2Flist.tsr", f"0{'9' * 30}.tsr"):
            assert anybody.get(f"/log/stamps/{nothing}").status_code in {404, 422}
        assert anybody.get("/api/v1/log").json()["stamped"] == {"size": size, "at": "2026-11-26T11:00:00Z"}
        assert f"前 {size} 条，2026年11月26日 19:00" in anybody.get("/system", headers={"Accept-Language": "zh"}).text
        with log_connection(signed.database.signer_dsn) as connection:
            for witness in ("a.example/west", "b.example/east"):
                connection.execute(
                    "INSERT INTO transparency.cosignatures (size, witness, line, cosigned_at) "
                    "VALUES (%s, %s, 'line', '2026-11-26T11:00Z')",
                    (size, witness),
                )
        told = anybody.get("/system", headers={"Accept-Language": "en"}).text
        assert ("Cosigned by a.example/west" in told, "Cosigned by b.example/east" in told) == (True, True)


def test_entries_are_for_auditors(service: Service, signed: SignedLedger) -> None:
    signed.grow(1)
    size = signed.sign().size
    address = f"/log/tile/entries/000.p/{size}"
    with service.client() as anybody, service.client(Role.DESK) as desk, service.client(Role.AUDITOR) as auditor:
        assert anybody.get(address).status_code == 401
        assert desk.get(address).status_code == 403
        assert auditor.get(address).status_code == 200
        assert auditor.get("/log/tile/entries/000").status_code == 404


def test_published_figures_name_the_position_they_count_to_and_the_checkpoint_that_covers_it(
    service: Service, signed: SignedLedger
) -> None:
    month, profile = publish_ranking(service), {"profile": "pds_news"}
    service.follower.catch_up()
    position = service.ledger.position()
    with service.client() as anybody:
        assert anybody.get("/api/v1/tallies").json()["checkpoint"] is None
        assert anybody.get(f"/api/v1/log/checkpoints/{position}").status_code == 404
        size = signed.sign().size
        tallies = anybody.get("/api/v1/tallies").json()
        assert (tallies["position"], tallies["checkpoint"]["size"]) == (position, size)
        assert opened(tallies["checkpoint"]["note"].encode(), [signed.key.public]).checkpoint.size == size
        ranking = anybody.get(f"/api/v1/rankings/{month}", params=profile).json()
        assert ranking["position"] < ranking["checkpoint"]["size"] == size
        note = anybody.get(f"/api/v1/log/checkpoints/{ranking['position']}")
        assert (note.headers["content-type"], note.text) == ("text/plain; charset=utf-8", ranking["checkpoint"]["note"])
        assert ranking["checkpoint"]["root"] in anybody.get(f"/rankings/{month}").text
        assert f"/api/v1/log/checkpoints/{position}" in anybody.get("/tallies").text
        table = anybody.get("/data/tallies.json")
        assert {row["position"] for row in table.json()} == {position}
        assert table.headers["link"] == f'</api/v1/log/checkpoints/{position}>; rel="describedby"'


def test_people_read_how_the_service_is_and_what_is_wrong(service: Service, signed: SignedLedger) -> None:
    signed.grow(2)
    signed.sign()
    service.follower.catch_up()
    with service.client() as anybody:
        assert "运行正常" in anybody.get("/system").text
        assert 'href="/system"' in anybody.get("/").text
        signed.tamper("DELETE FROM ledger.events WHERE notification_id = 6", "UPDATE ledger.head SET position = 5")
        keep_signing(threading.Event(), signed.database.signer_dsn, signed.key, signed.memory, lambda *_: None)
        told = anybody.get("/system", headers={"Accept-Language": "en"}).text
    assert "Needs attention" in told
    assert "from event 6 on" in told
