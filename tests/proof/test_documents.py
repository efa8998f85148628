"""What the documents say of checks, and what says it elsewhere, is the same."""

from __future__ import annotations

import re
from pathlib import Path

from casebook.proof.checks import CHECKS, UNUSABLE

ROOT = Path(__file__).parents[2]


def test_the_document_lists_every_check_in_order_with_its_meaning() -> None:
    text = (ROOT / "docs/proof.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", text[text.index("## The checks") :], re.MULTILINE)
    assert listed == [(name, f"{meaning.zh} {meaning.en}") for name, meaning in CHECKS.items()]


def test_every_check_has_a_sentence_in_both_languages() -> None:
    for meaning in CHECKS.values():
        assert re.search(r"[\u4e00-\u9fff]", meaning.zh)
        assert meaning.zh.endswith("。")
        assert re.fullmatch(r"[A-Z][\x20-\x7e]+\.", meaning.en)
    assert set(CHECKS) >= UNUSABLE
