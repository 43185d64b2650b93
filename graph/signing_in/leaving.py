"""Single sign-out: other systems tell of sessions that end there, and our sign-out says where else one is signed in."""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from core.actions import bindings, signing_out
from core.actions.signing_out import SignedOut
from core.errors.entering import TurnedAway
from graph.auth import visit_of
from graph.server.error_reporting import ErrorReporter
from graph.server.responses import Json
from graph.signing_in.journey import Method, SignsOut, log

LONGEST_MESSAGE = 64 * 1024
MOST_FIELDS = 20
FORM = "application/x-www-form-urlencoded"
PATIENCE_SECONDS = 3
"""The time that our own sign-out, which is done already, waits for the other system's address."""


class StillThere(NamedTuple):
    """Names a system where the person is still signed in, and the address that ends that."""

    label: str
    address: str


async def farewell_of(methods: Mapping[str, object], request: HTTPConnection, left: SignedOut) -> StillThere | None:
    """Returns where else the person is signed in after signing out here, or None where that is not known."""
    method = methods.get(left.method)
    if not isinstance(method, SignsOut) or not left.ended:
        return None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            address = await method.farewell(site_of(request), left.id_token)
    except (TurnedAway, TimeoutError) as failure:
        log.warning("sign-out", method=method.name, failure=type(failure).__name__)
        return None
    return StillThere(method.label, address) if address else None


def site_of(request: HTTPConnection) -> str:
    """Returns the address of this site, without a slash at its end."""
    return request.app.state.settings.public_address or f"{request.url.scheme}://{request.url.netloc}"


async def told_of_end(request: Request, method: Method, errors: ErrorReporter) -> Response:
    """Ends the sessions whose session at the other system has ended. It answers alike whether there are any.

    The other system sends it, not a browser, so the answers are no pages.
    """
    if not isinstance(method, SignsOut) or request.method != "POST":
        return Json({"error": "invalid_request"}, 405, {"Allow": "POST"}, media_type="application/json")
    visit = visit_of(request)
    try:
        form = await _form(request)
        if form is None:
            return _refused(413)
        told = await bindings.unhurried(visit, f"{method.name} sign-out", lambda: method.ended(form))
        await signing_out.end_sessions_of(visit, told)
    except TurnedAway as refusal:
        passing = refusal.retry_after
        return _refused(400) if passing is None else _refused(refusal.status, {"Retry-After": str(passing)})
    except Exception as error:
        if unavailable := errors.unavailable(error):
            return _refused(503, unavailable.headers)
        raise
    return Response(status_code=200)


def _refused(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Renders a refusal as the documents on back-channel sign-out have it."""
    error = "invalid_request" if status < 500 else "temporarily_unavailable"
    return Json({"error": error}, status, headers, media_type="application/json")


async def _form(request: Request) -> dict[str, str] | None:
    """Reads a short form, or returns None if it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_MESSAGE:
            return None
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return {}
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}
