"""The language an answer is given in: Chinese, or English where the asker prefers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

Language = Literal["zh", "en"]

TAGS: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}
"""What `Content-Language` says."""


def language_of(request: HTTPConnection) -> Language:
    """The language a request asks for."""
    return preferred(request.headers.get("accept-language", ""))


def preferred(accepted: str) -> Language:
    """The better liked of the two languages in an `Accept-Language` header (RFC 9110 section 12.5.4)."""
    liking: dict[str, float] = {}
    for language, weight in map(_liking, accepted.split(",")):
        liking[language] = max(weight, liking.get(language, 0.0))  # "en-GB, en;q=0.5" likes English as much as British
    others = liking.get("*", 0.0)
    return "en" if liking.get("en", others) > liking.get("zh", others) else "zh"


def _liking(part: str) -> tuple[str, float]:
    """Language without its region, and its weight; 0 for a weight that is none."""
    tag, _, weight = part.partition(";")
    _, _, number = weight.strip().partition("=")
    try:
        liking = float(number) if weight.strip() else 1.0
    except ValueError:
        liking = 0.0
    return tag.strip().lower().split("-")[0], liking
