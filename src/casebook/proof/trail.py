"""A bundle's events: each in the log at its place, behind the one before, with the words and files that it names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import bundle
from .checks import Refused, checking, see
from .encoding import Malformed
from .entry import FIRST, Disclosure, Entry, digest_of, from_base64url

if TYPE_CHECKING:
    from .entry import Named
    from .opening import Bundle

TOLERANCE: Final = 120
"""Seconds that the clocks of a log and of its witnesses may differ by."""

_FILE_KEYS: Final = "file_keys"
_NONCE: Final = 12
_KEY: Final = 32
_SEALED_AS: Final = b"casebook/file/v1\0content\0"


@dataclass(frozen=True, slots=True)
class Shown:
    """One event, and what was written in those of its fields that are shown."""

    entry: Entry
    words: dict[str, Any]


def shown_events(opened: Bundle) -> list[Shown]:
    """The events, in order, checked.

    Raises:
        Refused: by one of the checks of events, words and files.
    """
    events: list[Shown] = []
    for expected, version in enumerate(opened.contents.versions, start=1):
        see(version == expected, "version", expected, "not there")
        entry = _entry(opened, version)
        _check_follows(entry, events[-1].entry if events else None)
        _check_time(opened, entry)
        event = Shown(entry, _words(opened, entry))
        _check_files(opened, event)
        events.append(event)
    strange = sorted(set(opened.contents.disclosures) - set(opened.contents.versions))
    see(not strange, "undisclosed", next(iter(strange), None))
    named = {file.digest for event in events for file in event.entry.files()}
    see(opened.contents.attachments <= named, "unattached")
    return events


def _entry(opened: Bundle, version: int) -> Entry:
    """The event of this version, in the log at the place that it names."""
    data = opened.files[bundle.entry_name(version)]
    with checking("entry", version):
        entry = Entry.parse(data)
    header = entry.header
    index = opened.index_of(data, bundle.proof_name(version), ("proof", "inclusion"), version)
    see((header.log, header.index) == (opened.signed.checkpoint.origin, index), "place", version)
    see(header.stream == opened.manifest.stream, "stream", version)
    see(header.version == version, "version", version, "says {}", header.version)
    return entry


def _check_follows(entry: Entry, before: Entry | None) -> None:
    version = entry.header.version
    see(entry.header.previous == (before.leaf.hex() if before else FIRST), "chain", version)
    if before:
        see(entry.header.index > before.header.index and entry.header.at >= before.header.at, "order", version)


def _check_time(opened: Bundle, entry: Entry) -> None:
    """What a witness had not seen in the older log is later than that, and what is in this one is earlier."""
    at, version = entry.header.seconds(), entry.header.version
    if opened.signed.witnesses:
        see(at <= min(opened.signed.witnesses.values()) + TOLERANCE, "time", version, "after it was seen")
    if opened.old and opened.old.witnesses and entry.header.index >= opened.old.checkpoint.size:
        see(at >= min(opened.old.witnesses.values()) - TOLERANCE, "time", version, "before it was not there yet")


def _words(opened: Bundle, entry: Entry) -> dict[str, Any]:
    version = entry.header.version
    words = {}
    for field in sorted(opened.contents.disclosures.get(version, ())):
        text = opened.files[bundle.disclosure_name(version, field)]
        see(field in entry.digests, "undisclosed", version, "{}", field)
        see(digest_of(text) == entry.digests[field], "digest", version, "{}", field)
        with checking("disclosure", version):
            disclosure = Disclosure.parse(text)
        see(disclosure.name == field, "disclosure", version, "{}", field)
        words[field] = disclosure.value
    return words


def _check_files(opened: Bundle, event: Shown) -> None:
    """Each file shown is the one that the event names, and opens where its key is shown."""
    version, files = event.entry.header.version, event.entry.files()
    keys = event.words.get(_FILE_KEYS)
    see(keys is None or (isinstance(keys, list) and len(keys) == len(files)), "attachment", version, "not its keys")
    for nth, file in enumerate(files):
        if file.digest in opened.contents.attachments:
            sealed = opened.files[bundle.attachment_name(file.digest)]
            see(hashlib.sha256(sealed).hexdigest() == file.digest, "attachment", version, "{}", file.digest)
            if keys is not None:
                _check_opens(file, sealed, keys[nth], version)


def _check_opens(file: Named, sealed: bytes, key: object, version: int) -> None:
    try:
        secret = from_base64url(str(key).encode())
        see(len(secret) == _KEY, "attachment", version, "{}", file.digest)
        content = AESGCM(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], _SEALED_AS + file.id.bytes)
    except (Malformed, InvalidTag, ValueError) as error:
        raise Refused("attachment", version, "{}", file.digest) from error
    see(len(content) == file.size, "attachment", version, "{}", file.digest)
