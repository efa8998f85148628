"""Files that a command names were uploaded before, for this petition and by whoever names them."""

from __future__ import annotations

from uuid import UUID

import pytest

from casebook.petitions.commands import COMMANDS, SupplementPetition
from casebook.petitions.event import Event, EventWithFiles, files_in
from casebook.petitions.events import EVENTS, Attachment
from casebook.petitions.rules import RULES
from casebook.petitions.uploads import names_files
from language import CITIZEN, PETITION, PHOTO, given, submitted

OTHER = PHOTO.model_copy(update={"id": UUID(int=8)})


def test_what_was_not_uploaded_by_the_asker_is_refused() -> None:
    wish = SupplementPetition(petition_id=PETITION, text="附上照片。", attachments=(PHOTO, OTHER))
    asked = given(submitted()).when(wish, by=CITIZEN, uploads={PHOTO})
    asked.refused("files_were_uploaded_for_this_by_the_asker")
    other_bytes = PHOTO.model_copy(update={"sha256": "cd" * 32})
    given(submitted()).when(wish, by=CITIZEN, uploads={other_bytes, OTHER}).refused(
        "files_were_uploaded_for_this_by_the_asker"
    )


def test_what_was_uploaded_is_named_by_the_event() -> None:
    wish = SupplementPetition(petition_id=PETITION, text="附上照片。", attachments=(PHOTO,))
    events = given(submitted()).when(wish, by=CITIZEN, uploads={PHOTO}).events()
    assert [files_in(event) for event in events] == [(PHOTO,)]


def test_where_no_files_are_kept_a_reference_is_taken_as_it_is() -> None:
    wish = SupplementPetition(petition_id=PETITION, text="附上照片。", attachments=(PHOTO,))
    assert len(given(submitted()).when(wish, by=CITIZEN).events()) == 1


@pytest.mark.parametrize("command", [kind for kind in COMMANDS.values() if names_files(kind)])
def test_every_command_with_files_has_the_rule(command: type) -> None:
    assert "files_were_uploaded_for_this_by_the_asker" in {rule.name for rule in RULES[command]}


def test_every_event_that_names_files_has_a_place_for_their_keys() -> None:
    def names(event: type[Event]) -> bool:
        return any(field.annotation == tuple[Attachment, ...] for field in event.model_fields.values())

    assert {event for event in EVENTS.values() if names(event)} == {
        event for event in EVENTS.values() if issubclass(event, EventWithFiles)
    }
