"""The command that audits everything: `casebook audit ledger`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from casebook.cli.output import Progress, say
from casebook.cli.session import session
from casebook.cli.transparency import signing_key
from casebook.transparency import audit_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.transparency import Findings


@click.command(name="ledger")
@click.pass_obj
@click.option("--words", is_flag=True, help="并打开保密库核对文字。 / Also open the vault and compare the words.")
def audit_everything(data: Path | None, *, words: bool) -> int:
    """重新计算整个账本并与签名核对。 / Recompute the whole ledger and compare it with what was signed."""
    progress = Progress("正在核查账本", "auditing the ledger")
    with session(data) as opened:
        key = signing_key(opened.settings, opened.ledger.door.origin).public
        findings = audit_ledger(opened.ledger, key, progress, words=words)
    return _told(findings)


def _told(findings: Findings) -> int:
    """Say what was found; 0 where nothing is wrong."""
    for fault in findings.faults:
        click.echo(f"{fault.position}: {fault.zh} / {fault.en}")
    if findings.count > len(findings.faults):
        more = findings.count - len(findings.faults)
        click.echo(f"另有 {more} 处。 / {more} more.")
    if findings.count:
        click.echo(f"不完好：{findings.count} 处不符。 / NOT SOUND: {findings.count} faults.")
        return 1
    click.echo(
        f"完好：{findings.events} 个事件，已签名至 {findings.size}，与 {findings.checkpoints} 个检查点一致。 / "
        f"SOUND: {findings.events} events, signed up to {findings.size}, as {findings.checkpoints} checkpoints say."
    )
    if findings.size < findings.events:
        say("其后的事件尚未签名。", "what comes behind that is not signed yet")
    return 0


COMMANDS = (audit_everything,)
"""They belong to `casebook audit`."""
