"""What the documents say of the code is so."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from click import Command, Context

from casebook.cli import casebook
from casebook.petitions.events import EVENTS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("projections/*.md")])
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_the_index_of_decisions_is_complete() -> None:
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    pages = sorted(path for path in ROOT.glob("docs/adr/0*.md"))
    assert re.findall(r"\]\((0\d+[^)]+)\)", index) == [page.name for page in pages]
    for page in pages:
        number = int(page.name[:4])
        lines = page.read_text(encoding="utf-8").splitlines()
        title = lines[0].removeprefix(f"# {number}. ")
        assert title != lines[0], page
        assert f"| {number} | [{title}]({page.name}) |" in index
        assert lines[2].startswith("Status: "), page
        assert {"## Decision", "## Consequences"} <= set(lines), page


def test_the_readme_names_every_setting_and_no_other() -> None:
    named = set(re.findall(r"^\| `(CASEBOOK_\w+)`", README, re.MULTILINE))
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("src/**/*.py"))
    assert named == set(re.findall(r"CASEBOOK_[A-Z_]+[A-Z]", code))


def commands() -> dict[str, Command]:
    context = Context(casebook)
    found = {name: casebook.get_command(context, name) for name in casebook.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def test_the_readme_names_every_command() -> None:
    table = README[README.index("| command |") : README.index("Every command takes")]
    assert set(re.findall(r"`([a-z]+)`", table)) == set(commands())


def test_every_command_takes_the_data_folder_and_explains_itself() -> None:
    for name, command in commands().items():
        options = {option for parameter in command.params for option in parameter.opts}
        assert "--data" in options, name
        assert re.search(r"[\u4e00-\u9fff].* / [A-Z]", command.help or ""), name


def test_the_road_in_the_readme_is_made_of_events() -> None:
    road = README[README.index("submitted →") : README.index("Who may ask for what")]
    assert set(re.findall(r"[a-z]+(?:-[a-z]+)*", road.replace("(unsolved)", ""))) <= set(EVENTS)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 130


def test_what_the_readme_names_in_the_tree_is_there() -> None:
    tracked = set(subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).split())
    for name in re.findall(r"`((?:src|docs|tests|projections|bin)/[\w./-]+)`", README):
        assert name in tracked, name
