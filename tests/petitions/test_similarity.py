"""What two people write about one lane is alike, what they write about two things is not."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from casebook.demo.phrases import Phrases
from casebook.demo.scenery import choose
from casebook.demo.themes import lines, themes
from casebook.petitions.merging.similarity import LIKELY, likeness
from casebook.petitions.vocabulary import Category

if TYPE_CHECKING:
    from casebook.demo.scenery import Scene
    from casebook.demo.themes import Theme

NAMES = ("优越路街道", "卫东区")
TUCHANXIANG = (
    "土产巷口乱停车，家属院唯一出口被堵\n卫东区优越路街道园丁社区土产巷，每天有车辆堵住家属院唯一的出口，"
    "居民出行不便，希望有关部门管一管。"
)
FILLED = {"since": "这阵子", "we": "我们", "visit": "当天"}


@pytest.mark.parametrize(
    "told",
    [
        "土产巷家属院出口天天被车堵死\n园丁社区土产巷这个家属院就一个出口，晚上总有车乱停，堵住了进不去出不来，请管管。",
        "土产巷乱停车\n土产巷里天天有车辆乱停，堵住家属院出口。",
        "家属院唯一出口被堵，请管一管\n优越路街道土产巷口，车辆堵住出口，消防车都进不来。",
        "土產巷口乱停车！！家属院唯一出口，被堵。",
    ],
)
def test_a_lane_told_otherwise_is_the_same_lane(told: str) -> None:
    assert likeness(TUCHANXIANG, told, NAMES) >= LIKELY


@pytest.mark.parametrize(
    "told",
    [
        "楼下烧烤油烟扰民\n卫东区优越路街道园丁社区，楼下烧烤店每天油烟很大，居民不敢开窗，希望有关部门管一管。",
        "小巷路灯不亮\n优越路街道的路灯坏了半个月，晚上出行不便，希望有关部门尽快处理。",
        "今年什么时候开始供暖\n请问优越路街道今年什么时候开始集中供暖？谢谢。",
    ],
)
def test_another_thing_on_the_same_street_is_another_thing(told: str) -> None:
    assert likeness(TUCHANXIANG, told, NAMES) < LIKELY


def test_likeness_is_the_same_both_ways_and_knows_its_ends() -> None:
    assert likeness(TUCHANXIANG, TUCHANXIANG) == 1
    assert likeness("土产巷口", "土产巷口乱停车") == likeness("土产巷口乱停车", "土产巷口") == 1
    assert likeness("土产巷口乱停车", "路灯不亮") == 0
    assert likeness("", TUCHANXIANG) == likeness("？！", TUCHANXIANG) == 0


def test_width_case_and_punctuation_do_not_count() -> None:
    assert likeness("ＡＢＣ大厦，电梯！", "abc大厦电梯") == 1


def told(rng: Random, theme: Theme, scene: Scene) -> str:
    """What somebody writes about a matter there."""
    phrases, words = Phrases(rng), scene.words | FILLED
    parts = (lines("openings"), theme.details, theme.effects, lines("wishes"))
    return "\n".join([phrases.say(theme.titles, words), *(phrases.say(part, words) for part in parts if part)])


def test_of_the_demo_s_texts_nine_of_ten_duplicates_are_found_and_hardly_anything_else() -> None:
    rng = Random(20220126)
    everything = [theme for category in Category for theme in themes(category) if not theme.no_spot]
    found = unrelated = 0
    for _ in range(1000):
        theme, other = rng.sample(everything, 2)
        while other.matter == theme.matter:
            other = rng.choice(everything)
        scene = choose(rng, theme)
        names = (scene.words["area"], scene.words["street"])
        mine = told(rng, theme, scene)
        found += likeness(mine, told(rng, theme, scene), names) >= LIKELY
        unrelated += likeness(mine, told(rng, other, scene), names) >= LIKELY
    assert found / 1000 >= 0.9
    assert unrelated / 1000 <= 0.05
