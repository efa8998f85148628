"""Forgetting from the request to the last backup: what goes, what stays, and that nothing is done twice between."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql

import later_wishes
import oversight_wishes as watch
import wishes
import wishes_of_forgetting as asks
import wishes_of_intake as intake
from casebook.access import Actor, Role
from casebook.accounts import Accounts
from casebook.accounts.phones import phone_digests
from casebook.casework.contacts import catch_up
from casebook.casework.erasing import Eraser
from casebook.casework.forgetting import Forgetting, restricted_among
from casebook.casework.timers import MODELS
from casebook.errors import Erased, Refused, Unavailable
from casebook.petitions.events import ErasureBegun, PersonalDataErased
from casebook.petitions.words import Sealed
from casebook.postgres import Database
from casebook.postgres.cluster import APP
from casebook.proof.soundness import check_bundle
from casebook.proof.trust import trust_in
from casebook.readmodels import Follower, Reader, load
from casebook.settings import Settings
from casebook.transparency import Bundles
from language import APPROVER, DESK, EDITOR, PRIVACY_OFFICER, SUPERVISOR
from signed_ledger import SignedLedger
from swept_city import DAY, WISH, City, swept_city

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from casebook.petitions.commands import PetitionChange
    from casebook.postgres import Server
    from casebook.readmodels import Definition

FIGURES = ("daily_tally", "monthly_tally", "unit_tally", "unit_month", "assignment_facts", "follow_ups", "waiver_rate")
OF_THE_LEDGER = ("version", "position", "last_event_at")
"""What every event moves, whatever it says."""

KEPT = """
SELECT subject_id, version, erased_at FROM vault.words JOIN vault.subjects USING (petition_id, subject_id) ORDER BY 2
"""
"""Whose words are there."""


class Office(City):
    """A city with all its read models, in which people are forgotten."""

    def give(self, petition: UUID, *steps: tuple[PetitionChange, Actor]) -> None:
        for command, actor in steps:
            self.do(command, actor, petition)

    def citizen(self, petition: UUID) -> Actor:
        citizen = self.casework.petition(petition).citizen
        assert citizen
        return Actor(citizen, Role.CITIZEN)

    def closed(self) -> UUID:
        petition = self.at_work()
        self.give(
            petition,
            (wishes.reply(outcome="explained"), APPROVER),
            (wishes.approve(), DESK),
            (wishes.waive("sampled_out"), EDITOR),
            (later_wishes.call(words="路灯亮了，谢谢。"), DESK),
            (wishes.close(), DESK),
            (wishes.rate(reason="来人很快"), self.citizen(petition)),
        )
        return petition

    def agreed(self, petition: UUID) -> None:
        self.give(
            petition,
            (asks.ask_for(details="请删除我的电话。"), self.citizen(petition)),
            (asks.check_identity(), PRIVACY_OFFICER),
            (asks.approve(), APPROVER),
            (asks.approve(), PRIVACY_OFFICER),
        )

    def figures(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of what is counted."""
        assert self.follower.catch_up() == []
        with self.casework.ledger.datastore.connection() as connection:
            found = {}
            for name in FIGURES:
                asked = sql.SQL("SELECT * FROM readmodels.{} ORDER BY 1, 2").format(sql.Identifier(name))
                cursor = connection.execute(asked)
                kept = [n for n, column in enumerate(cursor.description or ()) if column.name not in OF_THE_LEDGER]
                found[name] = [tuple(row[n] for n in kept) for row in cursor.fetchall()]
        return found

    def words(self, petition: UUID) -> dict[str, str]:
        """Each field of words that anybody could read, or why nobody can."""
        opened = self.casework.ledger.open(self.casework.ledger.entries(petition), lambda _entry, _field: True)
        return {
            f"{entry.event.stored_name()}.{name}": value.why if isinstance(value, Sealed) else str(value)
            for entry in opened
            for name, value in entry.event
            if isinstance(value, str | Sealed)
        }


@contextmanager
def office_at(database: Database, tmp_path: Path, models: dict[str, Definition]) -> Iterator[Office]:
    with swept_city(database, tmp_path) as city:
        ledger = city.casework.ledger
        accounts = Accounts(ledger.datastore, ledger.keys, Settings(data=tmp_path, keys=tmp_path / "keys"))
        office = Office(city.casework, Follower(ledger.datastore, models), Reader(ledger.datastore, models), city.now)
        office.casework.clock = lambda: office.now
        office.casework.forgetting = Forgetting(Eraser(ledger, accounts), 7 * DAY)
        yield office


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    with office_at(database, tmp_path, load()) as office:
        yield office


