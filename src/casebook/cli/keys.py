"""Commands about the key store: `casebook keys status` and `casebook keys rotate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casebook.cli.output import Progress, print_json, print_table, say
from casebook.cli.session import data_option, json_option, session
from casebook.ledger.restored import compared
from casebook.ledger.rotation import rotate as rotate_keys

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from casebook.ledger.datastore import Rows

_WHERE = "SELECT system_identifier::text, current_database()::text FROM pg_control_system()"


@click.group()
@click.pass_context
@data_option
def keys(context: click.Context, data: Path | None) -> None:
    """密钥库：状态、更换主密钥。 / The key store: how it stands, and a new key-encryption key."""
    context.obj = data


@keys.command()
@click.pass_obj
@json_option
def status(data: Path | None, as_json: bool) -> None:
    """密钥库在哪里、与账本是否相符、各版本有多少密钥。 / Where it is, whether it fits the ledger, keys by version."""
    with session(data) as opened:
        store, counts = opened.ledger.key_store, opened.ledger.key_store.counts()
        versions: list[dict[str, Any]] = [
            {
                "version": version.number,
                "source": version.source,
                "created_at": version.created_at,
                "keys": counts.get(version.number, 0),
                "wraps": version is store.versions[-1],
            }
            for version in store.versions
        ]
        answer = {
            "stands": _standing(opened.ledger.datastore.connection(), store.connection()),
            "destroyed": len(store.destroyed()),
            "backup_days": opened.settings.key_backup_days,
            **compared(opened.ledger.datastore, store)._asdict(),
        }
        if as_json:
            print_json(answer | {"versions": versions})
        else:
            print_table([answer])
            print_table(versions, zone=opened.settings.zone)


@keys.command()
@click.pass_obj
@json_option
def rotate(data: Path | None, as_json: bool) -> None:
    """更换主密钥：全部密钥改用新版本加密。 / A new key-encryption key; every key is wrapped under it."""
    with session(data) as opened:
        store = opened.ledger.key_store
        done = rotate_keys(store, Progress("正在改用新的主密钥", "wrapping keys anew"))
        latest = store.versions[-1].number
    if as_json:
        print_json({"version": latest, "rewrapped": done})
    else:
        say(
            f"现用第 {latest} 版主密钥，已改用新版本的密钥 {done} 把。",
            f"version {latest} wraps now; wrapped anew: {done}",
        )


def _standing(ledger: AbstractContextManager[Rows], store: AbstractContextManager[Rows]) -> str:
    """Whether the key store is on a server of its own."""
    with ledger as ours, store as theirs:
        (one,), (other,) = (connection.execute(_WHERE).fetchall() for connection in (ours, theirs))
    if one == other:
        return "same database"
    return "same server" if one[0] == other[0] else "apart"


COMMANDS = (keys,)
