"""What the documents say of checks, and what says it elsewhere, is the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from casebook.proof.checks import CHECKS, UNUSABLE
from casebook.proof.details import DETAILS
from casebook.proof.encoding import Malformed

ROOT = Path(__file__).parents[2]
PROOF = ROOT / "src/casebook/proof"
TOLD_BY = {"Malformed": 0, "Unproven": 0, "NotSigned": 0, "detail": 0, "Refused": 2, "see": 3}
"""Which argument of these is the sentence."""


def test_the_document_lists_every_check_in_order_with_its_meaning() -> None:
    text = (ROOT / "docs/proof.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", text[text.index("## The checks") :], re.MULTILINE)
    assert listed == [(name, f"{meaning.zh} {meaning.en}") for name, meaning in CHECKS.items()]


def test_the_document_says_what_to_do_about_every_alarm() -> None:
    text = (ROOT / "docs/proof.md").read_text(encoding="utf-8")
    source = (ROOT / "src/casebook/transparency/standing.py").read_text(encoding="utf-8")
    said = re.findall(r'^        "(.+)",\n        "(.+)",\n    \)', source, re.MULTILINE)
    assert len(said) == source.count("    return Alarm(")
    for zh, en in said:
        assert f"| {zh} {en} | " in text


def test_every_check_has_a_sentence_in_both_languages() -> None:
    for meaning in CHECKS.values():
        assert re.search(r"[\u4e00-\u9fff]", meaning.zh)
        assert meaning.zh.endswith("。")
        assert re.fullmatch(r"[A-Z][\x20-\x7e]+\.", meaning.en)
    assert set(CHECKS) >= UNUSABLE


def sentences() -> set[object]:
    """What is told in brackets, as it stands in the source of the verifier."""
    calls = (each for path in PROOF.glob("*.py") for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = (
        (call, TOLD_BY.get(call.func.id))
        for call in calls
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    )
    told = (call.args[at] for call, at in named if at is not None and len(call.args) > at)
    return {each.value for each in told if isinstance(each, ast.Constant) and each.value is not None}


def test_every_detail_is_one_of_the_sentences_that_both_languages_have() -> None:
    assert sentences() == set(DETAILS)
    for en, zh in DETAILS.items():
        assert zh.count("{}") == en.count("{}")


def test_a_detail_about_another_error_is_told_in_both_languages() -> None:
    inner = Malformed("{} bytes where {} are expected", 3, 32)
    assert Malformed("line {}: {}", 7, inner).meaning == (
        "第 7 行：有 3 个字节，应为 32 个",
        "line 7: 3 bytes where 32 are expected",
    )
