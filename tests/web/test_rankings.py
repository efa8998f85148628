"""Rankings over HTTP: drafts and objections for staff, what is published for everybody."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest

from casebook.access import Role
from web.rankings_at_service import A_WEEK, BEGIN, MONTH, give, publish_ranking, set_clock, work
from web.service_at_hand import API, STREET

if TYPE_CHECKING:
    from web.service_at_hand import Service

WORDS = "我街道的一件退单已获同意，不应计入被驳回退单。"
REASONS = "经核对，该退单的裁定已于本月更正。"
OTHER = "street-410402002"


def read(service: Service, path: str, role: Role | None = None, unit: str | None = None, **asked: str) -> Any:
    with service.client(role, unit) as client:
        answer = client.get(f"{API}/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def status(service: Service, path: str, role: Role | None = None, **asked: str) -> int:
    with service.client(role) as client:
        return client.get(f"{API}/{path}", params=asked).status_code


def objected(service: Service) -> None:
    """Drafted on the 8th of February, and objected to."""
    work(service)
    work(service, unit=OTHER)
    set_clock(service, BEGIN)
    assert give(service, Role.SUPERVISOR, "draft-ranking", version=0).status_code == 200
    assert give(service, Role.UNIT_OFFICER, "file-ranking-objection", {"words": WORDS}, version=1).status_code == 200


def decided(service: Service) -> None:
    objected(service)
    body = {"objection": 1, "upheld": True, "reasons": REASONS}
    assert give(service, Role.SUPERVISOR, "decide-ranking-objection", body, version=2).status_code == 200


def test_what_is_published_is_for_everybody_with_all_that_it_rests_on(service: Service) -> None:
    assert read(service, "rankings") == {"rankings": []}
    publish_ranking(service)
    (row,) = read(service, "rankings")["rankings"]
    shown = read(service, f"rankings/{MONTH}")
    assert {name: shown[name] for name in row if name != "corrections"} | {"corrections": 0} == row
    assert (shown["profile"], shown["recomputed"], shown["corrections"]) == ("pds_news:1", False, [])
    content = orjson.dumps(shown["table"], option=orjson.OPT_SORT_KEYS)
    assert hashlib.sha256(content).hexdigest() == shown["digest"]
    first = next(one for one in shown["table"]["rows"] if one["unit"] == STREET)
    assert (first["rank"], first["rates"]["on_time_reply"]["denominator"], first["commendations"]) == (1, 6, 0)
    assert status(service, f"rankings/{MONTH}", profile="lyg_100") == 404
    assert status(service, "rankings/2022-13") == status(service, "rankings/2022-02") == 404


def test_a_draft_is_for_staff_until_it_is_published(service: Service) -> None:
    objected(service)
    assert status(service, f"rankings/{MONTH}") == 404
    assert status(service, f"ranking-drafts/{MONTH}") == 401
    assert status(service, f"ranking-drafts/{MONTH}", Role.REPORTER) == 403
    (row,) = read(service, "ranking-drafts", Role.UNIT_OFFICER)["drafts"]
    assert (row["version"], row["open_objections"], row["published_at"]) == (2, 1, None)
    assert row["objections_until"] == "2022-02-10T10:00:00Z"
    draft = read(service, f"ranking-drafts/{MONTH}", Role.DESK)
    assert draft["draft"]["table"]["month"] == MONTH
    assert {name: draft[name] for name in row} == row


def test_the_words_of_an_objection_are_for_its_unit_and_for_who_decides(service: Service) -> None:
    decided(service)
    for role, unit, words in (
        (Role.SUPERVISOR, None, WORDS),
        (Role.EDITOR, None, WORDS),
        (Role.UNIT_OFFICER, STREET, WORDS),
        (Role.UNIT_APPROVER, OTHER, None),
        (Role.DESK, None, None),
    ):
        (shown,) = read(service, f"ranking-drafts/{MONTH}", role, unit)["objections"]
        assert (shown["words"], shown["withheld"]) == (words, [] if words else ["words"])
        assert (shown["unit"], shown["upheld"], shown["reasons"]) == (STREET, True, REASONS)
    set_clock(service, BEGIN + A_WEEK)
    assert give(service, Role.EDITOR, "publish-ranking", version=3).status_code == 200
    published = str(read(service, f"rankings/{MONTH}"))
    assert WORDS not in published
    assert REASONS not in published
    assert read(service, f"rankings/{MONTH}")["recomputed"]


def test_a_draft_can_be_looked_at_as_it_stood(service: Service) -> None:
    decided(service)
    path, position = f"ranking-drafts/{MONTH}", service.ledger.position()
    for asked, upheld in (
        ({"as_of": str(position)}, [True]),
        ({"as_of": str(position - 1)}, [None]),
        ({"as_of": str(position - 2)}, []),
        ({"as_of": "2022-02-08"}, [True]),
        ({"as_of": "2022-02-08T09:00:00+08:00"}, [True]),
    ):
        assert [one["upheld"] for one in read(service, path, Role.EDITOR, **asked)["objections"]] == upheld
    for asked in ({"as_of": "2022-02-07"}, {"as_of": "2022-02-08", "as_known": "true"}, {"as_of": "1"}):
        assert status(service, path, Role.EDITOR, **asked) == 404


def test_a_correction_stands_beside_the_published_table_with_its_reason(service: Service) -> None:
    publish_ranking(service)
    before = read(service, f"rankings/{MONTH}")
    reason = {"reason": "公布后查明另有两件已按期办结。"}
    answer = give(service, Role.SUPERVISOR, "correct-ranking", reason, version=2)
    assert (answer.status_code, answer.json()["rule"]) == (409, "correction_changes_the_table")
    work(service, 2)
    assert give(service, Role.SUPERVISOR, "correct-ranking", reason, version=2).status_code == 200
    after = read(service, f"rankings/{MONTH}")
    (correction,) = after.pop("corrections")
    assert after == {name: value for name, value in before.items() if name != "corrections"}
    assert (correction["reason"], correction["withheld"]) == (reason["reason"], [])
    rows = [table["table"]["rows"] for table in (before, correction)]
    assert [next(one["due"] for one in each if one["unit"] == STREET) for each in rows] == [6, 8]
    assert read(service, "rankings")["rankings"][0]["corrections"] == 1


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_rule_that_refuses_says_what_can_be_done(service: Service, language: str) -> None:
    objected(service)
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"2"', "Accept-Language": language}
    with service.client(Role.EDITOR, headers=headers) as client:
        answer = client.post(f"{API}/rankings/{MONTH}/publish-ranking", json={"profile": "pds_news"})
    assert (answer.status_code, answer.json()["rule"]) == (409, "objection_window_is_over")
    assert answer.json()["detail"].startswith("Units may" if language == "en" else "异议期")


def test_whoever_drafts_without_the_right_version_learns_that_it_is_0(service: Service) -> None:
    wrong = give(service, Role.SUPERVISOR, "draft-ranking", version=3)
    assert (wrong.status_code, wrong.json()["actual"]) == (409, 0)
    assert wrong.json()["detail"].endswith("0。")
    with service.client(Role.SUPERVISOR, headers={"Idempotency-Key": str(uuid4())}) as client:
        none = client.post(f"{API}/rankings/{MONTH}/draft-ranking", json={"profile": "pds_news"})
    assert none.status_code == 428
    assert '"0"' in none.json()["detail"]


def test_writes_have_keys_and_versions_as_everywhere(service: Service) -> None:
    objected(service)
    key, body = uuid4(), {"objection": 1, "upheld": False, "reasons": REASONS}
    first, again = (
        give(service, Role.SUPERVISOR, "decide-ranking-objection", body, version=2, key=key) for _ in range(2)
    )
    assert first.json() == again.json()
    assert (first.headers["etag"], again.headers["idempotent-replayed"]) == ('"3"', "true")
    late = give(service, Role.SUPERVISOR, "decide-ranking-objection", body, version=2)
    assert (late.status_code, late.json()["since"]) == (409, ["ranking-objection-decided"])
    other = give(service, Role.SUPERVISOR, "draft-ranking", version=0, key=key)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")
    wrong = give(service, Role.UNIT_OFFICER, "file-ranking-objection", {"words": "短"}, version=3)
    assert wrong.status_code == 422
    assert give(service, Role.DESK, "publish-ranking", version=3).status_code == 403
