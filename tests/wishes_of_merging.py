"""Commands of merging as people usually give them; a test names only what is different."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from casebook.petitions.commands import FollowMaster, MergePetition, ReleaseFromMaster, UnmergePetition
from language import PETITION

MASTER = UUID("00000000-0000-4000-8000-000000000002")


def merge(**changes: Any) -> MergePetition:
    usual = {"petition_id": PETITION, "master": MASTER, "evidence": ("same_matter", "same_street")}
    return MergePetition.model_validate(usual | changes)


def unmerge() -> UnmergePetition:
    return UnmergePetition(petition_id=PETITION, why="两件诉求地点不同：一件在巷口，一件在巷内。")


def follow() -> FollowMaster:
    return FollowMaster(petition_id=PETITION)


def release() -> ReleaseFromMaster:
    return ReleaseFromMaster(petition_id=PETITION)
