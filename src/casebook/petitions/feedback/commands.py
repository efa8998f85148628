"""What can be asked for: what the citizen says is put on record."""

from __future__ import annotations

from pydantic import Field

from casebook.petitions.command import Change, Flag, Remark
from casebook.petitions.event import Grade
from casebook.petitions.feedback.codes import CommendationKind
from casebook.petitions.vocabulary import Solved
from casebook.petitions.words import Code


class RatePetition(Change):
    """评价."""

    solved: Solved = Field(description="Whether the matter is solved, in the citizen's view.", examples=["yes"])
    score: Grade = Field(description="1 (very dissatisfied) to 5 (very satisfied).", examples=[5])
    manner: Grade | None = Field(default=None, description="The unit's manner, 1 to 5.", examples=[5])
    speed: Grade | None = Field(default=None, description="The unit's speed, 1 to 5.", examples=[4])
    reason: Remark | None = Field(default=None, description="Why.", examples=["街道来人很快，现在出门方便多了。"])


class RecordCallback(Change):
    """回访."""

    reached: Flag = Field(description="Whether the citizen answered.", examples=[True])
    solved: Solved | None = Field(default=None, description="What they say of the matter.", examples=["yes"])
    satisfaction: Grade | None = Field(default=None, description="How satisfied they are, 1 to 5.", examples=[5])
    words: Remark | None = Field(default=None, description="What they said.", examples=["巷口不堵了，谢谢。"])


class RecordCommendation(Change):
    """表扬."""

    unit: Code = Field(description="The unit that is thanked.", examples=["street-410403002"])
    kind: CommendationKind = Field(description="How.", examples=["banner"])
    words: Remark | None = Field(default=None, description="What it says.", examples=["小巷路灯亮，情暖百姓心"])


FeedbackCommand = RatePetition | RecordCallback | RecordCommendation
