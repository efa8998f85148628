"""What rules would take out of a text before everybody reads it."""

from __future__ import annotations

import pytest

from casebook.petitions.publication.codes import Redaction
from casebook.petitions.publication.redacting import RedactionRule, RedactionRules, without
from casebook.reference.redactions import redaction_rules


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("居民王小明反映，巷口被堵。", "name", "王小明"),
        ("张大爷说车辆多在早晚停放。", "name", "张大爷"),
        ("投诉人：欧阳修，要求清理。", "name", "欧阳修"),
        ("请拨打13812345678联系。", "phone", "13812345678"),
        ("请拨打138 1234 5678联系。", "phone", "138 1234 5678"),
        ("单位电话0375-2345678。", "phone", "0375-2345678"),
        ("电话：2345678，上班时间有人。", "phone", "2345678"),
        ("豫D·12345停在巷口。", "plate", "豫D·12345"),
        ("豫DD12345停在巷口。", "plate", "豫DD12345"),
        ("家住园丁路15号院3号楼2单元501室。", "house_number", "15号院3号楼2单元501室"),
        ("3号楼2单元东户漏水。", "house_number", "3号楼2单元东户"),
        ("他住3号楼2单元501，已修好。", "house_number", "3号楼2单元501"),
        ("她在园丁路15号院3号楼1205。", "house_number", "15号院3号楼1205"),
        ("土产巷十二号门前。", "house_number", "十二号"),
        ("身份证410403199001011234已登记。", "licence", "410403199001011234"),
        ("信用代码91410400MA3X1Y2W3P。", "licence", "91410400MA3X1Y2W3P"),
        ("位置113.2931，33.7352附近。", "coordinates", "113.2931，33.7352"),
        ("她8岁女儿上学不便。", "minor", "8岁女儿"),
        ("就读于矿区小学三年级2班。", "minor", "三年级2班"),
    ],
)
def test_what_is_never_published_is_found(text: str, kind: str, words: str) -> None:
    found = [(str(one.rule.kind), one.words) for one in redaction_rules().proposals(text)]
    assert (kind, words) in found


@pytest.mark.parametrize(
    "text",
    [
        "拨打12345热线后，街道联系执法中队到现场查看，已劝离违停车辆12辆。",
        "2022年1月30日下午三点半，土产巷口没有车辆停放，家属院出口畅通。",
        "三期5栋1200人，改造车棚3座300平方米。",
        "该路段长1500米，更换路灯36盏，投资12.5万元，3月15日前完工。",
    ],
)
def test_what_harms_nobody_stays(text: str) -> None:
    assert redaction_rules().proposals(text) == ()


def test_only_what_a_person_confirms_is_taken_out() -> None:
    text = "王女士说，王女士的车豫D·12345已挪走。"
    proposals = redaction_rules().proposals(text)
    assert [one.words for one in proposals] == ["王女士", "王女士", "豫D·12345"]
    assert all(text[one.start : one.end] == one.words for one in proposals)
    assert without(text, proposals, {0, 2}) == "某某说，王女士的车（车牌略）已挪走。"
    assert without(text, proposals, set()) == text


def test_the_longer_find_counts_and_then_the_earlier_rule() -> None:
    short, long, same = (
        RedactionRule(Redaction.NAME, pattern, instead, "", "")
        for pattern, instead in (("{letter}b", "1"), ("{letter}bc", "2"), ("abc", "3"))
    )
    rules = RedactionRules({"letter": ["a"]}, (short, long, same))
    assert [one.rule for one in rules.proposals("abcab")] == [long, short]
