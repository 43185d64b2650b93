"""`zongce serve`: one process, or several that share a port; the embedded server belongs to their parent."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import Annotated, Any

import typer
import uvicorn
from starlette.types import ASGIApp

from cli.running import database_url, make_ready
from cli.telling import Failed, say
from core.settings import Settings
from core.settings_loading import load

Host = Annotated[str | None, typer.Option(help="监听的地址 | address to listen on")]
Port = Annotated[int | None, typer.Option(help="监听的端口 | port to listen on")]
Workers = Annotated[int | None, typer.Option(help="服务进程数 | how many processes serve")]


def serve(host: Host = None, port: Port = None, workers: Workers = None) -> None:
    """提供服务，直到被停止 | Serve until stopped."""
    given = {"host": host, "port": port, "workers": workers}
    settings = load(**{name: value for name, value in given.items() if value is not None})
    settings = with_free_port(settings)
    with ended_by_sigterm(), database_url(settings, alone=True) as url:
        asyncio.run(make_ready(settings, url))
        os.environ["ZONGCE_DATABASE_URL"] = url  # what the serving processes read
        say(f"服务地址 {address(settings)}", f"serving at {address(settings)} (Ctrl-C stops)")
        if settings.workers > 1:
            uvicorn.run("cli.serving:application", factory=True, workers=settings.workers, **_options(settings))
        else:
            asyncio.run(serve_until_stopped(application(), settings))
    say("已停止", "stopped")


def application() -> ASGIApp:
    """What each serving process runs."""
    from db.session import Database
    from graph.app import create_app

    settings = load()
    return create_app(settings, Database(str(settings.database_url), settings.pool_size))


async def serve_until_stopped(app: ASGIApp, settings: Settings) -> None:
    async with serving(app, settings) as server:
        await server.stopped.wait()


class Server(uvicorn.Server):
    """Stops at Ctrl-C or SIGTERM and returns, rather than sending itself the signal again, so that others clean up."""

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
    """Served in the background for as long as this lasts."""
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


def with_free_port(settings: Settings) -> Settings:
    """Port 0 is any free one; a taken one is told before anything is started."""
    port = settings.port
    if port == 0:
        with socket.create_server((settings.host, 0), family=_family(settings.host)) as listening:
            port = int(listening.getsockname()[1])
    if not is_free(settings.host, port):
        raise Failed(f"端口 {port} 已被占用，请用 --port 另选", f"port {port} is taken: choose another by --port")
    return settings.model_copy(update={"port": port})


def is_free(host: str, port: int) -> bool:
    with socket.socket(_family(host)) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((host, port))
        except OSError:
            return False
        return True


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def address(settings: Settings) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104  # read, not bound
    return f"http://{host}:{settings.port}/"


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """SIGTERM unwinds as Ctrl-C does, so that the embedded server is stopped."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

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
    }
