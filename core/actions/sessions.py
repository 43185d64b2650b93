"""People sign in and out, activate accounts and change passwords here (R9.1)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from core.acting import Act
from core.errors import (
    SignInNeeded,
    WrongActivationCode,
    WrongCredentials,
    WrongOldPassword,
)
from core.identifiers import canonical_identifier
from core.identity.entrance import Entrance
from core.identity.passwords import hashed, require_good, verified
from core.identity.throttling import Attempt
from core.identity.tokens import SESSION, code_hash, hash_of, new_token
from core.viewer import Viewer
from db.queries.people import bindings, sessions

LONGEST_USERNAME = 64


@dataclass(frozen=True, slots=True)
class Visit:
    """Represents a request of somebody who is not known yet."""

    entrance: Entrance
    address: str
    now: datetime
    zone: ZoneInfo
    request_id: str | None = None

    def attempt(self, purpose: str, username: str | None) -> Attempt:
        return Attempt(purpose, username, self.address)

    def act(self, db: Any, account: Any) -> Act:
        """Returns the act of the account's person, once it is known to be that person."""
        viewer = Viewer(account_id=account.id, username=account.username, name=account.name)
        return Act.at(db, viewer, self.now, self.zone, self.request_id)


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str = field(repr=False)
    expires_at: datetime


async def sign_in(
    visit: Visit, username: str, password: str, lifetime: timedelta, *, replaces: int | None = None
) -> SignedIn:
    """Runs 登录. Unknown, not activated and disabled accounts get the same answer after the same time as a wrong
    password.

    Args:
        replaces: the present session of the same browser.

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
    """Returns the account. It counts as an attempt, which `Entrance.succeeded` takes back.

    Raises:
        WrongCredentials, TooManyAttempts, Crowded, AskerGone
    """
    username = typed_username(username)
    async with visit.entrance.counted(visit.attempt("sign in", username), visit.now):
        account = await _verified(visit, username, password)
        return account or await _verified(visit, username, password)


async def _verified(visit: Visit, username: str, password: str) -> Any:
    """Returns the account, or None if somebody has changed its password hash before we could renew it."""
    async with visit.entrance.read() as db:
        account = await sessions.account_to_enter(db, username)
    stored_hash = account.password_hash if account is not None and account.disabled_at is None else None
    verdict = await verified(password, stored_hash)
    if not verdict or account is None:
        raise WrongCredentials
    if verdict.renewed is None:
        return account
    async with visit.entrance.write() as db:
        renewed = await sessions.replace_password(db, account.id, account.password_hash, verdict.renewed)
    return SimpleNamespace(**{**account._mapping, "password_hash": verdict.renewed}) if renewed else None


async def enter(act: Act, account: Any, signed_in: SignedIn, **details: Any) -> None:
    """Opens a session. The account is locked and checked again, because it may have been disabled meanwhile.

    Args:
        details: the values for the audit log if the way in was not the password.
    """
    locked = await sessions.lock_account(act.db, account.id)
    if locked.disabled_at is not None or locked.password_hash != account.password_hash:
        raise WrongCredentials
    await sessions.end_expired(act.db, account.id, act.now)
    await sessions.insert_session(
        act.db,
        account_id=account.id,
        token_hash=hash_of(signed_in.token),
        now=act.now,
        expires_at=signed_in.expires_at,
    )
    await act.record("signIn", named(account), new=details or None)


async def sign_out(act: Act, *, everywhere: bool = False) -> int:
    """Runs 退出 for this session, or for all of the person's own, and returns the number of ended sessions."""
    viewer = act.viewer
    if viewer.session_id is None:  # an access token may be in other hands
        raise SignInNeeded
    if everywhere:
        ended = await sessions.end_sessions(act.db, [viewer.account_id])
    else:
        await sessions.end_session(act.db, viewer.session_id)
        ended = 1
    await act.record("signOut", named(viewer), new={"sessions": ended})
    return ended


async def activate_account(visit: Visit, username: str, code: str, password: str) -> None:
    """Runs 激活账号: uses the code up and sets the password; earlier sessions end.

    Raises:
        WeakPassword, WrongActivationCode, TooManyAttempts, Crowded, AskerGone
    """
    username = typed_username(username)
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
    """Ends all sessions except one, access tokens and bindings to other systems. Returns the number of sessions."""
    ended = await sessions.end_sessions(act.db, [account_id], besides=besides)
    await sessions.revoke_access_tokens(act.db, account_id, act.now)
    await bindings.unbind_account(act.db, account_id)
    return ended


async def change_password(visit: Visit, viewer: Viewer, old: str, new: str) -> None:
    """Runs 修改密码, which needs the old password; every other way in ends: sessions, access tokens, bindings.

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


def typed_username(username: str) -> str:
    return canonical_identifier(username)[:LONGEST_USERNAME]


def named(account: Any) -> str:
    return f"{account.name} {account.username}"
