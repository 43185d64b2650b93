"""A person whom another system confirms enters one of our accounts, or is not let in (R9.1)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from core.access import MANAGE_PEOPLE
from core.acting import Act
from core.actions import sessions
from core.actions.sessions import SignedIn, Visit, Way
from core.errors import NotFound
from core.errors.entering import AccountShut, BoundElsewhere, JourneyLost, NoSuchAccount, RequestSpent, TurnedAway
from core.identifiers import canonical_identifier
from core.identity.elsewhere import Elsewhere
from core.identity.tokens import hash_of, new_token
from db.queries.people import bindings
from db.queries.people import sessions as stored_sessions

T = TypeVar("T")
WAITING = timedelta(minutes=10)
"""The time for saying which account it is."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Represents a person whom another system has confirmed.

    Args:
        subject: that system's id of the person, if ids are bound to accounts; else None.
        number: the person's user name here, if that system tells it.
        shown: the person's name there.
        proven: whether that system vouches for a second factor, and is trusted with it (R16.1).
        elsewhere: the session there, if that system tells when it ends.
    """

    method: str
    number: str | None
    subject: str | None = None
    shown: str = ""
    proven: bool = False
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Represents an identity that is not bound yet; `token` is only for the browser that came with it."""

    token: str


async def unhurried(visit: Visit, method: str, confirm: Callable[[], Awaitable[T]]) -> T:
    """Slows down failures from one address. There is nothing to guess, but each failure asks another system.

    Raises:
        Crowded, and any exception of `confirm`.
    """
    attempt = visit.attempt(method, None)
    await visit.entrance.admitted(attempt, visit.now)
    try:
        return await confirm()
    except TurnedAway:
        await visit.entrance.failed(attempt, visit.now)
        raise


async def spend_request(visit: Visit, request: bytes, expires_at: datetime) -> None:
    """Marks a sign-in request as used, so that nobody can get in again with a request that somebody has read.

    Raises:
        RequestSpent
    """
    async with visit.entrance.write() as db:
        if not await bindings.spend_request(db, hash_of(request.hex()), expires_at, visit.now):
            raise RequestSpent


async def enter_as(
    visit: Visit, identity: Identity, lifetime: timedelta, *, replaces: int | None = None
) -> SignedIn | Waiting:
    """Runs 登录 for a person whom another system has confirmed, and binds the account if that system tells its number
    for the first time.

    Raises:
        NoSuchAccount, AccountShut, BoundElsewhere
    """
    async with visit.entrance.write() as db:
        number = identity.number
        if identity.subject is not None:
            number = await bindings.bound_username(db, identity.method, identity.subject) or number
        if number is None:
            return await _wait(db, visit, identity)
        account = await _account(db, number)
        if identity.subject is not None:
            await _bind(visit.act(db, account), account, identity.method, identity.subject)
        way = Way(lifetime, replaces, identity.method, identity.proven, identity.elsewhere)
        return await sessions.enter(visit, db, account, way)


async def who_waits(visit: Visit, token: str) -> Any:
    """Returns the identity that waits to be bound.

    Raises:
        JourneyLost
    """
    async with visit.entrance.read() as db:
        row = await bindings.fetch_waiting(db, hash_of(token), visit.now)
    if row is None:
        raise JourneyLost
    return row


async def bind_by_password(
    visit: Visit, token: str, username: str, password: str, lifetime: timedelta, *, replaces: int | None = None
) -> SignedIn:
    """Runs 绑定 once for a person who knows the account's password; guesses count as those of 登录 do.

    Raises:
        WrongCredentials, TooManyAttempts, Crowded, JourneyLost, BoundElsewhere
    """
    await who_waits(visit, token)
    account = await sessions.known_by_password(visit, username, password)
    attempt = visit.attempt("sign in", account.username)
    async with visit.entrance.write() as db:
        row = await bindings.fetch_waiting(db, hash_of(token), visit.now)
        if row is None or not await bindings.delete_waiting(db, hash_of(token), visit.now):
            raise JourneyLost
        await _bind(visit.act(db, account), account, row.method, row.subject)
        signed_in = await sessions.enter(visit, db, account, Way(lifetime, replaces, row.method))
        await visit.entrance.succeeded(db, attempt, visit.now)
    await visit.entrance.let_in(attempt, visit.now)
    return signed_in


async def unbind(act: Act, account: Any) -> list[str]:
    """Runs 解除绑定 by the super admin: sessions opened from there end, and the next visit binds anew.

    Returns:
        The systems to which the account was bound.
    """
    act.viewer.require_any(MANAGE_PEOPLE)
    methods = await bindings.unbind_account(act.db, account.id)
    if not methods:
        raise NotFound("binding")
    ended = await stored_sessions.end_sessions(act.db, [account.id])
    await act.record("unbindSignIn", sessions.named(account), old={"methods": methods}, new={"sessionsEnded": ended})
    return methods


async def _account(db: Any, number: str) -> Any:
    username = canonical_identifier(number)[: sessions.LONGEST_USERNAME]
    account = await stored_sessions.account_to_enter(db, username)
    if account is None:
        raise NoSuchAccount(number=username)
    if account.disabled_at is not None:
        raise AccountShut
    return account


async def _bind(act: Act, account: Any, method: str, subject: str) -> None:
    if await bindings.bind_account(act.db, method, subject, account.id, act.now):
        await act.record("bindSignIn", sessions.named(account), new={"method": method, "subject": subject})
    elif await bindings.bound_username(act.db, method, subject) != account.username:
        raise BoundElsewhere(number=account.username)


async def _wait(db: Any, visit: Visit, identity: Identity) -> Waiting:
    token = new_token("")
    await bindings.insert_waiting(
        db,
        visit.now,
        token_hash=hash_of(token),
        method=identity.method,
        subject=identity.subject,
        shown=identity.shown,
        expires_at=visit.now + WAITING,
    )
    return Waiting(token)
