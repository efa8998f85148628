"""The ranking of a month: its draft and objections for staff, what is published for everybody."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from casebook.access import Actor, Role
from casebook.errors import NotFound
from casebook.petitions.entry import Entry
from casebook.petitions.words import Code
from casebook.rankings.commands import (
    CorrectRanking,
    DecideRankingObjection,
    DraftRanking,
    FileRankingObjection,
    PublishRanking,
)
from casebook.rankings.events import EVENTS, RankingCorrected, RankingObjectionDecided, RankingObjectionFiled
from casebook.rankings.ranking import Frozen, Ranking, fold
from casebook.readmodels.reader import AsOf
from casebook.web.api.beside import About, add_route
from casebook.web.api.log import checkpoint_of
from casebook.web.api.past import AsOfAsked, stood
from casebook.web.api.showing import words_of
from casebook.web.api.tables import (
    CorrectionAnswer,
    DraftAnswer,
    DraftRow,
    DraftsAnswer,
    FrozenAnswer,
    ObjectionAnswer,
    PublishedAnswer,
    RankingRow,
    RankingsAnswer,
    TableAnswer,
)
from casebook.web.audience import allow, public
from casebook.web.bodies import StrictRoute
from casebook.web.disclosure import HOTLINE, PUBLISHERS, UNIT, opens_ranking
from casebook.web.documentation import problems
from casebook.web.services import Served, Services

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)

MonthPath = Annotated[
    str, Path(alias="month", pattern=r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$", description="The month.", examples=["2022-01"])
]
ProfileAsked = Annotated[
    Code | None,
    Query(description="The score profile, by its name; the one in use if not given.", examples=["pds_news"]),
]
Reader = Annotated[Actor, Depends(allow(*HOTLINE, *UNIT, *PUBLISHERS, Role.AUDITOR))]
RANKING = About("/rankings/{month}", "month", MonthPath, lambda served: served.rankings)


@router.get(
    "/rankings",
    operation_id="rankings",
    summary="Published rankings (已公布的办理排行)",
    responses=problems(503),
    tags=["public"],
    dependencies=[Depends(public())],
)
def rankings(served: Served) -> RankingsAnswer:
    """Every month whose ranking is published, the newest first."""
    found = [_row(one, one.published) for one in served.rankings.all() if one.published]
    return RankingsAnswer(rankings=sorted(found, key=lambda row: row.month, reverse=True))


@router.get(
    "/rankings/{month}",
    operation_id="ranking",
    summary="The published ranking of a month (办理排行)",
    responses=problems(404, 422, 503),
    tags=["public"],
    dependencies=[Depends(public())],
)
def ranking(served: Served, month: MonthPath, profile: ProfileAsked = None) -> PublishedAnswer:
    """The table as it was published, for ever, with everything it was counted from; corrections stand beside it.

    Whoever has the ledger up to `position` can count it again under the profile that is named, and gets the same.
    """
    found, entries = served.rankings.standing(month, profile)
    if found.published is None:
        raise NotFound("该月排行尚未公布。", "The ranking of this month is not published yet.")
    reasons = [_of(entry) for entry in served.ledger.open(entries, opens_ranking(None))]
    corrections = [
        CorrectionAnswer(**_frozen(served, one).model_dump(), **words_of(event, "reason"))
        for one, event in zip(
            found.corrections, [one for one in reasons if isinstance(one, RankingCorrected)], strict=True
        )
    ]
    published = _frozen(served, found.published)
    row = _row(found, found.published).model_dump(exclude={"corrections"})
    return PublishedAnswer(**row | published.model_dump(), corrections=corrections)


@router.get(
    "/ranking-drafts",
    operation_id="ranking_drafts",
    summary="Drafts of rankings (排行初稿)",
    responses=problems(401, 403, 422, 503),
    tags=["staff"],
)
def drafts(served: Served, _asker: Reader, past: AsOfAsked) -> DraftsAnswer:
    """Every ranking with its draft, the newest first: until when units may object, and whether it is published.

    Now, or as they stood at a past position, moment or day.
    """
    return DraftsAnswer(drafts=[_draft_row(one) for one in reversed(rankings_then(served, past))])


@router.get(
    "/ranking-drafts/{month}",
    operation_id="ranking_draft",
    summary="The draft of a month's ranking (排行初稿与异议)",
    responses=problems(401, 403, 404, 422, 503),
    tags=["staff"],
)
def draft(  # noqa: PLR0913, PLR0917  each is a parameter
    served: Served,
    response: Response,
    asker: Reader,
    past: AsOfAsked,
    month: MonthPath,
    profile: ProfileAsked = None,
) -> DraftAnswer:
    """The draft with the objections to it, now or as they stood at a past position, moment or day.

    What a unit objects is open to itself and to those who decide and publish. `ETag` is the version that stood there.
    """
    _, entries = served.rankings.standing(month, profile)
    then = stood(entries, past, served.settings.zone)
    found = fold(then)
    if found is None:
        raise NotFound("当时尚无初稿。", "There was no draft then.")
    response.headers["ETag"] = f'"{found.version}"'
    opened = [_of(entry) for entry in served.ledger.open(then, opens_ranking(asker))]
    return DraftAnswer(
        **_draft_row(found).model_dump(),
        draft=_frozen(served, found.draft),
        objections=_objections(found, opened),
    )


add_route(
    router,
    RANKING,
    DraftRanking,
    "Draft the ranking of a month (起草排行)",
    "In the next month, from the day that the city has set; the system does so by itself. Then units may object. "
    'Nothing is there yet, so `If-Match` is `"0"`.',
    tag="staff",
)
add_route(
    router,
    RANKING,
    FileRankingObjection,
    "Object to a draft (提出排行异议)",
    "A unit that stands in the table, until the time for it is over. Its words are not published.",
    tag="staff",
)
add_route(
    router,
    RANKING,
    DecideRankingObjection,
    "Decide an objection (裁定排行异议)",
    "A supervisor who is not of that unit. Where it is upheld the table is counted anew when it is published.",
    tag="staff",
)
add_route(
    router,
    RANKING,
    PublishRanking,
    "Publish the ranking (公布排行)",
    "When the time for objections is over and all are decided, by somebody who did not draft it, object, or decide "
    "alone.",
    tag="staff",
)
add_route(
    router,
    RANKING,
    CorrectRanking,
    "Correct a published ranking (更正排行)",
    "The table is counted anew and stands beside the published one, with a reason that everybody reads.",
    tag="staff",
)


def rankings_then(served: Services, past: AsOf | None) -> list[Ranking]:
    """Every ranking as it stood at a past position, moment or day, in the order of their drafts; now for None."""
    streams = served.ledger.streams(EVENTS).values()
    found = (fold(stood(entries, past, served.settings.zone)) for entries in streams)
    return [ranking for ranking in found if ranking is not None]


def stated(served: Services, past: AsOf | None, month: str, profile: str | None) -> list[FrozenAnswer]:
    """The tables of a month that were stated by then: draft, publication, corrections.

    Raises:
        NotFound: there was none.
    """
    _, entries = served.rankings.standing(month, profile)
    found = fold(stood(entries, past, served.settings.zone))
    if found is None:
        raise NotFound("当时尚无初稿。", "There was no draft then.")
    tables = (found.draft, found.published, *found.corrections)
    return [_frozen(served, one) for one in tables if one is not None]


def _of(entry: Entry) -> Any:
    return entry.event


def _row(found: Ranking, published: Frozen) -> RankingRow:
    return RankingRow(
        month=found.month,
        profile=found.profile,
        definitions=published.definitions,
        position=published.position,
        digest=published.digest,
        at=published.at,
        recomputed=found.recomputed,
        corrections=len(found.corrections),
    )


def _draft_row(found: Ranking) -> DraftRow:
    return DraftRow(
        month=found.month,
        profile=found.profile,
        version=found.version,
        drafted_at=found.draft.at,
        objections_until=found.objections_until,
        open_objections=sum(one.upheld is None for one in found.objections),
        published_at=found.published.at if found.published else None,
    )


def _frozen(served: Services, frozen: Frozen) -> FrozenAnswer:
    table = TableAnswer.model_validate(served.rankings.table(frozen))
    return FrozenAnswer(
        definitions=frozen.definitions,
        position=frozen.position,
        digest=frozen.digest,
        at=frozen.at,
        checkpoint=checkpoint_of(served, frozen.position),
        table=table,
    )


def _objections(found: Ranking, events: list[Any]) -> list[ObjectionAnswer]:
    filed = {event.objection: event for event in events if isinstance(event, RankingObjectionFiled)}
    decided = {event.objection: event for event in events if isinstance(event, RankingObjectionDecided)}
    return [_objection(one.number, one.at, filed[one.number], decided.get(one.number)) for one in found.objections]


def _objection(
    number: int, at: datetime, filed: RankingObjectionFiled, decided: RankingObjectionDecided | None
) -> ObjectionAnswer:
    why: dict[str, Any] = words_of(decided, "reasons") if decided else {"reasons": None}
    opened = [words_of(filed, "words"), why]
    closed = {name: [field for each in opened for field in each.pop(name, [])] for name in ("withheld", "erased")}
    upheld = decided.upheld if decided else None
    told: dict[str, Any] = opened[0] | opened[1] | closed
    return ObjectionAnswer(number=number, unit=filed.unit, at=at, upheld=upheld, **told)
