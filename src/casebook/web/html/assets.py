"""Static files, at addresses that change with their content, so that a browser keeps them for ever."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from casebook.web.html.content import Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

MEDIA: Final[Mapping[str, str]] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webmanifest": "application/manifest+json",
}
"""What is handed out, by the ending of its name; licences and manifests stay here."""

FONT_FACES: Final = re.compile(rb"@font-face\{[^}]*\}")
"""What is taken out of the components' stylesheet: its fonts are for another house, and readers have their own."""

DIGITS: Final = 16
FOR_EVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file.

    Attributes:
        name: its path below `static`.
        media: its media type.
        content: its bytes; their tag is the digest in its address.
    """

    name: str
    media: str
    content: Content

    @property
    def address(self) -> str:
        """Where a page finds it."""
        return f"/static/{self.content.tag}/{self.name}"


@cache
def assets() -> Mapping[str, Asset]:
    """Every static file by its name."""
    return {asset.name: asset for asset in _read(files("casebook.web").joinpath("static"), "")}


def _read(folder: Traversable, prefix: str) -> Iterator[Asset]:
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _read(entry, f"{name}/")
        elif media := MEDIA.get(name.rpartition(".")[2]):
            body = FONT_FACES.sub(b"", entry.read_bytes())
            digest = hashlib.sha256(body).hexdigest()[:DIGITS]
            yield Asset(name, media, Content.of(body, digest, level=9))


def address(name: str) -> str:
    """Where a page finds a static file.

    Raises:
        KeyError: there is none of that name.
    """
    return assets()[name].address
