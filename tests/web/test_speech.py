"""How dates and spans are spoken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from casebook.web.html.speech import Speech

NOW = datetime(2022, 1, 30, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "zh", "en"),
    [
        (timedelta(hours=40), "还有40小时", "40 hours left"),
        (timedelta(days=2, hours=23), "还有2天", "2 days left"),
        (-timedelta(days=365 * 4 + 300), "逾期4年", "4 years overdue"),
        (-timedelta(seconds=1), "逾期1秒钟", "1 second overdue"),
    ],
)
def test_no_more_is_said_to_be_left_or_over_than_there_is(left: timedelta, zh: str, en: str) -> None:
    assert [Speech(language, UTC).until(NOW + left, NOW) for language in ("zh", "en")] == [zh, en]


def test_months_side_by_side_say_the_year_where_one_begins() -> None:
    months = ["2021-12", "2022-01", "2022-02", "2026-11"]
    spoken = [Speech(language, UTC).short_months(months) for language in ("zh", "en")]
    assert spoken[0] == ["12月\n2021", "1月\n2022", "2月", "11月\n2026"]
    assert spoken[1] == ["Dec\n2021", "Jan\n2022", "Feb", "Nov\n2026"]


def test_how_far_apart_two_moments_are_is_said_with_which_was_first() -> None:
    spoken = [Speech(language, UTC) for language in ("zh", "en")]
    earlier = NOW - timedelta(hours=49)
    assert [one.apart(earlier, NOW) for one in spoken] == ["早2天", "2 days earlier"]
    assert [one.apart(NOW, earlier) for one in spoken] == ["晚2天", "2 days later"]
