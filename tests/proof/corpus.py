"""Good bundles, and bad ones with the check that has to refuse each: one corpus for every verifier.

`PYTHONPATH=src:tests .venv/bin/python -m proof.corpus DIR` writes them all with an index, for a verifier in JavaScript.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from casebook.petitions.events import RecordCorrected
from casebook.petitions.vocabulary import Role
from casebook.proof.archive import pack
from casebook.proof.composing import Telling, compose
from casebook.proof.note import Note
from casebook.proof.trust import trust_in
from proof.made_log import ATTACHED, LOG_KEY, OLD_SIZE, PETITION, STORY, STRANGER, WITNESS_KEY, Log, story
from proof.mistimed import a_complaint_that_is_closed, lived, next_calendar, shorter_terms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from casebook.proof.composing import HeadOf
    from casebook.reference.documents import Document

KEYS = [LOG_KEY.public, WITNESS_KEY.public]
TRUST = trust_in(KEYS)
EVENTS = sum(stream == PETITION for stream, _, _ in STORY)

Files = dict[str, bytes]


class Case(NamedTuple):
    """A bundle, and by which check it must be refused, about which event; by none: it must be accepted.

    `kept` is a checkpoint that the asker has from earlier. `broken` are the rules that must be named of one that is
    sound, each with the event that broke it.
    """

    name: str
    data: bytes
    check: str | None = None
    version: int | None = None
    kept: bytes | None = None
    broken: tuple[tuple[int, str], ...] = ()


def bundle_of(
    log: Log, tellings: Sequence[Telling] | None = None, head: HeadOf | None = None, old: int | None = None
) -> Files:
    """The files of a bundle from this log, as it stands."""
    was = None if old is None else log.checkpoint(old)
    return compose(log.checkpoint(), log.tree(), tellings or log.tellings(), was, head)


def full() -> Files:
    """All words, the picture, growth from an older checkpoint, and heads."""
    log = story()
    head = log.publish_heads()
    return bundle_of(log, head=head, old=OLD_SIZE)


def public() -> Files:
    """What the public gets: every word withheld."""
    log = story()
    head = log.publish_heads()
    return bundle_of(log, log.tellings(shown=False), head, OLD_SIZE)


def erased() -> Files:
    """The citizen's words and picture are erased, those of officials are shown."""
    log = story()
    first, *others = log.tellings()
    gone = Telling(first.entry, {}, frozenset(log.words[log.streams[PETITION][0]]), {ATTACHED.sha256: None})
    return bundle_of(log, [gone, *others], old=OLD_SIZE)


def ended(*later: Document, **forged: Any) -> Files:
    """What limits rest on, two calendars and limits, with heads that show that nothing of it is missing.

    What is adopted `later` is behind the heads.
    """
    log = lived(a_complaint_that_is_closed).log
    log.adopt(next_calendar())
    head = log.publish_heads(**forged)
    for document in later:
        log.adopt(document)
    return bundle_of(log, head=head) | log.basis(ended=True)


def small() -> Files:
    """One event, the only one of its log, and nothing else."""
    log = Log()
    log.tell(*next(step for step in STORY if step[0] == PETITION))
    return bundle_of(log)


def goes_on() -> Files:
    """One event more than when the heads were published."""
    log = story()
    head = log.publish_heads()
    log.tell(PETITION, Role.SUPERVISOR, RecordCorrected(target_version=1))
    return bundle_of(log, head=head)


def with_a_stranger() -> Files:
    """A signature more, of somebody whose key nobody has given."""
    log = story()
    note = Note.parse(log.checkpoint())
    note = Note(note.text, (STRANGER.sign(note.text), *note.signatures))
    return compose(bytes(note), log.tree(), log.tellings())


def good_bundles() -> list[Case]:
    """Every good bundle."""
    log, files = story(), full()
    made = [Case(make.__name__, pack(make())) for make in (full, public, erased, small, goes_on, with_a_stranger)]
    return [
        *made,
        Case("without a README", pack({name: each for name, each in files.items() if name != "README.txt"})),
        Case("where adoptions ended", pack(ended())),
        Case("with an adoption after the heads", pack(ended(shorter_terms()))),
        Case("with a page", pack(files | {"verify.html": b"<!doctype html>"})),
        Case("without heads", pack({name: each for name, each in files.items() if not name.startswith("heads/")})),
        *(Case(f"grown from {size}", pack(bundle_of(log, old=size))) for size in (0, 1, 4, 8, 11, len(log.entries))),
        Case("kept the older checkpoint", pack(files), kept=story().checkpoint(OLD_SIZE)),
        Case("kept the same checkpoint", pack(bundle_of(log)), kept=log.checkpoint()),
    ]


def bad_bundles() -> list[Case]:
    """Every bad bundle."""
    from proof import cheats, false_bases, spoilt  # noqa: PLC0415  they are made of what is above

    return [*spoilt.bundles(), *cheats.bundles(), *false_bases.bundles()]


@cache
def handled_bundles() -> tuple[Case, ...]:
    """Sound bundles of petitions that were handled by the rules, or against one."""
    from proof import handlings  # noqa: PLC0415  as above

    return tuple(handlings.bundles())


def write(folder: Path) -> None:
    """Write the corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for nth, case in enumerate([*good_bundles(), *handled_bundles(), *bad_bundles()]):
        file = f"{nth:04d}.cbk.zip"
        (folder / file).write_bytes(case.data)
        kept = None if case.kept is None else case.kept.decode()
        about = {"check": case.check, "event": case.version, "broken": case.broken}
        index.append({"file": file, "name": case.name, "kept": kept} | about)
    keys = [str(key) for key in KEYS]
    (folder / "index.json").write_text(json.dumps({"keys": keys, "cases": index}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