def test_from_the_request_to_the_last_backup(office: Office) -> None:
    """The citizen's words go, whoever wrote them down; the unit's reply, every figure and the events stay."""
    petition = office.closed()
    before = office.figures()
    office.agreed(petition)
    assert office.sweep(29 * DAY).get("erasure") is None
    assert office.sweep(2 * DAY) == {"erasure": 1}
    assert office.sweep() == {"erasing": 1}
    assert office.sweep() == {}
    words = office.words(petition)
    gone = {name for name, value in words.items() if value == "erased"}
    assert {"submitted.body", "submitted.phone", "callback-recorded.words", "citizen-rated.reason"} <= gone
    assert {"data-request-filed.details"} <= gone
    assert words["replied.text"] == wishes.reply().text
    event = _event(office.casework.ledger.entries(petition)[-1])
    assert isinstance(event, PersonalDataErased)
    assert (event.words, event.files) == (len(gone), 0)
    assert event.approved_by == (APPROVER.id, PRIVACY_OFFICER.id)
    assert office.figures() == before
    assert office.sweep(6 * DAY) == {}
    assert office.sweep(2 * DAY) == {"expiry": 1}
    assert office.told(petition)[-3:] == ["erasure-begun", "personal-data-erased", "erasure-completed"]
    with pytest.raises(Refused, match="个人信息已依法删除"):
        office.do(later_wishes.call(), DESK, petition)


def test_what_people_hold_is_as_sound_after_the_last_backup_as_before(
    office: Office, database: Database, tmp_path: Path
) -> None:
    """A receipt and a bundle from before keep their words; a new bundle has none, and both tell the same chain."""
    (tmp_path / "log").mkdir(mode=0o700)
    signed = SignedLedger(office.casework.ledger, database, tmp_path / "log")
    bundles = Bundles(signed.ledger, signed.log)
    petition = office.closed()
    office.agreed(petition)
    signed.sign()
    receipt, before, kept = (
        bundles.receipt(petition).file("2026-000001-1"),
        bundles.of(petition).data,
        signed.log.checkpoint(),
    )
    for days in (31, 0, 8):
        office.sweep(days * DAY)
    assert office.told(petition)[-1] == "erasure-completed"
    signed.sign()
    after = bundles.of(petition, since=kept).data
    trust = trust_in([signed.key.public])
    first, old, new = check_bundle(receipt, trust), check_bundle(before, trust), check_bundle(after, trust, kept)
    leaves = [event.entry.leaf for event in new.events]
    assert [event.entry.leaf for event in old.events] == leaves[: len(old.events)]
    assert [event.entry.leaf for event in first.events] == leaves[:1]
    assert first.events[0].words["body"] == old.events[0].words["body"] == WISH.body
    assert (new.events[0].words, set(new.manifest.disclosures[1].values())) == ({}, {"erased"})
    assert (old.handling.breaches, new.handling.breaches) == ([], [])


def test_whoever_is_cut_off_between_erasing_and_recording_it_does_both_again(office: Office) -> None:
    petition = office.closed()
    office.agreed(petition)
    assert office.sweep(31 * DAY) == {"erasure": 1}
    forgetting = office.casework.forgetting
    assert forgetting
    first = forgetting.erase(office.casework.petition(petition), office.now)
    assert first is not None
    assert isinstance(_event(office.casework.ledger.entries(petition)[-1]), ErasureBegun)  # nothing was put on record
    assert office.sweep() == {"erasing": 1}
    event = _event(office.casework.ledger.entries(petition)[-1])
    assert isinstance(event, PersonalDataErased)
    assert (event.words, event.files) == (first.words, first.files)


def test_the_database_killed_in_the_middle_of_an_erasing_has_it_undone_and_the_next_sweep_does_it_whole(
    durable: Server, tmp_path: Path
) -> None:
    dsn, app = durable.dsn(), durable.dsn(APP)
    models = {name: load()[name] for name in MODELS}
    with office_at(Database(dsn, app, dsn, app, embedded=True), tmp_path, models) as office:
        petition = office.closed()
        office.agreed(petition)
        assert office.sweep(31 * DAY)["erasure"] == 1
        told, sweeper = office.told(petition), office.sweeper()
        assert office.follower.catch_up() == []
        with ThreadPoolExecutor(1) as beside, closing(psycopg.connect(dsn)) as owner:
            before = owner.execute(KEPT).fetchall()
            owner.execute("SELECT FROM vault.words FOR UPDATE")  # all else is done when the words are to be deleted
            sweeping = beside.submit(sweeper.sweep_in_turn)
            while not owner.execute("SELECT FROM pg_locks WHERE NOT granted").fetchall():
                assert not sweeping.done()
                time.sleep(0.02)
            durable.kill()
            with pytest.raises(Unavailable):
                sweeping.result()
        durable.start()
        with psycopg.connect(dsn) as owner:
            assert owner.execute(KEPT).fetchall() == before, "what the database had begun is undone as a whole"
        done: dict[str, int] = {}
        while not done:  # as the service does, which sweeps again
            with suppress(Unavailable):
                done = dict(sweeper.sweep_in_turn().fired)
        assert done == {"erasing": 1}
        assert office.told(petition) == [*told, "personal-data-erased"]
        assert office.words(petition)["submitted.body"] == "erased"
        with psycopg.connect(dsn) as owner:
            assert [subject for subject, *_ in owner.execute(KEPT)].count(office.citizen(petition).id) == 0


