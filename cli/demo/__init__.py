"""`zongce demo` builds a university of its own, takes it to ranks and ratings through the real API, and serves it."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import httpx2
import typer
from starlette.applications import Starlette

from cli.addresses import address, is_free, with_free_port
from cli.demo.state import EDITION, DemoState
from cli.demo.story import Story
from cli.importing import uncollected
from cli.running import connected, database_url, migrate_to_newest
from cli.serving import Host, Port, ended_by_sigterm, run, serving
from cli.telling import Failed, say
from core.settings import Settings
from core.settings.loading import load
from db import preflight
from db.session import Database

PORTS_TRIED = 20
PATIENCE_SECONDS = 300.0
"""The seconds that the story waits for one answer: long work is followed, so this only ends a hanging request."""
Folder = Annotated[Path | None, typer.Option("--data-dir", help="演示数据所在目录 | folder of the demo's data")]


def demo(data_dir: Folder = None, host: Host = None, port: Port = None) -> None:
    """演示：用示例大学走完主流程，然后提供服务 | Run the main process for a demo university, then serve it."""
    settings = _settings(data_dir, host, port)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with ended_by_sigterm(), database_url(settings, alone=True) as url:
        settings = settings.model_copy(update={"database_url": url})
        run(_tell(settings, url))
    say("已停止，数据已保留", "stopped; the data is kept")


async def _tell(settings: Settings, url: str) -> None:
    """Serves during the story and afterwards."""
    with uncollected():
        from graph.app import create_app

    today = datetime.now(ZoneInfo(settings.timezone)).date()
    state = DemoState.read(settings.data_dir, today)
    async with connected(url, settings.pool_size) as database:
        await _require_ours(database, state)
        await migrate_to_newest(url)
        app = create_app(settings, database)
        async with serving(app, settings) as served:
            http = asking(app, settings)
            story = asyncio.create_task(_run(Story(database, settings, state, settings.data_dir, today), http))
            stopped = asyncio.create_task(served.stopped.wait())
            await asyncio.wait({story, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not story.done():
                story.cancel()
                await asyncio.wait({story})
                say("已中断，下次运行会接着做", "interrupted: the next run continues from here")
                return
            await story
            say(
                f"服务地址 {address(settings)}graphql，按 Ctrl-C 停止", f"serving at {address(settings)} (Ctrl-C stops)"
            )
            await stopped


def asking(app: Starlette, settings: Settings) -> httpx2.AsyncClient:
    """Returns the client of the story: through the port, or past it if the port accepts only trusted documents."""
    from graph.app import create_app

    if not settings.trusted_documents_only:
        return httpx2.AsyncClient(base_url=address(settings), timeout=PATIENCE_SECONDS)
    freely = create_app(settings.model_copy(update={"trusted_documents_only": False}), app.state.database)
    freely.state = app.state
    within = httpx2.ASGITransport(app=freely)
    return httpx2.AsyncClient(base_url=address(settings), transport=within, timeout=PATIENCE_SECONDS)


async def _run(story: Story, http: httpx2.AsyncClient) -> None:
    async with http:
        await story.run(http)


async def _require_ours(database: Database, state: DemoState) -> None:
    """Refuses a database with other people's accounts, because the demo adds invented people."""
    async with database.read() as db:
        somebody = await preflight.anybody(db)
    if not somebody:
        state.begin_anew()
    elif state.edition != EDITION:
        raise Failed(
            f"演示数据来自旧版本，请删除 {state.file.parent} 后重新运行",
            "the demo's data has an earlier version: remove that folder and run the demo again",
        )
    elif not state.passwords:
        raise Failed(
            "数据库里已有账号，不能用作演示", "the database already has accounts: the demo needs its own database"
        )


def _settings(data_dir: Path | None, host: str | None, port: int | None) -> Settings:
    """Loads the settings with a folder of their own and, unless a port is given, on the next free port."""
    options = {"host": host, "port": port}
    settings = load(**{name: value for name, value in options.items() if value is not None})
    if port is None:
        ports = range(settings.port, settings.port + PORTS_TRIED)
        port = next((one for one in ports if is_free(settings.host, one)), settings.port)
    quiet = {} if "log_level" in settings.model_fields_set else {"log_level": "warning"}
    ours = {"data_dir": data_dir or settings.data_dir / "demo", "port": port, **quiet}
    return with_free_port(settings.model_copy(update=ours))
