"""Tables as text that a spreadsheet opens without carrying out what stands in them."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMULA: Final = r"^([=+\-@\t\r＝＋－＠])"
"""What a spreadsheet takes for the beginning of a formula, full-width signs too. Source: OWASP, CSV Injection."""

BEGINNING: Final = "\ufeff"
"""What a CSV file begins with, so that spreadsheets read it as UTF-8."""


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Rows as lines of CSV (RFC 4180), with a quote before what a spreadsheet would take for a formula."""
    lines = StringIO()
    csv.writer(lines).writerows([_cell(value) for value in row] for row in rows)
    return lines.getvalue()


def _cell(value: object) -> object:
    return re.sub(FORMULA, r"'\1", value) if isinstance(value, str) else value
