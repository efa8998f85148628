"""Whether a bundle holds: every check in order, with keys that come from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import bundle
from .adopted import adopted_in
from .checks import see
from .conduct import replayed
from .endings import complete_to
from .opening import open_bundle
from .trail import shown_events

if TYPE_CHECKING:
    from .conduct import Handling
    from .opening import Bundle
    from .trail import Shown
    from .trust import Trust


@dataclass(frozen=True, slots=True)
class Report:
    """What a sound bundle shows.

    Attributes:
        manifest: what it says of itself, compared.
        witnesses: who cosigned, with times in seconds since 1970.
        events: in order.
        grown_from: the size of the older log that this one was shown to have grown from; None: not shown.
        complete_to: none of the stream's events is missing among the first so many of the log; None: not shown.
        adopted_to: the same of adoptions of limits and of calendars.
        unproven: files that nothing proves.
        handling: whether the petition was handled by the rules; what is sound can still tell of handling that was not.
    """

    manifest: bundle.Manifest
    witnesses: dict[str, int]
    events: list[Shown]
    grown_from: int | None
    complete_to: int | None
    adopted_to: int | None
    unproven: list[str]
    handling: Handling


def check_bundle(data: bytes, trust: Trust, kept: bytes | None = None) -> Report:
    """What a bundle shows; `kept` is a checkpoint of the log that the asker has from earlier.

    Raises:
        Refused: a check refuses; what comes behind it is not looked at.
    """
    opened = open_bundle(data, trust, kept)
    events = shown_events(opened)
    adopted = adopted_in(opened)
    _check_manifest(opened, events)
    reaching = complete_to(opened, events, adopted)
    grown_from = opened.old.checkpoint.size if opened.old else None
    handling = replayed([event.entry for event in events], adopted)
    opened.check_joins()
    return Report(
        opened.manifest,
        opened.signed.witnesses,
        events,
        grown_from,
        *reaching,
        opened.contents.unproven,
        handling,
    )


def _check_manifest(opened: Bundle, events: list[Shown]) -> None:
    """The manifest says of everything what is there; of what is not, that it is withheld or erased."""
    manifest, checkpoint = opened.manifest, opened.signed.checkpoint
    said = (manifest.log, manifest.size, manifest.events)
    see(said == (checkpoint.origin, checkpoint.size, len(events)), "listed", None, "log, size or number of events")
    see(
        set(manifest.disclosures) <= set(opened.contents.versions),
        "listed",
        None,
        "words of an event that is not there",
    )
    for event in events:
        version = event.entry.header.version
        status = manifest.disclosures.get(version, {})
        see(set(status) == set(event.entry.digests), "listed", version, "other words than the event has")
        see(_shown(status) == set(event.words), "listed", version, "words shown that are not, or the other way")
    named = {file.digest for event in events for file in event.entry.files()}
    see(set(manifest.attachments) == named, "listed", None, "other attachments than the events name")
    see(_shown(manifest.attachments) == opened.contents.attachments, "listed", None, "attachments shown that are not")


def _shown(status: dict[str, str]) -> set[str]:
    return {name for name, each in status.items() if each == bundle.DISCLOSED}
