"""Rates, scores and ranks: exact, with published figures of real cities as vectors."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.errors import Misconfigured
from casebook.figures.profile import Component, load_profile, read_profile
from casebook.figures.ranking import Unranked, rank, score, wilson_lower
from casebook.figures.rates import DEFINITIONS, Rate, percent, places, rates_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COUNTS = sorted(
    {name for each in DEFINITIONS.values() for name in (*each.over, *each.of, *each.asked)}
    | {"supervised", "returns_rejected", "false_replies"}
)
PERCENT = Fraction(1, 100)


def counts(**given: int) -> dict[str, int]:
    return dict.fromkeys(COUNTS, 0) | given


def component(name: str, rate: str) -> Component:
    return next(each for each in load_profile(name).components if each.rate == rate)


@pytest.mark.parametrize(("rate", "points"), [("89.82", "14.82"), ("80", "5.00"), ("66.67", "0.00"), ("100", "25.00")])
def test_lianyungangs_points_for_on_time_completion(rate: str, points: str) -> None:
    assert places(component("lyg_100", "on_time_reply").points(Fraction(rate) * PERCENT)) == points


@pytest.mark.parametrize(
    ("rate", "points"),
    [
        ("87.5", "19.75"),
        ("83.33", "17.67"),
        ("75", "13.50"),
        ("71.43", "12.50"),
        ("50", "12.50"),
        ("98", "25.00"),
        ("99", "25.00"),
    ],
)
def test_lianyungangs_points_for_satisfaction(rate: str, points: str) -> None:
    assert places(component("lyg_100", "satisfaction").points(Fraction(rate) * PERCENT)) == points


@pytest.mark.parametrize(("rate", "points"), [("70.59", "12.80"), ("66.67", "12.50")])
def test_lianyungangs_points_of_february_2022_with_a_target_of_95(rate: str, points: str) -> None:
    of_2022 = Component("satisfaction", Fraction(25), Fraction(1, 2), Fraction(95), Fraction(25, 2))
    assert places(of_2022.points(Fraction(rate) * PERCENT)) == points


def test_lianyungangs_signing_gives_nothing_at_80_per_cent_and_below() -> None:
    sign = component("lyg_100", "on_time_sign")
    assert sign.points(Fraction(80, 100)) == sign.points(Fraction("77.27") * PERCENT) == 0


@pytest.mark.parametrize(
    ("over", "of", "said"),
    [
        (921, 1435, "64.18"),
        (772, 921, "83.82"),
        (772, 1435, "53.80"),
        (24165, 29186, "82.80"),
        (1, 800, "0.13"),
        (3, 0, None),
    ],
)
def test_a_rate_is_shown_with_two_places_and_absent_where_it_is_of_nothing(
    over: int, of: int, said: str | None
) -> None:
    assert percent(Rate(over, of, of).value) == said


def test_what_was_due_before_and_is_still_open_counts_among_the_due() -> None:
    rates = rates_of(counts(replied_on_time=6, due_in_month=8, carried=2))
    assert (rates["on_time_reply"].numerator, rates["on_time_reply"].denominator) == (6, 10)


def test_who_was_not_reached_is_not_satisfied_and_not_dissatisfied_but_shows_in_the_coverage() -> None:
    rate = rates_of(counts(satisfied=3, opinions=4, no_opinion=12))["satisfaction"]
    assert (rate.value, rate.coverage) == (Fraction(3, 4), Fraction(1, 4))


def test_a_plain_weight_is_a_share_of_a_hundred() -> None:
    rates = rates_of(counts(contacted_on_time=9, contact_due=10, resolved=8, judged=10, satisfied=7, opinions=10))
    assert score(load_profile("beijing_like"), rates, counts()) == Fraction(10 * 90 + 45 * 80 + 45 * 70, 100)


def test_the_weight_of_an_absent_rate_goes_to_the_present_ones() -> None:
    rates = rates_of(counts(resolved=8, judged=10, satisfied=6, opinions=10))
    assert score(load_profile("beijing_like"), rates, counts()) == 70


def test_a_unit_of_which_nothing_is_known_has_no_score() -> None:
    assert score(load_profile("beijing_like"), rates_of(counts()), counts()) is None


def test_deductions_have_their_caps_and_the_score_its_floor() -> None:
    full = {"signed_on_time": 5, "sign_due": 5, "due_in_month": 5, "replied_on_time": 5, "judged": 5, "resolved": 5}
    good = counts(**full, opinions=5, satisfied=5, answered=5)
    news = load_profile("pds_news")
    assert score(news, rates_of(good), good) == 100
    assert score(news, rates_of(good), good | {"supervised": 30, "returns_rejected": 30}) == 85
    assert score(news, rates_of(good), good | {"false_replies": 3}) == 85
    assert score(news, rates_of(good), good | {"false_replies": 90}) == 0


def of(replied: int, due: int = 10) -> dict[str, int]:
    return counts(replied_on_time=replied, due_in_month=due)


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    months = {"a": of(10), "b": of(9), "c": of(9), "d": of(8)}
    rows = rank(load_profile("pds_news"), dict.fromkeys("abcd", "street"), months)
    assert [(row.unit, row.rank) for row in rows] == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]


def test_equal_when_shown_is_not_equal_when_ranked() -> None:
    months = {"a": of(66_667, 100_000), "b": of(66_666, 100_000)}
    rows = rank(load_profile("pds_news"), dict.fromkeys("ab", "street"), months)
    assert [row.rank for row in rows] == [1, 2]


def test_a_unit_is_ranked_in_its_group_and_only_with_enough_that_was_due() -> None:
    groups = {"a": "county", "b": "street", "c": "street", "d": "street", "e": "street", "f": "county"}
    months: Mapping[str, Mapping[str, int]] = {"a": of(5), "b": of(4), "c": of(4, 4), "d": counts(assigned=1)}
    rows = {row.unit: (row.group, row.rank, row.unranked) for row in rank(load_profile("pds_news"), groups, months)}
    assert rows == {
        "a": ("county", 1, None),
        "b": ("street", 1, None),
        "c": ("street", None, Unranked.TOO_FEW),
        "d": ("street", None, Unranked.NOTHING_DUE),
        "e": ("street", None, Unranked.NO_PETITIONS),
        "f": ("county", None, Unranked.NO_PETITIONS),
    }


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 20), st.integers(5, 20))))
def test_who_is_better_never_ranks_behind(given_rows: dict[str, tuple[int, int]]) -> None:
    months = {unit: of(min(replied, due), due) for unit, (replied, due) in given_rows.items()}
    rows = [row for row in rank(load_profile("pds_news"), dict.fromkeys(months, "g"), months) if row.rank is not None]
    for one in rows:
        for other in rows:
            assert one.score is not None
            assert other.score is not None
            assert (one.score > other.score) <= (
                one.rank is not None and other.rank is not None and one.rank < other.rank
            )
            assert (one.score == other.score) == (one.rank == other.rank)


def test_a_small_sample_is_less_sure() -> None:
    few, many = wilson_lower(Rate(5, 5, 5)), wilson_lower(Rate(500, 500, 500))
    assert few is not None
    assert many is not None
    assert few < 0.6
    assert many > 0.99
    assert wilson_lower(Rate(0, 0, 0)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"components": []},
        {"version": "x"},
        {"components": [{"rate": "charm", "full": "1"}]},
        {"components": [{"rate": "redo", "full": "0"}]},
        {"deductions": [{"count": "smiles", "each": "1"}]},
    ],
)
def test_a_profile_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    table: dict[str, Any] = {"name": "x", "version": 1, "minimum": 5, "components": [{"rate": "redo", "full": "10"}]}
    assert read_profile(table, "x").name == "x"
    with pytest.raises(Misconfigured):
        read_profile(table | change, "x")


def test_a_profile_comes_with_casebook_or_from_a_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('name = "own"\nversion = 3\nminimum = 1\ncomponents = [{ rate = "redo", full = "10" }]\n')
    assert load_profile(str(own)).version == 3
    own.write_text("no toml")
    for name in (str(own), str(tmp_path), "nobodys"):
        with pytest.raises(Misconfigured):
            load_profile(name)
