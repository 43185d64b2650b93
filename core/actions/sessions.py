"""Getting in and out: sign in and out, activate an account, passwords, access tokens (R9.1)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from core.access import MANAGE_PEOPLE, Viewer
from core.acting import Act
from core.errors import (
    Invalid,
    NotFound,
    SignInNeeded,
    WrongActivationCode,
    WrongCredentials,
    WrongOldPassword,
)
from core.identifiers import canonical_identifier, visible
from core.identity.entrance import Entrance
from core.identity.passwords import hashed, require_good, verified
from core.identity.throttling import Attempt
from core.identity.tokens import ACCESS_TOKEN, SESSION, code_hash, hash_of, new_token
from db.queries.people import bindings, sessions

LONGEST_USERNAME, LONGEST_NAME = 64, 100


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the door, whom nobody knows yet."""

    entrance: Entrance
    address: str
    now: datetime
    zone: ZoneInfo
    request_id: str | None = None

    def attempt(self, purpose: str, username: str | None) -> Attempt:
        return Attempt(purpose, username, self.address)

    def act(self, db: Any, account: Any) -> Act:
        """What the account's person does, once it is known to be that person."""
        viewer = Viewer(account_id=account.id, username=account.username, name=account.name)
        return Act.at(db, viewer, self.now, self.zone, self.request_id)


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str = field(repr=False)
    expires_at: datetime


async def sign_in(
    visit: Visit, username: str, password: str, lifetime: timedelta, *, replaces: int | None = None
) -> SignedIn:
    """登录. Unknown, not activated and disabled accounts answer, and take as long, as a wrong password does.

    Args:
        replaces: the session that the same browser had until now.

    Raises:
        WrongCredentials, TooManyAttempts, Crowded, AskerGone
    """
    account = await known_by_password(visit, username, password)
    signed_in = SignedIn(new_token(SESSION), visit.now + lifetime)
    attempt = visit.attempt("sign in", account.username)
    async with visit.entrance.write() as db:
        if replaces is not None:
            await sessions.end_session(db, replaces)
        await enter(visit.act(db, account), account, signed_in)
        await visit.entrance.succeeded(db, attempt, visit.now)
    await visit.entrance.let_in(attempt, visit.now)
    return signed_in


async def known_by_password(visit: Visit, username: str, password: str) -> Any:
    """The account; counted as an attempt, which `Entrance.succeeded` takes back.

    Raises:
        WrongCredentials, TooManyAttempts, Crowded, AskerGone
    """
    username = _typed(username)
    async with visit.entrance.counted(visit.attempt("sign in", username), visit.now):
        account = await _verified(visit, username, password)
        return account or await _verified(visit, username, password)


async def _verified(visit: Visit, username: str, password: str) -> Any:
    """The account; None if somebody has changed the password's hash while we were about to renew it."""
    async with visit.entrance.read() as db:
        account = await sessions.account_to_enter(db, username)
    kept = account.password_hash if account is not None and account.disabled_at is None else None
    verdict = await verified(password, kept)
    if not verdict or account is None:
        raise WrongCredentials
    if verdict.renewed is None:
        return account
    async with visit.entrance.write() as db:
        renewed = await sessions.replace_password(db, account.id, account.password_hash, verdict.renewed)
    return SimpleNamespace(**{**account._mapping, "password_hash": verdict.renewed}) if renewed else None


async def enter(act: Act, account: Any, signed_in: SignedIn, **told: Any) -> None:
    """The account is held, and asked again: it may have been disabled while the password was being verified.

    Args:
        told: what the audit log says of the way in, where it was not the password.
    """
    held = await sessions.hold_account(act.db, account.id)
    if held.disabled_at is not None or held.password_hash != account.password_hash:
        raise WrongCredentials
    await sessions.end_expired(act.db, account.id, act.now)
    await sessions.insert_session(
        act.db,
        account_id=account.id,
        token_hash=hash_of(signed_in.token),
        now=act.now,
        expires_at=signed_in.expires_at,
    )
    await act.record("signIn", named(account), new=told or None)


async def sign_out(act: Act, *, everywhere: bool = False) -> int:
    """退出: this session, or all of the person's own; how many were ended."""
    viewer = act.viewer
    if viewer.session_id is None:  # an access token, which may be in other hands
        raise SignInNeeded
    if everywhere:
        ended = await sessions.end_sessions(act.db, [viewer.account_id])
    else:
        await sessions.end_session(act.db, viewer.session_id)
        ended = 1
    await act.record("signOut", named(viewer), new={"sessions": ended})
    return ended


async def activate_account(visit: Visit, username: str, code: str, password: str) -> None:
    """激活账号: the code is used up, the password set; whoever was signed in before is not any more.

    Raises:
        WeakPassword, WrongActivationCode, TooManyAttempts, Crowded, AskerGone
    """
    username = _typed(username)
    require_good(password, username, "input.password")
    attempt = visit.attempt("activate", username)
    async with visit.entrance.counted(attempt, visit.now):
        password_hash = await hashed(password)
    async with visit.entrance.write() as db:
        account = await sessions.account_to_enter(db, username)
        if account is None or not await sessions.use_activation_code(
            db, account.id, code_hash(account.id, code), password_hash, visit.now
        ):
            raise WrongActivationCode
        act = visit.act(db, account)
        await _end_every_way_in(act, account.id)
        await act.record("activateAccount", named(account))
        await visit.entrance.succeeded(db, attempt, visit.now)
    await visit.entrance.let_in(attempt, visit.now)


