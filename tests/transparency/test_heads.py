"""The heads of all streams, published as an event: what a bundle shows with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from casebook.casework.heads import Heads
from casebook.ledger.heads import STREAM, HeadsPublished
from casebook.proof.checks import Refused
from casebook.proof.composing import head_tree
from casebook.proof.heads import Record
from casebook.proof.soundness import check_bundle
from casebook.proof.trust import trust_in
from casebook.transparency import Bundles
from petitions_at_hand import DIGEST, submitted, then

if TYPE_CHECKING:
    from casebook.proof.soundness import Report
    from signed_ledger import SignedLedger


@pytest.fixture
def heads(signed: SignedLedger) -> Heads:
    return Heads(signed.ledger, UTC)


def checked(signed: SignedLedger, petition: UUID) -> Report:
    data = Bundles(signed.ledger, signed.log).of(petition).data
    return check_bundle(data, trust_in([signed.key.public]))


def test_a_bundle_shows_that_nothing_was_left_out(signed: SignedLedger, heads: Heads) -> None:
    signed.grow_much(300)
    signed.sign()
    some = sorted({UUID(str(each.originator_id)) for each in signed.ledger.door.select_range(0, 900)})
    assert checked(signed, some[0]).complete_to is None
    assert heads.publish()
    assert checked(signed, some[0]).complete_to is None, "the publication is not signed yet"
    signed.sign()
    for petition in (some[0], some[255], some[256], some[-1]):  # where the tiles begin and end
        assert checked(signed, petition).complete_to == 900
    later = submitted()
    signed.ledger.append([later], uuid4(), DIGEST)
    signed.ledger.append([then(later, 2)], uuid4(), DIGEST)
    signed.sign()
    assert checked(signed, later.petition_id).complete_to is None, "it began later"
    assert heads.publish()
    signed.sign()
    assert checked(signed, later.petition_id).complete_to == 903
    assert checked(signed, some[100]).complete_to == 903


def test_what_is_published_can_be_recomputed_from_the_events(signed: SignedLedger, heads: Heads) -> None:
    signed.grow(3)
    assert heads.publish()
    signed.grow(1)
    assert heads.publish()
    [*_, entry] = signed.ledger.entries(STREAM)
    event = entry.event
    assert isinstance(event, HeadsPublished)
    counted = signed.ledger.door.select_range(0, event.size)
    last = {each.originator_id: each for each in counted}
    records = [
        Record(each.position - 1, each.leaf, str(each.originator_id), each.originator_version)
        for each in sorted(last.values(), key=lambda each: str(each.originator_id))
    ]
    assert (event.streams, event.size) == (len(records), 13)
    assert event.root == head_tree(records).head().root.hex()


def test_an_end_that_was_dropped_after_it_was_published_shows(signed: SignedLedger, heads: Heads) -> None:
    first, other = submitted(), submitted()
    signed.ledger.append([first, then(first, 2), then(first, 3)], uuid4(), DIGEST)
    signed.ledger.append([other, then(other, 2)], uuid4(), DIGEST)
    assert heads.publish()
    signed.grow_much(90)  # a tile is full: what is signed no longer needs the events to be proven
    signed.sign()
    signed.tamper(f"DELETE FROM ledger.events WHERE originator_id = '{first.petition_id}' AND originator_version = 3")
    with pytest.raises(Refused) as refused:
        checked(signed, first.petition_id)
    assert refused.value.check == "head"
    assert checked(signed, other.petition_id).complete_to == 5


def test_without_the_tree_of_the_publication_nothing_is_shown(signed: SignedLedger, heads: Heads) -> None:
    first = submitted()
    signed.ledger.append([first], uuid4(), DIGEST)
    assert heads.publish()
    signed.sign()
    for damage in ("UPDATE casework.heads_tiles SET hashes = sha256('')", "DELETE FROM casework.heads_tiles"):
        with signed.ledger.datastore.connection() as connection:
            connection.execute(damage)
        assert checked(signed, first.petition_id).complete_to is None


def test_heads_are_published_once_a_day_where_something_has_happened(signed: SignedLedger, heads: Heads) -> None:
    now = datetime.now(UTC)
    assert heads.publish_daily(now) is None, "an empty ledger has none"
    signed.grow(1)
    assert heads.publish_daily(now)
    assert heads.publish_daily(now + timedelta(days=1)) is None, "nothing has happened"
    signed.grow(1)
    assert heads.publish_daily(datetime.now(UTC)) is None, "not twice a day"
    assert heads.publish_daily(now + timedelta(days=1))
    assert signed.ledger.entries(STREAM)[-1].version == 2
