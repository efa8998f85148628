"""What everybody gets to read, and what nobody does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import later_wishes
from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.events import (
    Archived,
    Declined,
    FollowUpPublished,
    PublicationRevised,
    Published,
    Reopened,
    ReturnRequested,
    Terminated,
    Unpublished,
)
from casebook.petitions.publication.codes import Redaction, TextState
from casebook.petitions.vocabulary import (
    Confidentiality,
    DeclineReason,
    ReopenGround,
    Status,
    TerminationGround,
    VerificationResult,
)
from language import BEGIN, EDITOR, HOUR, PHOTO, countersigned, found, given, submitted, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.petitions.commands import PetitionCommand

SEALED = Confidentiality.SEALED
PUBLISHED = Published(text="巷口畅通。")


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.IN_PROGRESS, Status.VERIFYING, Status.CLOSED])
def test_what_is_accepted_is_published(status: Status) -> None:
    wish = later_wishes.publish()
    given(*until(status)).when(wish, by=EDITOR).then(
        Published(text=wish.text, redactions=(Redaction.NAME, Redaction.PHONE), reviewer=wish.reviewer)
    )


def test_what_is_not_accepted_is_not_published() -> None:
    given(submitted()).when(later_wishes.publish(), by=EDITOR).refused("petition_was_accepted")
    declined = given(submitted(), Declined(reason=DeclineReason.NOT_SPECIFIC), Archived(retention=RetentionClass.SHORT))
    declined.when(later_wishes.publish(), by=EDITOR).refused("petition_was_accepted")
    put_away = given(*until(Status.CLOSED), Archived(retention=RetentionClass.TEN_YEARS))
    put_away.when(later_wishes.publish(), by=EDITOR).events()


@pytest.mark.parametrize("wish", [later_wishes.publish(), later_wishes.revise()])
def test_what_ended_without_a_result_is_not_published(wish: PetitionCommand) -> None:
    terminated = (*until(Status.IN_PROGRESS), PUBLISHED, Terminated(ground=TerminationGround.OUT_OF_SCOPE))
    given(*terminated).when(wish, by=EDITOR).refused("petition_goes_on_or_was_closed")
    put_away = given(*terminated, Archived(retention=RetentionClass.TEN_YEARS))
    put_away.when(wish, by=EDITOR).refused("petition_goes_on_or_was_closed")
    put_away.when(later_wishes.unpublish(), by=EDITOR).events()


@pytest.mark.parametrize("wish", [later_wishes.publish(), later_wishes.revise()])
def test_nothing_is_published_while_it_is_unclear_whose_it_is(wish: PetitionCommand) -> None:
    returned = ReturnRequested(assignment=1, reason=ReturnReason.NOT_OUR_DUTY)
    in_review = given(*until(Status.IN_PROGRESS), PUBLISHED, returned)
    in_review.when(wish, by=EDITOR).refused("no_return_is_under_review")
    in_review.when(later_wishes.unpublish(), by=EDITOR).events()


@pytest.mark.parametrize("wish", [later_wishes.publish(), later_wishes.revise(), later_wishes.follow_up()])
def test_nothing_sealed_is_published(wish: PetitionCommand) -> None:
    sealed = given(*until(Status.CLOSED, confidentiality=SEALED), PUBLISHED)
    sealed.when(wish, by=EDITOR).refused("sealed_petitions_are_never_published")
    sealed.when(later_wishes.unpublish(), by=EDITOR).events()


@pytest.mark.parametrize("wish", [later_wishes.publish(), later_wishes.revise(), later_wishes.follow_up()])
def test_restricted_data_are_not_published(wish: PetitionCommand) -> None:
    restricted = given(*until(Status.CLOSED), PUBLISHED).but(restricted=True)
    restricted.when(wish, by=EDITOR).refused("restricted_petitions_are_not_published")


def test_a_text_is_published_revised_and_taken_back() -> None:
    road = until(Status.CLOSED)
    given(*road).when(later_wishes.revise(), by=EDITOR).refused("text_is_public")
    given(*road).when(later_wishes.unpublish(), by=EDITOR).refused("text_is_public")
    public = given(*road, PUBLISHED)
    public.when(later_wishes.publish(), by=EDITOR).refused("text_is_not_public_yet")
    (revised,) = public.when(later_wishes.revise(), by=EDITOR).events()
    assert isinstance(revised, PublicationRevised)
    public.when(later_wishes.unpublish(), by=EDITOR).then(Unpublished(reason="公开内容有误，更正后再公开。"))
    taken_back = given(*road, PUBLISHED, revised, Unpublished())
    assert taken_back.standing.text_state is TextState.UNPUBLISHED
    taken_back.when(later_wishes.publish(), by=EDITOR).events()


@pytest.mark.parametrize("make", [later_wishes.publish, later_wishes.revise])
def test_a_text_is_looked_through_and_read_by_a_second_person(make: Callable[..., Any]) -> None:
    public = given(*until(Status.CLOSED), *([PUBLISHED] if make is later_wishes.revise else []))
    careless = make(checked=tuple(Redaction)[1:])
    public.when(careless, by=EDITOR).refused("redaction_checklist_is_complete")
    public.when(make(reviewer=EDITOR.id), by=EDITOR).refused("reviewer_is_not_the_author")


@pytest.mark.parametrize("make", [later_wishes.publish, later_wishes.revise])
def test_a_picture_is_public_when_somebody_looked_and_says_what_is_seen(make: Callable[..., Any]) -> None:
    before = [PUBLISHED] if make is later_wishes.revise else []
    shown = {"pictures": (PHOTO,), "captions": ("巷口没有车辆停放。",), "pictures_checked": True}
    verified = given(*until(Status.VERIFIED), *before)
    (event,) = verified.when(make(**shown), by=EDITOR, uploads={PHOTO}).events()
    assert isinstance(event, Published | PublicationRevised)
    assert (event.pictures, event.captions) == ((PHOTO,), shown["captions"])
    given(*until(Status.VERIFYING), *before).when(make(**shown), by=EDITOR, uploads={PHOTO}).refused(
        "pictures_follow_a_signed_finding"
    )
    for odd in (make(**shown | {"captions": ()}), make(**shown | {"pictures": ()})):
        verified.when(odd, by=EDITOR, uploads={PHOTO}).refused("every_picture_has_its_words")
    careless = make(**shown | {"pictures_checked": False})
    verified.when(careless, by=EDITOR, uploads={PHOTO}).refused("pictures_were_looked_through")


def test_an_article_follows_the_signature() -> None:
    given(*until(Status.VERIFYING), found()).when(later_wishes.follow_up(), by=EDITOR).refused("finding_was_signed")
    verified = given(*until(Status.VERIFIED))
    wish = later_wishes.follow_up()
    verified.when(wish, by=EDITOR).then(
        FollowUpPublished(article="2022-01-31-A03", headline="土产巷的“堵”点通了", publish_at=BEGIN + 8 * HOUR)
    )
    for moment in (BEGIN, BEGIN + timedelta(days=3)):
        odd = later_wishes.follow_up(publish_at=moment)
        verified.when(odd, by=EDITOR).refused("article_appeared_after_the_signature")


def test_the_newspaper_tells_of_what_was_not_solved_too() -> None:
    failed = given(
        *until(Status.VERIFYING),
        found(VerificationResult.UNSOLVED),
        countersigned(VerificationResult.UNSOLVED),
        Reopened(round=2, ground=ReopenGround.VERIFICATION_FAILED),
    )
    failed.when(later_wishes.follow_up(), by=EDITOR).events()
