"""The bundle of a petition out of the ledger, the vault and the log, checked by whoever holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from click.testing import CliRunner

from casebook.accounts.access_log import AccessLog
from casebook.casework.adopting import adopt_shipped
from casebook.casework.heads import Heads
from casebook.cli import casebook
from casebook.errors import NotFound, NotPermitted, Unreadable
from casebook.ledger import layout
from casebook.ledger.handed_out import HandedOutKind, handed_out
from casebook.petitions.event import files_in
from casebook.petitions.events import PersonalDataRestricted, Replied, RestrictionLifted, Submitted
from casebook.petitions.vocabulary import Category, Clock, Confidentiality, Outcome, Urgency
from casebook.proof import verify
from casebook.proof.archive import unpack
from casebook.proof.checks import Refused
from casebook.proof.conduct import KEPT
from casebook.proof.entry import Entry as LoggedEntry
from casebook.proof.page import PAGE
from casebook.proof.soundness import Report, check_bundle
from casebook.proof.trust import trust_in
from casebook.reference.city import AdoptedCity
from casebook.transparency import Bundles
from petitions_at_hand import DIGEST, submitted, then

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from casebook.petitions.entry import Entry
    from signed_ledger import SignedLedger

PHONE = "19900001234"


def filed(signed: SignedLedger) -> Entry:
    """A petition with a picture, answered by an officer, among others."""
    first = submitted(title="小巷路灯不亮", body="晚上出行不便。", phone=PHONE)
    assert isinstance(first.event, Submitted)
    assert first.subject is not None
    picture = signed.ledger.files.keep(first.subject, uuid4(), b"sent", b"a picture", b"a small one")
    keys = signed.ledger.files.pending(first.subject, [picture])
    with_picture = first.event.model_copy(update={"attachments": (picture,), "file_keys": (keys[picture],)})
    first = type(first)(first.petition_id, 1, with_picture, first.actor, first.command, subject=first.subject)
    answered = Replied(outcome=Outcome.RESOLVED, text="路灯已修复。")
    officer = uuid4()
    reply = type(first)(first.petition_id, 3, answered, then(first, 3).actor, uuid4(), subject=officer)
    signed.grow(2)
    signed.ledger.append([first, then(first, 2), reply], uuid4(), DIGEST)
    signed.grow(1)
    return first


def bundle_of(signed: SignedLedger, petition: UUID, *, public: bool = False, since: bytes | None = None) -> bytes:
    return Bundles(signed.ledger, signed.log).of(petition, public=public, since=since).data


def checked(signed: SignedLedger, data: bytes, kept: bytes | None = None) -> Report:
    return check_bundle(data, trust_in([signed.key.public]), kept)


def test_a_bundle_brings_the_page_that_checks_it(signed: SignedLedger) -> None:
    first = filed(signed)
    signed.sign()
    data = bundle_of(signed, first.petition_id)
    assert unpack(data)["verify.html"] == PAGE.read_bytes()
    assert checked(signed, data).unproven == ["README.txt", "verify.html"]


def test_a_bundle_has_the_events_the_words_and_the_picture(signed: SignedLedger) -> None:
    first = filed(signed)
    signed.sign()
    report = checked(signed, bundle_of(signed, first.petition_id))
    assert [event.entry.header.topic for event in report.events] == ["submitted", "accepted", "replied"]
    assert report.events[0].words["phone"] == PHONE
    assert report.events[2].words == {"text": "路灯已修复。"}
    assert set(report.manifest.attachments.values()) == {"disclosed"}
    assert report.manifest.size == signed.ledger.position()


def test_the_public_s_bundle_has_no_word_and_no_picture(signed: SignedLedger) -> None:
    first = filed(signed)
    signed.sign()
    data = bundle_of(signed, first.petition_id, public=True)
    report = checked(signed, data)
    assert not any(event.words for event in report.events)
    assert {status for fields in report.manifest.disclosures.values() for status in fields.values()} == {"withheld"}
    assert set(report.manifest.attachments.values()) == {"withheld"}
    assert "路灯".encode() not in data
    assert PHONE.encode() not in data


@pytest.mark.parametrize("public", [True, False])
def test_after_an_erasure_the_bundle_is_as_sound_and_says_what_is_gone(signed: SignedLedger, *, public: bool) -> None:
    first = filed(signed)
    signed.sign()
    before = bundle_of(signed, first.petition_id)
    assert first.subject
    signed.ledger.vault.erase([first.subject])
    report = checked(signed, bundle_of(signed, first.petition_id, public=public))
    assert set(report.manifest.disclosures[1].values()) == {"erased"}
    assert report.manifest.disclosures[3] == {"text": "withheld" if public else "disclosed"}
    assert set(report.manifest.attachments.values()) == {"erased"}
    assert checked(signed, before).events[0].words["phone"] == PHONE, "what somebody held before still verifies"


def test_what_is_restricted_is_in_no_bundle_and_nothing_else_is_withheld(signed: SignedLedger) -> None:
    first = filed(signed)
    signed.ledger.append([then(first, 4, PersonalDataRestricted())], uuid4(), DIGEST)
    signed.sign()
    report = checked(signed, bundle_of(signed, first.petition_id))
    assert set(report.manifest.disclosures[1].values()) == {"withheld"}
    assert report.events[2].words == {"text": "路灯已修复。"}
    signed.ledger.append([then(first, 5, RestrictionLifted())], uuid4(), DIGEST)
    signed.sign()
    assert checked(signed, bundle_of(signed, first.petition_id)).events[0].words["phone"] == PHONE


def test_a_bundle_carries_the_limits_and_the_calendar_that_its_limits_rest_on(signed: SignedLedger) -> None:
    adopt_shipped(signed.ledger)
    city = AdoptedCity(signed.ledger.adoptions.reference, ZoneInfo("Asia/Shanghai"))
    filing = submitted()
    due = city.at(datetime.now(UTC)).terms.due(Clock.ACCEPT, Category.COMPLAINT, Urgency.NORMAL, datetime.now(UTC))
    assert due is not None
    limit = {"accept_due": due.at, "policy": due.policy, "calendar": due.calendar}
    first = replace(filing, event=filing.event.model_copy(update=limit))
    signed.ledger.append([first], uuid4(), DIGEST)
    signed.sign()
    data = bundle_of(signed, first.petition_id)
    assert {name.split("/")[0] for name in unpack(data)} >= {"adoptions", "documents"}
    handling = checked(signed, data).handling
    assert (handling.verdict, handling.counted, handling.uncounted) == (KEPT, 1, [])
    assert checked(signed, data).adopted_to is None
    position = signed.ledger.position()
    Heads(signed.ledger, ZoneInfo("Asia/Shanghai")).publish()
    signed.sign()
    report = checked(signed, bundle_of(signed, first.petition_id))
    assert (report.complete_to, report.adopted_to) == (position, position)


def test_another_zone_s_bundle_has_none_for_verifiers_count_in_beijing_time(signed: SignedLedger) -> None:
    adopt_shipped(signed.ledger)
    with psycopg.connect(signed.database.owner_dsn) as owner:
        owner.execute("ALTER TABLE ledger.config DISABLE TRIGGER ALL")
        owner.execute("UPDATE ledger.config SET zone = 'Europe/Berlin'")
    first = filed(signed)
    signed.sign()
    data = bundle_of(signed, first.petition_id)
    assert not {"adoptions", "documents"} & {name.split("/")[0] for name in unpack(data)}
    assert checked(signed, data).handling.uncounted == [1, 2]


def test_growth_is_shown_from_a_checkpoint_that_somebody_kept(signed: SignedLedger) -> None:
    signed.grow(5)
    signed.sign()
    kept = signed.log.checkpoint()
    first = filed(signed)
    signed.sign()
    data = bundle_of(signed, first.petition_id, since=kept)
    assert checked(signed, data, kept).grown_from == 15
    for note in (b"anything", kept.replace(b"\n15\n", b"\n14\n") if kept else b""):
        with pytest.raises(Unreadable):
            bundle_of(signed, first.petition_id, since=note)


def test_what_is_not_signed_yet_is_not_in_it(signed: SignedLedger) -> None:
    first = filed(signed)
    with pytest.raises(NotFound):
        bundle_of(signed, first.petition_id)
    signed.sign()
    signed.ledger.append([then(first, 4)], uuid4(), DIGEST)
    made = Bundles(signed.ledger, signed.log).of(first.petition_id)
    assert (made.events, made.unsigned) == (3, 1)
    assert len(checked(signed, made.data).events) == 3
    with pytest.raises(NotFound):
        bundle_of(signed, uuid4())


def test_what_was_changed_in_the_database_is_refused_by_who_holds_the_bundle(signed: SignedLedger) -> None:
    first = filed(signed)
    signed.sign()
    stored = next(each for each in signed.ledger.door.select_range(0, 100) if each.originator_id == first.petition_id)
    place = (first.petition_id, 1, "submitted")
    head = layout.header(signed.ledger.door.origin, stored.position, stored.recorded_at, stored.previous, place)
    state = stored.state.replace(b'"channel":"app"', b'"channel":"web"')
    assert state != stored.state
    signed.tamper(
        f"UPDATE ledger.events SET state = '\\x{state.hex()}', leaf = '\\x{layout.leaf(head, state).hex()}' "
        f"WHERE notification_id = {stored.position}"
    )
    with pytest.raises(Refused) as refused:
        checked(signed, bundle_of(signed, first.petition_id))
    assert (refused.value.check, refused.value.version) == ("inclusion", 1)


def test_every_event_of_the_ledger_is_read_as_it_is_written(signed: SignedLedger) -> None:
    first = filed(signed)
    for stored in signed.ledger.door.select_range(0, 100):
        place = (UUID(str(stored.originator_id)), stored.originator_version, stored.topic)
        head = layout.header(signed.ledger.door.origin, stored.position, stored.recorded_at, stored.previous, place)
        entry = LoggedEntry.parse(layout.entry(head, stored.state))
        assert entry.leaf == stored.leaf
        if (stored.originator_id, stored.originator_version) == (first.petition_id, 1):
            assert [file.id for file in entry.files()] == [file.id for file in files_in(first.event)]


@pytest.fixture
def typed(signed: SignedLedger) -> Callable[..., Result]:
    """Types a command of `casebook audit` on this ledger."""
    environment = {"CASEBOOK_DSN": signed.database.app_dsn, "CASEBOOK_OWNER_DSN": signed.database.owner_dsn}
    environment["CASEBOOK_KEYS_DSN"] = signed.database.keys_dsn
    environment |= {"CASEBOOK_KEYS": str(signed.folder.parent / "keys"), "CASEBOOK_LOG": str(signed.folder)}

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(casebook, ["audit", *map(str, words)], env=environment, standalone_mode=False)

    return run


def test_a_copy_with_entries_goes_on_with_them(
    signed: SignedLedger, typed: Callable[..., Result], tmp_path: Path
) -> None:
    for words in (["--entries"], []):
        signed.grow(1)
        signed.sign()
        assert typed("mirror", tmp_path / "copy", *words).exception is None
        assert typed("ledger", "--mirror", tmp_path / "copy", str(signed.key.public)).return_value == 0
    assert [entry.kind for entry in AccessLog(signed.ledger.datastore).page(None, 10)] == ["log-copied"] * 2


def test_bundles_on_the_command_line(signed: SignedLedger, typed: Callable[..., Result], tmp_path: Path) -> None:
    first = filed(signed)
    hidden = submitted(title="举报")
    sealed = hidden.event.model_copy(update={"confidentiality": Confidentiality.SEALED})
    sealed_entry = type(hidden)(hidden.petition_id, 1, sealed, hidden.actor, hidden.command, subject=hidden.subject)
    signed.ledger.append([sealed_entry], uuid4(), DIGEST)
    signed.sign()
    assert isinstance(first.event, Submitted)
    assert isinstance(sealed, Submitted)
    kept, file = tmp_path / "kept", tmp_path / "one.cbk.zip"
    kept.write_bytes(signed.log.checkpoint() or b"")
    done = typed("bundle", first.event.number, "--output", file, "--since", kept)
    assert done.stderr == f"{file}：3 个事件。 / {file}: 3 events\n"
    assert file.stat().st_mode & 0o077 == 0
    assert typed("verify", file, str(signed.key.public), "--kept", kept).return_value == verify.AGAINST_THE_RULES
    with_own_key = typed("verify", file)
    assert with_own_key.return_value == verify.AGAINST_THE_RULES, "nobody had assigned it when it was answered"
    assert "says nothing about the system" in with_own_key.stderr
    file.write_bytes(file.read_bytes()[:-1])
    assert typed("verify", file, str(signed.key.public)).return_value == verify.NOTHING_SAID
    assert isinstance(typed("bundle", "no-such", "--output", file).exception, NotFound)
    assert isinstance(typed("bundle", sealed.number, "--output", file, "--public").exception, NotPermitted)
    assert typed("bundle", sealed.number, "--output", file).exception is None
    assert typed("bundle", first.event.number, "--output", file, "--public").exception is None
    elsewhere = tmp_path / "no-such-folder" / "one.cbk.zip"
    assert str(elsewhere) in str(typed("bundle", first.event.number, "--output", elsewhere).exception)
    taken = [entry.kind for entry in AccessLog(signed.ledger.datastore).page(None, 10)]
    assert taken == ["bundle-made"] * 2, "words that leave the house are on record; those of the public bundle do not"
    register = handed_out(signed.ledger.datastore, first.petition_id)
    assert [(one.kind, one.at.tzinfo is not None) for one in register] == [(HandedOutKind.BUNDLE, True)]
