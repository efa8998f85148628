"""The documents of reference data: what is shipped, and what is refused."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from casebook.errors import Misconfigured
from casebook.reference.documents import FORMS, Document, document, read, shipped
from casebook.reference.kinds import Kind
from casebook.reference.matters import MattersVersion, Route
from casebook.reference.profiles import Component, ProfilesVersion, Rate
from casebook.reference.publication import PublicationVersion
from casebook.reference.units import UnitsVersion, stands_below
from casebook.reference.versions import Reference

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2022, 1, 30)
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
HAN = re.compile(r"[\u3400-\u9fff]")


def unit(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "zh": "某单位", "en": "A unit", "group": "department"} | more


def text(words: str) -> dict[str, str]:
    return {"command": "submit-reply", "field": "text", "name": "某", "text": f"{words}。"}


def table(kind: Kind, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = orjson.loads(shipped()[kind].content)
    return content | changes


def catalogue() -> MattersVersion:
    version = shipped()[Kind.MATTERS].version
    assert isinstance(version, MattersVersion)
    return version


def test_every_kind_is_shipped_with_a_title_a_day_and_its_sources() -> None:
    assert set(FORMS) == set(shipped()) == set(Kind)
    for kind, one in shipped().items():
        assert one.kind is kind
        assert one.version.in_force_on
        assert one.version.sources
        assert one.version.title.en.isascii()
        assert Document(one.content).version == one.version


def test_a_document_is_its_content_whatever_the_order_of_its_lines() -> None:
    content = table(Kind.TERMS)
    turned = dict(reversed(content.items()))
    assert document(turned).digest == shipped()[Kind.TERMS].digest
    assert document(content | {"version": 2}).digest != shipped()[Kind.TERMS].digest


WRONG: list[tuple[Kind, dict[str, Any], str]] = [
    (Kind.UNITS, {"units": [unit("a", until="2022-01-31"), unit("a", since="2022-01-31")]}, "overlap"),
    (Kind.UNITS, {"units": [unit("a", since="2022-02-01", until="2022-01-31")]}, "end before they begin"),
    (Kind.UNITS, {"units": [unit("a"), unit("a")]}, "overlap"),
    (Kind.UNITS, {"units": [unit("a", parent="b")]}, "under b, which is not there"),
    (Kind.UNITS, {"units": [unit("a", parent="b"), unit("b", parent="c"), unit("c", parent="a")]}, "under itself"),
    (Kind.UNITS, {"units": [unit("a", parent="a")]}, "under itself"),
    (Kind.UNITS, {"units": [unit("a", unheard_of=1)]}, "unheard_of"),
    (Kind.UNITS, {"units": []}, "units"),
    (Kind.MATTERS, {"matters": [{"code": "a", "zh": "甲", "en": "A"}] * 2}, "twice"),
    (Kind.MATTERS, {"matters": [{"code": "a", "zh": "甲", "en": "A", "parent": "b"}]}, "not there"),
    (Kind.TERMS, {"complaint": {"reply": "0 wd"}}, "complaint.reply"),
    (Kind.TERMS, {"complaint": {"unheard_of": "1 wd"}}, "complaint.unheard_of"),
    (Kind.TERMS, {"complaint": {"reply": "soon"}}, "a number and a measure"),
    (Kind.TERMS, {"offices_open": "early"}, "a time of day"),
    (Kind.TERMS, {"complaint": 5}, "complaint is wrong"),
    (Kind.TERMS, {"offices_open": "18:00:00"}, "before they open"),
    (Kind.CALENDAR, {"years": [{"year": 2027, "papers": [], "days": []}]}, "papers"),
    (Kind.PLACES, {"streets": {"999999001": "某街道"}}, "lies nowhere"),
    (Kind.PLACES, {"english": {"999999": "Nowhere"}}, "is no place"),
    (Kind.PROFILES, {"in_use": "unheard_of:1"}, "not there"),
    (Kind.PUBLICATION, {"visited_of_hundred": 101}, "visited_of_hundred"),
    (Kind.PRIVACY, {"sections": []}, "sections"),
    (Kind.TEXTS, {"texts": [text("{moon}")]}, "moon"),
    (Kind.TEXTS, {"texts": [text("某某"), text("某")]}, "is there twice"),
]


@pytest.mark.parametrize(("kind", "changes", "named"), WRONG)
def test_a_document_that_does_not_fit_is_refused_with_the_place(
    kind: Kind, changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(Misconfigured, match=named) as refused:
        document(table(kind, **changes))
    assert ENGLISH.search(refused.value.zh) is None
    assert HAN.search(refused.value.en.replace("某", "")) is None


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({"version": "two"}, "version 有误：须为整数。", "version is wrong: This must be a whole number."),
        ({"version": None}, "version 有误：须为整数。", "version is wrong: This must be a whole number."),
        ({"in_force_on": "2022-13-01"}, "须为日期，例如 2022-01-30。", "This must be a day such as 2022-01-30."),
        ({"name": 5}, "name 有误：须为文字。", "name is wrong: This must be text."),
        ({"unheard_of": 1}, "没有这一项，请删除。", "There is no such field; leave it out."),
        ({"sections": [{"points": []}]}, "sections.0.heading 有误：此项必填。", "heading is wrong: This is required."),
        ({"erased_after": 0}, "erased_after 有误：不能小于 1。", "This must be 1 or more."),
    ],
)
def test_what_people_get_wrong_is_told_in_both_languages(changes: dict[str, Any], zh: str, en: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        document(table(Kind.PRIVACY, **changes))
    assert zh in refused.value.zh
    assert en in refused.value.en


def test_a_document_that_cannot_be_read_any_more_stands_in_nobodys_way_who_does_not_need_it() -> None:
    strange = Document(b'{"kind":"units","of_another_release":1}')
    assert len(strange.digest) == 64
    with pytest.raises(Misconfigured):
        strange.version  # noqa: B018  reading it is the point


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "kind = ", "neither TOML nor JSON"),
        ("a.json", "[1]", "no table"),
        ("a.json", '{"weight": 0.1}', "written exactly"),
        ("a.toml", "weight = 0.1", "written exactly"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured, match=said) as refused:
        read(path)
    assert ENGLISH.search(refused.value.zh.replace(str(path), "")) is None
    with pytest.raises(Misconfigured, match="cannot be read"):
        read(tmp_path / "nowhere.toml")


def test_a_unit_is_there_from_its_first_day_to_its_last_under_its_name_of_the_day() -> None:
    renamed = [unit("a", zh="香山街道筹备组", until="2022-01-30"), unit("a", zh="香山街道", since="2022-01-31")]
    version = document(table(Kind.UNITS, units=[*renamed, unit("b", since="2022-02-01")])).version
    assert isinstance(version, UnitsVersion)
    assert version.directory(DAY)["a"].zh == "香山街道筹备组"
    assert version.directory(date(2022, 1, 31))["a"].zh == "香山街道"
    assert "b" not in version.directory(DAY)
    assert "b" in version.directory(date(2022, 2, 1))


def test_a_unit_stands_below_its_parents_and_not_below_itself() -> None:
    version = document(
        table(Kind.UNITS, units=[unit("a"), unit("b", parent="a"), unit("c", parent="b"), unit("d", parent="a")])
    ).version
    assert isinstance(version, UnitsVersion)
    directory = version.directory(DAY)
    below = [(one, other) for one in directory for other in directory if stands_below(directory, one, other)]
    assert below == [("b", "a"), ("c", "a"), ("c", "b"), ("d", "a")]
    assert not stands_below(directory, "unheard_of", "a")


def test_every_street_stands_under_its_county_and_every_kind_of_matter_is_in_the_catalogue() -> None:
    version = shipped()[Kind.UNITS].version
    assert isinstance(version, UnitsVersion)
    for row in version.rows:
        assert row.street is None or row.parent == f"county-{row.area}"
        assert all(matter in catalogue() for matter in row.matters)


@pytest.mark.parametrize(
    ("where", "units"),
    [
        ("water_facility", ("company-water",)),
        ("power_facility", ("company-power",)),
        ("road", ("dept-city-management",)),
    ],
)
def test_the_sanitation_rule_sends_a_petition_to_whom_the_law_names(where: str, units: tuple[str, ...]) -> None:
    route = catalogue().route("sanitation", "410403", "410403002", where)
    assert (route.units, route.designate) == (units, False)
    assert all("市容环境卫生" in basis or "同条" in basis for basis in route.basis)


@pytest.mark.parametrize("where", [None, "managed_residential", "other", "unheard_of"])
def test_a_manhole_cover_of_unknown_ownership_is_designated_and_the_street_is_responsible_until_then(
    where: str | None,
) -> None:
    route = catalogue().route("manhole_covers", "410403", "410403002", where)
    assert (route.units, route.designate, route.meanwhile) == ((), True, "street-410403002")
    assert "sanitation authority" in (route.designated_by or "")


def test_a_matter_of_the_place_goes_to_the_street_and_without_a_street_to_the_county() -> None:
    assert catalogue().route("village_appearance", "410422", "410422101").units == ("street-410422101",)
    assert catalogue().route("village_appearance", "410422").units == ("county-410422",)
    assert catalogue().route("street_lighting").units == ("dept-city-management",)  # as what it stands under
    assert catalogue().route("unheard_of") == Route(designate=True)


def test_score_profiles_are_exact_and_add_up_to_a_hundred() -> None:
    version = shipped()[Kind.PROFILES].version
    assert isinstance(version, ProfilesVersion)
    assert set(version.by_id) == {"beijing_like:1", "pds_news:1", "lyg_100:1"}
    for profile in version.profiles:
        assert sum(component.full for component in profile.components) == Decimal(100)
        assert profile.minimum == 5
    lianyungang = {one.rate: one for one in version.by_id["lyg_100:1"].components}
    on_time, satisfaction = lianyungang[Rate.ON_TIME_REPLY], lianyungang[Rate.SATISFACTION]
    published = {"87.5": "19.75", "83.33": "17.67", "75": "13.5", "71.43": "12.5", "50": "12.5"}
    assert {rate: str(_points(satisfaction, rate)) for rate in published} == published
    published = {"89.82": "14.82", "80": "5", "66.67": "0"}
    assert {rate: str(_points(on_time, rate)) for rate in published} == published
    assert {one.rate for one in version.definitions} == set(Rate)


def _points(component: Component, rate: str) -> Decimal:
    missing = max(Decimal(0), component.target - Decimal(rate))
    points = max(component.floor, component.full - (component.slope or component.full / 100) * missing)
    return Decimal(f"{points.quantize(Decimal('0.01'), ROUND_HALF_UP):f}".rstrip("0").rstrip("."))


def test_a_sealed_petition_is_never_published() -> None:
    version = shipped()[Kind.PUBLICATION].version
    assert isinstance(version, PublicationVersion)
    assert version.unpublished == {"sealed"}
    assert not {"name", "phone"} & set(version.fields)


def test_what_was_never_adopted_is_as_it_was_shipped_from_its_day_on() -> None:
    bare = Reference()
    assert bare.document(Kind.TERMS, DAY) is shipped()[Kind.TERMS]
    assert bare.document(Kind.TERMS, date(2021, 7, 19)) is None
    for found in (bare.units(DAY), bare.places(DAY), bare.matters(DAY), bare.profiles(DAY), bare.publication(DAY)):
        assert found is shipped()[found.kind].version if found else False
