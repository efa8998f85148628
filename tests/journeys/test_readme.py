"""The recipes of the README, typed as they stand there, one after the other, in a fresh folder."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from journeys.conftest import Shell

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


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
