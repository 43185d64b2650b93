"""Request -> Viewer, once per request: a session cookie for pages, a bearer token for programs (R9.1)."""

from datetime import UTC, datetime

from starlette.requests import HTTPConnection

from core.access import Viewer
from core.settings import Settings
from core.tokens import hash_of
from core.viewing import viewer_from
from db.queries import people
from db.session import Database

BEARER = "bearer "


def cookie_name(settings: Settings) -> str:
    """`__Host-` ties the cookie to this host and to https; on plain http browsers would refuse it."""
    return "__Host-zongce" if settings.secure_cookies else "zongce"


def token_of(request: HTTPConnection, settings: Settings) -> tuple[str | None, bool]:
    """The token that came with the request, and whether a browser sent it by itself."""
    header = request.headers.get("authorization", "")
    if header.lower().startswith(BEARER):
        return header[len(BEARER) :].strip(), False
    return request.cookies.get(cookie_name(settings)), True


async def viewer_of(request: HTTPConnection, database: Database, settings: Settings) -> Viewer | None:
    """None for somebody who is not signed in, or not any more: revocation works at once."""
    token, by_cookie = token_of(request, settings)
    return await viewer_by(token, database, by_cookie=by_cookie) if token else None


async def viewer_by(token: str, database: Database, *, by_cookie: bool) -> Viewer | None:
    async with database.driver() as db:
        row = await people.viewer(db, hash_of(token), datetime.now(UTC))
    return None if row is None else viewer_from(row, by_cookie=by_cookie)
