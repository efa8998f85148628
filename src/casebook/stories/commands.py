"""What can be asked for about feature stories."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from casebook.petitions.command import Command, Remark, Title
from casebook.petitions.publication.commands import Checked, PublicText, Redacted, Reviewer
from casebook.petitions.words import Code

_Month = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$")]
_Units = Annotated[
    tuple[Code, ...],
    Field(max_length=20, description="The units it is about, by their codes.", examples=[["street-410403002"]]),
]
_Months = Annotated[
    tuple[_Month, ...],
    Field(max_length=12, description="The months whose published ranking it is about.", examples=[["2021-12"]]),
]
_Petitions = Annotated[
    tuple[Code, ...],
    Field(max_length=20, description="The petitions it is about, by their numbers.", examples=[["2022-001435-9"]]),
]
_Headline = Annotated[Title, Field(description="Its headline, 4 to 60 characters.", examples=["一条小巷的“堵”与“通”"])]


class TellStory(Command):
    """What a story says, and what it is about."""

    title: _Headline
    text: PublicText
    units: _Units = ()
    months: _Months = ()
    petitions: _Petitions = ()
    checked: Checked
    redactions: Redacted = ()
    reviewer: Reviewer


class PublishStory(TellStory):
    """公开优秀典型."""


class ReviseStory(TellStory):
    """修订优秀典型."""

    story_id: UUID = Field(description="The story.")


class WithdrawStory(Command):
    """撤下优秀典型."""

    story_id: UUID = Field(description="The story.")
    reason: Remark = Field(description="Why.", examples=["文中情况有误，核实后再公开。"])


StoryCommand = PublishStory | ReviseStory | WithdrawStory
"""The closed union that `decide` is checked against."""
