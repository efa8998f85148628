"""The codes of verification."""

from __future__ import annotations

from enum import StrEnum


class Verifier(StrEnum):
    """Who looked."""

    REPORTER = "reporter"  # 记者追访
    DESK = "desk"  # 市热线办核实, where the petition is sealed
