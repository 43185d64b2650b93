"""Finds the viewer of a request, once per request: by a session cookie for pages, by a bearer token for programs
(R9.1)."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from core.actions.sessions import SignedIn, Visit
from core.identity.tokens import hash_of
from core.identity.viewing import viewer_from
from core.settings import Settings
from core.viewer import Viewer
from db.demands import Demands
from db.queries.people import accounts, ways_in
from db.session import Database
from graph.server.application import bearer_token
from graph.server.errors import TokenRefused


def cookie_name(settings: Settings, part: str = "") -> str:
    """Returns the name of a cookie. `__Host-` ties it to this host and to https; browsers refuse that on plain http.

    Args:
        part: the purpose of the cookie, if it is not the session's.
    """
    name = f"zongce-{part}" if part else "zongce"
    return f"__Host-{name}" if settings.secure_cookies else name


def set_cookie(response: Response, settings: Settings, part: str, value: str, *, minutes: int) -> None:
    """Sets a cookie that scripts can't read and that requests made by other sites do not carry."""
    response.set_cookie(
        cookie_name(settings, part),
        value,
        max_age=minutes * 60,
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def set_session_cookie(response: Response, settings: Settings, signed_in: SignedIn) -> None:
    set_cookie(response, settings, "", signed_in.token, minutes=settings.session_hours * 60)


def forget_cookie(response: Response, settings: Settings, part: str = "") -> None:
    response.delete_cookie(cookie_name(settings, part), secure=settings.secure_cookies, httponly=True, samesite="lax")


def token_of(scope: Scope, settings: Settings) -> tuple[str | None, bool]:
    """Returns the token of a request, and whether a browser sent it by itself."""
    token, by_browser = bearer_token(scope)
    if token is not None:
        return token, by_browser
    return HTTPConnection(scope).cookies.get(cookie_name(settings)), True


async def viewer_of(scope: Scope, database: Database, settings: Settings) -> Viewer | None:
    """Fetches the viewer of a request, or returns None if nobody is signed in. A session that waits for its second
    factor is nobody's (R16.1).

    Raises:
        TokenRefused: a program sent a token that opens nothing.
    """
    token, by_cookie = token_of(scope, settings)
    if not token:
        if not by_cookie:
            raise TokenRefused
        return None
    viewer = await viewer_by(hash_of(token), database, settings.demands, by_cookie=by_cookie)
    if viewer is None and not by_cookie and await half_session(hash_of(token), database, settings.demands) is None:
        raise TokenRefused
    return viewer


async def viewer_by(token_hash: str, database: Database, demands: Demands, *, by_cookie: bool) -> Viewer | None:
    """Fetches the viewer of a session, or returns None if the session does not exist, was revoked, was not used for
    too long or lacks its second factor. The use of a session is noted once a minute."""
    now = datetime.now(UTC)
    async with database.driver() as db:
        row = await accounts.viewer(db, token_hash, now, demands)
        if row is not None and row["used_at"] is not None and row["used_at"] < now - ways_in.NOTED:
            await ways_in.note_use(db, row["session_id"], now)
    return None if row is None else viewer_from(row, by_cookie=by_cookie)


async def half_session(token_hash: str, database: Database, demands: Demands) -> Any:
    """Fetches a session that lacks only its second factor, or returns None."""
    now = datetime.now(UTC)
    async with database.driver() as db:
        state = await ways_in.state_of_session(db, token_hash, now, demands)
    half = state is not None and state.lacks_factor and not state.idle and state.created_at > now - ways_in.HALF
    return state if half else None


def visit_of(request: HTTPConnection) -> Visit:
    """Describes the visit of a person who is about to sign in."""
    state = request.app.state
    address = request.client.host if request.client else ""
    zone = ZoneInfo(state.settings.timezone)
    return Visit(state.entrance, address, datetime.now(UTC), zone, request.state.request_id, state.settings.demands)
