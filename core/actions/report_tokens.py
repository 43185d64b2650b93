"""Report tokens let a reporting tool log in to the database as one person (R16.4)."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from core.access import CONNECT_REPORTS, MANAGE_PEOPLE
from core.acting import Act
from core.actions.access_tokens import judged
from core.errors import NotFound, SignInNeeded
from core.errors.people import NoReportConnection, TooManyReportTokens
from core.identity.scram import verifier_of
from core.identity.tokens import REPORT_TOKEN, new_token
from db.reporting import logins
from db.reporting.wall import database_name

MOST = 5
"""One person has at most so many at once: each may hold several connections of the database."""


async def create_report_token(
    act: Act, name: str, expires_on: date, zone: ZoneInfo, most_days: int
) -> tuple[Any, str, str]:
    """Runs 新建报表连接. Returns the token's row, the token, and the name of the database.

    The token is a password that PostgreSQL checks; nobody can read it again.
    """
    act.viewer.require_any(CONNECT_REPORTS)
    if act.viewer.session_id is None:
        raise SignInNeeded
    name, expires_at = judged(act, name, expires_on, zone, most_days)
    if not await logins.ready(act.db):
        raise NoReportConnection
    account_id = act.viewer.account_id
    if await logins.count_valid(act.db, account_id, act.now) >= MOST:
        raise TooManyReportTokens(most=MOST)
    token = new_token(REPORT_TOKEN)
    login = await logins.create_login(act.db, verifier_of(token), expires_at, str(zone))
    proven = act.viewer.proven
    row = await logins.insert_token(
        act.db, account_id=account_id, name=name, login=login, proven=proven, created_at=act.now, expires_at=expires_at
    )
    values = {"username": act.viewer.username, "login": login, "expiresOn": expires_on.isoformat()}
    await act.record("createReportToken", name, new=values)
    return row, token, await database_name(act.db)


async def revoke_report_token(act: Act, token_id: int) -> Any:
    """Runs 撤销报表连接 for a person's own token, or, by the super admin, for anybody's. Its sessions end at once."""
    row = await logins.lock_token(act.db, token_id)
    own = row is not None and row.account_id == act.viewer.account_id
    if row is None or not (own or act.viewer.scope(MANAGE_PEOPLE).school):
        raise NotFound("report token", "input.id")
    if row.revoked_at is not None:
        return row
    after = await logins.revoke_tokens(act.db, [row.login], act.now)
    await act.record("revokeReportToken", row.name, old={"login": row.login})
    return after
