"""The command of noting as people usually give it; a test names only what is different."""

from __future__ import annotations

from typing import Any

from casebook.petitions.commands import AddNote
from language import PETITION


def note(**changes: Any) -> AddNote:
    usual = {"petition_id": PETITION, "text": "诉求人家中有老人需要轮椅出入，请优先安排现场查看。"}
    return AddNote.model_validate(usual | changes)
