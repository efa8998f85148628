"""A list as a feed: Atom (RFC 4287) and JSON Feed 1.1, out of the same entries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

if TYPE_CHECKING:
    from collections.abc import Sequence

ATOM: Final = "http://www.w3.org/2005/Atom"
NAMES: Final = UUID("6a1d3c0e-2b0f-5f0b-9d53-0d2f6a3f5b11")
"""The ids of feeds and entries are names under this: they stay when the service moves to another address."""

LONG_AGO: Final = datetime.fromtimestamp(0, UTC)
"""When a feed without entries was last changed."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: the name it keeps for ever, what it says, where its page is, when it last changed."""

    name: str
    title: str
    summary: str
    address: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A list that is told as a feed.

    Attributes:
        name: the list's name.
        title: what it is called.
        origin: scheme and host of the service.
        page: the address of the page of the list.
        here: the address of the feed itself.
        language: a language tag.
        items: the newest first.
        selection: what of the list was asked for, as addresses write it; nothing where it is all of it.
    """

    name: str
    title: str
    origin: str
    page: str
    here: str
    language: str
    items: Sequence[Item]
    selection: str = ""

    @property
    def updated(self) -> datetime:
        """When it last changed."""
        return max((item.updated for item in self.items), default=LONG_AGO)

    @property
    def _query(self) -> str:
        return f"?{self.selection}" if self.selection else ""

    @property
    def _itself(self) -> str:
        return self.origin + self.here + self._query

    @property
    def _list(self) -> str:
        return self.origin + self.page + self._query

    def atom(self) -> bytes:
        """The feed as XML."""
        root = Element("feed", {"xmlns": ATOM, "xml:lang": self.language})
        _add(root, "id", _id(self.name + self._query))
        _add(root, "title", self.title)
        _add(root, "updated", _moment(self.updated))
        SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": self._itself})
        SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": self._list})
        _add(SubElement(root, "author"), "name", "12345")
        for item in self.items:
            entry = SubElement(root, "entry")
            _add(entry, "id", _id(f"{self.name}:{item.name}"))
            _add(entry, "title", item.title)
            _add(entry, "updated", _moment(item.updated))
            SubElement(entry, "link", {"rel": "alternate", "href": self.origin + item.address})
            _add(entry, "summary", item.summary)
        written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return written

    def json(self) -> bytes:
        """The feed as JSON."""
        told: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": self._list,
            "feed_url": self._itself,
            "language": self.language,
            "items": [
                {
                    "id": _id(f"{self.name}:{item.name}"),
                    "url": self.origin + item.address,
                    "title": item.title,
                    "content_text": item.summary,
                    "date_modified": _moment(item.updated),
                }
                for item in self.items
            ],
        }
        return json.dumps(told, ensure_ascii=False).encode()


def _id(name: str) -> str:
    return uuid5(NAMES, name).urn


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: Element, tag: str, text: str) -> None:
    """An element with text; what XML cannot hold is left out (XML 1.0 section 2.2)."""
    SubElement(parent, tag).text = "".join(one for one in text if one >= " " or one in "\t\n\r").translate(
        {0xFFFE: None, 0xFFFF: None}
    )
