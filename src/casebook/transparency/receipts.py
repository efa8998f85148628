"""The receipt of a filing: what a citizen holds in hand that nobody can take back, whatever is erased or denied.

It is a bundle of the first event alone, so that every verifier takes it. Before the log is signed, a second or so after
the filing, it has everything but the proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from casebook.proof.archive import pack
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.composing import compose, compose_unsigned
from casebook.proof.note import Note
from casebook.proof.page import PAGE
from casebook.proof.tlog_proof import Inclusion

if TYPE_CHECKING:
    from casebook.ledger.stored import Stored
    from casebook.proof.composing import Telling
    from casebook.proof.tiles import Tree

SHORT: Final = 10
"""Bytes of the leaf hash that a text message carries: 80 bits."""

README: Final = """\
{title}

这份回执证明：您提交过这件诉求，什么时候提交，写了什么。请保存好，只给您信任的人看：其中有您写的全部内容。
叶哈希 {leaf}
{zh}
核对：用浏览器打开 verify.html（最好从别处取得），选这个文件，填入日志公钥；
或者 python -m casebook.proof.verify 本文件 日志公钥
公钥须另行取得（报纸、公告、审计机关），不要用本文件或本服务所附的。即使本服务日后删除或否认这件诉求，这个文件仍可单独核对。

This receipt proves that you filed this petition, when, and what you wrote. Keep it, and show it only to people you
trust: it holds all you wrote.
Leaf hash {leaf}
{en}
To check it open verify.html (best one that you got elsewhere) in a browser, choose this file and fill in the log's key;
or run python -m casebook.proof.verify THIS-FILE LOG-VKEY
Get the key elsewhere (the newspaper, a notice, the auditors), never from this file or this service. It can be checked
by itself even if this service erases or denies the petition one day.
"""
SIGNED: Final = (
    "证明已在其中。",
    "The proof is in it.",
)
NOT_SIGNED: Final = (
    "其中还没有证明：取得它时账本尚未签名，通常只需一两秒。请凭诉求编号和查询码再取一次，不需要账号。",
    """\
There is no proof in it yet: it was made before the log was signed, which takes a second or two. Get it again by number
and query code; no account is needed.""",
)


class Signed(NamedTuple):
    """A signed checkpoint with the cosignatures there are, and the tree that it states."""

    note: bytes
    tree: Tree


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of a filing.

    Attributes:
        stored: the first event of the petition.
        telling: it with its words.
        signed: the checkpoint that covers it; None while there is none.
    """

    stored: Stored
    telling: Telling
    signed: Signed | None

    @property
    def short(self) -> str:
        """The first 80 bits of the leaf hash in groups of four digits, to be compared with what a verifier shows."""
        digits = self.stored.leaf[:SHORT].hex()
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))

    @property
    def witnesses(self) -> list[str]:
        """Who has cosigned, as the checkpoint says."""
        if self.signed is None:
            return []
        note = Note.parse(self.signed.note)
        origin = Checkpoint.parse(note.text).origin
        return [one.name for one in note.signatures if one.name != origin]

    def proof(self) -> bytes | None:
        """The `.tlog-proof`, c2sp.org/tlog-proof; None while it is not signed.

        Raises:
            Tampered: events or hashes are missing that were signed.
        """
        if self.signed is None:
            return None
        index = self.stored.position - 1
        return bytes(Inclusion(index, self.signed.tree.inclusion(index), self.signed.note))

    def file(self, title: str) -> bytes:
        """All of it as one file (`.cbk.zip`), with the page that checks it; `title` is its README's first line.

        Raises:
            Tampered: events or hashes are missing that were signed.
        """
        zh, en = NOT_SIGNED if self.signed is None else SIGNED
        files = (
            compose_unsigned([self.telling])
            if self.signed is None
            else compose(self.signed.note, self.signed.tree, [self.telling])
        )
        told = README.format(title=title, leaf=self.stored.leaf.hex(), zh=zh, en=en)
        return pack(files | {"README.txt": told.encode(), PAGE.name: PAGE.read_bytes()})
