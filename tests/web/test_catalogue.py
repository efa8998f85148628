"""Every sentence of a page is there in both languages.

`PYTHONPATH=src:tests .venv/bin/python tests/web/test_catalogue.py` adds what is new to the catalogue, and lists it.
"""

from __future__ import annotations

import dataclasses
import re
from contextlib import suppress
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from casebook import petitions
from casebook.access import PUBLISHING
from casebook.accounts.access_log import Kind as AccessKind
from casebook.cli.output import counted
from casebook.figures.rates import DEFINITIONS
from casebook.ledger.mapper import private_fields
from casebook.petitions.commands import COMMANDS
from casebook.petitions.events import EVENTS
from casebook.petitions.interests import RULES as INTERESTS
from casebook.petitions.petition import Petition
from casebook.readmodels import Library
from casebook.reference.kinds import Kind
from casebook.reference.units import Group
from casebook.web.api.analysts import COUNTS
from casebook.web.forms.fields import fields_of
from casebook.web.html.navigation import NAVIGATION
from casebook.web.html.speech import Speech, terms

if TYPE_CHECKING:
    from collections.abc import Iterator

WEB = Path(__file__).parents[2] / "src" / "casebook" / "web"
PO = WEB / "locale" / "en" / "LC_MESSAGES" / "casebook.po"
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
HAN = re.compile(r"[\u3400-\u9fff\u3001\u3002\uff01-\uff5e]")
TAGS = re.compile(r"<[^>]*>|&\w+;", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")
HEADER = b"""# The English of every sentence in templates and pages, whose Chinese stands there.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extracted() -> Catalog:
    catalogue = Catalog(locale="en", project="casebook", fuzzy=False)
    for name, line, message, comments, context in extract_from_dir(WEB, METHODS, options_map={"**.html": {}}):
        catalogue.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalogue


def stored() -> Catalog:
    with PO.open("rb") as source:
        return read_po(source, locale="en")


def test_every_sentence_has_its_english() -> None:
    english = {message.id: message.string for message in stored() if message.id}
    assert {message.id for message in extracted() if message.id} == set(english)
    assert [sentence for sentence, translated in english.items() if not translated or HAN.search(str(translated))] == []
    marks = re.compile(r"[{%]\(?(\w+)[)}]")
    kept = {one: set(marks.findall(str(one))) == set(marks.findall(str(other))) for one, other in english.items()}
    assert [sentence for sentence, whole in kept.items() if not whole] == []


def test_what_is_counted_in_english_can_be_one() -> None:
    plural = re.compile(r"%\((?:count|days)\)s \w+s\b")
    assert [message.string for message in stored() if plural.search(str(message.string))] == []
    shown = [Speech(language, ZoneInfo("Asia/Shanghai")).days(count) for language in ("zh", "en") for count in (1, 30)]
    assert shown == ["1 天", "30 天", "1 day", "30 days"]
    assert [counted(1, "entry", "entries"), counted(2, "entry", "entries"), counted(0, "event")] == [
        "1 entry",
        "2 entries",
        "0 events",
    ]


@pytest.mark.parametrize("template", sorted(WEB.glob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_sentence_stands_in_a_template_untranslated(template: Path) -> None:
    """What is not inside `trans` has neither Chinese words in it nor, between its tags, English ones."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(template.read_text(encoding="utf-8"))
    plain = "\0".join(data.data for data in tree.find_all(nodes.TemplateData))
    assert HAN.search(plain) is None
    visible = re.sub(r"<[^>]*$", " ", TAGS.sub(" ", plain))
    assert LETTERS.findall(visible) == []


def test_every_code_field_command_and_event_has_its_term() -> None:
    assert set(needed()) - set(present()) == set()


def test_no_term_is_left_over() -> None:
    loose = {
        "DecisionsList",
        "DueIn",
        "Mark",
        "Media",
        "RecordsList",
        "Verifier",
        "access",
        "count",
        "definition",
        "grade",
        "list",
        "load",
        "model",
        "own",
        "rate",
        "reference",
        "route",
        "split",
        "stage",
        "state",
        "table",
        "unranked",
        "verification",
        "waiting_on",
        "way",
        "yes_no",
    }
    assert {one for one in set(present()) - set(needed()) if one[0] not in loose} == set()


def test_every_fact_of_a_petition_has_its_term() -> None:
    named = terms()["state"] | terms()["field"]
    assert {fact.name for fact in dataclasses.fields(Petition)} - set(named) == set()


def test_every_kind_of_reference_data_of_access_and_of_figure_has_its_term() -> None:
    assert {kind.value for kind in Kind} == set(terms()["reference"])
    assert set(COUNTS) == set(terms()["definition"])
    assert set(DEFINITIONS) == set(terms()["rate"])
    assert {kind.value for kind in AccessKind} == set(terms()["access"])
    assert set(Library().models) == set(terms()["model"])


def test_every_term_is_in_both_languages() -> None:
    for section, entries in terms().items():
        for code, named in entries.items():
            assert set(named) == {"zh", "en"}, (section, code)
            assert not HAN.search(named["en"]), (section, code)


def present() -> Iterator[tuple[str, str]]:
    for section, entries in terms().items():
        if section != "hint":
            yield from ((section, code) for code in entries if "." not in code)


def needed() -> Iterator[tuple[str, str]]:
    for kind in vocabularies():
        yield from ((kind.__name__, str(code)) for code in kind)
    yield from (("command", name) for name in COMMANDS)
    yield from (("command", command.spoken_name()) for command in PUBLISHING)
    yield from (("command", command.spoken_name()) for command in INTERESTS)
    yield from (("field", field.name) for command in INTERESTS for field in fields_of(command))
    yield from (("event", name) for name in EVENTS)
    yield from (("navigation", address) for address in NAVIGATION)
    yield from (("field", field.name) for command in PUBLISHING for field in fields_of(command))
    for command in COMMANDS.values():
        yield from (("field", field) for field in command.model_fields if field != "petition_id")
        yield from (("field", part.name) for field in fields_of(command) for part in field.parts)
    for event in EVENTS.values():
        yield from (("field", field) for field in event.model_fields if field not in private_fields(event))


def vocabularies() -> set[type[StrEnum]]:
    """Every vocabulary of the petitions, and those that forms choose units from."""
    for module in iter_modules(petitions.__path__, "casebook.petitions."):
        if module.ispkg:
            with suppress(ModuleNotFoundError):
                import_module(f"{module.name}.codes")
    kinds = StrEnum.__subclasses__()
    return {kind for kind in kinds if kind.__module__.startswith("casebook.petitions.")} | {Group}


if __name__ == "__main__":
    catalogue = stored() if PO.exists() else Catalog(locale="en", project="casebook", fuzzy=False)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with PO.open("wb") as target:
        target.write(HEADER)
        write_po(target, catalogue, width=120, sort_output=True, omit_header=True, no_location=True)
    missing = [message.id for message in catalogue if message.id and not message.string]
    print(f"{len(missing)} without English:", *missing, sep="\n")  # noqa: T201
