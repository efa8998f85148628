"""Every check that a bundle has to pass, by name: a closed list, the same for each of our verifiers.

A check that refuses is told with the event it is about and with what it means for whoever holds the bundle.
"""

from __future__ import annotations

from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .details import Meaning, detail
from .encoding import Malformed
from .merkle import Unproven
from .note import NotSigned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


CHECKS: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "container": Meaning(
            "文件不是完整的证据包：可能没有下载完整，或被别的程序改写过。请重新取得。",
            "The file is not a whole bundle: it was cut off, or rewritten by another program. Get it again.",
        ),
        "unsigned": Meaning(
            "其中还没有证明：取得它时账本尚未签名，文字和事件已在其中。凭诉求编号和查询码向本服务再取一次，不需要账号。",
            "There is no proof in it yet: it was made before the log was signed. Its words and events are there; get "
            "it again from the service by number and query code, no account is needed.",
        ),
        "contents": Meaning(
            "包内文件不齐或有多余：缺的无从核对，多的没有任何证明。",
            "Files are missing, or there are others: what is missing cannot be checked, what is added is not proven.",
        ),
        "manifest": Meaning(
            "清单不合格式，无法知道包内应有什么。",
            "The manifest is not well formed, so nobody knows what should be in the bundle.",
        ),
        "checkpoint": Meaning(
            "检查点不合格式，不能说明日志当时的状态。",
            "The checkpoint is not well formed, so it does not state what the log was.",
        ),
        "signature": Meaning(
            "检查点没有您所信任的日志密钥的有效签名：它不是该日志签发的，或签发后被改动。",
            "No log key that you trust has signed the checkpoint: it is not this log's, or was changed after signing.",
        ),
        "witness": Meaning(
            "您信任的见证人没有都共同签名，或没有达到策略要求的数目：不能排除别人看到的是另一份日志。",
            "Not all witnesses that you trust have cosigned, or too few for your policy: others may see another log.",
        ),
        "old-checkpoint": Meaning(
            "所附的旧检查点不合格式，或没有该日志的有效签名。",
            "The older checkpoint is not well formed, or not signed by this log.",
        ),
        "growth": Meaning(
            "日志不是从旧检查点单纯增长而来：其中有内容被改动、删除或插入。",
            "The log has not simply grown from the older checkpoint: something was changed, removed or inserted.",
        ),
        "kept-checkpoint": Meaning(
            "您留存的检查点不合格式，或没有所给日志密钥的有效签名，无从比较：可能选错了文件，或它属于另一个日志。",
            "The checkpoint that you kept is not well formed, or not signed with the key of this log, so nothing can "
            "be compared with it: perhaps it is another file, or another log's.",
        ),
        "kept": Meaning(
            "与您留存的检查点矛盾：大小相同而内容不同。日志被改写过，或者有两份。",
            "It contradicts the checkpoint that you kept: of the same size, with another content. The log was "
            "rewritten, or there are two.",
        ),
        "entry": Meaning(
            "事件不是账本记下的样子，读不出唯一的含义。",
            "The event is not as the ledger writes it, so it has no one meaning.",
        ),
        "proof": Meaning(
            "事件的证明不合格式，或属于另一个检查点。",
            "The event's proof is not well formed, or belongs to another checkpoint.",
        ),
        "inclusion": Meaning(
            "已签名的日志里没有这样的事件：它被改动过，或从未记入。",
            "The signed log has no such event: it was changed, or never recorded.",
        ),
        "place": Meaning(
            "事件自述的日志或位置，与证明的不同：它被移了位置。",
            "The event names another log or place than the one proven: it was moved.",
        ),
        "stream": Meaning(
            "事件属于另一件诉求。",
            "The event belongs to another petition.",
        ),
        "version": Meaning(
            "事件的序号不是从一起连续的：有事件被抽掉、重复或调换。",
            "The events are not numbered from one without a gap: one was taken out, doubled or exchanged.",
        ),
        "chain": Meaning(
            "事件没有接在前一个事件之后：其间的历史不是原来的。",
            "The event does not follow the one before it: the history between them is not the original one.",
        ),
        "order": Meaning(
            "事件的位置或时间早于前一个事件。",
            "The event stands before the one it should follow, or is earlier.",
        ),
        "time": Meaning(
            "事件的时间与见证人所见不符：它被提前或推后了，或者记入后久未签名。",
            "The event's time does not fit what witnesses saw: it was dated back or forward, or stayed unsigned for "
            "long.",
        ),
        "disclosure": Meaning(
            "所附文字的格式不对，或不是这一栏的。",
            "The words shown are not well formed, or belong to another field.",
        ),
        "digest": Meaning(
            "所附文字与事件里的摘要不符：文字被改动过。",
            "The words shown do not match the digest in the event: they were changed.",
        ),
        "undisclosed": Meaning(
            "附有事件里没有的文字：没有任何证明。",
            "Words are shown that the event does not have: nothing proves them.",
        ),
        "attachment": Meaning(
            "附件与事件里的摘要不符，或不能用所附的密钥打开：附件被改动或调换。",
            "An attachment does not match its digest, or does not open with its key: it was changed or exchanged.",
        ),
        "unattached": Meaning(
            "附有没有任何事件提到的附件。",
            "An attachment is shown that no event names.",
        ),
        "adoption": Meaning(
            "所附的时限、工作日历的采用记录不在日志里、不齐，或不是该日志的。",
            "An adoption of limits or of a calendar is not in the log as it is shown, or one is missing.",
        ),
        "document": Meaning(
            "所附的时限或工作日历不是所采用的那一份，或读不出来。",
            "A text of limits or of a calendar is not the one that was adopted, or cannot be read.",
        ),
        "listed": Meaning(
            "清单所述与包内实际不符：数目、日志、诉求，或哪些内容公开、未公开、已删除。",
            "The manifest does not say what is there: its counts and log, or what is shown, withheld or erased.",
        ),
        "heads": Meaning(
            "各诉求最末事件的公布不合格式，或不在日志里。",
            "The publication of every stream's last event is not well formed, or not in the log.",
        ),
        "head": Meaning(
            "这件诉求的最末事件不在所公布的清单里。",
            "This petition's last event is not among those published.",
        ),
        "tail": Meaning(
            "公布的最末事件不在包内：后面的事件被略去。",
            "The last event published is not in the bundle: later events were left out.",
        ),
        "unjoined": Meaning(
            "凭这份证据包无法判断日志自您留存的检查点起是否只增不改：它比检查点旧，或没有附上自那里增长的证明。"
            "这本身不是改动的迹象。请重新取得一份证明自该检查点起增长的证据包。",
            "Whether the log has only grown since the checkpoint that you kept cannot be decided with this bundle: it "
            "is older, or shows no growth from there. That by itself is no sign of tampering. Get a newer bundle that "
            "is made to show growth from that checkpoint.",
        ),
    }
)

