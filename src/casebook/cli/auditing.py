"""Commands about the ledger as a whole: `casebook audit ledger`, `heads` and `access`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from casebook.accounts.access_log import Kind
from casebook.cli.output import Place, Progress, counted, say
from casebook.cli.session import session
from casebook.cli.transparency import log_key, signing_key
from casebook.cli.wrong_use import WrongUse
from casebook.petitions.events import Submitted
from casebook.transparency import audit_access, audit_copy, audit_ledger, load_policy

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from casebook.ledger.ledger import Ledger
    from casebook.transparency import Findings


@click.command(name="ledger")
@click.pass_obj
@click.option("--words", is_flag=True, help="并打开保密库核对文字。 / Also open the vault and compare the words.")
@click.option(
    "--mirror",
    type=(Place(exists=True, file_okay=False), str),
    metavar="DIR VKEY",
    help="只核查一份带事件的副本，不用数据库。 / Only a copy with its entries, without any database.",
)
def audit_everything(data: Path | None, mirror: tuple[Path, str] | None, *, words: bool) -> int:
    """重新计算整个账本并与签名核对。 / Recompute the whole ledger and compare it with what was signed."""
    progress = Progress("正在核查账本", "auditing the ledger")
    if mirror is not None:
        if words:
            raise WrongUse("副本里没有文字", "a copy has no words")
        folder, vkey = mirror
        return _told(audit_copy(folder, log_key(vkey), progress))
    with session(data) as opened:
        key = signing_key(opened.settings, opened.ledger.door.origin).public
        if words:
            opened.accounts.log.note(Kind.VAULT_AUDITED)
        witnesses = [party.key for party in load_policy(opened.settings.policy).witnesses.values()]
        findings = audit_ledger(opened.ledger, key, progress, words=words, witnesses=witnesses)
        _tell_of_erased(opened.ledger, findings.unsaid)
    return _told(findings)


def _tell_of_erased(ledger: Ledger, petitions: set[UUID]) -> None:
    """Say of which petitions words were erased as the list of who was erased says, and the ledger does not."""
    filed = [entry.event for entry in ledger.firsts(list(petitions))]
    numbers = sorted(event.number for event in filed if isinstance(event, Submitted))
    for number in numbers:
        click.echo(
            f"诉求 {number} 的文字已按名单删除，账本没有记载。账本若是从更早的备份恢复的，请重新登记（docs/keys.md）；"
            f"否则是绕过程序删除的。 / The words of petition {number} are erased, as the list of who was erased says "
            "and the ledger does not. If that was restored from an older copy, have it put on record again "
            "(docs/keys.md); if not, somebody went round the procedure."
        )


def _told(findings: Findings) -> int:
    """Say what was found; 0 where nothing is wrong."""
    for fault in findings.faults:
        click.echo(f"{fault.position}: {fault.zh} / {fault.en}")
    if findings.count > len(findings.faults):
        more = findings.count - len(findings.faults)
        click.echo(f"另有 {more} 处。 / {more} more.")
    if findings.count:
        click.echo(f"不完好：{findings.count} 处不符。 / NOT SOUND: {counted(findings.count, 'fault')}.")
        return 1
    click.echo(
        f"完好：{findings.events} 个事件，已签名至 {findings.size}，与 {findings.checkpoints} 个检查点一致。 / "
        f"SOUND: {counted(findings.events, 'event')}, signed up to {findings.size}, compared with "
        f"{counted(findings.checkpoints, 'checkpoint')}."
    )
    if findings.size < findings.events:
        say("其后的事件尚未签名。", "what comes behind that is not signed yet")
    return 0


@click.command(name="heads")
@click.pass_obj
def publish_heads(data: Path | None) -> None:
    """现在就公布各诉求的最末事件（平时每天一次）。 / Publish every petition's last event now; done daily by itself."""
    with session(data) as opened:
        receipt = opened.heads.publish()
    if receipt is None:
        say("自上次公布以来没有新事件。", "nothing has happened since the last time")
    else:
        say(f"已公布，账本第 {receipt.position} 号。", f"published, at position {receipt.position}")


@click.command(name="access")
@click.pass_obj
@click.option("--publish", is_flag=True, help="先公布尚未公布的记录。 / First publish what is not published yet.")
def audit_accesses(data: Path | None, *, publish: bool) -> int:
    """核对访问记录与账本所公布的是否一致。 / Compare the access log with what the ledger has published of it."""
    with session(data) as opened:
        if publish:
            opened.accesses.publish()
        found = audit_access(opened.ledger, datetime.now(UTC))
    for fault in found.faults:
        click.echo(f"{fault.position}: {fault.zh} / {fault.en}")
    if found.faults:
        click.echo(f"不完好：{len(found.faults)} 段不符。 / NOT SOUND: {counted(len(found.faults), 'fault')}.")
        return 1
    click.echo(
        f"完好：{found.entries} 条与公布的一致，{found.removed} 条已到期清除。 / "
        f"SOUND: {counted(found.entries, 'entry', 'entries')} as published, {found.removed} removed after their time."
    )
    if found.waiting:
        say(f"另有 {found.waiting} 条尚未公布。", f"not published yet: {found.waiting} more")
    return 0


COMMANDS = (audit_everything, publish_heads, audit_accesses)
"""They belong to `casebook audit`."""
