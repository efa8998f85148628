"""What can be asked for: to tell everybody, to tell it better, and to take it back."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from casebook.petitions.command import Attachments, Change, Flag, Remark, Text, Title
from casebook.petitions.publication.codes import Redaction
from casebook.petitions.words import Code

PublicText = Annotated[
    Text,
    Field(
        description="What everybody reads, 10 to 5000 characters, without anything of the checklist.",
        examples=["诉求人反映土产巷口车辆乱停、家属院出口被堵。街道已会同执法中队清理，记者追访时巷口畅通。"],
    ),
]
Checked = Annotated[
    tuple[Redaction, ...],
    Field(description="The checklist: what was looked for in the text.", examples=[[kind.value for kind in Redaction]]),
]
Redacted = Annotated[
    tuple[Redaction, ...],
    Field(description="What was found and taken out.", examples=[["name", "phone"]]),
]
Pictures = Annotated[
    Attachments,
    Field(description="Pictures for everybody: uploaded before by who publishes, copies of the reporter's."),
]
Captions = Annotated[
    tuple[Remark, ...],
    Field(
        max_length=9,
        description="For each picture what is seen in it, in its order; also read out to whoever cannot see it.",
    ),
]
Looked = Annotated[
    Flag,
    Field(description="Whether somebody looked at each picture: no face, no number plate, nothing of the checklist."),
]
Reviewer = Annotated[UUID, Field(description="Who has read it, beside the author.")]


class PublishFollowUp(Change):
    """追访报道."""

    article: Code = Field(description="The article's reference.", examples=["2022-01-31-A03"])
    headline: Title = Field(description="Its headline.", examples=["土产巷的“堵”点通了"])
    publish_at: AwareDatetime = Field(
        description="When it appeared, with offset.", examples=["2022-01-31T06:00:00+08:00"]
    )


class Publish(Change):
    """公开."""

    text: PublicText
    checked: Checked
    redactions: Redacted = ()
    reviewer: Reviewer
    pictures: Pictures = ()
    captions: Captions = ()
    pictures_checked: Looked = False


class RevisePublication(Change):
    """公开内容修订."""

    text: PublicText
    checked: Checked
    redactions: Redacted = ()
    reviewer: Reviewer
    pictures: Pictures = ()
    captions: Captions = ()
    pictures_checked: Looked = False


class Unpublish(Change):
    """撤下公开内容."""

    reason: Remark = Field(description="Why.", examples=["公开内容有误，更正后再公开。"])


PublicationCommand = PublishFollowUp | Publish | RevisePublication | Unpublish