OF_KEPT: Final = "kept-checkpoint"
"""The check of the asker's own file; all others are about the bundle."""

UNUSABLE: Final = frozenset({"container", "unsigned", OF_KEPT, "unjoined"})
"""Checks without which nothing can be said: for want of something, and not because something is wrong."""


class Refused(Exception):
    """A check refuses.

    Attributes:
        check: its name in `CHECKS`.
        version: of the event that it is about, if it is about one.
        detail: for those who look into it, one of the sentences of `DETAILS`.
    """

    def __init__(self, check: str, version: int | None = None, sentence: str | None = None, *given: object) -> None:
        super().__init__(check, version, sentence, *given)
        self.check = check
        self.version = version
        self.detail = None if sentence is None else detail(sentence, *given)

    @property
    def meaning(self) -> Meaning:
        """What it means, with the event it is about."""
        zh, en = CHECKS[self.check]
        return (
            Meaning(zh, en)
            if self.version is None
            else Meaning(f"第 {self.version} 个事件：{zh}", f"Event {self.version}: {en}")
        )


@contextmanager
def checking(check: str, version: int | None = None) -> Iterator[None]:
    """What does not parse, is not proven or not signed in this block is refused by this check.

    Raises:
        Refused: it is.
    """
    try:
        yield
    except (Malformed, Unproven, NotSigned) as error:
        raise Refused(check, version, *error.args) from error


def see(holds: object, check: str, version: int | None = None, sentence: str | None = None, *given: object) -> None:
    """See that something holds.

    Raises:
        Refused: it does not.
    """
    if not holds:
        raise Refused(check, version, sentence, *given)
