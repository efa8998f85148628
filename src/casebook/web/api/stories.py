"""Feature stories: what units did well, written by editors, read by everybody."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Path, Response
from pydantic import Field, TypeAdapter

from casebook.access import PUBLISHING, Actor
from casebook.errors import NotFound
from casebook.petitions.entry import Entry
from casebook.stories.commands import PublishStory, ReviseStory, WithdrawStory
from casebook.stories.story import Story
from casebook.web.api.beside import About, WrittenAnswer, add_route, written
from casebook.web.api.cursors import After, Limit, cursor, keys_of
from casebook.web.api.headers import Key
from casebook.web.api.models import Answer, Words
from casebook.web.api.showing import words_of
from casebook.web.audience import allow, public
from casebook.web.bodies import StrictRoute, example_of
from casebook.web.disclosure import everybody_reads_of_story
from casebook.web.documentation import problems
from casebook.web.services import Served, Services

PREFIX = "/api/v1"
router = APIRouter(prefix=PREFIX, route_class=StrictRoute)
KEYS = TypeAdapter(tuple[UUID])

StoryPath = Annotated[UUID, Path(alias="story_id", description="The story's id.")]
STORY = About("/stories/{story_id}", "story_id", StoryPath, lambda served: served.stories)


class StoryAnswer(Words):
    """A feature story (优秀典型)."""

    id: UUID = Field(description="Its id.")
    version: int = Field(description="Its version; send it as `If-Match` with the next command.", examples=[1])
    title: str | None = Field(description="Its headline.", examples=["一条小巷的“堵”与“通”"])
    text: str | None = Field(description="The story.")
    units: list[str] = Field(description="The units it is about.", examples=[["street-410403002"]])
    months: list[str] = Field(description="The months of the ranking it is about.", examples=[["2021-12"]])
    petitions: list[str] = Field(description="The petitions it is about, by number, as far as they are public today.")
    published_at: datetime = Field(description="When it was first published.")
    since: datetime = Field(description="When this text was published.")


class StoriesAnswer(Answer):
    """A page of stories, the newest first."""

    stories: list[StoryAnswer] = Field(description="The stories.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


@router.get(
    "/stories",
    operation_id="stories",
    summary="Feature stories (优秀典型)",
    responses=problems(422, 503),
    tags=["public"],
    dependencies=[Depends(public())],
)
def stories(served: Served, after: After = None, limit: Limit = 50) -> StoriesAnswer:
    """What units did well, as editors tell it, the newest first."""
    told = served.stories.told()
    (last,) = keys_of(after, KEYS) or (None,)
    begin = next((place for place, (story, _) in enumerate(told, 1) if story.id == last), 0)
    page = told[begin : begin + limit]
    more = len(told) > begin + limit
    return StoriesAnswer(
        stories=[_story(served, story, entries) for story, entries in page],
        next=cursor(page[-1][0].id) if more else None,
    )


@router.get(
    "/stories/{story_id}",
    operation_id="story",
    summary="A feature story (优秀典型)",
    responses=problems(404, 503),
    tags=["public"],
    dependencies=[Depends(public())],
)
def story(served: Served, response: Response, story_id: StoryPath) -> StoryAnswer:
    """The text that stands. One that was withdrawn is not there."""
    found, entries = served.stories.standing(story_id)
    if found.withdrawn:
        raise NotFound("没有这篇典型。", "There is no such story.")
    response.headers["ETag"] = f'"{found.version}"'
    return _story(served, found, entries)


@router.post(
    "/stories/publish-story",
    operation_id="publish-story",
    summary="Publish a feature story (公开优秀典型)",
    responses=problems(400, 401, 403, 409, 413, 415, 422, 503),
    status_code=201,
    tags=["reporters"],
)
def publish_story(
    served: Served,
    response: Response,
    actor: Annotated[Actor, Depends(allow(*PUBLISHING[PublishStory]))],
    key: Key,
    wish: Annotated[PublishStory, Body(examples=[example_of(PublishStory)])],
) -> WrittenAnswer:
    """About units, published rankings, petitions; never about a sealed petition. Another person has read it."""
    receipt = served.stories.handle(wish, actor, key)
    response.headers["Location"] = f"{PREFIX}/stories/{receipt.petition_id}"
    return written(response, receipt)


add_route(
    router,
    STORY,
    ReviseStory,
    "Revise a feature story (修订优秀典型)",
    "Another text in place of the one before, under the same rules.",
    tag="reporters",
)
add_route(
    router,
    STORY,
    WithdrawStory,
    "Withdraw a feature story (撤下优秀典型)",
    "Nobody outside reads it any more; that it was there stays on record.",
    tag="reporters",
)


def _story(served: Services, found: Story, entries: list[Entry]) -> StoryAnswer:
    text = [entry for entry in entries if entry.version == found.text_version]
    (opened,) = served.ledger.open(text, everybody_reads_of_story)
    return StoryAnswer(
        id=found.id,
        version=found.version,
        **words_of(opened.event, "title", "text"),
        units=list(found.units),
        months=list(found.months),
        petitions=served.stories.numbers(found),
        published_at=found.published_at,
        since=found.told_at,
    )
