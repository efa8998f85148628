"""Merging on the ledger: both histories or none, never a cycle, and children that follow."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

import wishes
from casebook.access import Actor, Role
from casebook.casework import Casework
from casebook.casework.followers import SYSTEM, follow_masters, keep_following
from casebook.errors import NotFound, Outdated, Refused
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.commands import (
    AnswerDirectly,
    ClosePetition,
    MergePetition,
    RecordCallback,
    SubmitPetition,
    SupplementPetition,
    TerminatePetition,
    UnmergePetition,
    WaiveVerification,
)
from casebook.petitions.context import InForce
from casebook.petitions.events import Unmerged
from casebook.petitions.merging.codes import MergeEvidence
from casebook.petitions.vocabulary import Category, Solved, Status, TerminationGround, WaiverGround
from casebook.readmodels import Follower, Reader, load
from plain_terms import PlainTerms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.casework import Receipt
    from casebook.petitions.commands import PetitionCommand
    from casebook.postgres import Database

SOMEBODY = Actor(UUID(int=0), Role.CITIZEN)
DESK = Actor(uuid4(), Role.DESK)
SECOND_DESK = Actor(uuid4(), Role.DESK)
SUPERVISOR = Actor(uuid4(), Role.SUPERVISOR)
EDITOR = Actor(uuid4(), Role.EDITOR)
WISH = SubmitPetition(
    category=Category.CONSULTATION,
    title="今年什么时候开始供暖",
    body="请问今年什么时候开始集中供暖，优越路街道供不供？",
    phone="19900001234",
    area="410403",
    street="410403002",
)
EVIDENCE = (MergeEvidence.SIMILAR_TEXT,)


class City:
    """A ledger with its casework and its read models."""

    def __init__(self, ledger: Ledger) -> None:
        models = load()
        self.ledger = ledger
        self.casework = Casework(ledger, InForce(PlainTerms()))
        self.reader = Reader(ledger.datastore, models)
        self.follower = Follower(ledger.datastore, models)

    def do(self, command: PetitionCommand, by: Actor, expected: int | None = None) -> Receipt:
        return self.casework.handle(command, by, uuid4(), expected=expected)

    def file(self, *, accepted: bool = True) -> UUID:
        petition_id = self.do(WISH, SOMEBODY).petition_id
        if accepted:
            self.do(wishes.accept(petition_id=petition_id, matter="heating", category="consultation"), DESK)
        return petition_id

    def merge(self, child: UUID, master: UUID, expected: int | None = None) -> Receipt:
        return self.do(MergePetition(petition_id=child, master=master, evidence=EVIDENCE), DESK, expected)

    def close(self, petition_id: UUID) -> None:
        self.do(AnswerDirectly(petition_id=petition_id, answer="集中供热时间为每年11月15日至次年3月15日。"), DESK)
        self.do(WaiveVerification(petition_id=petition_id, ground=WaiverGround.DIRECT_ANSWER), EDITOR)
        self.do(RecordCallback(petition_id=petition_id, reached=True, solved=Solved.YES), SECOND_DESK)
        self.do(ClosePetition(petition_id=petition_id), SECOND_DESK)

    def status(self, petition_id: UUID) -> Status:
        return self.casework.petition(petition_id).status

    def told(self, petition_id: UUID) -> list[str]:
        return [entry.event.stored_name() for entry in self.ledger.entries(petition_id)]


@pytest.fixture
def city(database: Database, tmp_path: Path) -> Iterator[City]:
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as ledger:
        yield City(ledger)


def test_one_save_tells_both_histories_and_the_receipt_is_the_childs(city: City) -> None:
    child, master = city.file(), city.file()
    receipt = city.merge(child, master, expected=2)
    assert (receipt.petition_id, receipt.version, receipt.position) == (child, 3, 6)
    assert city.told(child) == ["submitted", "accepted", "merged"]
    assert city.told(master) == ["submitted", "accepted", "absorbed"]
    assert city.ledger.entries(child)[-1].command == city.ledger.entries(master)[-1].command
    again = city.casework.handle(
        MergePetition(petition_id=child, master=master, evidence=EVIDENCE),
        DESK,
        city.ledger.entries(child)[-1].command,
        expected=2,
    )
    assert (again.repeated, again.petition_id, again.version) == (True, child, 3)


def test_a_petition_that_is_not_there_is_no_master(city: City) -> None:
    child = city.file()
    with pytest.raises(NotFound):
        city.merge(child, uuid4())
    with pytest.raises(Refused) as refused:
        city.merge(child, child)
    assert refused.value.rule == "master_is_another_petition"


def test_a_filed_petition_is_accepted_and_merged_at_once(city: City) -> None:
    child, master = city.file(accepted=False), city.file()
    assert city.merge(child, master, expected=1).version == 3
    assert city.told(child) == ["submitted", "accepted", "merged"]
    assert city.casework.petition(child).matter == "heating"


def test_a_change_of_the_master_meanwhile_does_not_stop_the_merging(city: City) -> None:
    child, master = city.file(), city.file()
    city.do(SupplementPetition(petition_id=master, text="我家也是。"), DESK)
    assert city.merge(child, master, expected=2).version == 3
    assert city.casework.petition(master).children == (child,)


@pytest.mark.parametrize("seen", [2, None])
def test_of_two_who_merge_crosswise_at_once_one_wins_and_there_is_no_cycle(city: City, seen: int | None) -> None:
    for _ in range(12):
        one, other = city.file(), city.file()
        start, answers = threading.Barrier(2), []

        def merge(child: UUID, master: UUID) -> None:
            start.wait()  # noqa: B023  the threads end before the next round
            try:
                city.merge(child, master, seen)
                answers.append("merged")  # noqa: B023
            except (Outdated, Refused) as error:
                answers.append(type(error).__name__)  # noqa: B023

        threads = [threading.Thread(target=merge, args=pair) for pair in ((one, other), (other, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) in (["Outdated", "merged"], ["Refused", "merged"])
        assert seen is None or "Refused" not in answers
        petitions = [city.casework.petition(petition_id) for petition_id in (one, other)]
        assert sorted(petition.status for petition in petitions) == [Status.ACCEPTED, Status.MERGED]
        assert sorted(len(petition.children) for petition in petitions) == [0, 1]


def test_children_follow_their_master_once(city: City) -> None:
    master, children = city.file(), [city.file() for _ in range(3)]
    for child in children:
        city.merge(child, master)
    city.follower.catch_up()
    assert follow_masters(city.casework, city.reader) == 0
    city.close(master)
    city.follower.catch_up()
    assert follow_masters(city.casework, city.reader, batch=2) == 2
    assert follow_masters(city.casework, city.reader, batch=2) == 0, "the read model has not seen it yet"
    city.follower.catch_up()
    assert follow_masters(city.casework, city.reader) == 1
    assert follow_masters(city.casework, city.reader) == 0
    assert [city.told(child)[-1] for child in children] == ["closed"] * 3
    assert city.ledger.entries(children[0])[-1].actor == SYSTEM
    assert {city.status(petition_id) for petition_id in (master, *children)} == {Status.CLOSED}
    closed = {city.ledger.by_closure(n) for n in range(1, 5)}
    assert closed == {master, *children}


def test_what_was_taken_out_does_not_follow(city: City) -> None:
    master, stays, leaves = city.file(), city.file(), city.file()
    city.merge(stays, master)
    city.merge(leaves, master)
    city.close(master)
    city.follower.catch_up()
    city.do(UnmergePetition(petition_id=leaves, why="两件诉求并不相同，分别办理。"), SUPERVISOR)
    assert city.casework.petition(master).children == (stays,)
    assert follow_masters(city.casework, city.reader) == 1
    assert (city.status(stays), city.status(leaves)) == (Status.CLOSED, Status.ACCEPTED)


def test_two_who_look_at_once_close_each_child_once(city: City) -> None:
    master, children = city.file(), [city.file() for _ in range(4)]
    for child in children:
        city.merge(child, master)
    city.close(master)
    city.follower.catch_up()
    threads = [threading.Thread(target=follow_masters, args=(city.casework, city.reader)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [city.told(child).count("closed") for child in children] == [1] * 4


def end_otherwise(city: City, petition_id: UUID) -> None:
    explanation = "经核实，该事项已由法院受理，本平台终止办理。"
    ground = TerminationGround.STATUTORY_ROUTE
    city.do(TerminatePetition(petition_id=petition_id, ground=ground, explanation=explanation), SUPERVISOR)


def test_children_of_a_master_that_ended_otherwise_go_on_by_themselves_though_the_process_stops_between(
    city: City,
) -> None:
    master, children = city.file(), [city.file() for _ in range(3)]
    for child in children:
        city.merge(child, master)
    end_otherwise(city, master)
    city.follower.catch_up()
    assert follow_masters(city.casework, city.reader, batch=1) == 1  # and there it stops
    assert follow_masters(city.casework, city.reader, batch=1) == 0, "the read model has not seen it yet"
    assert sorted(city.status(child) for child in children) == [Status.ACCEPTED, Status.MERGED, Status.MERGED]
    assert len(city.casework.petition(master).children) == 2
    city.follower.catch_up()
    threads = [threading.Thread(target=follow_masters, args=(city.casework, city.reader)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [city.told(child)[2:] for child in children] == [["merged", "unmerged"]] * 3
    freed = city.ledger.entries(children[0])[-1]
    assert isinstance(freed.event, Unmerged)
    assert (freed.actor, freed.event.master_ended) == (SYSTEM, Status.TERMINATED)
    assert city.told(master).count("child-released") == 3
    assert city.casework.petition(master).children == ()
    city.follower.catch_up()
    assert follow_masters(city.casework, city.reader) == 0
    city.close(children[0])


def test_a_child_that_a_supervisor_takes_out_meanwhile_is_released_once(city: City) -> None:
    master, child = city.file(), city.file()
    city.merge(child, master)
    end_otherwise(city, master)
    city.follower.catch_up()
    city.do(UnmergePetition(petition_id=child, why="两件诉求并不相同，分别办理。"), SUPERVISOR)
    assert follow_masters(city.casework, city.reader) == 0
    assert city.told(child)[2:] == ["merged", "unmerged"]


def test_the_process_goes_on_until_it_is_stopped(city: City) -> None:
    stop = threading.Event()
    process = threading.Thread(target=keep_following, args=(city.casework, city.reader, stop))
    process.start()
    master, child = city.file(), city.file()
    city.merge(child, master)
    city.close(master)
    city.follower.catch_up()
    for _ in range(100):
        if city.status(child) is Status.CLOSED:
            break
        stop.wait(0.1)
    stop.set()
    process.join()
    assert city.status(child) is Status.CLOSED
