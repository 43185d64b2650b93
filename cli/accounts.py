"""`zongce accounts` manages the first super admin, activation codes, roles and disabled accounts."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.acting import account_named, class_id_of, college_id_of, perform
from cli.telling import Failed, say, table
from core.acting import Act
from core.actions import bindings, people, second_factors
from core.actions.people import ActivationCode
from core.actions.second_factor_keys import Resealed, reseal
from core.identity.one_time_codes import Sealing
from core.settings import Settings
from core.workbooks.csv_writing import csv_text
from db.queries.people.accounts import AccountFilter
from db.tables import Role

app = typer.Typer(help="账号、激活码与角色 | accounts, activation codes and roles", no_args_is_help=True)

Username = Annotated[str, typer.Argument(help="用户名（学号或工号） | user name (student or staff number)")]
RoleName = Annotated[Role, typer.Argument(case_sensitive=False, help="角色 | role")]
OfCollege = Annotated[str | None, typer.Option("--college", help="学院代码 | code of the college")]
OfClass = Annotated[str | None, typer.Option("--class", help="班级代码 | code of the class")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="写入 CSV 文件 | write to a CSV file")]


@app.command()
def create(username: Username, name: Annotated[str, typer.Argument(help="姓名 | name")]) -> None:
    """建立第一个超级管理员 | Create the first super admin; the roster brings everybody else."""

    async def work(act: Act, settings: Settings) -> ActivationCode:
        return await people.create_first_super_admin(act, username, name, _lifetime(settings))

    _hand_out([perform(work)], None)


@app.command()
def code(
    usernames: Annotated[list[str] | None, typer.Argument(help="用户名 | user names")] = None,
    college: OfCollege = None,
    school_class: OfClass = None,
    output: Output = None,
) -> None:
    """发放激活码 | Issue activation codes to these accounts, or to all of a class or college that are not activated."""
    if bool(usernames) == bool(college or school_class):
        raise Failed("请指定用户名，或 --college、--class", "name accounts, or give --college or --class")

    async def work(act: Act, settings: Settings) -> Sequence[ActivationCode]:
        if usernames:
            ids = [(await account_named(act, one)).id for one in usernames]
            return await people.issue_activation_codes(act, ids, _lifetime(settings))
        account_filter = AccountFilter(
            college_id=await college_id_of(act, college), class_id=await class_id_of(act, school_class)
        )
        return await people.issue_activation_codes_of(act, account_filter, _lifetime(settings))

    _hand_out(perform(work), output)


@app.command()
def disable(username: Username) -> None:
    """停用账号，立即生效 | Disable an account, at once."""

    async def work(act: Act, _settings: Settings) -> Any:
        return await people.disable_account(act, (await account_named(act, username)).id)

    row = perform(work)
    say(f"已停用 {row.username} {row.name}", "disabled")


@app.command()
def enable(username: Username) -> None:
    """启用账号 | Enable an account again."""

    async def work(act: Act, _settings: Settings) -> Any:
        return await people.enable_account(act, (await account_named(act, username)).id)

    row = perform(work)
    say(f"已启用 {row.username} {row.name}", "enabled")


@app.command()
def grant(username: Username, role: RoleName, college: OfCollege = None) -> None:
    """授予角色 | Grant a role, of the school or of one college."""

    async def work(act: Act, _settings: Settings) -> Any:
        account = await account_named(act, username)
        return await people.grant_role(act, account.id, role, await college_id_of(act, college))

    row = perform(work)
    say(f"已授予 {row.username} {row.name} {role}", "granted")


@app.command()
def revoke(username: Username, role: RoleName, college: OfCollege = None) -> None:
    """撤销角色 | Revoke a role."""

    async def work(act: Act, _settings: Settings) -> Any:
        account = await account_named(act, username)
        return await people.revoke_role(act, account.id, role, await college_id_of(act, college))

    row = perform(work)
    say(f"已撤销 {row.username} {row.name} {role}", "revoked")


@app.command()
def unbind(username: Username) -> None:
    """解除账号与易班的绑定，下次重新绑定 | Remove the account's Yiban binding; the next visit binds it again."""

    async def work(act: Act, _settings: Settings) -> Any:
        account = await account_named(act, username)
        await bindings.unbind(act, account)
        return account

    row = perform(work)
    say(f"已解除绑定 {row.username} {row.name}", "unbound")


@app.command()
def reset_second_factor(username: Username) -> None:
    """重置两步验证，其会话立即结束 | Reset an account's second factor, for somebody who has lost phone and codes."""

    async def work(act: Act, _settings: Settings) -> Any:
        return await second_factors.reset(act, (await account_named(act, username)).id)

    row = perform(work)
    say(f"已重置 {row.username} {row.name} 的两步验证", "second factor reset")


@app.command()
def reseal_second_factors() -> None:
    """用 second_factor_keys 的第一个口令重新加密两步验证密钥 | Encrypt all second factors with the first key."""

    async def work(act: Act, settings: Settings) -> Resealed:
        sealing = Sealing(settings.second_factor_keys)
        if not sealing.has_key:
            raise Failed("没有设置 second_factor_keys", "second_factor_keys is not set")
        return await reseal(act, sealing)

    done = perform(work)
    say(f"已用第一个口令加密 {done.accounts:,} 个账号的两步验证密钥", f"{done.accounts:,} accounts' secrets encrypted")
    if done.unreadable:
        names = "、".join(done.unreadable)
        raise Failed(
            f"以下账号的密钥用哪个口令都读不出，本人可用恢复码登录，或请重置：{names}",
            "no key opens the secrets of these accounts; they have recovery codes, or reset them",
        )


def _lifetime(settings: Settings) -> timedelta:
    return timedelta(days=settings.activation_days)


def _hand_out(codes: Sequence[ActivationCode], output: Path | None) -> None:
    """Prints the codes once, or writes them to a file that only its owner can read."""
    headers = ("用户名 username", "姓名 name", "激活码 code", "有效期至 until")
    rows = [(one.account.username, one.account.name, one.code, f"{one.expires_at:%Y-%m-%d}") for one in codes]
    if output is None:
        table("激活码 activation codes", headers, rows)
        return
    with open(
        output, "w", encoding="utf-8-sig", newline="", opener=lambda path, flags: os.open(path, flags, 0o600)
    ) as file:
        os.fchmod(file.fileno(), 0o600)  # the file may have existed before
        file.write(csv_text([headers, *rows]))
    say(f"{len(rows)} 个激活码已写入 {output}", f"{len(rows)} codes written to {output}")
