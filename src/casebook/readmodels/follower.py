"""Keeps read models up to date: a loop for servers, one call for commands and tests."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import psycopg

from casebook.errors import CasebookError, Unavailable
from casebook.readmodels import progress
from casebook.readmodels.course import BATCH, Course, Pace
from casebook.readmodels.definition import BadDefinition
from casebook.readmodels.rebuild import install
from casebook.readmodels.shadow import AlreadyRebuilding, quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

    from casebook.ledger.datastore import Datastore
    from casebook.readmodels.definition import Definition
    from casebook.readmodels.shadow import Progress

SHORTEST_PAUSE: Final = 0.005
LONGEST_PAUSE: Final = 0.2
"""Seconds between two looks at the head, short after an event and longer when nothing happens."""

_PAUSE_AFTER_TROUBLE: Final = 1.0
_PAUSE_BEFORE_INSTALLING: Final = 30.0
_PAUSE_BEFORE_REREADING: Final = 2.0
_log = logging.getLogger(__name__)


class Follower:
    """Follows the ledger with every read model; any number of followers may run, in any number of processes.

    Needs one connection of the datastore, and while models are built `workers` + 2 more.
    """

    def __init__(  # noqa: PLR0913  what it follows, where its files come from, how it works
        self,
        datastore: Datastore,
        definitions: MutableMapping[str, Definition],
        *,
        reread: Callable[[], Mapping[str, Definition]] | None = None,
        refused: Callable[[Definition, BadDefinition], None] | None = None,
        workers: int = 2,
        batch: int = BATCH,
    ) -> None:
        """Follow with `definitions`; what `reread` finds changed while running is built, then put among them.

        `refused` gets the models that PostgreSQL does not understand, and may raise that.
        """
        self._datastore = datastore
        self._definitions = definitions
        self._reread = reread
        self._refused = refused or _raise
        self._complaint = ""
        self._batch = batch
        self._workers = workers
        self._holder = uuid4()
        self._courses = [Course(datastore, name, self._holder, batch) for name in definitions]
        self._woken = threading.Event()
        self.steps = 0
        """Grows with every step: what was read of the models before it may be out of date."""

    def wake(self) -> None:
        """Look at the head now: somebody in this process has appended."""
        self._woken.set()

    def run(self, stop: threading.Event) -> None:
        """Follow until `stop` is set; whatever happens meanwhile, it goes on.

        Models that are missing, or whose file has changed or changes now, are built by a thread beside the loop.
        """
        builder = threading.Thread(target=self._install_all, args=(stop,), name="readmodels-install", daemon=True)
        builder.start()
        pause, trouble = SHORTEST_PAUSE, ""
        while not stop.is_set():
            try:
                moved = self._round()
            except (Unavailable, psycopg.Error) as error:
                reason = progress.reason_of(error)
                if reason != trouble:  # once, however long it lasts
                    _log.warning("read models wait for the database: %s", reason)
                trouble = reason
                stop.wait(_PAUSE_AFTER_TROUBLE)
                continue
            trouble = ""
            pause = SHORTEST_PAUSE if moved else min(LONGEST_PAUSE, pause * 2)
            if not moved:
                self._woken.wait(pause)
            self._woken.clear()
        builder.join()
        self.release()

    def catch_up(self, told: Progress = quiet) -> list[str]:
        """Build what is missing and bring every model to where the head is now.

        Waits for another process where that one follows or builds.

        Args:
            told: is told name, positions done and positions in all.

        Returns:
            The names of models that stopped before the head, whose `Standing` says why.

        Raises:
            BadDefinition: PostgreSQL does not understand a file, and `refused` does not put up with that.
            Unavailable: the database is gone.
        """
        for definition in self._definitions.values():
            self._build(definition, told)
        with self._datastore.connection() as connection:
            head = progress.head(connection)
        try:
            return [course.name for course in self._courses if not self._bring(course, head, told)]
        finally:
            self.release()

    def _build(self, definition: Definition, told: Progress) -> None:
        """Build a model where it is missing or changed; what another process is building is waited for."""
        while True:
            try:
                install(self._datastore, definition, workers=self._workers, told=told)
            except AlreadyRebuilding:
                time.sleep(LONGEST_PAUSE)
            except BadDefinition as error:
                self._refused(definition, error)
                return
            else:
                return

    def release(self) -> None:
        """Let other followers take over at once."""
        try:
            with self._datastore.connection() as connection:
                progress.release(connection, self._holder)
        except Unavailable as error:
            _log.warning("leases stay until they run out: %s", error.en)

    def _round(self) -> bool:
        """One step of every model; whether one of them moved."""
        with self._datastore.connection() as connection:
            head = progress.head(connection)
        moved = Pace.MOVED in [course.step(head) for course in self._courses]
        self.steps += moved
        return moved

    def _bring(self, course: Course, head: int, told: Progress) -> bool:
        """Bring one model to `head`; False where it stops before."""
        while True:
            pace = course.step(head, at_once=True)
            if pace is Pace.MOVED:
                self.steps += 1
                told(course.name, course.position, head)
            elif pace is Pace.HELD:
                with self._datastore.connection() as connection:
                    found = {s.name: s for s in progress.standings(connection)}.get(course.name)
                if found is None:
                    return False  # nothing was built
                if found.position >= head or found.state == "stopped":
                    return found.position >= head
                time.sleep(SHORTEST_PAUSE)
            else:
                return pace is Pace.LEVEL

    def _install_all(self, stop: threading.Event) -> None:
        waiting = dict(self._definitions)
        not_before: dict[str, float] = {}
        while not stop.is_set():
            waiting |= self._changed()
            for name, definition in list(waiting.items()):
                if time.monotonic() < not_before.get(definition.sha256, 0.0):
                    continue
                if stop.is_set():
                    return
                if self._install(name, definition, stop):
                    del waiting[name]
                else:
                    not_before[definition.sha256] = time.monotonic() + _PAUSE_BEFORE_INSTALLING
            stop.wait(_PAUSE_BEFORE_REREADING)

    def _install(self, name: str, definition: Definition, stop: threading.Event) -> bool:
        """Build a model where it is missing or changed; False where that must be tried again."""
        try:
            install(self._datastore, definition, workers=self._workers)
        except AlreadyRebuilding:
            return False  # by another process, which has the same file or a newer one
        except BadDefinition as error:
            self._refused(definition, error)
            return False
        except (CasebookError, psycopg.Error) as error:
            if not stop.is_set():  # the database may have gone because everything ends
                _log.warning("the read model %s cannot be built: %s", name, progress.reason_of(error))
            return False
        self._definitions[name] = definition  # only now: until the swap, readers' queries fit the old tables
        if all(course.name != name for course in self._courses):
            self._courses.append(Course(self._datastore, name, self._holder, self._batch))
        self._woken.set()
        return True

    def _changed(self) -> dict[str, Definition]:
        """The models whose files say something else than what is followed."""
        try:
            fresh = self._reread() if self._reread else {}
        except BadDefinition as error:  # perhaps somebody is writing it just now
            if error.en != self._complaint:
                _log.warning("%s", error.en)
            self._complaint = error.en
            return {}
        known = {name: definition.sha256 for name, definition in self._definitions.items()}
        return {name: definition for name, definition in fresh.items() if known.get(name) != definition.sha256}


def _raise(definition: Definition, error: BadDefinition) -> None:  # noqa: ARG001  called with both
    raise error
