"""Commands that make and check what outsiders hold: `casebook audit bundle` and `casebook audit verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casebook.accounts.access_log import Kind
from casebook.cli.files import written
from casebook.cli.output import Place, counted, say
from casebook.cli.session import session
from casebook.cli.transparency import signing_key
from casebook.cli.wrong_use import WrongUse
from casebook.errors import NotFound, NotPermitted
from casebook.ledger.handed_out import HandedOutKind, hand_out
from casebook.petitions.petition import fold
from casebook.proof.verify import KEYS_OR_POLICY, verify
from casebook.transparency import Bundles, PublishedLog

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from casebook.cli.session import Session


@click.command(name="bundle")
@click.pass_obj
@click.argument("number")
@click.option("--output", type=Place(dir_okay=False), required=True, help="写到哪里。 / Where to (.cbk.zip).")
@click.option("--public", is_flag=True, help="不含任何文字与照片。 / Without any words or pictures.")
@click.option(
    "--since",
    type=Place(exists=True, dir_okay=False),
    help="更早的检查点。 / An older checkpoint, to show growth from.",
)
def make_bundle(data: Path | None, number: str, output: Path, since: Path | None, *, public: bool) -> None:
    """一件诉求的证据包，任何人可离线核对。 / One petition with proofs, for anybody to check offline."""
    with session(data) as opened, written(output) as write:
        stream = _petition(opened, number, public=public)
        origin = opened.ledger.door.origin
        log = PublishedLog(opened.ledger.datastore.connection, origin)
        older = None if since is None else since.read_bytes()
        if not public:
            opened.accounts.log.note(Kind.BUNDLE_MADE, petition_id=stream)
        made = Bundles(opened.ledger, log).of(stream, public=public, since=older)
        write(made.data)
        if not public:
            hand_out(opened.ledger.datastore, stream, HandedOutKind.BUNDLE, made.data)
    say(f"{output}：{made.events} 个事件。", f"{output}: {counted(made.events, 'event')}")
    if made.unsigned:
        say(f"另有 {made.unsigned} 个事件尚未签名。", f"not signed yet: {made.unsigned} more")


@click.command(name="verify")
@click.pass_obj
@click.argument("file", type=Place())
@click.argument("vkeys", nargs=-1, metavar="[VKEY]...")
@click.option("--policy", type=Place(), help="代替公钥的策略文件。 / A policy, in place of keys.")
@click.option("--kept", type=Place(), help="您留存的检查点。 / A checkpoint that you kept.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。 / Print JSON.")
def verify_bundle(data: Path | None, /, file: Path, vkeys: tuple[str, ...], **said: Any) -> int:
    """核对证据包；公钥应另行取得。 / Check a bundle; take the keys from elsewhere."""
    if vkeys and said["policy"]:
        raise WrongUse(*KEYS_OR_POLICY)
    trusted: Path | tuple[str, ...] = said["policy"] or vkeys
    if not trusted:
        with session(data) as opened:
            trusted = (str(signing_key(opened.settings, opened.ledger.door.origin).public),)
        say(
            "用的是本系统自己的公钥，只能说明与本系统一致。",
            "with this system's own key: says nothing about the system",
        )
    return verify(file, trusted, said["kept"], as_json=said["as_json"])


def _petition(opened: Session, number: str, *, public: bool) -> UUID:
    """The petition of this number; one that is sealed is not for the public."""
    found = opened.ledger.by_number(number)
    petition = fold(opened.ledger.entries(found)) if found else None
    if found is None or petition is None:
        raise NotFound("没有这件诉求。", "There is no such petition.")
    if public and petition.is_sealed:
        raise NotPermitted("密办诉求没有公开的证据包。", "There is no public bundle of a sealed petition.")
    return found


COMMANDS = (make_bundle, verify_bundle)
"""They belong to `casebook audit`."""
