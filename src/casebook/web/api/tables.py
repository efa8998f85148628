"""What the API says of rankings."""

from datetime import datetime
from typing import Any

from pydantic import Field

from casebook.web.api.log import FIRST_COVERING, CheckpointAnswer
from casebook.web.api.models import Answer, Words


class RateAnswer(Answer):
    """A rate and what it is made of (比率)."""

    numerator: int = Field(description="How many did (分子).", examples=[19])
    denominator: int = Field(description="Of how many (分母).", examples=[20])
    asked: int = Field(description="Out of how many the denominator was drawn.", examples=[24])
    percent: str | None = Field(description="Per cent, two places; null of nothing.", examples=["95.00"])
    coverage: str | None = Field(description="The share that it speaks of, per cent (覆盖率).", examples=["83.33"])


class UnitRow(Answer):
    """A unit in the table of a month."""

    group: str = Field(description="Those it is compared with (组别).", examples=["street"])
    unit: str = Field(description="Its code.", examples=["street-410403002"])
    zh: str = Field(description="Its name.", examples=["优越路街道"])
    en: str = Field(description="Its name in English.")
    rank: int | None = Field(
        description="Within the group; ties share a rank, the next is skipped (名次).", examples=[1]
    )
    unranked: str | None = Field(description="Why it has no rank: too_few, nothing_due, no_petitions.")
    score: str | None = Field(description="Its points, two places (得分).", examples=["93.25"])
    exact: str | None = Field(description="The same as a fraction.", examples=["373/4"])
    points: dict[str, str] = Field(description="Points by rate.")
    deducted: dict[str, str] = Field(description="What was taken off, by what for.")
    due: int = Field(description="Assignments due in the month or carried over (到期数).", examples=[20])
    gap: str | None = Field(
        description="What the unit says is solved less what was verified solved, in per cent points (差距).",
        examples=["12.50"],
    )
    commendations: int = Field(description="How often it was thanked (锦旗、表扬); not scored.", examples=[2])
    rates: dict[str, RateAnswer] = Field(
        description="Every rate; `claimed` is what the unit says is solved, `resolution` what was verified."
    )
    counts: dict[str, int] = Field(description="The counts that all this is made of.")


class TableAnswer(Answer):
    """The table of a month, with what it rests on (排行表)."""

    form: int = Field(description="The form of this document.", examples=[1])
    month: str = Field(description="The month.", examples=["2022-01"])
    position: int = Field(description="It counts the ledger up to here.", examples=[4711])
    profile: dict[str, Any] = Field(description="The score profile, whole (评分方案).")
    profiles: dict[str, str] = Field(description="Id and digest of the document that the profile stands in.")
    units: dict[str, str] = Field(description="Id and digest of the directory of units.")
    definitions: dict[str, Any] = Field(description="What each rate means, and the version of that (指标定义).")
    rows: list[UnitRow] = Field(description="Unit by unit, by group, then by rank.")


class FrozenAnswer(Answer):
    """A table as it was stated at one moment, for ever."""

    definitions: int = Field(description="The version of the definitions of the rates.", examples=[1])
    position: int = Field(description="It counts the ledger up to here.", examples=[4711])
    digest: str = Field(description="SHA-256 of the document: the table as JSON with sorted keys, no spaces.")
    at: datetime = Field(description="When it was stated.")
    checkpoint: CheckpointAnswer | None = Field(description=FIRST_COVERING)
    table: TableAnswer = Field(description="The table.")


class CorrectionAnswer(FrozenAnswer, Words):
    """A correction beside the published table (更正)."""

    reason: str | None = Field(description="Why.")


class RankingRow(Answer):
    """A published ranking (办理排行)."""

    month: str = Field(description="The month.", examples=["2022-01"])
    profile: str = Field(description="Name and version of the score profile.", examples=["pds_news:1"])
    definitions: int = Field(description="The version of the definitions of the rates.", examples=[1])
    position: int = Field(description="It counts the ledger up to here.", examples=[4711])
    digest: str = Field(description="SHA-256 of its table.")
    at: datetime = Field(description="When it was published.")
    recomputed: bool = Field(description="Whether an objection was upheld and the table counted anew.")
    corrections: int = Field(description="How many corrections stand beside it.", examples=[0])


class RankingsAnswer(Answer):
    """Published rankings, the newest month first."""

    rankings: list[RankingRow] = Field(description="The rankings.")


class PublishedAnswer(FrozenAnswer):
    """A published ranking with its corrections (办理排行)."""

    month: str = Field(description="The month.", examples=["2022-01"])
    profile: str = Field(description="Name and version of the score profile.", examples=["pds_news:1"])
    recomputed: bool = Field(description="Whether an objection was upheld and the table counted anew.")
    corrections: list[CorrectionAnswer] = Field(description="What was learnt since, oldest first.")


class ObjectionAnswer(Words):
    """What a unit holds against a draft (异议)."""

    number: int = Field(description="Its number in this ranking.", examples=[1])
    unit: str = Field(description="Whose it is.", examples=["street-410403002"])
    at: datetime = Field(description="When it was filed.")
    words: str | None = Field(description="Which figure is wrong and why.")
    upheld: bool | None = Field(description="Whether the unit was right; null while nobody has decided it.")
    reasons: str | None = Field(description="Why it was decided so.")


class DraftRow(Answer):
    """The draft of a month's ranking (排行初稿)."""

    month: str = Field(description="The month.", examples=["2022-01"])
    profile: str = Field(description="Name and version of the score profile.", examples=["pds_news:1"])
    version: int = Field(description="Its version; send it as `If-Match` with the next command.", examples=[2])
    drafted_at: datetime = Field(description="When it was drafted.")
    objections_until: datetime = Field(description="Until when units may object.")
    open_objections: int = Field(description="How many objections wait for a decision.", examples=[0])
    published_at: datetime | None = Field(description="When it was published; null while it is a draft.")


class DraftsAnswer(Answer):
    """Drafts, the newest first."""

    drafts: list[DraftRow] = Field(description="The drafts.")


class DraftAnswer(DraftRow):
    """A draft with its table and the objections to it."""

    draft: FrozenAnswer = Field(description="The table as it was drafted.")
    objections: list[ObjectionAnswer] = Field(description="The objections, in their order.")
