"""Observability for operators: a log line and metrics for each request."""

import logging
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeAlias

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.server.admission import Admission
from graph.server.error_log import log_passing
from graph.server.error_reporting import ErrorReporter
from graph.server.errors import ReportedError, Unavailable
from graph.server.request_log import UNKNOWN, Trail, begin
from graph.server.responses import internal, refused
from graph.server.settings import ServerSettings

log = structlog.get_logger()

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
"""The folder of the numbers of several processes, which prometheus_client looks for when it is imported."""
GONE = 499
"""The client left before it was answered; what nginx calls it."""


def configure_logging(settings: ServerSettings) -> None:
    """Writes each event as one line on stderr."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if settings.log_format == "json" else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level.upper()]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


NamedValue: TypeAlias = tuple[str, str, Callable[[], float]]
"""A number for the metrics: its name without the application's, what it is, and what reads it."""


class Metrics:
    """Holds the metrics of one app, or of all processes that serve together; labels are few and fixed, whatever is
    sent. Each name begins with the application's.
    """

    def __init__(self, name: str) -> None:
        self.name, self.registry = name, CollectorRegistry()
        prefixed: dict[str, Any] = {"namespace": name, "registry": self.registry}
        self.requests = Counter("requests", "Requests answered", ["kind", "status"], **prefixed)
        self.errors = Counter("errors", "Error codes answered", ["code"], **prefixed)
        self.seconds = Histogram("request_seconds", "Time to answer", ["kind"], buckets=SECONDS, **prefixed)
        self.running = self._gauge("requests_running", "Requests being answered")
        self._series: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._shown: list[tuple[Gauge, Callable[[], float]]] = []
        self._together = TOGETHER in os.environ
        self.sockets = self._gauge("sockets_open", "WebSockets open")

    def show(self, admission: Admission, *further: NamedValue) -> None:
        """Shows how many requests are in flight, waiting and refused, and further numbers of the application."""
        gauges: tuple[NamedValue, ...] = (
            ("requests_in_flight", "Requests in flight", lambda: admission.in_flight),
            ("requests_waiting", "Requests that wait to be let in", lambda: admission.waiting),
            ("requests_refused", "Requests that were not let in, since the start", lambda: admission.refused),
            *further,
        )
        self._shown = [(self._gauge(name, words), value) for name, words, value in gauges]

    def _look(self) -> None:
        """Updates the gauges. Processes that count together can't ask one another, so each records its own numbers."""
        for gauge, value in self._shown:
            gauge.set(value())

    def count(self, trail: Trail, status: int, seconds: float) -> None:
        requests, duration = self._of(trail.kind, status)
        requests.inc()
        duration.observe(seconds)
        for code in trail.codes:
            self.errors.labels(code).inc()
        if self._together:
            self._look()

    def count_refusal(self) -> None:
        """Counts a request that the gate refused; it took no time."""
        self._of(UNKNOWN, 503)[0].inc()
        self.errors.labels(Unavailable.code).inc()

    def _of(self, kind: str, status: int) -> tuple[Counter, Histogram]:
        """Returns the counter and histogram of a label, with a cache: there are only a few labels."""
        if (kind, status) not in self._series:
            self._series[kind, status] = self.requests.labels(kind, str(status)), self.seconds.labels(kind)
        return self._series[kind, status]

    def _gauge(self, name: str, words: str) -> Gauge:
        """Creates a gauge that sums over the living processes."""
        return Gauge(name, words, namespace=self.name, registry=self.registry, multiprocess_mode="livesum")

    def text(self) -> bytes:
        self._look()
        return generate_latest(_of_all_processes() or self.registry)


def _of_all_processes() -> CollectorRegistry | None:
    """Returns the joint numbers of processes that share a folder, including ended ones, or None for a single
    process."""
    folder = os.environ.get(TOGETHER)
    if not folder:
        return None
    for file in Path(folder).glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdecimal() and not _lives(int(pid)):
            with suppress(FileNotFoundError):  # another process has just found it too
                multiprocess.mark_process_dead(pid, folder)  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
    return registry


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Observed:
    """Stands outermost: gives each request its id, and turns an exception from within into a masked error."""

    def __init__(self, app: ASGIApp, metrics: Metrics, errors: ErrorReporter) -> None:
        self.app, self.metrics, self.errors = app, metrics, errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        trail = begin(scope)
        scope.setdefault("state", {})["request_id"] = trail.request_id
        if scope["type"] == "websocket":
            await self._connected(scope, receive, send, trail)
            return
        status, started = 0, time.perf_counter()

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", trail.request_id.encode())]
            await send(message)

        with self.metrics.running.track_inprogress():
            try:
                await self.app(scope, receive, observed)
            except ClientDisconnect:
                status = GONE
            except Exception as error:
                refusal = self._refusal(error, trail.request_id)
                if not status:
                    await (refused(scope, refusal) if refusal else internal(scope, trail.request_id))(
                        scope, receive, observed
                    )
            finally:
                self._tell(scope, trail, status or GONE, time.perf_counter() - started)

    async def _connected(self, scope: Scope, receive: Receive, send: Send, trail: Trail) -> None:
        """Logs a WebSocket when it ends."""
        started = time.perf_counter()
        with self.metrics.sockets.track_inprogress():
            try:
                await self.app(scope, receive, send)
            except Exception as error:
                self.errors.log(error, trail.request_id)
            finally:
                seconds = round(time.perf_counter() - started, 1)
                log.info("socket", request_id=trail.request_id, path=_public(scope["path"]), seconds=seconds)

    def _tell(self, scope: Scope, trail: Trail, status: int, seconds: float) -> None:
        self.metrics.count(trail, status, seconds)
        log.info(
            "request",
            request_id=trail.request_id,
            method=scope["method"],
            path=_public(scope["path"]),
            status=status,
            milliseconds=round(seconds * 1000, 1),
            kind=trail.kind,
            operation=trail.operation and trail.operation[:64],
            account_id=trail.account_id,
            codes=sorted(trail.codes),
        )

    def _refusal(self, error: Exception, request_id: str) -> ReportedError | None:
        """Returns the answer to an error that no route answered, or None for a fault of ours, which is masked."""
        if isinstance(error, ReportedError):
            return error
        if passing := self.errors.unavailable(error):
            log_passing(error, request_id)
            return passing
        self.errors.log(error, request_id)
        return None


def _public(path: str) -> str:
    """Returns only the route, because the rest may be the secret part of a download address."""
    first, _, rest = path.lstrip("/").partition("/")
    return f"/{first[:40]}" + ("/…" if rest else "")


def is_local(request: HTTPConnection) -> bool:
    """Tells whether the request comes from this machine itself, and not through a proxy on it."""
    if request.client is None or {"x-forwarded-for", "forwarded", "x-real-ip"} & set(request.headers.keys()):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
