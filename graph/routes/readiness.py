"""Serves /readyz, which tells whether this process can serve."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from db.migrate import tables
from db.session import Database
from graph.server.error_log import log_passing
from graph.server.error_reporting import ErrorReporter
from graph.server.request_log import trail
from graph.server.responses import Json

READY_SECONDS = 2


class Readiness:
    """Checks that the database answers over both kinds of connections and that this program can serve with
    its tables.

    It uses its own connections, because a busy pool says nothing about the database. Requests that come during a check
    share its answer.
    """

    def __init__(self, errors: ErrorReporter) -> None:
        self._errors = errors
        self._asking: asyncio.Task[str] | None = None

    async def answer(self, request: Request) -> Response:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._status(request.app.state.lane))
        status = await asyncio.shield(self._asking)
        return Json({"status": status}, 200 if status == "ready" else 503, media_type="application/json")

    async def _status(self, lane: Database) -> str:
        try:
            async with asyncio.timeout(READY_SECONDS):
                found = await tables(lane)
                async with lane.driver() as db:
                    await db.fetchrow("select 1")
        except TimeoutError as error:
            log_passing(error, trail().request_id, "readyz")
            return "database unreachable"
        except Exception as error:
            self._errors.log(error, trail().request_id, "readyz")
            return "database unreachable"
        return "ready" if found.served else "migrations not at head"
