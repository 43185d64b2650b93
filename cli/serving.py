"""`zongce serve` runs one process, or several that share a port; their parent owns the embedded server."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import Annotated, Any

import typer
import uvicorn
from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from cli.addresses import address, with_free_port
from cli.importing import keep_what_is_loaded, uncollected
from cli.presence import serving_here
from cli.running import connected, database_url, make_ready
from cli.supervising import Lost, Workers, counted_together, end_with_parent
from cli.telling import Failed, say
from core.settings import Settings
from core.settings.loading import load
from db.session import Database
from graph.server.connection_limits import BoundedHttp, take_open_files

HEALTH_SECONDS = 30
"""The silence in seconds after which a serving process counts as hung and is replaced."""
KEEP_ALIVE_SECONDS = 75
"""The seconds that an idle connection stays open: longer than in proxies (nginx 60 s), so that the proxy closes it and
no request meets a closed connection.
"""
MESSAGE_BYTES = 2**20
"""The largest message that a WebSocket accepts."""

Host = Annotated[str | None, typer.Option(help="监听的地址 | address to listen on")]
Port = Annotated[int | None, typer.Option(help="监听的端口 | port to listen on")]
WorkerCount = Annotated[int | None, typer.Option(help="服务进程数 | how many processes serve")]


def serve(host: Host = None, port: Port = None, workers: WorkerCount = None) -> None:
    """提供服务，直到被停止 | Serve until stopped."""
    options = {"host": host, "port": port, "workers": workers}
    settings = load(**{name: value for name, value in options.items() if value is not None})
    settings = with_free_port(settings)
    take_open_files()
    lost = Lost()
    with ended_by_sigterm(), lost.raising(), database_url(settings, alone=True, lost=lost) as url:
        asyncio.run(make_ready(settings, url))
        with serving_here(url):
            settings = settings.model_copy(update={"database_url": url})
            if settings.workers > 1:
                _serve_with_workers(settings)
            else:
                run(serve_until_stopped(settings))
    say("已停止", "stopped")


def _serve_with_workers(settings: Settings) -> None:
    """Serves with several processes. Each reads the settings anew, so the command line's values go
    through the environment.
    """
    os.environ["ZONGCE_DATABASE_URL"] = str(settings.database_url)
    os.environ["ZONGCE_HOST"], os.environ["ZONGCE_PORT"] = settings.host, str(settings.port)
    with counted_together():
        config = uvicorn.Config(
            "cli.serving:application", factory=True, workers=settings.workers,
            timeout_worker_healthcheck=HEALTH_SECONDS, **_options(settings),
        )  # fmt: skip
        parent = Workers(config, [config.bind_socket()])
        _say_where(settings)
        parent.run()
    if parent.did_not_start:
        raise Failed("服务进程没有启动，原因见日志", "a serving process did not start; the log says why")


def application() -> ASGIApp:
    """Creates the application of one of several serving processes. Their parent replaces one that
    dies, and they end with it.
    """
    end_with_parent()
    settings = load()
    with uncollected():
        from graph.app import create_app
    keep_what_is_loaded()
    return create_app(settings, Database(str(settings.database_url), settings.pool_size, settings.limits))


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs on uvicorn's own choice of event loop, the fastest one available."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(work)


async def serve_until_stopped(settings: Settings) -> None:
    with uncollected():
        from graph.app import create_app
    keep_what_is_loaded()
    async with (
        connected(str(settings.database_url), settings.pool_size, settings.limits) as database,
        serving(create_app(settings, database), settings) as server,
    ):
        _say_where(settings)
        await server.stopped.wait()


def _say_where(settings: Settings) -> None:
    say(f"服务地址 {address(settings)}", f"serving at {address(settings)} (Ctrl-C stops)")


class Server(uvicorn.Server):
    """Returns at Ctrl-C or SIGTERM instead of sending itself the signal again, so that callers can clean up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready, self.stopped = asyncio.Event(), asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
            self.stopped.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.stopped.set()


@asynccontextmanager
async def serving(app: ASGIApp, settings: Settings) -> AsyncIterator[Server]:
    """Serves in the background as long as the context lasts."""
    server = Server(uvicorn.Config(app, **_options(settings)))
    running = asyncio.create_task(server.serve())
    started = asyncio.create_task(server.ready.wait())
    try:
        await asyncio.wait({running, started}, return_when=asyncio.FIRST_COMPLETED)
        if not server.started:
            raise Failed("服务没有启动", "the server did not start")
        yield server
    finally:
        started.cancel()
        server.should_exit = True
        await running


@contextmanager
def ended_by_sigterm(status: int = 0) -> Iterator[None]:
    """Makes SIGTERM unwind as Ctrl-C does, so that the embedded server is stopped. The command ends with `status`."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(status)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "forwarded_allow_ips": ",".join(settings.proxies),
        "timeout_graceful_shutdown": 10,
        "ws_max_size": MESSAGE_BYTES,
        "http": BoundedHttp,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
    }
