"""`zongce tokens` manages personal access tokens for reporting tools (R9.1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cli.acting import account_named, acting, on_database, perform
from cli.telling import out, say, table
from core.acting import Act
from core.actions import access_tokens
from core.actions.access_tokens import TokenForm
from core.settings import Settings
from db.queries.people import sessions
from db.session import Database

app = typer.Typer(help="访问令牌 | access tokens", no_args_is_help=True)

Username = Annotated[str, typer.Argument(help="令牌所属的账号 | the account that owns the token")]
Name = Annotated[str, typer.Argument(help="令牌的用途 | the purpose of the token")]
Days = Annotated[int, typer.Option(help="有效天数 | days until it expires")]
Write = Annotated[bool, typer.Option("--write", help="允许修改（默认只读） | allow changes (read-only by default)")]


@app.command()
def create(username: Username, name: Name, days: Days = 90, write: Write = False) -> None:
    """新建令牌，只显示一次 | Create a token, which is shown only once."""

    async def work(act: Act, settings: Settings) -> str:
        form = TokenForm(name, act.today + timedelta(days=days), read_only=not write)
        zone = ZoneInfo(settings.timezone)
        _, token = await access_tokens.create_access_token_for(act, username, form, zone, settings.access_token_days)
        return token

    out.print(perform(work), markup=False)


@app.command("list")
def list_(username: Username) -> None:
    """列出账号的令牌 | List an account's tokens."""

    async def work(database: Database, settings: Settings) -> Sequence[Any]:
        async with acting(database, settings) as act:
            account = await account_named(act, username)
        return await sessions.access_tokens(database, account.id)

    rows = [
        (one.id, one.name, "只读 read" if one.read_only else "读写 write", _day(one.expires_at), _day(one.revoked_at))
        for one in on_database(work)
    ]
    table("访问令牌 access tokens", ("id", "用途 name", "权限 may", "有效期至 until", "撤销于 revoked"), rows)


@app.command()
def revoke(token_id: Annotated[int, typer.Argument(help="令牌编号（见 list） | its id (see list)")]) -> None:
    """撤销令牌，立即生效 | Revoke a token, at once."""

    async def work(act: Act, _settings: Settings) -> Any:
        return await access_tokens.revoke_access_token(act, token_id)

    say(f"已撤销 {perform(work).name}", "revoked")


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d}"
