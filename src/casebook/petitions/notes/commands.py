"""What can be asked for: to leave colleagues a note."""

from __future__ import annotations

from pydantic import Field

from casebook.petitions.command import Change, Remark


class AddNote(Change):
    """内部批注."""

    text: Remark = Field(
        description="For all staff who may read the petition, units and newsroom too, 2 to 500 characters. Nobody "
        "else sees it, but a citizen who asks for a copy of their data gets it, without who wrote it.",
        examples=["诉求人已来电两次，家中有老人需要轮椅出入，请优先安排现场查看。"],
    )
