"""People sign out here, of this session or of others (R9.1)."""

from core.acting import Act
from core.actions.sessions import Visit, named
from core.errors import SignInNeeded
from db.queries.people import sessions


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


async def give_up(visit: Visit, token_hash: str) -> int:
    """Runs 退出 for a session that opens nothing, because it waits for its second factor or was not used for too
    long."""
    async with visit.entrance.write() as db:
        account = await sessions.end_session_by(db, token_hash)
        if account is None:
            return 0
        await visit.act(db, account).record("signOut", named(account), new={"sessions": 1})
    return 1


async def end_other_sessions(act: Act) -> int:
    """Ends all of the person's sessions but the one that asks, and returns their number."""
    viewer = act.viewer
    if viewer.session_id is None:
        raise SignInNeeded
    ended = await sessions.end_sessions(act.db, [viewer.account_id], besides=viewer.session_id)
    await act.record("endOtherSessions", named(viewer), new={"sessions": ended})
    return ended
