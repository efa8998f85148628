"""The recipes of the README, typed as they stand there, one after the other, in a fresh folder; and its pictures."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from conftest import open_folder
from journeys.conftest import Shell
from journeys.test_processes import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = re.findall(r'<img src="(docs/pictures/[^"]+)"[^>]* alt="[^"]+"', README)
LARGEST = 150_000
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def shell(demo_shell: Shell) -> Iterator[Shell]:
    """A shell of its own, whose demo ledger is a copy: the first recipe finds it there."""
    with open_folder() as folder:
        subprocess.run(["cp", "-a", demo_shell.data, folder / "data"], check=True)
        yield Shell(folder, folder / "data")


def test_the_recipes_work_as_they_stand_there(shell: Shell) -> None:
    (shell.folder / "tests").symlink_to(ROOT / "tests")
    claim, recipes = (text.strip() for kind, text in BLOCKS if kind == "sh")
    promised = json.loads(next(text for kind, text in BLOCKS if kind == "json"))
    for turn, line in enumerate(recipes.splitlines()):
        done = shell.type(*shlex.split(line, comments=True)[1:])
        assert done.returncode == 0, (line, done.stderr)
        assert done.stdout or done.stderr, line
        if turn == 0:
            answer = shell.answer(*shlex.split(claim.removesuffix("--json"))[1:])
            assert {name: answer[name] for name in promised} == promised
    exported = (shell.folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["position"] for line in exported] == list(range(1, len(exported) + 1))


def test_the_pictures_are_of_the_demo(shell: Shell, browser: Browser, request: pytest.FixtureRequest) -> None:
    """`bin/test tests/journeys/test_readme.py -k pictures --pictures docs/pictures` takes them anew."""
    taken = dict(pictures(shell, browser))
    assert [Path(name).name for name in PICTURES] == [f"{name}.webp" for name in taken]
    if folder := request.config.getoption("--pictures"):
        for name, picture in taken.items():
            Image.open(BytesIO(picture)).save(folder / f"{name}.webp", quality=80, method=6)
    for name in PICTURES:
        assert (ROOT / name).stat().st_size < LARGEST, name


def pictures(shell: Shell, browser: Browser) -> Iterator[tuple[str, bytes]]:
    """What the README shows: two phones and a desk, by name."""
    assert shell.type("demo", "--no-serve").returncode == 0
    lane = shell.answer("history", "--closure", "769")["number"]
    with serving(shell, "demo") as (process, address):
        assert process.stdout is not None
        password = next(line for line in process.stdout if "password" in line).rpartition(": ")[2].strip()
        phone = browser.new_page(base_url=address, locale="zh-CN", viewport={"width": 360, "height": 720})
        yield "front", shot(phone, "/")
        yield "follow-up", shot(phone, f"/follow-ups/{lane}")
        desk = browser.new_page(base_url=address, locale="en", viewport={"width": 1180, "height": 720})
        desk.goto("/sign-in?next=/staff/petitions/" + lane)
        desk.locator("#login").fill("supervisor")
        desk.locator("#password").fill(password)
        desk.get_by_role("button", name="Sign in").click()
        expect(desk.get_by_role("heading", level=1)).to_contain_text("Closed")
        yield "petition", desk.screenshot()
        yield "ranking", shot(desk, "/rankings/2021-12")
        for page in (phone, desk):
            page.close()
        process.terminate()
        process.wait(timeout=30)


def shot(page: Page, address: str) -> bytes:
    """What is seen there without scrolling."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok
    return page.screenshot()
