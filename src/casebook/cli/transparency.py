"""Commands about the transparency log: sign, witness, and what auditors hold in hand."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Final

import click

from casebook.accounts.access_log import Kind
from casebook.cli.listening import address_of, listening, port_option, run_application
from casebook.cli.output import Place, Progress, complain, counted, say
from casebook.cli.places import Placed
from casebook.cli.session import data_option, session
from casebook.errors import Misconfigured
from casebook.postgres import open_database, require_database
from casebook.proof.encoding import Malformed
from casebook.proof.note import LOG, VerifierKey
from casebook.settings import load
from casebook.transparency import (
    MemoryFile,
    PublishedLog,
    TimestampAuthority,
    Witness,
    has_entries,
    keep_asking,
    keep_signing,
    keep_stamping,
    load_policy,
    load_signing_key,
    load_witness_key,
    log_connection,
    mirror,
)
from casebook.transparency.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casebook.proof.note import SigningKey
    from casebook.settings import Settings

PLACES: Final = {
    "access": "auditing",
    "bundle": "bundles",
    "heads": "auditing",
    "ledger": "auditing",
    "recompute": "recounting",
    "verify": "bundles",
}
"""Where the commands of `casebook audit` stand that are not here."""


def signing_key(settings: Settings, origin: str) -> SigningKey:
    """The log's key, made where there is none.

    Raises:
        Misconfigured: the folder or the key cannot be used.
    """
    return load_signing_key(settings.log / "log.key", origin)


def signing(settings: Settings, dsn: str, origin: str) -> list[Callable[[threading.Event], None]]:
    """What a signer does until it is told to stop: sign, have witnesses cosign, and once a day an authority stamp.

    Raises:
        Misconfigured: its folder, its key, the policy or the authority's certificates cannot be used.
    """
    key, policy = signing_key(settings, origin), load_policy(settings.policy)
    jobs: list[Callable[[threading.Event], None]] = [
        partial(keep_signing, dsn=dsn, key=key, memory=MemoryFile(settings.log / "signed"), tell=complain),
        partial(keep_asking, dsn=dsn, key=key.public, policy=policy, tell=complain),
    ]
    if settings.timestamps:
        authority = TimestampAuthority(settings.timestamps, settings.log / "authority.pem")
        stamping = partial(keep_stamping, authority=authority, zone=settings.zone, tell=complain)
        jobs.append(partial(stamping, dsn=dsn, key=key.public))
    return jobs


@click.command()
@data_option
def sign(data: Path | None) -> int:
    """单独运行签名进程（自备数据库时）。 / Sign, as a process of its own; `serve` signs an embedded database."""
    settings = load(data)
    require_database(settings)
    with open_database(settings, say) as database:
        with log_connection(database.signer_dsn) as connection:
            origin = Store(connection).origin()
        sign_on, *further = signing(settings, database.signer_dsn, origin)
        public = signing_key(settings, origin).public
        say(f"正在签名，公钥 {public}；按 Ctrl-C 结束。", f"signing as {public}; Ctrl-C ends it")
        stopping = threading.Event()
        beside = [threading.Thread(target=job, args=(stopping,)) for job in further]
        for thread in beside:
            thread.start()
        try:
            sign_on(stopping)
        finally:
            stopping.set()
            for thread in beside:
                thread.join()
    return 1


@click.group(cls=Placed, places=PLACES)
@data_option
@click.pass_context
def audit(context: click.Context, data: Path | None) -> None:
    """核查账本：公钥、副本、证据包。 / Check the ledger: the log's key, copies of the log, bundles of proof."""
    context.obj = data


@audit.command()
@click.pass_obj
def key(data: Path | None) -> None:
    """日志的公钥（vkey），请在本系统之外公布。 / The log's public key, to be made known outside this system."""
    with session(data) as opened:
        click.echo(signing_key(opened.settings, opened.ledger.door.origin).public)


@audit.command(name="mirror")
@click.pass_obj
@click.argument("folder", type=Place(file_okay=False))
@click.option(
    "--entries",
    is_flag=True,
    help="并写出事件本身（不公开）；已有的总是续写。 / The events too: not for everybody; a copy with some goes on.",
)
def mirror_log(data: Path | None, folder: Path, *, entries: bool) -> None:
    """把检查点和瓦片写成文件，再次运行只取新增部分。 / Write checkpoint and tiles as files; again: only what is new."""
    progress = Progress("正在复制日志", "copying the log")
    entries = entries or has_entries(folder)  # else what was whole would be audited as one with gaps
    with session(data) as opened:
        origin = opened.ledger.door.origin
        log = PublishedLog(opened.ledger.datastore.connection, origin)
        if entries:
            opened.accounts.log.note(Kind.LOG_COPIED)
        checkpoint = mirror(log, signing_key(opened.settings, origin).public, folder, progress, entries=entries)
    say(f"{folder} 已有 {checkpoint.size} 条。", f"{folder} has {counted(checkpoint.size, 'entry', 'entries')}")


@click.group()
@data_option
@click.pass_context
def witness(context: click.Context, data: Path | None) -> None:
    """见证方：由他人运行，只会签一致增长的日志。 / A witness, to be run by somebody else: cosigns growth only."""
    context.obj = load(data).data / "witness"


name_option = click.option("--name", required=True, help="见证方名称，如网址。 / The witness's name, as an address.")


@witness.command(name="key")
@click.pass_obj
@name_option
def witness_key(folder: Path, name: str) -> None:
    """见证方的公钥（vkey）。 / The witness's public key."""
    click.echo(load_witness_key(folder / "witness.key", name).public)


@witness.command(name="serve")
@click.pass_obj
@name_option
@click.option("--log", "vkeys", multiple=True, required=True, help="日志的公钥，可多个。 / A log's vkey; any number.")
@port_option
def serve_witness(folder: Path, name: str, vkeys: tuple[str, ...], port: int) -> None:
    """启动见证服务。 / Serve."""
    from casebook.web.witnessing import create_witness  # noqa: PLC0415  the web framework is slow to import

    logs = {found.name: found for found in map(log_key, vkeys)}
    with listening(port) as listener:
        witness_of = Witness(folder, load_witness_key(folder / "witness.key", name), logs)
        click.echo(address_of(listener))
        run_application(create_witness(witness_of), listener)


def log_key(vkey: str) -> VerifierKey:
    """The log's key that is spelled so.

    Raises:
        Misconfigured: it is none.
    """
    try:
        found = VerifierKey.parse(vkey)
    except Malformed as error:
        raise Misconfigured(f"{vkey} 不是公钥（vkey）。", f"{vkey} is no vkey.") from error
    if found.kind != LOG:
        raise Misconfigured(f"{vkey} 不是日志的公钥。", f"{vkey} is no log's key.")
    return found


COMMANDS = (sign, audit, witness)
