"""Request -> Viewer, once per request: a session cookie for pages, a bearer token for programs (R9.1)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import HTTPConnection

from core.access import Viewer
from core.settings import Settings
from core.tokens import hash_of
from db.queries import people
from db.scopes import ClassInBatch
from db.session import Database
from db.tables import Role

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
    return None if row is None else _viewer(row, by_cookie=by_cookie)


def _viewer(row: Any, *, by_cookie: bool) -> Viewer:
    belongs = _classes(row.belongs)
    if row.class_id is not None:
        belongs |= {(None, row.class_id)}
    return Viewer(
        account_id=row.id,
        username=row.username,
        name=row.name,
        student_id=row.student_id,
        staff_id=row.staff_id,
        grants=tuple((Role(role), college_id) for role, college_id in row.grants or ()),
        counsels=_classes(row.counsels),
        heads=_classes(row.heads),
        belongs=belongs,
        monitor=bool(row.monitor),
        read_only=row.read_only,
        by_cookie=by_cookie,
        session_id=row.session_id,
    )


def _classes(assigned: Iterable[tuple[int, int, bool]] | None) -> frozenset[ClassInBatch]:
    """Classes in their batches; while the batch is going, also in the roster's own pages."""
    classes: set[ClassInBatch] = set()
    for batch_id, class_id, going in assigned or ():
        classes.add((batch_id, class_id))
        if going:
            classes.add((None, class_id))
    return frozenset(classes)
