"""The public register: what has been asked of the city and what came of it, without words or people."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, tzinfo
from itertools import zip_longest
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field, TypeAdapter

from casebook.errors import NotFound
from casebook.petitions.entry import Entry
from casebook.petitions.events import FollowUpPublished, PublicationRevised, Published
from casebook.petitions.forgetting.codes import DataStep, PersonalData
from casebook.petitions.forgetting.steps import step_of
from casebook.petitions.intake.codes import ReferralTarget
from casebook.petitions.petition import Petition
from casebook.petitions.publication.codes import Redaction, TextState
from casebook.petitions.publication.steps import STEPS, steps_for_everybody
from casebook.petitions.vocabulary import Category, DeclineReason, Outcome, Status
from casebook.petitions.words import Code
from casebook.web.api.cursors import After, Limit, cursor, keys_of
from casebook.web.api.headers import Month, NotBefore, Number, Source, wait
from casebook.web.api.models import Answer, Words
from casebook.web.api.past import PUBLIC
from casebook.web.api.showing import words_of
from casebook.web.api.typed import Typed, searched
from casebook.web.audience import public
from casebook.web.bodies import StrictRoute
from casebook.web.casefile import public_case, texts_for_everybody
from casebook.web.documentation import problems
from casebook.web.services import Served, Services

router = APIRouter(prefix="/api/v1", tags=["public"], route_class=StrictRoute, dependencies=[Depends(public())])
KEYS = TypeAdapter(tuple[date, UUID])


class RegisterRow(Answer):
    """A petition as everybody may see it (公开)."""

    number: str = Field(description="Its number (诉求编号).", examples=["2022-001435-9"])
    category: Category = Field(description="The kind of petition (类别).")
    matter: str | None = Field(description="What it is about, in the city's catalogue (事项).", examples=["parking"])
    area: str | None = Field(description="County or district code (县区).", examples=["410403"])
    street: str | None = Field(description="Street or town code (乡镇街道).")
    status: Status = Field(description="Where it is on its road (状态).")
    unit: str | None = Field(description="The handling unit (承办单位).", examples=["street-410403002"])
    round: int = Field(description="The round of handling (轮次).", examples=[1])
    submitted_on: date = Field(description="The day it was filed.")
    accepted_on: date | None = Field(description="The day it was accepted (受理).")
    closed_on: date | None = Field(description="The day it was first closed (办结).")
    due_at: datetime | None = Field(description="When the unit's answer is due, while it is.")
    reply_due: datetime | None = Field(description="When the unit's answer of this round was or is due (回复期限).")
    replied_on: date | None = Field(description="The day of the last reply in this round (回复).")
    outcome: Outcome | None = Field(description="What the reply says came of it (办理结果): not what was found.")
    verification: str | None = Field(
        description="What the reporter found, once signed (追访); `waived` where nobody had to go.", examples=["solved"]
    )
    score: int | None = Field(description="The citizen's rating, 1 to 5 (评价).", examples=[5])
    text_state: TextState | None = Field(
        description="Whether everybody may read a text about it (公开) or it was taken back; null if there was none."
    )
    article: str | None = Field(description="The newspaper's last article about the follow-up (追访报道).")
    decline_reason: DeclineReason | None = Field(
        description="The ground, where it was declined and the decline stands (不予受理的原因)."
    )
    decline_route: str | None = Field(
        description="Where to turn instead, where the decline names it (途径).", examples=["labour-arbitration"]
    )
    referred_to: ReferralTarget | None = Field(description="Whom it was referred to, where it ended so (转出).")
    closure: int | None = Field(
        description="The number of its first closing: the n-th that was closed.", examples=[769]
    )
    source: str | None = Field(description="Where it was imported from; null where it was filed here.")


class PublicPictureAnswer(Answer):
    """A picture for everybody (公开照片): `/petitions/{number}/pictures/{id}`; with `/small` behind it, small."""

    id: UUID = Field(description="Its id.")
    caption: str | None = Field(description="What is seen in it.")


class PublicTextAnswer(Words):
    """What everybody may read of a petition (公开内容)."""

    text: str | None = Field(description="The text.")
    redactions: list[Redaction] = Field(description="What was taken out of it (脱敏).")
    pictures: list[PublicPictureAnswer] = Field(description="The reporter's pictures that go with it (公开照片).")
    since: datetime = Field(description="When this text was published.")


class ArticleAnswer(Words):
    """An article of the newspaper about the follow-up (追访报道)."""

    article: str = Field(description="Its reference.", examples=["2022-01-31-A03"])
    headline: str | None = Field(description="Its headline.")
    publish_at: datetime | None = Field(description="When it appeared.")


class PublicStepAnswer(Answer):
    """A step of a petition as everybody may know of it (公开的办理过程)."""

    event: str = Field(description="What happened.", examples=["replied"])
    on: date = Field(description="The day on which it happened.")
    facts: dict[str, Any] = Field(
        description="What is public of it: codes and times.", examples=[{"outcome": "resolved"}]
    )


class RegisterEntry(RegisterRow):
    """A petition as everybody may see it, with what was written for everybody (公开)."""

    public_text: PublicTextAnswer | None = Field(description="The text that stands; null where there is none.")
    articles: list[ArticleAnswer] = Field(description="The newspaper's articles, oldest first.")
    steps: list[PublicStepAnswer] = Field(description="What happened to it, oldest first; a finding once it is signed.")
    merged_into: str | None = Field(description="The petition that it goes on with (并入), where that one is public.")
    personal_data: PersonalData = Field(description="What may be done with the citizen's data (个人信息).")
    erase_at: datetime | None = Field(description="When the citizen's words are erased (删除时间), once that is set.")
    erasure_held: bool = Field(description="Whether that waits because something must be kept by law (暂缓删除).")


class RegisterAnswer(Answer):
    """A page of the register, newest first."""

    petitions: list[RegisterRow] = Field(description="The petitions.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


@dataclass(frozen=True)
class Filters:
    """Which petitions were asked for."""

    category: Annotated[Category | None, Query(description="Only this kind (类别).")] = None
    area: Annotated[Code | None, Query(description="Only this county or district (县区).")] = None
    unit: Annotated[Code | None, Query(description="Only this unit (承办单位).")] = None
    status: Annotated[Status | None, Query(description="Only in this state (状态).")] = None
    source: Source = None
    month: Annotated[Month | None, Query(description="Filed in this month.", examples=["2022-01"])] = None

    def as_query(self) -> str:
        """The same behind the question mark of an address; empty where everything was asked for."""
        return urlencode({name: value for name, value in asdict(self).items() if value is not None})


@router.get(
    "/register",
    operation_id="register",
    summary="The public register (公开诉求)",
    responses=problems(422, 503),
)
def register(  # noqa: PLR0913, PLR0917  each is a query parameter
    served: Served,
    filters: Annotated[Filters, Depends()],
    q: Typed = None,
    after: After = None,
    limit: Limit = 50,
    not_before: NotBefore = None,
) -> RegisterAnswer:
    """No words, no people, nothing that is sealed; places no closer than a street. Newest first.

    `q` looks in published texts and headlines only.
    """
    wait(served, "public_register", not_before)
    day, last = keys_of(after, KEYS) or (None, None)
    words = searched(served, q, not_before)
    parameters = asdict(filters) | words | {"after_on": day, "after_id": last, "limit": limit + 1}
    rows = served.reader.ask("public_register", "found" if words else "page", parameters, PUBLIC)
    page = rows[:limit]
    return RegisterAnswer(
        petitions=[_row(row) for row in page],
        next=cursor(page[-1]["submitted_on"], page[-1]["petition_id"]) if len(rows) > len(page) else None,
    )


@router.get(
    "/register/{number}",
    operation_id="register-entry",
    summary="One petition in the register (公开诉求详情)",
    responses=problems(404, 422, 503),
)
def register_entry(served: Served, number: Number, not_before: NotBefore = None) -> RegisterEntry:
    """A petition as everybody may see it, with the text that an editor has published; a sealed one is not there."""
    wait(served, "public_register", not_before)
    rows = served.reader.ask("public_register", "by_number", {"number": number}, PUBLIC)
    if not rows:
        raise NotFound
    stands, entries, told = public_case(served, number)
    request = stands.forgetting.request
    return RegisterEntry(
        **_row(rows[0]).model_dump(),
        public_text=next(iter(_texts(told)), None),
        articles=[
            ArticleAnswer(article=event.article, publish_at=event.publish_at, **words_of(event, "headline"))
            for event in (entry.event for entry in told)
            if isinstance(event, FollowUpPublished)
        ],
        steps=[_step(entry, served.settings.zone) for entry in steps_for_everybody(stands, entries)],
        merged_into=_master(served, stands),
        personal_data=stands.personal_data,
        erase_at=request.due if request else None,
        erasure_held=step_of(stands, served.today()) is DataStep.HELD,
    )


def master_of(served: Services, petition: Petition) -> RegisterEntry | None:
    """The petition that it goes on with, as everybody may see it, for the citizen of this one."""
    try:
        return register_entry(served, petition.merged_into) if petition.merged_into else None
    except NotFound:  # it may have been sealed since
        return None


def public_texts(served: Services, rows: Sequence[RegisterRow]) -> dict[str, str]:
    """The text for everybody of each of these petitions that has one, by number, in a few queries for all of them."""
    numbers = [row.number for row in rows if row.text_state is TextState.PUBLISHED]
    if not numbers:
        return {}
    known = served.reader.ask("public_register", "of_numbers", {"numbers": numbers}, PUBLIC)
    texts = texts_for_everybody(served, [row["petition_id"] for row in known])
    return {row["number"]: texts[row["petition_id"]] for row in known if row["petition_id"] in texts}


def _texts(told: Sequence[Entry]) -> Iterator[PublicTextAnswer]:
    for entry in told:
        event = entry.event
        if isinstance(event, Published | PublicationRevised):
            yield PublicTextAnswer(
                redactions=list(event.redactions),
                pictures=_pictures(event),
                since=entry.happened_at,
                **words_of(event, "text"),
            )


def _step(entry: Entry, zone: tzinfo) -> PublicStepAnswer:
    facts = {name: getattr(entry.event, name) for name in STEPS[type(entry.event)]}
    return PublicStepAnswer(
        event=entry.event.stored_name(),
        on=entry.happened_at.astimezone(zone).date(),
        facts={name: value for name, value in facts.items() if value is not None},
    )


def _master(served: Services, petition: Petition) -> str | None:
    """A master may have been sealed since: then it is not there."""
    number = petition.merged_into
    return number if number and served.reader.ask("public_register", "by_number", {"number": number}, PUBLIC) else None


def _pictures(event: Published | PublicationRevised) -> list[PublicPictureAnswer]:
    captions = event.captions if isinstance(event.captions, tuple) else ()
    return [PublicPictureAnswer(id=file.id, caption=said) for file, said in zip_longest(event.pictures, captions)]


def _row(row: dict[str, object]) -> RegisterRow:
    return RegisterRow.model_validate({name: row[name] for name in RegisterRow.model_fields})
