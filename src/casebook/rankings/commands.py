"""What can be asked for about the ranking of a month."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from casebook.petitions.command import Command, Text
from casebook.petitions.event import Count
from casebook.petitions.words import Code

Month = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$")]
"""A month: `2022-01`."""


class OfRanking(Command):
    """A wish about the ranking of a month, under a score profile."""

    month: Month = Field(description="The month.", examples=["2022-01"])
    profile: Code = Field(description="The score profile, by its name.", examples=["pds_news"])


class DraftRanking(OfRanking):
    """起草排行."""


class FileRankingObjection(OfRanking):
    """提出排行异议."""

    words: Text = Field(
        description="Which figure is wrong and why, 10 to 5000 characters.",
        examples=["我街道一月退单经复核已获同意，不应计入被驳回退单，请核对后更正。"],
    )


class DecideRankingObjection(OfRanking):
    """裁定排行异议."""

    objection: Count = Field(description="Which objection, by its number.", examples=[1])
    upheld: bool = Field(description="Whether the unit is right: the table is then counted anew.", examples=[True])
    reasons: Text = Field(
        description="Why, 10 to 5000 characters.", examples=["经核对，该退单的裁定已于本月更正，异议成立。"]
    )


class PublishRanking(OfRanking):
    """公布排行."""


class CorrectRanking(OfRanking):
    """更正排行."""

    reason: Text = Field(
        description="What was learnt since, 10 to 5000 characters; everybody reads it.",
        examples=["公布后，一件诉求的追访结果由已解决更正为未解决，据此更正。"],
    )


RankingCommand = DraftRanking | FileRankingObjection | DecideRankingObjection | PublishRanking | CorrectRanking
"""The closed union that `decide` is checked against."""
