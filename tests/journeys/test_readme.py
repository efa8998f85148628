"""The recipes of the README, typed as they stand there, one after the other, on a fresh machine's data folder."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def typed(line: str, data: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line, comments=True)
    assert words[0] == "casebook", line
    environment = {"PATH": os.defpath, "CASEBOOK_DATA": str(data), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "casebook", *words[1:]]
    return subprocess.run(
        command, cwd=data.parent, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_recipes_work_as_they_stand_there(tmp_path: Path) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    data = tmp_path / "data"
    claim, recipes = (text.strip() for kind, text in BLOCKS if kind == "sh")
    promised = json.loads(next(text for kind, text in BLOCKS if kind == "json"))
    for turn, line in enumerate(recipes.splitlines()):
        done = typed(line, data)
        assert done.returncode == 0, (line, done.stderr)
        assert done.stdout or done.stderr, line
        if turn == 0:
            answer = json.loads(typed(claim, data).stdout)
            assert {name: answer[name] for name in promised} == promised
    exported = (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["position"] for line in exported] == list(range(1, len(exported) + 1))
