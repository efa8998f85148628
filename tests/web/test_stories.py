"""Feature stories over HTTP: written by editors, read by everybody while they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from casebook.access import Role
from casebook.petitions.events import ConfidentialityChanged
from casebook.petitions.vocabulary import Confidentiality
from histories import entry
from web.rankings_at_service import MONTH, STORY, post_story, publish_ranking, publish_story
from web.service_at_hand import API, STREET, file, replied

if TYPE_CHECKING:
    from web.service_at_hand import Service


def read(service: Service, story_id: UUID) -> dict[str, Any]:
    with service.client() as anybody:
        answer = anybody.get(f"{API}/stories/{story_id}")
    assert answer.status_code == 200
    shown: dict[str, Any] = answer.json()
    return shown


def titles(service: Service, **asked: Any) -> tuple[list[str], str | None]:
    with service.client() as anybody:
        page = anybody.get(f"{API}/stories", params=asked).json()
    return [story["title"] for story in page["stories"]], page["next"]


def test_everybody_reads_a_story_and_what_it_is_about(service: Service) -> None:
    petition, month = replied(service), publish_ranking(service)
    story = read(service, publish_story(service, petitions=[petition.number], months=[month]))
    assert (story["title"], story["text"], story["withheld"]) == (STORY["title"], STORY["text"], [])
    assert (story["units"], story["months"], story["petitions"]) == ([STREET], [MONTH], [petition.number])
    assert titles(service) == ([STORY["title"]], None)


def test_a_story_is_revised_and_withdrawn(service: Service) -> None:
    story_id = publish_story(service)
    assert post_story(service, f"{story_id}/revise-story", 1, title="小巷通了，居民笑了").status_code == 200
    assert post_story(service, f"{story_id}/revise-story", 1).status_code == 409
    assert (read(service, story_id)["title"], read(service, story_id)["version"]) == ("小巷通了，居民笑了", 2)
    assert post_story(service, f"{story_id}/withdraw-story", 2, reason="情况有误。").status_code == 200
    with service.client() as anybody:
        assert anybody.get(f"{API}/stories/{story_id}").status_code == 404
        assert anybody.get(f"{API}/stories/{uuid4()}").status_code == 404
    assert titles(service) == ([], None)


def test_a_sealed_petition_is_never_in_a_story_and_leaves_it_when_it_is_sealed(service: Service) -> None:
    sealed, unknown = file(service, confidentiality="sealed", about_unit="dept-tax"), "2022-999999-9"
    refusals = [post_story(service, petitions=[number]).json() for number in (sealed.number, unknown)]
    assert {refusal["rule"] for refusal in refusals} == {"petitions_may_be_told_of"}
    petition = replied(service)
    story_id = publish_story(service, petitions=[petition.number])
    assert read(service, story_id)["petitions"] == [petition.number]
    petition_id = service.ledger.by_number(petition.number)
    assert petition_id
    change = ConfidentialityChanged(before=Confidentiality.NAMED, after=Confidentiality.SEALED)
    service.ledger.append_all([[entry(petition_id, petition.version + 1, change)]])
    assert read(service, story_id)["petitions"] == []


def test_stories_come_in_pages_the_newest_first(service: Service) -> None:
    for number in range(3):
        publish_story(service, title=f"第{number}篇优秀典型")
    first, after = titles(service, limit=2)
    assert first == ["第2篇优秀典型", "第1篇优秀典型"]
    assert titles(service, limit=2, after=after) == (["第0篇优秀典型"], None)
    with service.client() as anybody:
        assert anybody.get(f"{API}/stories", params={"after": "x"}).status_code == 422


def test_a_petition_is_no_story(service: Service) -> None:
    petition_id = service.ledger.by_number(file(service).number)
    with service.client() as anybody:
        assert anybody.get(f"{API}/stories/{petition_id}").status_code == 404
    assert post_story(service, f"{petition_id}/withdraw-story", 1, reason="情况有误。").status_code == 404


def test_only_editors_write_stories(service: Service) -> None:
    with service.client(Role.REPORTER) as client:
        answer = client.post(f"{API}/stories/publish-story", json=STORY, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 403