def test_what_an_older_copy_does_not_know_is_asked_and_decided_again(office: Office) -> None:
    """As after a restore: the words are gone, and the ledger does not say that anybody wanted it."""
    petition = office.closed()
    ledger = office.casework.ledger
    ledger.vault.erase([office.citizen(petition).id])
    with pytest.raises(Erased):
        office.do(asks.ask_for(details="请删除我的电话。"), PRIVACY_OFFICER, petition)
    office.give(
        petition,
        (asks.ask_for(), PRIVACY_OFFICER),
        (asks.check_identity("papers"), PRIVACY_OFFICER),
        (asks.approve(), APPROVER),
        (asks.approve(), SUPERVISOR),
    )
    office.sweep(31 * DAY)
    assert office.sweep() == {"erasing": 1}
    event = _event(ledger.entries(petition)[-1])
    assert isinstance(event, PersonalDataErased)
    assert event.words == sum(value == "erased" for value in office.words(petition).values())


def test_what_is_cancelled_or_held_in_time_is_not_erased(office: Office) -> None:
    cancelled, held = office.closed(), office.closed()
    for petition in (cancelled, held):
        office.agreed(petition)
    office.do(asks.cancel(), office.citizen(cancelled), cancelled)
    office.do(asks.hold(), SUPERVISOR, held)
    assert office.sweep(31 * DAY) == {}
    office.do(asks.restrict(), PRIVACY_OFFICER, held)
    assert restricted_among(office.casework.ledger, [cancelled, held]) == {held}
    assert office.follower.catch_up() == []
    (row,) = office.reader.ask("data_requests", "listed", {"limit": 9}, "privacy_officer")
    assert (row["step"], row["held"], row["erase_at"]) == ("held", ["litigation"], None)
    office.do(asks.lift_hold(), SUPERVISOR, held)
    assert office.sweep(DAY) == {"erasure": 1}
    assert office.sweep() == {"erasing": 1}
    assert restricted_among(office.casework.ledger, [cancelled, held]) == set()
    assert "erased" not in office.words(cancelled).values()
    assert office.words(held)["submitted.body"] == "erased"


def test_a_supervision_that_is_opened_meanwhile_stops_the_erasing(office: Office) -> None:
    petition = office.closed()
    office.agreed(petition)
    office.do(watch.supervise(), SUPERVISOR, petition)
    assert office.sweep(31 * DAY).get("erasure") is None
    office.do(watch.end_supervision(), SUPERVISOR, petition)
    assert office.sweep(DAY)["erasure"] == 1


def test_a_number_that_was_put_right_finds_the_petition_and_the_wrong_one_does_not(
    office: Office, tmp_path: Path
) -> None:
    petition, ledger = office.closed(), office.casework.ledger
    accounts = Accounts(ledger.datastore, ledger.keys, Settings(data=tmp_path, keys=tmp_path / "keys"))
    digest = phone_digests(ledger.keys)
    catch_up(ledger, accounts.contacts)
    assert accounts.contacts.of_phone(digest(WISH.phone or ""), 9) == [petition]
    before = office.figures()
    office.give(
        petition,
        (asks.ask_for("correction", ground="inaccurate"), PRIVACY_OFFICER),
        (asks.check_identity("called_back"), PRIVACY_OFFICER),
        (asks.correct(phone="19900005678"), PRIVACY_OFFICER),
    )
    catch_up(ledger, accounts.contacts)
    assert accounts.contacts.of_phone(digest("19900005678"), 9) == [petition]
    assert accounts.contacts.of_phone(digest(WISH.phone or ""), 9) == []
    assert office.figures() == before
    office.agreed(petition)
    office.sweep(31 * DAY)
    office.sweep()
    assert accounts.contacts.of_phone(digest("19900005678"), 9) == []
    assert office.words(petition)["personal-data-corrected.phone"] == "erased"


def test_what_the_desk_writes_down_for_a_caller_is_the_callers(office: Office) -> None:
    petition = office.at_work()
    office.do(intake.supplement(text="巷口西侧也有两盏灯不亮。"), DESK, petition)
    citizen = office.citizen(petition).id
    ledger = office.casework.ledger
    theirs = {_event(entry).stored_name() for entry in ledger.entries(petition) if entry.subject == citizen}
    assert theirs == {"submitted", "supplemented"}


def _event(entry: Any) -> Any:
    return entry.event
