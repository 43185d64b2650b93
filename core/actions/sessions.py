"""People sign in, activate accounts and change passwords here (R9.1)."""

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
from core.identity.elsewhere import Elsewhere
from core.identity.entrance import Entrance
from core.identity.passwords import hashed, require_good, verified
from core.identity.throttling import Attempt
from core.identity.tokens import SESSION, code_hash, hash_of, new_token
from core.viewer import Viewer
from db.demands import Demands
from db.queries.people import bindings, earlier_sign_ins, sessions, ways_in
from db.queries.people.ways_in import HALF
from db.reporting import logins

LONGEST_USERNAME = 64
PASSWORD = "password"  # noqa: S105  # the name of the way in


@dataclass(frozen=True, slots=True)
class Visit:
    """Represents a request of somebody who is not known yet."""

    entrance: Entrance
    address: str
    now: datetime
    zone: ZoneInfo
    request_id: str | None
    demands: Demands

    def attempt(self, purpose: str, username: str | None) -> Attempt:
        return Attempt(purpose, username, self.address)

    def act(self, db: Any, account: Any) -> Act:
        """Returns the act of the account's person, once it is known to be that person."""
        viewer = Viewer(account_id=account.id, username=account.username, name=account.name)
        return Act.at(db, viewer, self.now, self.zone, self.request_id)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Holds the token of a new session. Without its second factor the session opens nothing yet (R16.1)."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Way:
    """Says how a person comes in.

    Args:
        replaces: the present session of the same browser.
        method: the other system that confirms the person, if one does.
        proven: whether that system vouches for a second factor.
        elsewhere: the session there, with which this one ends.
    """

    lifetime: timedelta
    replaces: int | None = None
    method: str = PASSWORD
    proven: bool = False
    elsewhere: Elsewhere | None = None


async def sign_in(visit: Visit, username: str, password: str, way: Way) -> SignedIn:
    """Runs 登录. Unknown, not activated and disabled accounts get the same answer after the same time as a wrong
    password.

    Raises:
        WrongCredentials, TooManyAttempts, Crowded, AskerGone
    """
    account = await known_by_password(visit, username, password)
    attempt = visit.attempt("sign in", account.username)
    async with visit.entrance.write() as db:
        signed_in = await enter(visit, db, account, way)
        await visit.entrance.succeeded(db, attempt, visit.now)
    await visit.entrance.let_in(attempt, visit.now)
    return signed_in


async def known_by_password(visit: Visit, username: str, password: str) -> Any:
    """Returns the account. It counts as an attempt, which `Entrance.succeeded` takes back.

    Raises:
        WrongCredentials, TooManyAttempts, Crowded, AskerGone
    """
    username = typed_username(username)
    attempt = visit.attempt("sign in", username)
    async with visit.entrance.counted(attempt, visit.now):
        try:
            account = await _verified(visit, username, password)
            return account or await _verified(visit, username, password)
        except WrongCredentials:
            await note_failure(visit, attempt)
            raise


async def note_failure(visit: Visit, attempt: Attempt) -> None:
    """Remembers a wrong password or code, so that the person is told of it after signing in (R16.1)."""
    async with visit.entrance.write() as db:
        await earlier_sign_ins.note_failure(db, attempt.name_hash, visit.now)


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


async def enter(visit: Visit, db: Any, account: Any, way: Way) -> SignedIn:
    """Opens a session, which opens nothing yet while the person needs a second factor and has not given it: whether it
    does is judged at each request. The account is locked and checked again, because it may have been disabled
    meanwhile.

    Raises:
        WrongCredentials
    """
    locked = await sessions.lock_account(db, account.id)
    if locked.disabled_at is not None or locked.password_hash != account.password_hash:
        raise WrongCredentials
    await sessions.end_expired(db, account.id, visit.now)
    if way.replaces is not None:
        await sessions.end_session(db, way.replaces)
    half = not way.proven and await ways_in.needs_factor(db, account.id, visit.demands)
    signed_in = SignedIn(new_token(SESSION), visit.now + (min(HALF, way.lifetime) if half else way.lifetime))
    session_id = await sessions.insert_session(
        db,
        account_id=account.id,
        token_hash=hash_of(signed_in.token),
        created_at=visit.now,
        expires_at=signed_in.expires_at,
        used_at=visit.now,
        proven_at=visit.now if way.proven else None,
        method=way.method,
        address=visit.address,
        **(way.elsewhere.columns if way.elsewhere else {}),
    )
    if not half:
        await note_sign_in(visit, db, session_id, account)
    details = {} if way.method == PASSWORD else {"method": way.method}
    if half or way.proven:
        details["secondFactor"] = "PENDING" if half else "BY_METHOD"
    await visit.act(db, account).record("signIn", named(account), new=details or None)
    return signed_in


async def note_sign_in(visit: Visit, db: Any, session_id: int, account: Any) -> None:
    """Lets the session tell of the sign-in before this one (R16.1)."""
    attempt = visit.attempt("sign in", account.username)
    await earlier_sign_ins.note_sign_in(db, session_id, account.id, attempt.name_hash, visit.now)


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
    """Ends all sessions except one, access tokens, report tokens and bindings to other systems.

    Returns:
        The number of sessions.
    """
    ended = await sessions.end_sessions(act.db, [account_id], besides=besides)
    await sessions.revoke_access_tokens(act.db, account_id, act.now)
    await logins.revoke_tokens(act.db, await logins.logins_of(act.db, [account_id]), act.now)
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
