"""The rules of the city about replies that only state an intent."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from casebook.petitions.handling.weak import WeakReplies, WeakRule


@cache
def weak_replies() -> WeakReplies:
    """The rules that casebook comes with: `weak-replies v1`."""
    table = tomllib.loads(files(__package__).joinpath("weak-replies.toml").read_text(encoding="utf-8"))
    return WeakReplies(
        words=table["words"],
        rules=tuple(
            WeakRule(id=row["id"], patterns=tuple(row["patterns"]), zh=row["why_zh"], en=row["why_en"])
            for row in table["rule"]
        ),
        courtesies=tuple(table["courtesies"]),
        substance=tuple(table["substance"]),
    )
