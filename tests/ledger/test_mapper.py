"""The bytes that are stored: one line of JSON, sorted, the same as the event's own schema writes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given

from casebook.ledger.mapper import EntryMapper, canonical, plain_fields, private_fields
from casebook.petitions.entry import Actor, Claim, Entry, Source
from casebook.petitions.events import Accepted, Event
from casebook.petitions.vocabulary import Role
from strategies import events

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger

ID = UUID("5f0c6ad5-8a35-5c4e-9d4b-1c8f4f0e4104")


@given(events())
def test_plain_fields_are_written_as_the_schema_writes_them(event: Event) -> None:
    told = event.model_dump(mode="json", exclude=set(private_fields(type(event))), exclude_none=True)
    assert plain_fields(event) == told


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Shanghai"), timezone(timedelta(hours=-3, minutes=-30))])
@pytest.mark.parametrize("microsecond", [0, 90_000, 1])
def test_times_are_written_as_the_schema_writes_them(zone: Any, microsecond: int) -> None:
    event = Accepted(dispatch_due=datetime(2022, 1, 30, 9, 5, 7, microsecond, zone))
    assert plain_fields(event) == event.model_dump(mode="json", exclude_none=True)


def test_the_bytes_of_an_entry_are_those_that_were_decided(ledger: Ledger) -> None:
    at = datetime(2022, 1, 30, 17, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    source = Source("elsewhere", "路灯", "0" * 32)
    actor = Actor(ID, Role.UNIT_OFFICER, "street-1")
    entry = Entry(ID, 2, Accepted(dispatch_due=at), actor, ID, Claim(at, date(2022, 1, 30)), ID, source)
    assert isinstance(ledger.mapper, EntryMapper)
    assert ledger.mapper.to_stored_event(entry).state.decode() == (
        f'{{"actor":"{ID}","data":{{"dispatch_due":"2022-01-30T17:05:00+08:00","provisional":false,"urgency":"normal"}},'
        f'"occ":"2022-01-30T09:05:00Z","on":"2022-01-30","req":"{ID}","role":"unit_officer",'
        f'"src":{{"digest":"{"0" * 32}","id":"路灯","name":"elsewhere"}},"subj":"{ID}","unit":"street-1","v":1}}'
    )


@given(events())
def test_keys_are_sorted_at_every_depth(event: Event) -> None:
    stored = canonical(event)
    assert stored == orjson.dumps(orjson.loads(stored), option=orjson.OPT_SORT_KEYS)
