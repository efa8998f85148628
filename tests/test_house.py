"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from two_languages import repeated_in_chinese

HOUSE = Path(__file__).parent.parent
MODULES = sorted((HOUSE / "src" / "casebook").rglob("*.py"))
LONGEST_MODULE = 300
LONGEST_FUNCTION = 30
# Written in two parts, so that this file does not break its own rule.
HOSTS = re.compile(
    "|".join(re.escape(a + b) for a, b in (("pypi", ".org"), ("pythonhosted", ".org"), ("npmjs", ".org")))
)


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring: explaining more must not force a function apart."""
    last, first = function.end_lineno or function.lineno, function.body[0]
    lines = last - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=False)
    # An unpacked source archive has no list: then all there is counts, but for what is made here.
    if listed.returncode:
        return [path for path in HOUSE.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [HOUSE / name for name in listed.stdout.decode().split("\0") if name and (HOUSE / name).is_file()]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_modules_and_functions_are_short(module: Path) -> None:
    text = module.read_text()
    assert len(text.splitlines()) <= LONGEST_MODULE
    functions = [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert {each.name: length(each) for each in functions if length(each) > LONGEST_FUNCTION} == {}


def test_no_chinese_sentence_repeats_what_a_library_says_in_english() -> None:
    trees = {module: ast.parse(module.read_text()) for module in MODULES if "except" in module.read_text()}
    assert [(module.name, line) for module, tree in trees.items() for line in repeated_in_chinese(tree)] == []


def test_no_command_refuses_in_english_alone() -> None:
    alone = re.compile(r"click\.(?:UsageError|BadParameter|ClickException)\(|self\.fail\(")
    places = [module for module in MODULES if module.parent.name == "cli" and module.stem != "wrong_use"]
    assert [module.name for module in places if alone.search(module.read_text())] == []


def test_no_file_names_a_registry() -> None:
    found = [path for path in tracked() if path.suffix != ".whl" and HOSTS.search(path.read_bytes().decode("latin-1"))]
    assert found == []
    assert not [path for path in tracked() if path.name == "uv.lock"]


def test_what_the_tests_need_includes_what_the_program_needs() -> None:
    pin = re.compile(r"^[\w.-]+==\S+", re.MULTILINE)
    run, dev = (set(pin.findall((HOUSE / f"requirements{kind}.lock").read_text())) for kind in ("", "-dev"))
    assert run
    assert run - dev == set()
