"""The page that checks bundles in a browser: its sentences are those of `checks.py`, its verdicts those of Python.

`PYTHONPATH=src:tests .venv/bin/python tests/proof/test_page.py` writes the sentences, the names of events, fields and
roles, and the policy into the page anew.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from playwright.sync_api import sync_playwright

import casebook
from casebook.petitions.events import EVENTS
from casebook.proof.archive import pack
from casebook.proof.checks import CHECKS, UNUSABLE, Refused
from casebook.proof.details import DETAILS
from casebook.proof.handling import SAID
from casebook.proof.page import PAGE, policy
from casebook.proof.soundness import check_bundle
from casebook.proof.stating import STATED
from journeys.browsing import CHROMIUM, FLAGS, LANGUAGES, SCHEMES, overflow, violations
from proof.corpus import KEYS, TRUST, Case, bad_bundles, full, good_bundles, handled_bundles
from proof.handlings import closed_without_a_reply, shown
from proof.made_log import OLD_SIZE, STRANGER, story
from proof.spoilt import swap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from casebook.petitions.event import Event

VKEYS = [str(key) for key in KEYS]
TERMS = Path(casebook.__file__).parent / "web" / "locale" / "terms.toml"
SHOWN = {
    ("zh-CN", "bad"): ("不成立", "第 3 个事件", "inclusion", "（证明导向另一个根）"),
    ("zh-CN", "good"): ("完好", "小巷路灯不亮", "没有遗漏"),
    ("zh-CN", "against"): ("完好", "办理违反规则", "第 15 个事件：既未经追访核实，也未免访：回复不等于解决。", "办结"),
    ("en", "against"): ("Sound", "against the rules", "Event 15: Neither verified nor waived", "Closed"),
    ("en", "bad"): ("Not sound", "Event 3: The signed log", "inclusion", "(the proof leads to another root)"),
    ("en", "good"): ("Sound", "小巷路灯不亮", "None of this petition's events is missing"),
}
CHECK_ALL = """async ([cases, vkeys]) => {
    const bytes = (text) => text === null ? null : Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
    const outcomes = [];
    for (const [data, kept] of cases) {
        const { sound, check, event, zh, en, detail, report } = await verdict(bytes(data), vkeys, bytes(kept));
        if (!sound) { outcomes.push([check, event, zh, en, detail && [detail.zh, detail.en]]); continue; }
        const { verdict: word, breaches, late, counted, uncounted, overridden, strange, claimed } = report.handling;
        const steps = late.map((each) => [each.event, each.clock, String(each.due)]);
        const broken = breaches.map((each) => [each.event, each.rule]);
        outcomes.push([report.events.length, word, broken, steps, counted, uncounted, overridden, strange, claimed]);
    }
    return outcomes;
}"""


def coded(event: type[Event], terms: set[str]) -> dict[str, str]:
    """The fields of an event whose values are codes with names, and in which table of terms these stand."""
    kinds = {
        name: getattr(kind, "__name__", "")
        for name, field in event.model_fields.items()
        for kind in get_args(field.annotation) or (field.annotation,)
        if isinstance(kind, type) and issubclass(kind, StrEnum)
    }
    return {name: kind for name, kind in kinds.items() if kind in terms}


def written() -> str:
    """The page with what is generated into it."""
    terms = tomllib.loads(TERMS.read_text(encoding="utf-8"))
    values = {name: fields for name, event in EVENTS.items() if (fields := coded(event, set(terms)))}
    said = {
        "checks": {name: meaning._asdict() for name, meaning in CHECKS.items()},
        "unusable": sorted(UNUSABLE),
        "details": dict(DETAILS),
        "handling": {name: meaning._asdict() for name, meaning in SAID.items()},
        "events": terms["event"],
        "fields": {"file_keys": {"zh": "附件的密钥", "en": "Keys of attachments"}} | terms["field"],
        "roles": terms["Role"],
        "values": values,
        "terms": {
            name: terms[name] for name in sorted({each for fields in values.values() for each in fields.values()})
        },
    }
    words, rules = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in (said, STATED))
    text = PAGE.read_text(encoding="utf-8")
    for before, content, behind in (
        ('<script type="application/json" id="words">', words, "</script>"),
        ('<script type="application/json" id="rules">', rules, "</script>"),
        ('<meta http-equiv="Content-Security-Policy" content="', policy(text), '">'),
    ):
        begins = text.index(before) + len(before)
        text = text[:begins] + content + text[text.index(behind, begins) :]
    return text


def test_what_is_generated_into_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == written()


def test_the_page_may_connect_to_nothing_and_names_no_other_place() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert "default-src 'none'" in policy(text)
    assert "connect-src" not in policy(text)
    assert not re.search(r"https?://|\bfetch\(|XMLHttpRequest|WebSocket|\bimport\(|innerHTML|\beval\(", text)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page(locale="zh-CN", viewport={"width": 360, "height": 800})
        asked: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(PAGE.as_uri())
        yield opened
        assert {url.split(":")[0] for url in asked} <= {"file", "blob"}
        browser.close()


def spelled(case: Case) -> list[str | None]:
    return [None if each is None else base64.b64encode(each).decode() for each in (case.data, case.kept)]


def test_the_whole_corpus_has_the_verdicts_that_it_must_have(page: Page) -> None:
    cases = [*good_bundles(), *handled_bundles(), *bad_bundles()]
    outcomes = page.evaluate(CHECK_ALL, [[spelled(case) for case in cases], VKEYS])
    wrong = [
        (case.name, outcome, due(case)) for case, outcome in zip(cases, outcomes, strict=True) if outcome != due(case)
    ]
    assert wrong == []


def due(case: Case) -> list[Any]:
    """What must come of it: the same as in Python, the detail too."""
    try:
        report = check_bundle(case.data, TRUST, case.kept)
    except Refused as refused:
        return [case.check, case.version, *refused.meaning, refused.detail and list(refused.detail)]
    said = report.handling
    late = [[each.version, each.clock, str(each.due)] for each in said.late]
    counts = [said.counted, said.uncounted, said.overridden, said.strange, said.claimed]
    return [len(report.events), said.verdict, [list(each) for each in case.broken], late, *counts]


@pytest.mark.parametrize("vkeys", [[], ["not-a-key"], VKEYS[1:], [VKEYS[0][:-1], VKEYS[1]]])
def test_without_a_key_of_a_log_nothing_is_said(page: Page, vkeys: list[str]) -> None:
    (outcome,) = page.evaluate(CHECK_ALL, [[spelled(good_bundles()[0])], vkeys])
    assert outcome[0] is None
    assert "No usable keys" in outcome[3]


def test_with_another_log_s_key_it_is_not_sound(page: Page) -> None:
    (outcome,) = page.evaluate(CHECK_ALL, [[spelled(good_bundles()[0])], [str(STRANGER.public)]])
    assert outcome[0] == "signature"


def asked(page: Page, bundle: Path, kept: Path | None = None) -> str:
    """What the page says to somebody who fills in its form."""
    page.locator("#file").set_input_files(bundle)
    page.locator("#keys").fill("\n".join(VKEYS))
    page.locator("#kept").set_input_files(kept or [])
    page.locator("#keys").press("Tab")
    page.locator("#check").press("Enter")
    page.locator("#result section").first.wait_for()
    return page.locator("main").inner_text()


def test_somebody_checks_a_bundle_in_either_language(
    page: Page, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    pictures = request.config.getoption("--pictures")
    good, bad, against = (tmp_path / f"{name}.cbk.zip" for name in ("good", "bad", "against"))
    kept = tmp_path / "kept"
    good.write_bytes(pack(full()))
    bad.write_bytes(swap("entries/000003.entry", "unit-1", "unit-9"))
    against.write_bytes(shown(closed_without_a_reply()))
    kept.write_bytes(story().checkpoint(OLD_SIZE))
    for language in LANGUAGES:
        if page.locator("html").get_attribute("lang") != language:
            page.locator("#language").press("Enter")
        for name, bundle in (("bad", bad), ("good", good), ("against", against)):
            said = asked(page, bundle, None if bundle is against else kept)
            assert [each for each in SHOWN[language, name] if each not in said] == []
            looked_at(page, f"verify-{name}-{language}", pictures)


def looked_at(page: Page, name: str, pictures: Path | None) -> None:
    """It fits a phone and a desk, and shuts nobody out, by day and by night."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) == 0
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=pictures / f"{name}-{scheme}-{width}.png", full_page=True)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
