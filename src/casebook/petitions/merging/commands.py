"""What can be asked for: merging a petition into another, taking it out again, and closing it with its master."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from casebook.petitions.command import Change, Text
from casebook.petitions.merging.codes import MergeEvidence
from casebook.petitions.words import Code

Named = Annotated[UUID | Code, Field(union_mode="left_to_right")]
"""A petition, by its id or its number."""

Evidence = Annotated[tuple[MergeEvidence, ...], Field(min_length=1, max_length=len(MergeEvidence))]


class MergePetition(Change):
    """合并: the petition goes on with its master."""

    master: Named = Field(
        description="The petition it goes on with, by its number or its id.", examples=["2022-001435-9"]
    )
    evidence: Evidence = Field(
        description="Why the two are the same.", examples=[["same_matter", "same_street", "similar_text"]]
    )
    cluster: UUID | None = Field(default=None, description="The cluster of petitions in which the two were found.")


class UnmergePetition(Change):
    """拆分: the petition goes on by itself again."""

    why: Text = Field(
        description="Why they are not the same after all, 10 characters or more.",
        examples=["两件诉求地点不同：一件在巷口，一件在巷内，分别办理。"],
    )


class FollowMaster(Change):
    """随主诉求办结: asked by the system, once the master is closed."""


class ReleaseFromMaster(Change):
    """主诉求未办结而终结的，各自恢复办理: asked by the system, once the master has ended without being closed."""


MergingCommand = MergePetition | UnmergePetition | FollowMaster | ReleaseFromMaster
