"""The same content for whoever asks: compressed if they take it, and not again for whoever has it.

What is for one person only is never compressed: beside words that others made them send, its length would tell of it.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

GZIP: Final = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*(?P<weight>[0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)
"""Where a browser says that it takes gzip (RFC 9110 section 12.5.3); with a weight of nothing it does not."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes in both forms.

    Attributes:
        tag: tells them from any other content.
        body: as they are.
        packed: compressed by gzip.
    """

    tag: str
    body: bytes
    packed: bytes

    @classmethod
    def of(cls, body: bytes, tag: str, level: int = 6) -> Content:
        """Bytes with their compressed form."""
        return cls(tag, body, gzip.compress(body, level, mtime=0))

    def answer(self, request: Request, headers: Mapping[str, str]) -> Response:
        """The answer for one reader, without its body for whoever has it (RFC 9110 section 13)."""
        packed = takes_gzip(request) and len(self.packed) < len(self.body)
        told = {name.lower(): value for name, value in headers.items()}
        told["etag"] = f'"{self.tag}-gzip"' if packed else f'"{self.tag}"'
        told["vary"] = ", ".join(filter(None, [told.get("vary"), "Accept-Encoding"]))
        if _has(request, told):
            del told["content-type"]
            return Response(status_code=304, headers=told)
        if packed:
            told["content-encoding"] = "gzip"
        return Response(self.packed if packed else self.body, 200, told)


def takes_gzip(request: Request) -> bool:
    """Whether whoever asks says that they take gzip."""
    found = GZIP.search(request.headers.get("accept-encoding", ""))
    return found is not None and found["weight"] not in {"0", "0.0", "0.00", "0.000"}


def _has(request: Request, told: Mapping[str, str]) -> bool:
    """Whether whoever asks has this answer already."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return any(one.strip().removeprefix("W/") in {told["etag"], "*"} for one in known.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return since >= parsedate_to_datetime(told.get("last-modified", ""))
    except (ValueError, TypeError):  # no date, or one that says no zone
        return False
