"""Access tokens let a reporting tool ask in a person's name (R9.1)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.access import MANAGE_PEOPLE
from core.acting import Act
from core.actions.sessions import typed_username
from core.errors import Invalid, NotFound, SignInNeeded
from core.identifiers import visible
from core.identity.tokens import ACCESS_TOKEN, hash_of, new_token
from db.queries.people import sessions

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class TokenForm:
    """Holds the name and the limits of a token; `expires_on` is the last day on which it works."""

    name: str
    expires_on: date
    read_only: bool = True


async def create_access_token(act: Act, form: TokenForm, zone: ZoneInfo, most_days: int) -> tuple[Any, str]:
    """Runs 新建访问令牌 for a reporting tool. Returns the token's row and the token, which is never shown again.

    The token opens the account while a second factor is needed if its session has given one (R16.1).
    """
    viewer = act.viewer
    if viewer.session_id is None:
        raise SignInNeeded
    owner = (viewer.account_id, viewer.username, viewer.proven)
    return await _store_token(act, owner, form, zone, most_days)


async def create_access_token_for(
    act: Act, username: str, form: TokenForm, zone: ZoneInfo, most_days: int
) -> tuple[Any, str]:
    """Creates a token for another account: the command line does so for a tool without a person who signs in."""
    act.viewer.require_any(MANAGE_PEOPLE)
    account = await sessions.account_to_enter(act.db, typed_username(username))
    if account is None or account.disabled_at is not None:
        raise NotFound("account", "input.username")
    return await _store_token(act, (account.id, account.username, True), form, zone, most_days)


async def _store_token(
    act: Act, owner: tuple[int, str, bool], form: TokenForm, zone: ZoneInfo, most_days: int
) -> tuple[Any, str]:
    account_id, username, proven = owner
    name, expires_at = judged(act, form.name, form.expires_on, zone, most_days)
    token = new_token(ACCESS_TOKEN)
    row = await sessions.insert_access_token(
        act.db,
        account_id=account_id,
        name=name,
        token_hash=hash_of(token),
        read_only=form.read_only,
        proven=proven,
        created_at=act.now,
        expires_at=expires_at,
    )
    values = {"username": username, "expiresOn": form.expires_on.isoformat(), "readOnly": form.read_only}
    await act.record("createAccessToken", name, new=values)
    return row, token


def judged(act: Act, name: str, expires_on: date, zone: ZoneInfo, most_days: int) -> tuple[str, datetime]:
    """Returns the name of a new token and the midnight at which it expires.

    Raises:
        Invalid: the name is empty or too long, or the last day is too far away.
    """
    name = visible(name)
    if not 0 < len(name) <= LONGEST_NAME:
        zh, en = f"请填写名称，最多 {LONGEST_NAME} 个字", f"Enter a name of at most {LONGEST_NAME} characters"
        raise Invalid("input.name", zh, en)
    if not act.today <= expires_on <= act.today + timedelta(days=most_days):
        zh, en = f"截止日期应在今天起 {most_days} 天之内", f"The last day must be within {most_days} days from today"
        raise Invalid("input.expiresOn", zh, en)
    return name, datetime.combine(expires_on + timedelta(days=1), datetime.min.time(), zone)


async def revoke_access_token(act: Act, token_id: int) -> Any:
    """Runs 撤销访问令牌 for a person's own token, or, by the super admin, for anybody's. It is invalid from the next
    request on.
    """
    row = await sessions.lock_access_token(act.db, token_id)
    own = row is not None and row.account_id == act.viewer.account_id
    if row is None or not (own or act.viewer.scope(MANAGE_PEOPLE).school):
        raise NotFound("access token", "input.id")
    if row.revoked_at is not None:
        return row
    after = await sessions.revoke_access_token(act.db, token_id, act.now)
    await act.record("revokeAccessToken", row.name)
    return after
