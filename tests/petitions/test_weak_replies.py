"""Replies that only state an intent are flagged, and those that say something are not."""

from __future__ import annotations

import pytest

import wishes
from casebook.demo.plot import steps
from casebook.demo.themes import weak_replies as weak_texts
from casebook.petitions.commands import SubmitReply
from casebook.petitions.events import Replied
from casebook.petitions.handling.weak import Span, WeakReplies, WeakRule
from casebook.petitions.vocabulary import Action, Defect, Status
from casebook.reference.weak_replies import weak_replies
from language import APPROVER, given, until

CITY = weak_replies()
OF_THE_ARTICLE = ("将积极协调处理", "工作人员已现场查看并处理")
PARAPHRASES = (
    "您好，您反映的问题已收悉，我单位高度重视，将尽快安排人员前往处理。",
    "关于路灯不亮的问题，我们非常重视，会尽快联系维修单位解决。",
    "已将您的诉求转交相关科室，请耐心等待。",
    "经核查，我局工作人员已到现场进行了处理，感谢您的监督。",
    "1月28日上午，执法队员已前往现场处置，问题已得到解决。",
    "2022年1月28日，街道工作人员到场查看，情况已好转。",
    "感谢您的来电，下一步我街道将加强日常巡查，杜绝此类现象再次发生。",
    "该问题我们正在研究，待条件成熟后逐步推进解决。",
    "我单位已责成物业公司尽快整改，并将持续跟踪办理情况。",
    "我们对您反映的问题非常重视，力争早日给您满意的答复。",
    "针对您反映的情况，我们将认真研究，统筹考虑，积极推动问题解决。",
    "情况属实，我们会督促责任单位抓紧整改到位。",
    "收到您的诉求后，领导高度重视，责成专人跟进，一定妥善解决好您的困难。",
    "接诉后，社区立即组织人员到现场查看，现已处理完毕。",
    "收到，我们马上处理。感谢您对我们工作的监督。",
)
SAYING_SOMETHING = (
    "接到诉求后，街道联系执法中队到现场查看，情况属实，已劝离违停车辆，今后将加强巡查。",
    "经查，巷口确有车辆占道停放，执法人员将违停车辆全部劝离，我们将积极协调处理后续问题。",
    "工作人员已现场查看并处理：更换损坏的灯头3个，当晚已亮灯。",
    "工作人员已现场查看并处理，巷口堆放的建筑垃圾于当天下午由物业运走，路面清扫干净。",
    "经测量，施工噪声昼间为62分贝；我局要求施工单位夜间22时后停止作业，并将积极协调处理。",
    "参保人可持身份证到政务服务中心医保窗口办理转移，如有疑问我们将积极协调处理。",
    "树枝已经剪掉，不再遮挡路灯，后续将加强巡查。",
    "该处路面尚未移交市政，我单位已铺垫碎石，方便居民临时通行，移交后将尽快处理。",
)


@pytest.mark.parametrize("text", [*OF_THE_ARTICLE, *(f"{text}。" for text in OF_THE_ARTICLE), *PARAPHRASES])
def test_a_reply_that_only_states_an_intent_is_flagged(text: str) -> None:
    assert CITY.intent_only(text)


@pytest.mark.parametrize("text", SAYING_SOMETHING)
def test_a_reply_that_says_something_is_not_whatever_it_intends_besides(text: str) -> None:
    assert CITY.intent_only(text) == ()


def test_no_real_reply_of_the_demo_is_flagged_and_every_one_that_was_rejected_for_it_is() -> None:
    replies = [step.command for step in steps() if isinstance(step.command, SubmitReply)]
    real = [reply.text for reply in replies if {Action.EXPLAINED, Action.FOUND_TRUE} & set(reply.actions)]
    assert len(real) > 800
    assert [text for text in real if CITY.intent_only(text)] == []
    (intents,) = [weak.texts for weak in weak_texts() if weak.defect is Defect.INTENT_ONLY]
    slots = {"{community}": "五座窑村", "{spot}": "土产巷口附近", "{we}": "我局"}
    for text in intents:
        for slot, said in slots.items():
            text = text.replace(slot, said)  # noqa: PLW2901  filled in step by step
        assert CITY.intent_only(text), text


def test_the_words_that_caused_it_are_shown_where_they_stand() -> None:
    text = "您好，我们将积极协调处理。"
    found = {text[span.start : span.end] for span in CITY.spans(text) if span.rule == "will-coordinate"}
    assert found == {"将积极协调处理"}


def test_every_rule_tells_why_in_both_languages_and_finds_something() -> None:
    said = " ".join((*OF_THE_ARTICLE, *PARAPHRASES))
    for rule in CITY.rules:
        assert rule.zh
        assert rule.en.isascii()
        assert any(span.rule == rule.id for span in CITY.spans(said)), rule.id


def test_a_city_writes_its_rules_in_words() -> None:
    rule = WeakRule("soon", ("^{will}…#天$",), "", "")
    city = WeakReplies(words={"will": ("将", "会")}, rules=(rule,))
    assert city.spans("您好，将在3天，谢谢") == (Span("soon", 3, 7),)
    assert city.intent_only("将在3天") == ("soon",)
    assert city.spans("我们将在3天") == ()
    assert city.intent_only("将在3天。巷口已经没有车了") == ()


def test_a_reply_carries_the_rules_that_flag_it() -> None:
    weak = wishes.reply(text="您反映的问题已收悉，我们将积极协调处理。")
    at_work = given(*until(Status.IN_PROGRESS))
    (flagged,) = at_work.when(weak, by=APPROVER).events()
    assert isinstance(flagged, Replied)
    assert "will-coordinate" in flagged.intent_only
    (unflagged,) = at_work.when(wishes.reply(), by=APPROVER).events()
    assert isinstance(unflagged, Replied)
    assert unflagged.intent_only == ()
