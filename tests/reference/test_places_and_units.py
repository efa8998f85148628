from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter, ValidationError

from casebook.petitions.words import Code
from casebook.reference.places import PlacesVersion, pingdingshan, shipped_places
from casebook.reference.units import Group, units

CITY = pingdingshan()
UNITS = units()
CODE = TypeAdapter(Code)


def test_the_city_has_its_known_number_of_places() -> None:
    assert (len(CITY.areas), len(CITY.streets), len(CITY.communities)) == (12, 148, 2828)


def test_tuchanxiang_lies_in_yuanding_community_of_youyuelu_street_in_weidong_district() -> None:
    assert CITY.name("410403") == "卫东区"
    assert CITY.name("410403002") == "优越路街道"
    assert CITY.name("410403002002") == "园丁社区居民委员会"
    assert "410403002" in CITY.streets_of("410403")
    assert "410403002002" in CITY.communities_of("410403002")


def test_each_area_has_a_square_of_its_own_roughly_where_it_lies() -> None:
    at = {CITY.areas[code]: (tile.column, tile.row) for code, tile in CITY.grid.items()}
    assert at.keys() == set(CITY.areas.values())
    assert at["汝州市"] < at["舞钢市"]
    assert at["汝州市"][1] < at["鲁山县"][1]
    assert at["新华区"][0] < at["卫东区"][0]
    assert at["新华区"][1] < at["湛河区"][1] < at["舞钢市"][1]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"410404": {"column": 0, "row": 0}}, "one square"),
        ({"410499": {"column": 9, "row": 9}}, "no area"),
        ({"410404": None}, "not on the map"),
    ],
)
def test_a_map_that_leaves_areas_out_or_puts_two_on_one_square_is_refused(
    changes: dict[str, dict[str, int] | None], wrong: str
) -> None:
    shipped = shipped_places()
    grid = {code: tile for code, tile in (shipped["grid"] | changes).items() if tile}
    with pytest.raises(ValidationError, match=wrong):
        PlacesVersion.model_validate(shipped | {"grid": grid})
    assert PlacesVersion.model_validate(shipped | {"grid": {}}).places.grid == {}


def test_a_part_has_the_code_of_the_whole_before_its_own() -> None:
    assert all(street[:6] in CITY.areas for street in CITY.streets)
    assert all(community[:9] in CITY.streets for community in CITY.communities)


def test_areas_and_streets_have_the_english_names_of_their_units_and_an_earlier_document_needs_none() -> None:
    theirs = {
        unit.street or unit.area: unit.en for unit in UNITS.values() if unit.group in {Group.COUNTY, Group.STREET}
    }
    assert CITY.english == theirs
    earlier = {name: value for name, value in shipped_places().items() if name != "english"}
    assert PlacesVersion.model_validate(earlier | {"version": 2}).places.english == {}


def test_a_place_of_another_city_is_not_of_this_one() -> None:
    assert "410402" in CITY
    assert "110101" not in CITY
    assert CITY.name("110101") is None


def test_every_area_and_street_is_a_unit() -> None:
    assert {unit.area for unit in UNITS.values() if unit.group is Group.COUNTY} == set(CITY.areas)
    assert {unit.street for unit in UNITS.values() if unit.group is Group.STREET} == set(CITY.streets)


def test_a_streets_unit_has_its_name_and_area() -> None:
    for code, name in CITY.streets.items():
        unit = UNITS[f"street-{code}"]
        assert (unit.zh, unit.area) == (name, code[:6])


def test_every_unit_has_a_code_and_names_in_two_languages() -> None:
    for code, unit in UNITS.items():
        assert CODE.validate_python(code) == unit.code
        assert re.fullmatch(r"[\u4e00-\u9fff()、]+", unit.name("zh"))
        assert unit.name("en").isascii()


def test_no_two_units_have_one_name() -> None:
    assert len({unit.zh for unit in UNITS.values()}) == len(UNITS)


def test_departments_and_companies_answer_for_no_territory() -> None:
    others = [unit for unit in UNITS.values() if unit.group in (Group.DEPARTMENT, Group.COMPANY)]
    assert others
    assert all(unit.area is None and unit.street is None for unit in others)
