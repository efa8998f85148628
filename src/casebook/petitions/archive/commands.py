"""What can be asked for: to put a record away, and to look at it again when its time is over."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from casebook.petitions.command import Change, Flag


class ArchivePetition(Change):
    """归档."""


class AppraiseRetention(Change):
    """保管期满鉴定."""

    keep: Flag = Field(description="Whether the record is kept; else it is to be destroyed.", examples=[True])
    retain_until: date | None = Field(
        default=None, description="Until when it is kept; for ever where no day is named.", examples=["2042-01-30"]
    )


ArchiveCommand = ArchivePetition | AppraiseRetention
