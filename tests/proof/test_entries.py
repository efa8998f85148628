"""Whatever the ledger writes, the verifier reads, and in the same sense."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given, settings

from casebook.ledger import layout, vault
from casebook.ledger.mapper import canonical, envelope, private_fields
from casebook.petitions.event import files_in
from casebook.petitions.events import Submitted
from casebook.proof.entry import FIRST, Disclosure, Entry, digest_of
from histories import histories
from petitions_at_hand import submitted
from proof.made_log import ATTACHED, drawn

if TYPE_CHECKING:
    from casebook.petitions import entry as petitions

AT = datetime(2026, 11, 20, 1, 2, 3, 4, UTC)


def logged(entry: petitions.Entry) -> tuple[Entry, dict[str, bytes]]:
    """An entry as the verifier reads it, and the disclosures of its words."""
    event = entry.event
    values = {name: value for name in private_fields(type(event)) if (value := getattr(event, name)) is not None}
    texts = {name: vault.disclosure(drawn(name)[:16], name, value) for name, value in values.items()}
    state = envelope(entry) | ({"_sd": {name: vault.digest_of(text) for name, text in texts.items()}} if texts else {})
    place = (entry.petition_id, entry.version, event.stored_name())
    head, content = layout.header("casebook.example/log", 7, AT, layout.ZERO, place), canonical(state)
    read = Entry.parse(layout.entry(head, content))
    assert read.leaf == layout.leaf(head, content)
    return read, texts


@settings(max_examples=30)
@given(histories(most=3))
def test_every_kind_of_event_is_read(entries: list[petitions.Entry]) -> None:
    for entry in entries:
        read, texts = logged(entry)
        header = read.header
        assert (header.topic, header.version) == (entry.event.stored_name(), entry.version)
        assert (header.stream, header.previous, header.index) == (str(entry.petition_id), FIRST, 6)
        assert header.seconds() == AT.timestamp()
        assert read.digests == {name: digest_of(text) for name, text in texts.items()}


def test_words_and_files_are_read() -> None:
    words = {"title": "路灯\n“不亮” 🏮", "body": "\x7f\u2028\t\\", "phone": "19900001234"}
    first = submitted()
    assert isinstance(first.event, Submitted)
    event = first.event.model_copy(update={"attachments": (ATTACHED,), "file_keys": ("key",), **words})
    read, texts = logged(type(first)(first.petition_id, 1, event, first.actor, first.command, subject=first.subject))
    assert {name: Disclosure.parse(text).value for name, text in texts.items()} == words | {"file_keys": ["key"]}
    assert all(Disclosure.parse(text).name == name for name, text in texts.items())
    assert [(file.id, file.digest, file.size) for file in read.files()] == [
        (file.id, file.sha256, file.size) for file in files_in(event)
    ]
