"""People sign out here, of this session or of others, and other systems tell of their own ends (R9.1, R16.1)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from core.acting import Act
from core.actions.sessions import PASSWORD, Visit, named
from core.errors import SignInNeeded
from core.identity.elsewhere import Elsewhere
from core.identity.tokens import hash_of
from db.queries.people import bindings, sessions


class SignedOut(NamedTuple):
    """Holds the number of ended sessions, and the way by which this one was opened."""

    ended: int = 0
    method: str = PASSWORD
    id_token: str | None = None


@dataclass(frozen=True, slots=True)
class EndedThere:
    """Holds what the other system tells.

    Args:
        message: what tells this message from all others, if somebody could send it again; else None.
        expires_at: when such a message is too old to be believed.
    """

    elsewhere: Elsewhere
    message: str | None = None
    expires_at: datetime | None = None


async def sign_out(act: Act, *, everywhere: bool = False) -> SignedOut:
    """Runs 退出 for this session, or for all of the person's own."""
    viewer = act.viewer
    if viewer.session_id is None:  # an access token may be in other hands
        raise SignInNeeded
    way = await sessions.way_of(act.db, viewer.session_id) or SignedOut()
    if everywhere:
        ended = await sessions.end_sessions(act.db, [viewer.account_id])
    else:
        await sessions.end_session(act.db, viewer.session_id)
        ended = 1
    await act.record("signOut", named(viewer), new={"sessions": ended})
    return SignedOut(ended, way.method, way.id_token)


async def give_up(visit: Visit, token_hash: str) -> SignedOut:
    """Runs 退出 for a session that opens nothing, because it waits for its second factor or was not used for too
    long."""
    async with visit.entrance.write() as db:
        account = await sessions.end_session_by(db, token_hash)
        if account is None:
            return SignedOut()
        await visit.act(db, account).record("signOut", named(account), new={"sessions": 1})
    return SignedOut(1, account.method, account.id_token)


async def end_other_sessions(act: Act) -> int:
    """Ends all of the person's sessions but the one that asks, and returns their number."""
    viewer = act.viewer
    if viewer.session_id is None:
        raise SignInNeeded
    ended = await sessions.end_sessions(act.db, [viewer.account_id], besides=viewer.session_id)
    await act.record("endOtherSessions", named(viewer), new={"sessions": ended})
    return ended


async def end_sessions_of(visit: Visit, told: EndedThere) -> int:
    """Runs 退出 for the sessions that were opened by what has ended at the other system, and returns their number. A
    message that was taken before ends nothing."""
    there = told.elsewhere
    async with visit.entrance.write() as db:
        if told.message is not None and told.expires_at is not None:
            spent = hash_of(f"{there.method}:{told.message}")
            if not await bindings.spend_request(db, spent, told.expires_at, visit.now):
                return 0
        ended: Counter[Any] = Counter(await sessions.end_sessions_elsewhere(db, there.session_hash, there.subject_hash))
        for account, number in ended.items():
            new = {"sessions": number, "method": there.method}
            await visit.act(db, account).record("signOut", named(account), new=new)
    return ended.total()
