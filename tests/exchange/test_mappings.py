"""A mapping is checked before the first row is read, and a mistake is named by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casebook.errors import Misconfigured
from casebook.exchange.mapping import load_mapping, mapping_names
from two_languages import english_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casebook.exchange.mapping import Mapping

    MappingOf = Callable[[str], Mapping]

TOP = 'source = "s"\nkey = "id"\n'
SUBMITTED = '[[events]]\nevent = "submitted"\nwhen = "at"\n'
FIELDS = 'fields = { category = { value = "complaint" }, channel = { value = "import" } }\n'
CLOSED = '[[events]]\nevent = "closed"\nwhen = "end"\nfields = { basis = { value = "source" }, '


def test_the_mappings_that_casebook_brings_are_found_by_their_bare_names() -> None:
    assert mapping_names() == ["nyc-casework", "st-louis-csb", "uk-petitions"]
    assert [load_mapping(name).source for name in mapping_names()] == mapping_names()


def test_a_mapping_may_begin_with_a_small_text_and_nothing_else(mapping_of: MappingOf) -> None:
    assert mapping_of(TOP + SUBMITTED + FIELDS).columns() == {"id", "at"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("source = ", "Invalid value"),
        ('key = "id"\n' + SUBMITTED + FIELDS, "source: This is required"),
        ('source = "S P"\nkey = "id"\n' + SUBMITTED + FIELDS, "source: "),
        (TOP + 'zone = "Mars/Base"\n' + SUBMITTED + FIELDS, "zone: no time zone is named Mars/Base"),
        (TOP + 'encoding = "klingon"\n' + SUBMITTED + FIELDS, "encoding: no encoding is named klingon"),
        (TOP + 'encoding = "utf-16"\n' + SUBMITTED + FIELDS, "encoding: utf-16 does not keep lines apart"),
        (TOP + 'format = "pdf"\n' + SUBMITTED + FIELDS, "format: "),
        (TOP + "colour = 1\n" + SUBMITTED + FIELDS, "colour: There is no such field"),
        (TOP + "events = []", "events: "),
        (TOP + CLOSED + "first_closure = { value = true } }", "no [[events]] gives `submitted`"),
        (TOP + SUBMITTED + 'fields = { category = { value = "rant" } }', "fields.channel: submitted needs it"),
        (TOP + SUBMITTED + FIELDS.replace("complaint", "rant"), "events[1]: fields.category: 'rant' does not do"),
        (
            TOP + SUBMITTED + FIELDS + CLOSED + 'colour = { column = "c" } }',
            "events[2]: fields.colour: closed has no such",
        ),
        (TOP + SUBMITTED + FIELDS.replace('value = "complaint"', 'column = "c", codes = { a = "rant" }'), "'rant'"),
        (TOP + SUBMITTED + FIELDS.replace('value = "complaint"', "missing = 1"), "exactly one of `value`"),
        (TOP + SUBMITTED + FIELDS.replace('value = "complaint"', 'template = "x"'), "at least one {column}"),
        (TOP + SUBMITTED + FIELDS.replace('value = "complaint"', 'template = "{a:>3}"'), "nothing else in braces"),
        (TOP + SUBMITTED + FIELDS.replace('value = "complaint"', 'template = "{a"'), "nothing else in braces"),
        (TOP + SUBMITTED + FIELDS.replace('value = "complaint"', 'value = "a", codes = {}'), "`codes` needs `column`"),
        (TOP + SUBMITTED + FIELDS.replace('value = "complaint"', 'column = "a", otherwise = 1'), "`otherwise` needs"),
        (TOP + SUBMITTED.replace("submitted", "danced") + FIELDS, "events[1].event: no event is named danced"),
        (TOP + SUBMITTED.replace('when = "at"', "") + FIELDS, "[[events]] 1: needs `when`"),
        (
            TOP + '[rows]\nactivity = "a"\nwhen = "b"\n' + SUBMITTED + FIELDS,
            "[[events]] 1: with [rows] it needs `activity`",
        ),
        (TOP + '[[leave_out]]\ncolumn = "a"\nreason = "r"\n' + SUBMITTED + FIELDS, "leave_out[1]: needs either"),
        (
            TOP + '[[leave_out]]\ncolumn = "a"\nmatches = "("\nreason = "r"\n' + SUBMITTED + FIELDS,
            "leave_out[1].matches: ",
        ),
        (TOP + SUBMITTED + FIELDS.replace(" }\n", ', body = { value = { digest = "x" } } }\n'), "words are text"),
    ],
)
def test_a_mistake_in_a_mapping_is_named_by_its_key(mapping_of: MappingOf, text: str, says: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        mapping_of(text)
    assert says in caught.value.en
    assert "mapping.toml" in caught.value.zh
    assert english_in(caught.value.zh) == []
    assert "\n" not in caught.value.en


@pytest.mark.parametrize("name", ["nyc", "../secrets", "no-such.toml"])
def test_a_mapping_that_is_not_there_names_those_that_are(name: str) -> None:
    with pytest.raises(Misconfigured, match="uk-petitions"):
        load_mapping(name)


def test_a_mapping_that_is_no_text_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Misconfigured, match="UTF-8"):
        load_mapping(tmp_path / "binary.toml")
