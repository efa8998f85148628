"""The command for accounts of staff: person add, hat, block, reset, list."""

from __future__ import annotations

import sys
from datetime import datetime, time, timedelta
from pathlib import Path  # noqa: TC003  a type in a signature
from typing import TYPE_CHECKING

import click

from casebook.accounts.access_log import Kind
from casebook.accounts.people import NOT_FOR_PEOPLE, Hat, Person
from casebook.cli.output import DAY, print_json, print_table, say
from casebook.cli.session import Session, data_option, json_option, session
from casebook.cli.wrong_use import WrongUse
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from typing import Any

ROLES = [role.value for role in Role if role not in NOT_FOR_PEOPLE]
login_argument = click.argument("login")
role_option = click.option("--role", type=click.Choice(ROLES), required=True, help="岗位。 / The role.")
unit_option = click.option("--unit", help="单位代码（单位岗位必填）。 / The unit's code, for roles of a unit.")
until_option = click.option("--until", type=DAY, help="最后一天，缺省长期。 / The last day; for good if not given.")


@click.group()
@data_option
@click.pass_context
def person(context: click.Context, data: Path | None) -> None:
    """工作人员账号：新增、岗位、停用、重置密码、列表。 / Accounts of staff: open, give hats, block, reset, list."""
    context.obj = data


@person.command()
@login_argument
@click.option("--name", required=True, help="姓名或称呼。 / What colleagues call them.")
@role_option
@unit_option
@until_option
@click.option("--external", help="统一认证标识，代替密码。 / Their name at the OIDC service")
@click.pass_obj
def add(  # noqa: PLR0913, PLR0917  its options
    data: Path | None,
    login: str,
    name: str,
    role: str,
    unit: str | None,
    until: datetime | None,
    external: str | None,
) -> None:
    """新增账号，密码从终端或标准输入读取。 / Open an account; its password comes from terminal or standard input."""
    password = None if external else _password()
    with session(data, begin=True) as opened:
        opened.check_unit(unit)
        people = opened.accounts.people
        hat = Hat(Role(role), unit, valid_until=_end(opened, until))
        people.check(hat)
        added = people.add(login, name, password=password, external=external)
        people.give(added, hat)
        invited = password is not None and opened.settings.second_factor == "demanded"
        code = opened.accounts.factors.invite(added.id) if invited else None
    say(f"已新增账号 {added.login}。", f"opened the account {added.login}")
    _hand_over(code)


@person.command()
@login_argument
@role_option
@unit_option
@until_option
@click.option("--take", is_flag=True, help="收回该岗位。 / Take the hat away.")
@click.pass_obj
def hat(  # noqa: PLR0913, PLR0917  its options
    data: Path | None, login: str, role: str, unit: str | None, until: datetime | None, take: bool
) -> None:
    """授予或收回岗位，下一次请求即生效。 / Give or take a hat; it counts from the next request on."""
    with session(data) as opened:
        opened.check_unit(unit)
        people = opened.accounts.people
        somebody = people.named(login)
        wanted = Hat(Role(role), unit, valid_until=_end(opened, until))
        if take:
            people.take(somebody, wanted)
        else:
            people.give(somebody, wanted)
    say("已收回岗位。" if take else "已授予岗位。", "took the hat" if take else "gave the hat")


@person.command()
@login_argument
@click.option("--lift", is_flag=True, help="恢复使用。 / Let them in again.")
@click.pass_obj
def block(data: Path | None, login: str, lift: bool) -> None:
    """停用账号并使其会话立即失效。 / Keep somebody out; their sessions end with it."""
    with session(data) as opened:
        accounts = opened.accounts
        somebody = accounts.people.named(login)
        accounts.people.block(somebody, lifted=lift)
        if not lift:
            accounts.end_sessions(somebody.id)
    say("已恢复账号。" if lift else "已停用账号。", "the account is open again" if lift else "the account is blocked")


@person.command()
@login_argument
@click.pass_obj
def reset(data: Path | None, login: str) -> None:
    """重置密码并使其会话立即失效。 / Give somebody another password; their sessions end with it."""
    password = _password()
    with session(data) as opened:
        accounts = opened.accounts
        somebody = accounts.people.named(login)
        accounts.people.reset(somebody, password)
        accounts.end_sessions(somebody.id)
    say("已重置密码。", "the password is another")


@person.command()
@login_argument
@click.pass_obj
def invite(data: Path | None, login: str) -> None:
    """给出绑定第一部手机的启用码，旧的作废。 / A code to set up the first device with; the one before is void."""
    with session(data) as opened:
        code = opened.accounts.factors.invite(opened.accounts.people.named(login).id)
    if code is None:
        raise WrongUse("已经绑定了手机；用 forget-factor 解除", "there is a device already; forget-factor removes it")
    _hand_over(code)


@person.command(name="forget-factor")
@login_argument
@click.pass_obj
def forget_factor(data: Path | None, login: str) -> None:
    """停用某人的动态验证码（手机和恢复码都丢了）。 / Remove somebody's second factor: device and codes are lost."""
    with session(data) as opened:
        accounts = opened.accounts
        somebody = accounts.people.named(login)
        accounts.factors.forget(somebody.id)
        accounts.log.note(Kind.FACTOR_FORGOTTEN, somebody.id)
        accounts.end_sessions(somebody.id)
    say("已停用动态验证码。", "the second factor is removed")


@person.command()
@login_argument
@click.confirmation_option(prompt="注销后不能恢复，确定吗？ / It cannot be undone. Close it?")
@click.pass_obj
def close(data: Path | None, login: str) -> None:
    """注销账号：登录名、姓名、密码、岗位一并删除。 / Close an account for good; the name and all else of it goes."""
    with session(data) as opened:
        accounts = opened.accounts
        somebody = accounts.people.named(login)
        accounts.people.close(somebody)
        accounts.end_sessions(somebody.id)
    say("已注销账号。", "the account is closed")


@person.command(name="list")
@json_option
@click.pass_obj
def list_(data: Path | None, as_json: bool) -> None:
    """列出账号及其岗位。 / List the accounts and their hats."""
    with session(data) as opened:
        people = opened.accounts.people
        rows = [_row(somebody, people.hats(somebody.id, now=False)) for somebody in people.everybody()]
        if as_json:
            print_json(rows)
        elif rows:
            print_table(rows, zone=opened.settings.zone)
        else:
            say("还没有账号。", "there are no accounts yet")


def _hand_over(code: str | None) -> None:
    if code is not None:
        say("启用码，请当面或电话告知本人：", "the code for their first device; tell it them in person:")
        click.echo(code)


def _row(somebody: Person, hats: list[Hat]) -> dict[str, Any]:
    worn = [hat.role.value + (f"@{hat.unit}" if hat.unit else "") for hat in hats]
    return {
        "login": somebody.login,
        "name": somebody.name,
        "hats": ", ".join(worn),
        "blocked_at": somebody.blocked_at,
        "id": somebody.id,
    }


def _end(opened: Session, until: datetime | None) -> datetime | None:
    """The end of the last day, in the city."""
    if until is None:
        return None
    return datetime.combine(until.date() + timedelta(days=1), time(), opened.settings.zone)


def _password() -> str:
    """The password: typed twice where there is a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt("密码 / password", hide_input=True, confirmation_prompt=True, err=True))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise WrongUse("密码写在标准输入的第一行", "the password is the first line of standard input")
    return line


COMMANDS = (person,)
