"""What is stored stays readable: a field may be added with a default, a code may be added, nothing else.

After an addition run this file as a program, look at the difference it makes, and commit it.
"""

from __future__ import annotations

import json
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

import pytest

from casebook import petitions
from casebook.ledger.mapper import KNOWN
from casebook.petitions import vocabulary
from casebook.petitions.events import Attachment, Sha256
from casebook.petitions.words import PRIVATE, Code, Words
from casebook.reference import kinds
from strategies import bounds, hints

if TYPE_CHECKING:
    from pydantic import BaseModel

GOLDEN = Path(__file__).with_name("stored_shapes.json")


def told(hint: Any) -> str:
    """A type in words that do not depend on any library."""
    for name, named in {"Words": Words, "Code": Code, "Sha256": Sha256}.items():
        if hint == named:
            return name
    arguments = get_args(hint)
    if get_origin(hint) is Annotated:
        return (
            f"Private[{told(get_args(arguments[0])[0])}]" if PRIVATE in arguments else f"int{list(bounds(hint) or ())}"
        )
    if get_origin(hint) in (Union, UnionType):
        return " | ".join(map(told, arguments))
    if get_origin(hint) is tuple:
        return f"[{told(arguments[0])}]"
    return "null" if hint is type(None) else str(hint.__name__)


def shape(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    """The fields of a model: their types, and whether they must be there."""
    return {
        name: {"type": told(hint), "required": model.model_fields[name].is_required()}
        for name, hint in hints(model).items()
    }


def shapes() -> dict[str, Any]:
    """Everything that stored events depend on."""
    modules = [
        vocabulary,
        kinds,
        *(
            import_module(found.name)
            for found in walk_packages(petitions.__path__, f"{petitions.__name__}.")
            if found.name.endswith(".codes")
        ),
    ]
    codes = {
        name: [member.value for member in kind]
        for module in modules
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    }
    return {
        "events": {name: {"schema": cls.schema_version, "fields": shape(cls)} for name, cls in KNOWN.items()},
        "attachment": shape(Attachment),
        "codes": codes,
    }


def golden() -> dict[str, Any]:
    """What was committed."""
    stored: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return stored


@pytest.mark.parametrize("name", golden()["events"])
def test_a_stored_event_keeps_its_fields(name: str) -> None:
    before, now = golden()["events"][name], shapes()["events"][name]
    assert before["schema"] == now["schema"]
    assert before["fields"].items() <= now["fields"].items()


@pytest.mark.parametrize("name", golden()["events"])
def test_what_is_added_to_a_stored_event_has_a_default(name: str) -> None:
    before, now = golden()["events"][name]["fields"], shapes()["events"][name]["fields"]
    assert not [field for field in now.keys() - before.keys() if now[field]["required"]]


def test_an_attachment_keeps_its_fields() -> None:
    assert golden()["attachment"] == shapes()["attachment"]


@pytest.mark.parametrize("name", golden()["codes"])
def test_no_code_is_renamed_or_removed(name: str) -> None:
    assert set(golden()["codes"][name]) <= set(shapes()["codes"][name])


def test_every_addition_is_on_record() -> None:
    assert golden() == shapes()


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(shapes(), indent=1) + "\n", encoding="utf-8")
