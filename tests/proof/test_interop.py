"""What we sign and prove, and what others sign and prove: each side checks the other's."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from casebook.ledger import layout
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.encoding import base64_of, from_base64
from casebook.proof.merkle import check_consistency, check_inclusion, leaf_hash
from casebook.proof.note import LOG, WITNESS, Note, SigningKey
from casebook.proof.tiles import ENTRIES, Appender, Tile, Tree
from casebook.proof.tlog_proof import Growth, Inclusion
from casebook.transparency import mirror
from petitions_at_hand import DIGEST, submitted, then
from proof.corpus import EVENTS, full
from proof.made_log import LOG_KEY
from signed_ledger import SignedLedger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casebook.ledger.ledger import Ledger
    from casebook.postgres import Database

    Ask = Callable[[list[dict[str, Any]]], list[str]]

PROOF = Path(__file__).parents[2] / "docs/proof.md"
BY_HAND = PROOF.read_text(encoding="utf-8").partition("## By hand")[2]
KEY = SigningKey("casebook.example/log", LOG, bytes(range(32)))
WITNESS_KEY = SigningKey("witness.example/1", WITNESS, bytes(range(1, 33)))
SIZES = (1, 2, 3, 7, 8, 9, 255, 256, 257, 300)
ENTRIES_AT_HAND = [f"entry {n}" for n in range(max(SIZES))]


def tree_of(leaves: Sequence[bytes]) -> Tree:
    growing = Appender()
    kept = dict(growing.extend(leaves))
    kept |= dict(growing.partial())
    return Tree(growing.size, kept.__getitem__)


def spelled(hashes: Sequence[bytes]) -> list[str]:
    return [base64_of(each) for each in hashes]


def inclusion(tree: Tree, index: int, leaf: bytes) -> dict[str, Any]:
    proof, root = spelled(tree.inclusion(index)), base64_of(tree.head().root)
    return {
        "Check": "inclusion",
        "Size": tree.size,
        "Root": root,
        "Index": index,
        "Leaf": base64_of(leaf),
        "Proof": proof,
    }


def consistency(old: Tree, new: Tree) -> dict[str, Any]:
    roots = {"Was": base64_of(old.head().root), "Root": base64_of(new.head().root)}
    return {
        "Check": "consistency",
        "Old": old.size,
        "Size": new.size,
        "Proof": spelled(new.consistency(old.size)),
        **roots,
    }


@pytest.fixture(scope="module")
def trees() -> dict[int, Tree]:
    leaves = [leaf_hash(entry.encode()) for entry in ENTRIES_AT_HAND]
    return {size: tree_of(leaves[:size]) for size in SIZES}


def test_go_accepts_our_proofs_and_refuses_spoilt_ones(referee: Ask, trees: dict[int, Tree]) -> None:
    leaves = [leaf_hash(entry.encode()) for entry in ENTRIES_AT_HAND]
    good = [inclusion(tree, index, leaves[index]) for size, tree in trees.items() for index in range(0, size, 17)]
    good += [consistency(trees[old], trees[size]) for old in SIZES for size in SIZES if old <= size]
    assert referee(good) == [""] * len(good)
    bad = [case | {"Root": base64_of(leaves[0])} for case in good if case["Size"] > 1]
    bad += [case | {"Proof": case["Proof"][:-1]} for case in good if case["Proof"]]
    bad += [case | {"Index": case["Index"] + 1} for case in good if "Index" in case]
    assert "" not in referee(bad)


def test_go_accepts_what_a_bundle_shows(referee: Ask) -> None:
    files = full()
    checkpoint = Checkpoint.parse(Note.parse(files["checkpoint"]).text)
    head = {"Size": checkpoint.size, "Root": base64_of(checkpoint.root)}
    cases: list[dict[str, Any]] = [
        {"Check": "signature", "Key": str(LOG_KEY.public), "Note": files["checkpoint"].decode()}
    ]
    for name in (name for name in files if name.startswith("entries/")):
        proof = Inclusion.parse(files[name.replace("entries", "proofs").replace(".entry", ".tlog-proof")])
        shown = {"Index": proof.index, "Leaf": base64_of(leaf_hash(files[name])), "Proof": spelled(proof.hashes)}
        cases.append({"Check": "inclusion", **head, **shown})
    old, growth = Checkpoint.parse(Note.parse(files["old-checkpoint"]).text), Growth.parse(files["consistency"])
    was = {"Old": old.size, "Was": base64_of(old.root), "Proof": spelled(growth.hashes)}
    cases.append({"Check": "consistency", **head, **was})
    assert referee(cases) == [""] * (EVENTS + 2)


def test_we_accept_go_s_proofs(referee: Ask, trees: dict[int, Tree]) -> None:
    leaves = [leaf_hash(entry.encode()) for entry in ENTRIES_AT_HAND]
    for size, tree in trees.items():
        data, index, old = {"Data": ENTRIES_AT_HAND[:size]}, size // 2, size // 3 or 1
        root, included, grown = referee(
            [
                {"Check": "root", **data},
                {"Check": "prove inclusion", "Index": index, **data},
                {"Check": "prove consistency", "Old": old, **data},
            ]
        )
        assert root == base64_of(tree.head().root)
        check_inclusion(leaves[index], index, tree.head(), [from_base64(line) for line in included.split()])
        was = tree_of(leaves[:old]).head()
        check_consistency(was, tree.head(), [from_base64(line) for line in grown.split()])


def test_go_and_we_check_each_other_s_signatures(referee: Ask) -> None:
    text = str(Checkpoint(KEY.public.name, 10, leaf_hash(b"root")))
    ours = Note(text, (KEY.sign(text), WITNESS_KEY.sign(text, 1_700_000_000)))
    case = {"Check": "signature", "Key": str(KEY.public), "Note": str(ours)}
    spoilt = case | {"Note": str(ours).replace("\n10\n", "\n11\n")}
    stranger = case | {"Key": str(SigningKey.generate("stranger.example").public)}
    theirs, *answers = referee([{"Check": "sign", "Key": KEY.spelled(), "Note": text}, case, spoilt, stranger])
    assert [answer == "" for answer in answers] == [True, False, False]
    assert Note.parse(theirs.encode()).verified([KEY.public]) == {KEY.public: None}
    assert theirs == str(Note(text, (KEY.sign(text),)))


def test_go_gives_tiles_the_same_addresses(referee: Ask) -> None:
    tiles = [Tile(0, 0), Tile(0, 999), Tile(1, 1000, 5), Tile(2, 1234067), Tile(3, 123456789, 255)]
    asked = [{"Check": "address", "Level": each.level, "Index": each.number, "Width": each.width} for each in tiles]
    assert referee(asked) == [each.path for each in tiles]
    assert Tile(ENTRIES, 5).path == "tile/entries/005"


def test_go_finds_what_the_ledger_holds(referee: Ask, ledger: Ledger) -> None:
    for _ in range(3):
        first = submitted(title="路灯不亮")
        ledger.append([first, then(first, 2)], uuid4(), DIGEST)
    stored = ledger.door.select_range(0, 100)
    entries = []
    for event in stored:
        place = (UUID(str(event.originator_id)), event.originator_version, event.topic)
        head = layout.header(ledger.door.origin, event.position, event.recorded_at, event.previous, place)
        entries.append((head + b"\n" + event.state).decode())
    leaves = [event.leaf for event in stored]
    tree = tree_of(leaves)
    cases = [{"Check": "root", "Data": entries}, *(inclusion(tree, at, leaf) for at, leaf in enumerate(leaves))]
    assert referee(cases) == [base64_of(tree.head().root), *[""] * 6]


def test_go_audits_an_exported_copy(referee: Ask, ledger: Ledger, database: Database, tmp_path: Path) -> None:
    (tmp_path / "log").mkdir(mode=0o700)
    signed = SignedLedger(ledger, database, tmp_path / "log")
    signed.grow_much(90)
    signed.sign()
    copy = tmp_path / "copy"
    mirror(signed.log, signed.key.public, copy, lambda _done, _total: None, entries=True)
    case = {"Check": "copy", "Key": str(signed.key.public), "Folder": str(copy)}
    assert referee([case]) == [""]
    bundle, tile = copy / "tile/entries/001.p/14", copy / "tile/0/001.p/14"
    for place in (bundle, tile):
        whole = place.read_bytes()
        place.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert referee([case]) != [""]
        place.write_bytes(whole)


@pytest.mark.usefixtures("openssl")
def test_openssl_accepts_a_checkpoint_s_signature_by_the_lines_of_the_document(tmp_path: Path) -> None:
    lines = BY_HAND.partition("```sh\n")[2].partition("```")[0].replace("LOG-VKEY", str(LOG_KEY.public))
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_bytes(full()["checkpoint"])
    typed = ["sh", "-e", "-c", lines]
    done = subprocess.run(typed, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n15\n", b"\n16\n"))
    assert subprocess.run(typed, cwd=tmp_path, capture_output=True, check=False).returncode != 0