async def _end_every_way_in(act: Act, account_id: int, *, besides: int | None = None) -> int:
    """Sessions but for one, access tokens, and what other systems the account is bound to; how many sessions."""
    ended = await sessions.end_sessions(act.db, [account_id], besides=besides)
    await sessions.revoke_access_tokens(act.db, account_id, act.now)
    await bindings.unbind(act.db, account_id)
    return ended


async def change_password(visit: Visit, viewer: Viewer, old: str, new: str) -> None:
    """修改密码: needs the old one; every other way in ends: sessions, access tokens, bindings.

    Raises:
        SignInNeeded, WeakPassword, WrongOldPassword, TooManyAttempts, Crowded, AskerGone
    """
    if viewer.session_id is None:
        raise SignInNeeded
    require_good(new, viewer.username, "input.newPassword")
    attempt = visit.attempt("change password", viewer.username)
    async with visit.entrance.counted(attempt, visit.now):
        async with visit.entrance.read() as db:
            account = await sessions.account_to_enter(db, viewer.username)
        if account is None or not await verified(old, account.password_hash):
            raise WrongOldPassword("input.oldPassword")
        password_hash = await hashed(new)
    async with visit.entrance.write() as db:
        if not await sessions.replace_password(db, account.id, account.password_hash, password_hash):
            raise WrongOldPassword("input.oldPassword")
        act = visit.act(db, account)
        ended = await _end_every_way_in(act, account.id, besides=viewer.session_id)
        await act.record("changePassword", named(account), new={"sessionsEnded": ended})
        await visit.entrance.succeeded(db, attempt, visit.now)
    await visit.entrance.let_in(attempt, visit.now)


@dataclass(frozen=True, slots=True)
class TokenForm:
    """`expires_on` is the last day on which the token works."""

    name: str
    expires_on: date
    read_only: bool = True


async def create_access_token(act: Act, form: TokenForm, zone: ZoneInfo, most_days: int) -> tuple[Any, str]:
    """新建访问令牌, for a reporting tool: the token's row, and the token, which is never shown again."""
    if act.viewer.session_id is None:
        raise SignInNeeded
    return await _keep_token(act, act.viewer.account_id, form, zone, most_days)


async def create_access_token_for(
    act: Act, username: str, form: TokenForm, zone: ZoneInfo, most_days: int
) -> tuple[Any, str]:
    """The same for another's account: from the command line, for a tool that has no person to sign in."""
    act.viewer.require_any(MANAGE_PEOPLE)
    account = await sessions.account_to_enter(act.db, _typed(username))
    if account is None or account.disabled_at is not None:
        raise NotFound("account", "input.username")
    return await _keep_token(act, account.id, form, zone, most_days)


async def _keep_token(act: Act, account_id: int, form: TokenForm, zone: ZoneInfo, most_days: int) -> tuple[Any, str]:
    name = visible(form.name)
    if not 0 < len(name) <= LONGEST_NAME:
        zh, en = f"请填写名称，最多 {LONGEST_NAME} 个字", f"Give it a name of at most {LONGEST_NAME} characters"
        raise Invalid("input.name", zh, en)
    if not act.today <= form.expires_on <= act.today + timedelta(days=most_days):
        zh, en = f"截止日期应在今天起 {most_days} 天之内", f"The last day must be within {most_days} days from today"
        raise Invalid("input.expiresOn", zh, en)
    token = new_token(ACCESS_TOKEN)
    row = await sessions.insert_access_token(
        act.db,
        account_id=account_id,
        name=name,
        token_hash=hash_of(token),
        read_only=form.read_only,
        created_at=act.now,
        expires_at=datetime.combine(form.expires_on + timedelta(days=1), datetime.min.time(), zone),
    )
    told = {"account": account_id, "expiresOn": form.expires_on.isoformat(), "readOnly": form.read_only}
    await act.record("createAccessToken", name, new=told)
    return row, token


async def revoke_access_token(act: Act, token_id: int) -> Any:
    """撤销访问令牌: the own, or, by the super admin, anybody's. It opens nothing from the next request on."""
    row = await sessions.lock_access_token(act.db, token_id)
    own = row is not None and row.account_id == act.viewer.account_id
    if row is None or not (own or act.viewer.scope(MANAGE_PEOPLE).school):
        raise NotFound("access token", "input.id")
    if row.revoked_at is not None:
        return row
    after = await sessions.revoke_access_token(act.db, token_id, act.now)
    await act.record("revokeAccessToken", row.name)
    return after


def _typed(username: str) -> str:
    return canonical_identifier(username)[:LONGEST_USERNAME]


def named(account: Any) -> str:
    return f"{account.name} {account.username}"
