"""Group commit by itself: who shares a transaction with whom, and what becomes of a bad save among good ones."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from casebook.ledger.group import GroupCommit
from casebook.ledger.stored import Outcome, Save

if TYPE_CHECKING:
    from collections.abc import Sequence

THREADS = 16
SAVES = 50


def size(save: Save) -> int:
    return len(save.events)


class Bad(Exception):
    pass


class Writer:
    """Answers each save with its own key, refuses whole groups that hold a bad one, and notes what it was given."""

    def __init__(self, bad: frozenset[UUID] = frozenset()) -> None:
        self.bad = bad
        self.sizes: list[int] = []
        self.most = 0
        self._now = 0
        self._mutex = threading.Lock()

    def __call__(self, saves: Sequence[Save]) -> list[Outcome]:
        with self._mutex:
            self._now += 1
            self.most = max(self.most, self._now)
            self.sizes.append(len(saves))
        time.sleep(0.001)
        with self._mutex:
            self._now -= 1
        if any(save.key in self.bad for save in saves):
            raise Bad
        return [Outcome("stored", save.key or UUID(int=0), 1, 1, 1, datetime.now(UTC)) for save in saves]


def test_everybody_gets_their_own_outcome_in_groups_of_which_two_are_under_way() -> None:
    writer = Writer()
    group = GroupCommit(writer, size)
    keys = [[uuid4() for _ in range(SAVES)] for _ in range(THREADS)]

    def submit(mine: list[UUID]) -> list[UUID]:
        return [group.submit(Save([], key)).petition_id for key in mine]

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(submit, keys)) == keys
    assert writer.most == 2
    assert sum(writer.sizes) == THREADS * SAVES
    assert len(writer.sizes) < THREADS * SAVES / 3


def test_a_bad_save_fails_alone() -> None:
    keys = [uuid4() for _ in range(THREADS * 5)]
    bad = frozenset(keys[::7])
    group = GroupCommit(Writer(bad), size)

    def submit(key: UUID) -> UUID | None:
        try:
            return group.submit(Save([], key)).petition_id
        except Bad:
            return None

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(submit, keys)) == [None if key in bad else key for key in keys]


def test_an_interruption_is_told_to_all_who_waited_with_it_and_the_next_go_on() -> None:
    def interrupted(_: Sequence[Save]) -> list[Outcome]:
        raise KeyboardInterrupt

    group = GroupCommit(interrupted, size)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            group.submit(Save([], uuid4()))
