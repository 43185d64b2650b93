"""The gate refuses requests of a lasting crowd before they cost anything.

A refusal within the app costs a quarter of an answer: a task, every layer, a response, a line in the log. While a crowd
lasts, `graph.server.gated_http` asks the gate about each request as soon as it has come, and sends prepared bytes. The
metrics count these refusals, and the log has one line a second for them.
"""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import structlog

from graph.server.admission import Admission, Rank, busy
from graph.server.errors import language_of
from graph.server.headers import header
from graph.server.http import RESPONSE_JSON, View, accepted
from graph.server.observability import Metrics
from graph.server.request_log import request_id_of
from graph.server.responses import JSON, refused
from graph.server.security import raw_headers_for
from graph.server.settings import ServerSettings

log = structlog.get_logger()
STATE = "gate"
"""The name of the gate in the state of the lifespan, by which connections find it."""
DELAYS = (2, 3, 4)
"""The seconds of `Retry-After`. They differ, so that refused clients do not all come back at once."""
LOG_SECONDS = 1.0


class Gate:
    """Judges whole requests to the GraphQL route while a crowd lasts."""

    def __init__(self, view: View, admission: Admission, metrics: Metrics, settings: ServerSettings) -> None:
        self._view, self._admission, self._metrics = view, admission, metrics
        self._origins = frozenset(settings.allowed_origins)
        self._answers = {
            (media_type, language): [_answer(settings, media_type, language, delay) for delay in DELAYS]
            for media_type in (RESPONSE_JSON, JSON)
            for language in ("zh", "en")
        }
        self._unlogged = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def shut(self) -> bool:
        """Tells whether a crowd lasts, so that requests are to be judged here."""
        return self._admission.refusing

    def refusal(self, scope: Mapping[str, Any], body: bytes) -> tuple[bytes, bytes] | None:
        """Returns the head, without its last line, and the body of the refusal, or None if the request goes on to the
        app. There it may still be refused, as in any doubt here."""
        if self._admission.expects_another():
            return None
        media_type = accepted(header(scope, b"accept")) or ""
        prepared = self._answers.get((media_type, language_of(header(scope, b"accept-language"))))
        if prepared is None or not self._is_ordinary(scope, body):
            return None
        self._count()
        head, content = random.choice(prepared)  # noqa: S311  # nothing secret
        return b"%sx-request-id: %s\r\n" % (head, request_id_of(scope).encode()), content

    def _is_ordinary(self, scope: Mapping[str, Any], body: bytes) -> bool:
        """Tells whether the request has no priority, and no need of headers that the app alone sends."""
        if self._origins and header(scope, b"origin") in self._origins:
            return False
        return self._view.rank_of_body(body) is Rank.ORDINARY and not self._view.operators.asks(scope)

    def _count(self) -> None:
        self._admission.count_refusal()
        self._metrics.count_refusal()
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LOG_SECONDS, self.log)
        self._unlogged += 1

    def log(self) -> None:
        """Logs how many were refused since the last line, if any were."""
        if self._timer is not None:
            self._timer.cancel()
            log.warning("refused", requests=self._unlogged)
        self._timer, self._unlogged = None, 0


def _answer(settings: ServerSettings, media_type: str, language: str, delay: int) -> tuple[bytes, bytes]:
    scope: dict[str, Any] = {"headers": [(b"accept-language", language.encode())]}
    response = refused(scope, busy(delay), media_type=media_type)
    present = {name for name, _ in response.raw_headers}
    headers = [*response.raw_headers, *(one for one in raw_headers_for(settings) if one[0] not in present)]
    lines = b"".join(b"%s: %s\r\n" % one for one in headers)
    return b"HTTP/1.1 503 Service Unavailable\r\n" + lines, bytes(response.body)
