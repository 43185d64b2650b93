"""People set up a second factor, give it when they sign in, and manage it (R16.1).

A code counts as an attempt before its outcome is known, as a password does, and works once, whichever process it
reaches.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.access import MANAGE_PEOPLE
from core.acting import Act
from core.actions.sessions import SignedIn, Visit, named, note_failure, note_sign_in
from core.errors import (
    Conflict,
    FirstStepNeeded,
    NotFound,
    SecondFactorDemanded,
    SecondFactorNotSetUp,
    SecondFactorUnreadable,
    SignInAgain,
    SignInNeeded,
    WrongCode,
)
from core.identity.one_time_codes import (
    RECOVERY_CODES,
    Sealing,
    address_of,
    is_of_app,
    new_secret,
    step_of,
    typed_code,
)
from core.identity.throttling import SECOND_FACTOR
from core.identity.tokens import SESSION, code_hash, hash_of, new_code, new_token
from core.viewer import Viewer
from db.queries.people import accounts, second_factors, sessions, ways_in
from db.queries.people.ways_in import HALF

SET_UP_WITHIN = timedelta(minutes=30)
"""The time between setting up and the first code."""


@dataclass(frozen=True, slots=True)
class Person:
    """Represents somebody in an open session, or in one that waits for its second factor.

    Args:
        half_token_hash: the hash of the waiting session's token.
        active: whether a waiting session waits for a code, and not for a factor to be set up.
        began_at: when the person signed in.
    """

    id: int
    username: str
    name: str
    session_id: int
    began_at: datetime
    half_token_hash: str | None = None
    active: bool = False

    @classmethod
    def of_viewer(cls, viewer: Viewer, began_at: Any) -> "Person":
        if viewer.session_id is None:  # an access token may be in other hands
            raise SignInNeeded
        return cls(viewer.account_id, viewer.username, viewer.name, viewer.session_id, began_at)

    @classmethod
    def of_half(cls, state: Any, token_hash: str) -> "Person":
        return cls(state.id, state.username, state.name, state.session_id, state.created_at, token_hash, state.active)


def first_step_needed() -> FirstStepNeeded:
    return FirstStepNeeded(minutes=int(HALF.total_seconds() // 60))


async def verify(visit: Visit, person: Person, code: str, sealing: Sealing, lifetime: timedelta) -> SignedIn:
    """Runs 验证 as the second step of 登录: the session opens, under a new token.

    Raises:
        WrongCode, SecondFactorUnreadable, FirstStepNeeded, TooManyAttempts, Crowded, AskerGone
    """
    if person.half_token_hash is None or not person.active:
        raise first_step_needed()
    async with _counted(visit, person) as db:
        by = await _use_code(visit, db, person, code, sealing)
        signed_in = await _complete(visit, db, person, lifetime)
        await visit.act(db, person).record("verifySecondFactor", named(person), new={"by": by})
    return signed_in


async def set_up(visit: Visit, person: Person, code: str, sealing: Sealing) -> tuple[str, str]:
    """Runs 设置两步验证: returns a new secret and its address, which `confirm` puts in force. Whoever has a factor
    proves it; whoever has none must have signed in a moment ago.

    Raises:
        WrongCode, SignInAgain, SecondFactorUnreadable, TooManyAttempts, Crowded, AskerGone
    """
    secret = new_secret()
    async with visit.entrance.read() as db:
        found = await second_factors.fetch_factor(db, person.id)
    proven = found is not None and found.active_at is not None
    if not proven and visit.now - person.began_at > HALF:
        raise SignInAgain(minutes=int(HALF.total_seconds() // 60))
    async with _counted(visit, person) if proven else visit.entrance.write() as db:
        if proven:
            await _use_code(visit, db, person, code, sealing)
        if not await second_factors.keep_pending(db, person.id, sealing.seal(secret), visit.now, proven=proven):
            raise WrongCode("input.code")  # somebody has set up a factor at this moment
        await visit.act(db, person).record("setUpSecondFactor", named(person))
    return secret, address_of(secret, person.username)


async def confirm(
    visit: Visit, person: Person, code: str, sealing: Sealing, lifetime: timedelta
) -> tuple[Sequence[str], SignedIn | None]:
    """Runs 启用 with the first code of the new secret: every other session ends, and a waiting one opens.

    Returns:
        New recovery codes, which are never shown again, and the opened session if it was waiting.

    Raises:
        WrongCode, SecondFactorNotSetUp, TooManyAttempts, Crowded, AskerGone
    """
    async with _counted(visit, person) as db:
        found = await second_factors.fetch_factor(db, person.id)
        if found is None or found.pending_secret is None or visit.now - found.pending_at > SET_UP_WITHIN:
            raise SecondFactorNotSetUp
        step = step_of(_opened(sealing, found.pending_secret), code, visit.now)
        if step is None:
            raise WrongCode("input.code")
        if not await second_factors.activate_pending(db, person.id, found.pending_secret, step, visit.now):
            raise SecondFactorNotSetUp
        codes = await _new_recovery_codes(db, person)
        ended = await sessions.end_sessions(db, [person.id], besides=person.session_id)
        signed_in = await _complete(visit, db, person, lifetime) if person.half_token_hash else None
        if signed_in is None:
            await sessions.prove_session(db, person.session_id, visit.now)
        details = {"replaced": found.active_at is not None, "sessionsEnded": ended}
        await visit.act(db, person).record("confirmSecondFactor", named(person), new=details)
    return codes, signed_in


async def renew_recovery_codes(visit: Visit, person: Person, code: str, sealing: Sealing) -> Sequence[str]:
    """Runs 更换恢复码: the earlier ones are void.

    Raises:
        WrongCode, SecondFactorNotSetUp, SecondFactorUnreadable, TooManyAttempts, Crowded, AskerGone
    """
    async with _counted(visit, person) as db:
        await _use_code(visit, db, person, code, sealing)
        codes = await _new_recovery_codes(db, person)
        await visit.act(db, person).record("renewRecoveryCodes", named(person))
    return codes


async def remove(visit: Visit, person: Person, code: str, sealing: Sealing) -> None:
    """Runs 停用两步验证, unless the person's roles demand it.

    Raises:
        WrongCode, SecondFactorNotSetUp, SecondFactorDemanded, SecondFactorUnreadable, TooManyAttempts, Crowded,
        AskerGone
    """
    async with visit.entrance.read() as db:
        found = await ways_in.factor_of(db, person.id, visit.demands)
    if found.demanded and found.active_at is not None:
        raise SecondFactorDemanded
    async with _counted(visit, person) as db:
        await _use_code(visit, db, person, code, sealing)
        await second_factors.delete_factor(db, person.id)
        await visit.act(db, person).record("removeSecondFactor", named(person))


async def reset(act: Act, account_id: int) -> Any:
    """Runs 重置两步验证 by the super admin, for somebody who has lost the phone and the recovery codes: the person's
    sessions end, and the next sign-in sets up another factor where one is demanded.
    """
    viewer = act.viewer
    viewer.require_any(MANAGE_PEOPLE)
    if viewer.by_token:
        raise SignInNeeded
    row = await accounts.lock_account(act.db, account_id)
    if row is None:
        raise NotFound("account", "input.accountId")
    if account_id == viewer.account_id:
        zh, en = "自己的两步验证请凭验证码更换或停用", "Change or remove your own second factor by one of its codes"
        raise Conflict(zh, en, "input.accountId")
    if not await second_factors.delete_factor(act.db, account_id):
        raise Conflict("该账号没有启用两步验证", "The account has no second factor", "input.accountId")
    ended = await sessions.end_sessions(act.db, [account_id])
    await act.record("resetSecondFactor", named(row), new={"sessionsEnded": ended})
    return await accounts.read_account(act.db, account_id=account_id)


@asynccontextmanager
async def _counted(visit: Visit, person: Person) -> AsyncIterator[AsyncConnection]:
    """Opens the transaction of an act that a code allows; a wrong code counts as a failure, as a wrong password does.

    Raises:
        TooManyAttempts, Crowded
    """
    attempt = visit.attempt(SECOND_FACTOR, person.username)
    async with visit.entrance.counted(attempt, visit.now):
        try:
            async with visit.entrance.write() as db:
                yield db
                await visit.entrance.succeeded(db, attempt, visit.now)
        except WrongCode:
            await note_failure(visit, attempt)
            raise
    await visit.entrance.let_in(attempt, visit.now)


async def _use_code(visit: Visit, db: AsyncConnection, person: Person, code: str, sealing: Sealing) -> str:
    """Uses up a code of the app or a recovery code, and returns which it was.

    Raises:
        WrongCode, SecondFactorNotSetUp, SecondFactorUnreadable
    """
    found = await second_factors.fetch_factor(db, person.id)
    if found is None or found.active_at is None:
        raise SecondFactorNotSetUp
    if not is_of_app(code):
        if await second_factors.use_recovery_code(db, person.id, code_hash(person.id, typed_code(code))):
            return "RECOVERY_CODE"
        raise WrongCode("input.code")
    step = step_of(_opened(sealing, found.secret), code, visit.now)
    if step is None or not await second_factors.use_step(db, person.id, found.secret, step):
        raise WrongCode("input.code")
    return "APP"


def _opened(sealing: Sealing, stored: str) -> str:
    secret = sealing.open(stored)
    if secret is None:
        raise SecondFactorUnreadable
    return secret


async def _complete(visit: Visit, db: AsyncConnection, person: Person, lifetime: timedelta) -> SignedIn:
    """Opens the waiting session under a new token: somebody else may know the one that it had until now."""
    signed_in = SignedIn(new_token(SESSION), visit.now + lifetime)
    completed = await sessions.complete_session(
        db,
        person.session_id,
        str(person.half_token_hash),
        token_hash=hash_of(signed_in.token),
        now=visit.now,
        expires_at=signed_in.expires_at,
    )
    if not completed:
        raise first_step_needed()
    await note_sign_in(visit, db, person.session_id, person)
    return signed_in


async def _new_recovery_codes(db: AsyncConnection, person: Person) -> Sequence[str]:
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    await second_factors.replace_recovery_codes(db, person.id, [code_hash(person.id, one) for one in codes])
    return codes
