"""What stands in brackets behind a verdict: short sentences for those who look into it, in both languages.

Code names a sentence by its English and gives what is filled in; a closed list, the same for each of our verifiers.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

DETAILS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "{}": "{}",
        "{} bytes where {} are expected": "有 {} 个字节，应为 {} 个",
        "{} has {} bytes": "{} 有 {} 个字节",
        "{} has no meaning": "不应有文件 {}",
        "{} hashes where {} are needed": "有 {} 个哈希，应为 {} 个",
        "{} is not there": "缺少 {}",
        "{} of {} have cosigned": "会签的有 {} 个，共 {} 个",
        "a control character": "含有控制字符",
        "a file in it is damaged, or not stored as it is": "其中有文件已损坏，或不是原样存放",
        "a group of too few, or of members that are not defined above": "组要求的数目不对，或成员在上文没有",
        "a key of another kind, or one twice": "密钥的种类不对，或有重复",
        "a log that this witness does not know": "本见证方不认识这个日志",
        "a member of two groups, or twice of one": "成员属于两个组，或在一个组里重复",
        "a name that no file of a bundle has": "证据包里不会有这样的文件名",
        "a name twice": "名称重复",
        "a note that is too large": "签名文本太大",
        "a private key with another key's id": "私钥的编号不是它的",
        "a short salt": "盐太短",
        "a signature in the name of {} is not theirs": "以 {} 的名义作的签名不是其所签",
        "a signature of {} has no such shape": "{} 的签名不会是这样",
        "a vkey of another kind, or with another key's id": "公钥的种类不对，或编号不是它的",
        "adoption {} of {} is not there": "缺少第 {} 个采用记录（{}）",
        "after another one": "接在另一个事件之后",
        "after it was seen": "晚于见证的时间",
        "an empty signature": "空的签名",
        "an empty tree with another root": "空的日志却有别的根",
        "another text than was adopted": "与所采用的内容不同",
        "another than the one published": "与所公布的不同",
        "at another place": "在别的位置",
        "at size {}": "大小为 {}",
        "attachments shown that are not": "所列公开的附件与实际不符",
        "before it was not there yet": "早于它尚不存在的时间",
        "cut off": "被截断",
        "each event needs its proof, and there must be one": "每个事件都须有证明，且至少要有一个事件",
        "extra data of no size, or too large": "附加数据为空，或太大",
        "for another checkpoint": "是另一个检查点的",
        "from another size": "起点的大小不同",
        "kept at size {}, the bundle is of {}": "留存的大小为 {}，证据包的为 {}",
        "line {}: {}": "第 {} 行：{}",
        "log, size or number of events": "日志、大小或事件数",
        "no {}, or too many hashes": "没有 {}，或哈希过多",
        "no key of a log": "没有日志的公钥",
        "no leaf {} among {}": "没有第 {} 个叶，共 {} 个",
        "no quorum line": "没有 quorum 行",
        "no such day": "没有这一天",
        "no such hour": "没有这个时刻",
        "no such time": "没有这个时间",
        "nobody adopted it": "没有人采用过它",
        "not a calendar": "不是工作日历",
        "not a checkpoint": "不是检查点",
        "not a disclosure": "不是所披露的文字",
        "not a header": "不是事件头",
        "not a line of a policy, or a name that is not defined above": "不是策略里的一行，或用了上文没有的名称",
        "not a manifest": "不是清单",
        "not a number": "不是数",
        "not a place": "不是位置",
        "not a policy": "不是策略",
        "not a private key": "不是私钥",
        "not a proof of this version": "不是这一版的证明",
        "not a record of a stream's head": "不是最末事件的记录",
        "not a signature line": "不是签名行",
        "not a signed note": "不是签名文本",
        "not a vkey": "不是公钥（vkey）",
        "not an adoption": "不是采用记录",
        "not an archive as casebook writes it": "不是 casebook 写出的归档",
        "not an entry": "不是账本的一条记录",
        "not an event": "不是事件",
        "not an event that publishes heads": "不是公布最末事件的事件",
        "not base64": "不是 base64",
        "not base64url": "不是 base64url",
        "not its keys": "不是它的密钥",
        "not JSON as the ledger writes it": "不是账本所写的 JSON",
        "not limits": "不是时限",
        "not signed by the log that it names": "不是它所说的日志签发的",
        "not signed with a key that is trusted, or twice with one": "没有可信密钥的签名，或同一密钥签了两次",
        "not the address of a tile": "不是瓦片的地址",
        "not the digests of words": "不是文字的摘要",
        "not the file of an event": "不是事件的附件",
        "not the last of those counted": "不是所计事件中最末的",
        "not there": "缺失",
        "not UTF-8": "不是 UTF-8",
        "not what was cosigned last": "与上次会签的不符",
        "nothing above a checkpoint": "检查点之前没有内容",
        "of another log": "属于另一个日志",
        "of another number of streams": "所列的数目不同",
        "of another stream": "属于另一件诉求，或另一类采用记录",
        "of another place": "属于别的位置",
        "other attachments than the events name": "与事件所列的附件不同",
        "other words than the event has": "与事件的各栏文字不同",
        "says {}": "自述为 {}",
        "the edge at level {} has {} bytes": "第 {} 层的边缘有 {} 个字节",
        "the last is event {}": "最末的是第 {} 个事件",
        "the old size is above the new one": "旧的大小超过新的",
        "the old tree has {} leaves, the new one {}": "旧树有 {} 个叶，新树有 {} 个",
        "the proof leads to another root": "证明导向另一个根",
        "the proof leads to other roots": "证明导向别的根",
        "the same leaves have another root": "叶数相同，而根不同",
        "to another checkpoint": "通向另一个检查点",
        "too large": "太大",
        "too many files, or not in order": "文件过多，或次序不对",
        "too much for one archive": "一个包容纳不下",
        "with extra data": "带有附加数据",
        "words of an event that is not there": "有不存在的事件的文字",
        "words shown that are not, or the other way": "所列公开的文字与实际不符",
    }
)
"""By the English sentence the Chinese one; braces stand for what is filled in, in the same order in both."""


class Meaning(NamedTuple):
    """Something said in both languages."""

    zh: str
    en: str


class Detailed(ValueError):
    """An error with one of the sentences of `DETAILS`, and what is filled in; another error among that is told too."""

    def __init__(self, sentence: str, *given: object) -> None:
        super().__init__(sentence, *given)

    def __str__(self) -> str:
        return self.meaning.en

    @property
    def meaning(self) -> Meaning:
        """The sentence in both languages."""
        return detail(*self.args)


def detail(sentence: str, *given: object) -> Meaning:
    """The sentence of `DETAILS` in both languages, filled in."""
    told = [each.meaning if isinstance(each, Detailed) else Meaning(str(each), str(each)) for each in given]
    zh, en = ([each[language] for each in told] for language in range(len(Meaning._fields)))
    return Meaning(DETAILS[sentence].format(*zh), sentence.format(*en))
