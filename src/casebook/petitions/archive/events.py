"""What can have happened to a record after the end."""

from __future__ import annotations

from datetime import date

from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.event import Event


class Archived(Event):
    """归档: kept until a day, or for ever where none is named."""

    retention: RetentionClass
    retain_until: date | None = None


class RetentionAppraised(Event):
    """保管期满鉴定: kept until another day (for ever where none is named), or to be destroyed."""

    keep: bool
    retain_until: date | None = None


ArchiveEvent = Archived | RetentionAppraised
