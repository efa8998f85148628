"""What a citizen holds of a filing: checked alone, offline, whatever became of the petition."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest

from casebook.errors import NotFound, Tampered
from casebook.petitions.events import Submitted
from casebook.proof import verify
from casebook.proof.archive import unpack
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.checks import Refused
from casebook.proof.note import WITNESS, Note, SigningKey
from casebook.proof.soundness import check_bundle
from casebook.proof.tlog_proof import Inclusion
from casebook.proof.trust import trust_in
from casebook.transparency import Bundles
from transparency.test_bundles import PHONE, filed

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.transparency import Receipt
    from signed_ledger import SignedLedger


def receipt_of(signed: SignedLedger, petition: UUID) -> Receipt:
    return Bundles(signed.ledger, signed.log).receipt(petition)


def test_a_receipt_alone_shows_that_when_and_what_somebody_filed(signed: SignedLedger, tmp_path: Path) -> None:
    first = filed(signed)
    signed.sign()
    receipt = receipt_of(signed, first.petition_id)
    data = receipt.file("2026-000001")
    assert first.subject is not None
    signed.ledger.vault.erase([first.subject])
    (event,) = check_bundle(data, trust_in([signed.key.public])).events
    assert isinstance(first.event, Submitted)
    assert event.entry.state["data"]["number"] == first.event.number
    assert (event.words["phone"], event.words["title"]) == (PHONE, "小巷路灯不亮")
    assert event.entry.leaf.hex().startswith(receipt.short.replace(" ", ""))
    assert len(receipt.short.replace(" ", "")) * 4 == 80
    told = unpack(data)["README.txt"].decode()
    assert receipt.stored.leaf.hex() in told
    assert told.startswith("2026-000001\n")
    file = tmp_path / "receipt.cbk.zip"
    file.write_bytes(data)
    assert verify.verify(file, [str(signed.key.public)]) == verify.SOUND
    later = check_bundle(receipt_of(signed, first.petition_id).file(""), trust_in([signed.key.public]))
    assert later.events[0].words == {}, "who comes after the erasure can still show that they filed, and when"
    assert set(later.manifest.disclosures[1].values()) == {"erased"}


def test_before_the_log_is_signed_a_receipt_has_all_but_the_proof_and_says_so(
    signed: SignedLedger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = filed(signed)
    receipt = receipt_of(signed, first.petition_id)
    assert (receipt.proof(), receipt.witnesses) == (None, [])
    files = unpack(receipt.file(""))
    assert {"entries/000001.entry", "disclosures/000001/phone.sdd", "manifest.json"} < set(files)
    assert "no proof in it yet" in files["README.txt"].decode()
    with pytest.raises(Refused) as refused:
        check_bundle(receipt.file(""), trust_in([signed.key.public]))
    assert refused.value.check == "unsigned"
    file = tmp_path / "receipt.cbk.zip"
    file.write_bytes(receipt.file(""))
    assert verify.verify(file, [str(signed.key.public)]) == verify.NOTHING_SAID
    assert "no account is needed" in capsys.readouterr().out
    signed.sign()
    assert check_bundle(receipt_of(signed, first.petition_id).file(""), trust_in([signed.key.public]))
    with pytest.raises(NotFound):
        receipt_of(signed, uuid4())


def test_the_proof_is_for_a_checkpoint_that_witnesses_have_cosigned(signed: SignedLedger) -> None:
    first = filed(signed)
    signed.sign()
    cosigned = signed.log.checkpoint() or b""
    witness = SigningKey.generate("witness.example/1", WITNESS)
    note = Note.parse(cosigned)
    size = Checkpoint.parse(note.text).size
    with psycopg.connect(signed.database.owner_dsn) as owner:
        owner.execute(
            "INSERT INTO transparency.cosignatures (size, witness, line, cosigned_at) VALUES (%s, %s, %s, now())",
            (size, witness.public.name, str(witness.sign(note.text, 1_800_000_000)).rstrip("\n")),
        )
    signed.grow(1)
    signed.sign()
    receipt = receipt_of(signed, first.petition_id)
    assert receipt.witnesses == [witness.public.name]
    proof = Inclusion.parse(receipt.proof() or b"")
    assert (proof.index, proof.checkpoint.startswith(cosigned)) == (receipt.stored.position - 1, True)
    data = Bundles(signed.ledger, signed.log).of(first.petition_id).data
    report = check_bundle(data, trust_in([signed.key.public, witness.public]))
    assert report.manifest.size == size, "a bundle too is for the newest checkpoint that most witnesses cosigned"
    newer = signed.ledger.door.select_range(size, 1)[0].originator_id
    assert receipt_of(signed, UUID(str(newer))).witnesses == []


def test_an_event_that_is_gone_is_named_where_a_proof_would_need_it(signed: SignedLedger) -> None:
    first = filed(signed)
    signed.sign()
    signed.tamper("DELETE FROM ledger.events WHERE notification_id = 2")
    with pytest.raises(Tampered, match="at position 2 is missing") as tampered:
        Bundles(signed.ledger, signed.log).of(first.petition_id)
    assert tampered.value.position == 2
    with pytest.raises(Tampered):
        receipt_of(signed, first.petition_id).proof()
