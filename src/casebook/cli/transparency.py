"""Commands about the transparency log: sign, and what auditors hold in hand."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import click

from casebook.cli.output import Place, Progress, complain, say
from casebook.cli.session import data_option, session
from casebook.postgres import open_database
from casebook.settings import load
from casebook.transparency import MemoryFile, PublishedLog, keep_signing, load_signing_key, mirror, signers_connection
from casebook.transparency.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.proof.note import SigningKey
    from casebook.settings import Settings


def signing_of(settings: Settings, origin: str) -> tuple[SigningKey, MemoryFile]:
    """The log's key, made where there is none, and the signer's memory beside it.

    Raises:
        Misconfigured: the folder or the key cannot be used.
    """
    return load_signing_key(settings.log / "log.key", origin), MemoryFile(settings.log / "signed")


@click.command()
@data_option
def sign(data: Path | None) -> int:
    """单独运行签名进程（自备数据库时）。 / Sign, as a process of its own; `serve` signs an embedded database."""
    settings = load(data)
    with open_database(settings, say) as database:
        with signers_connection(database.signer_dsn) as connection:
            key, memory = signing_of(settings, Store(connection).origin())
        say(f"正在签名，公钥 {key.public}；按 Ctrl-C 结束。", f"signing as {key.public}; Ctrl-C ends it")
        keep_signing(threading.Event(), database.signer_dsn, key, memory, complain)
    return 1


@click.group()
@data_option
@click.pass_context
def audit(context: click.Context, data: Path | None) -> None:
    """核查账本：公钥、副本。 / Check the ledger: the log's key, copies of the log."""
    context.obj = data


@audit.command()
@click.pass_obj
def key(data: Path | None) -> None:
    """日志的公钥（vkey），请在本系统之外公布。 / The log's public key, to be made known outside this system."""
    with session(data) as opened:
        signing_key, _ = signing_of(opened.settings, opened.ledger.door.origin)
        click.echo(signing_key.public)


@audit.command(name="mirror")
@click.pass_obj
@click.argument("folder", type=Place(file_okay=False))
def mirror_log(data: Path | None, folder: Path) -> None:
    """把检查点和瓦片写成文件，再次运行只取新增部分。 / Write checkpoint and tiles as files; again: only what is new."""
    progress = Progress("正在复制日志", "copying the log")
    with session(data) as opened:
        signing_key, _ = signing_of(opened.settings, opened.ledger.door.origin)
        log = PublishedLog(opened.ledger.datastore, opened.ledger.door.origin)
        checkpoint = mirror(log, signing_key.public, folder, progress)
    say(f"{folder} 已有 {checkpoint.size} 条。", f"{folder} has {checkpoint.size} entries")


COMMANDS = (sign, audit)
