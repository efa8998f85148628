"""Commands for whoever runs casebook: migrate, token, status, get."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import click

from casebook.access import Role
from casebook.casework.adopting import adopt_shipped
from casebook.cli.output import complain, print_json, print_table, say
from casebook.cli.session import data_option, json_option, session
from casebook.cli.wrong_use import WrongUse
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.ledger.moving import bring_up_to_date
from casebook.postgres import open_database
from casebook.settings import load
from casebook.transparency import load_policy, log_standing

if TYPE_CHECKING:
    from pathlib import Path

STAFF = [role.value for role in Role if role not in (Role.CITIZEN, Role.IMPORTER)]


@click.command()
@data_option
def migrate(data: Path | None) -> None:
    """建立或升级数据库结构。 / Bring the database to the current schema."""
    settings = load(data)
    with open_database(settings, say) as database:
        keys = load_keys(settings.keys, settings.kek_command)
        done = bring_up_to_date(database, keys, zone=settings.zone.key)
        with closing(Ledger(database.app_dsn, keys, database.keys_dsn)) as ledger:
            adopted = adopt_shipped(ledger)
    if adopted:
        names = [one.id for one in adopted]
        say("已采用随附的参考数据：" + "、".join(names), "adopted as shipped: " + ", ".join(names))
    say(
        "已执行：" + "、".join(done) if done else "结构已是最新。",
        "applied: " + ", ".join(done) if done else "nothing to do",
    )


@click.command()
@data_option
@json_option
@click.option("--role", type=click.Choice(STAFF), required=True, help="岗位。 / The role.")
@click.option("--unit", help="单位代码（单位岗位必填）。 / The unit's code, for roles of a unit.")
@click.option("--subject", type=click.UUID, help="人员编号，缺省随机。 / The person's id; random if not given.")
@click.option(
    "--days", type=click.IntRange(1, 3660), default=30, show_default=True, help="有效天数。 / Days it is valid."
)
def token(  # noqa: PLR0913, PLR0917  its options
    data: Path | None, as_json: bool, role: str, unit: str | None, subject: UUID | None, days: int
) -> None:
    """签发工作人员身份令牌。 / Issue an identity token for staff."""
    from casebook.web.identity import issue  # noqa: PLC0415  the web framework is slow to import

    if unit is not None:
        with session(data) as opened:
            opened.check_unit(unit)
    person = subject or uuid4()
    text = issue(load_keys(load(data).keys).token, Role(role), unit, person, timedelta(days=days))
    if as_json:
        print_json({"token": text, "role": role, "unit": unit, "subject": str(person), "days": days})
    else:
        click.echo(text)


@click.command()
@data_option
@json_option
def status(data: Path | None, as_json: bool) -> None:
    """账本位置、各读模型与到期处理的进度。 / The ledger's position, how far read models and sweep are."""
    with session(data) as opened:
        models = [asdict(standing) for standing in opened.reader.status()]
        sweep = asdict(opened.sweeper.book.standing())
        left_out = {name: {"zh": error.zh, "en": error.en} for name, error in opened.library.left_out.items()}
        found = opened.search.standing()
        search = asdict(found) if found else None
        policy, wanted = load_policy(opened.settings.policy), opened.settings.timestamps is not None
        connect, lack = opened.ledger.datastore.connection, opened.ledger.vault.lack
        log = asdict(log_standing(connect, policy, datetime.now(UTC), stamps=wanted, lack=lack))
        answer = {
            "position": opened.ledger.position(),
            "log": log,
            "models": models,
            "left_out": left_out,
            "search": search,
            "sweep": sweep,
        }
        if as_json:
            print_json(answer)
        else:
            click.echo(f"账本位置 / position: {answer['position']}")
            print_table(models, zone=opened.settings.zone)
            print_table([search] if search else [], zone=opened.settings.zone)
            print_table([sweep], zone=opened.settings.zone)
            print_table([{key: log[key] for key in ("size", "signed_at")}], zone=opened.settings.zone)
            print_table(list(log["cosigned"]), zone=opened.settings.zone)
            print_table([log["stamped"]] if log["stamped"] else [], zone=opened.settings.zone)
            print_table(list(log["alarms"]), zone=opened.settings.zone)


@click.command()
@data_option
@click.argument("path")
@click.option("--token", "bearer", help="身份令牌。 / An identity token.")
def get(data: Path | None, path: str, bearer: str | None) -> int:
    """不启动服务，直接回答一个网址。 / Answer an HTTP path from the shell, without a server."""
    from casebook.cli.serving import application  # noqa: PLC0415  the web framework is slow to import
    from casebook.web.shell import answer  # noqa: PLC0415

    if not path.startswith("/"):
        raise WrongUse("网址须以斜线开头", "a path begins with /")
    with session(data) as opened:
        opened.follower.catch_up()
        opened.search.catch_up()
        code, body = answer(application(opened, follow=False), path, bearer)
        click.echo(body)
    if code >= HTTPStatus.BAD_REQUEST:
        complain(f"回答是 {code}", f"the answer is {code}")
        return 2
    return 0


COMMANDS = (migrate, token, status, get)
