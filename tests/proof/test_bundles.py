"""Good bundles are accepted, bad ones are refused by the check that is there for it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from casebook.proof.archive import LARGEST, pack, unpack
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.checks import CHECKS, Refused
from casebook.proof.encoding import Malformed
from casebook.proof.note import Note
from casebook.proof.soundness import check_bundle
from casebook.proof.trust import trust_in
from proof.corpus import EVENTS, TRUST, Case, bad_bundles, full, good_bundles, handled_bundles, write
from proof.made_log import LOG_KEY, STORY, STRANGER, story

if TYPE_CHECKING:
    from pathlib import Path

GOOD, BAD = [*good_bundles(), *handled_bundles()], bad_bundles()


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_good_bundles_are_accepted(case: Case) -> None:
    report = check_bundle(case.data, TRUST, case.kept)
    assert len(report.events) == report.manifest.events
    assert tuple((each.version, each.rule) for each in report.handling.breaches) == case.broken


def refusal(case: Case) -> tuple[str, int | None]:
    try:
        check_bundle(case.data, TRUST, case.kept)
    except Refused as refused:
        return refused.check, refused.version
    return "accepted", None


@pytest.mark.parametrize("check", CHECKS)
def test_bad_bundles_are_refused_by_the_check_that_is_there_for_it(check: str) -> None:
    cases = [case for case in BAD if case.check == check]
    assert cases
    assert {case.name: refusal(case) for case in cases} == {case.name: (case.check, case.version) for case in cases}


def test_the_corpus_is_large_and_no_case_is_there_twice() -> None:
    assert len(BAD) >= 200
    assert {case.check for case in BAD} == set(CHECKS)
    assert [name for name, count in Counter((case.check, case.name) for case in BAD).items() if count > 1] == []
    bundles = [(case.data, case.kept) for case in GOOD] + [(case.data, case.kept) for case in BAD]
    assert len(set(bundles)) == len(bundles)


def test_a_log_has_not_grown_from_another_log_that_is_trusted_too() -> None:
    text = str(Checkpoint(STRANGER.public.name, 6, story().tree(6).head().root))
    files = full() | {"old-checkpoint": bytes(Note(text, (STRANGER.sign(text),)))}
    with pytest.raises(Refused) as refused:
        check_bundle(pack(files), trust_in([LOG_KEY.public, STRANGER.public]))
    assert (refused.value.check, refused.value.detail) == ("old-checkpoint", ("属于另一个日志", "of another log"))


def test_what_is_too_large_is_not_looked_at() -> None:
    with pytest.raises(Malformed, match="too large"):
        unpack(bytes(LARGEST + 1))


def test_the_corpus_is_written_for_other_verifiers(tmp_path: Path) -> None:
    write(tmp_path)
    index = json.loads((tmp_path / "index.json").read_text())
    assert len(index["cases"]) == len(GOOD) + len(BAD)
    assert (tmp_path / index["cases"][0]["file"]).read_bytes() == GOOD[0].data


def test_where_adoptions_end_is_shown_as_far_as_heads_were_published() -> None:
    cases = {case.name: case.data for case in GOOD}
    for name, until in (("full", None), ("where adoptions ended", 12), ("with an adoption after the heads", 12)):
        assert check_bundle(cases[name], TRUST).adopted_to == until


def test_what_a_full_bundle_shows() -> None:
    report = check_bundle(GOOD[0].data, TRUST)
    assert (report.grown_from, report.complete_to) == (6, len(STORY))
    assert [event.entry.header.version for event in report.events] == list(range(1, EVENTS + 1))
    assert report.events[0].words["title"] == "小巷路灯不亮"
    assert report.witnesses == {"witness.example/1": report.witnesses["witness.example/1"]}
    assert report.unproven == ["README.txt"]
    assert "README.txt" in full()
