"""DATABASE_URL names any PostgreSQL 15 or newer: the main job on one that the system has, from migration to export."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest
from sqlalchemy.engine import make_url

from db.embedded import EmbeddedPostgres
from db.session import Database
from tests.building import build
from tests.campus import Campus
from tests.cli.command import line_with, start, zongce
from tests.cli.served import ended
from tests.graph.academic_acts import compute, rank, table
from tests.graph.course_acts import imported, of
from tests.graph.operations.exporting import export
from tests.ports import held_port
from tests.waiting import connected

INSTALLED = sorted(
    (path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= 15),
    key=lambda path: int(path.parent.name),
)


@pytest.fixture
def system_server() -> Iterator[EmbeddedPostgres]:
    if not INSTALLED:
        pytest.skip("no PostgreSQL 15 or newer below /usr/lib/postgresql")
    with TemporaryDirectory(prefix="zongce-test-") as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as somebody else, who must get in
        with EmbeddedPostgres(Path(folder), fast=True, bin_dir=INSTALLED[-1]) as server:
            yield server


@asynccontextmanager
async def by_port(server: EmbeddedPostgres) -> AsyncIterator[str]:
    """The server's address as others have it: a host, a port and a password."""
    url = make_url(server.url)
    host = url.query["host"]
    socket = f"{host}/.s.PGSQL.{url.query.get('port', '5432')}"

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, before = await asyncio.open_unix_connection(socket)
        await asyncio.gather(pass_on(reader, before), pass_on(behind, writer), return_exceptions=True)

    port = held_port()
    async with await asyncio.start_server(joined, "127.0.0.1", port):
        given = url.set(host="127.0.0.1", port=port, query={})
        yield given.render_as_string(hide_password=False)


@asynccontextmanager
async def served(folder: Path, url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Serves by the command itself, over a database that the command first brings to the newest shape."""
    assert (await zongce(folder, "migrate", DATABASE_URL=url)).status == 0
    port = held_port()
    settings = {"DATABASE_URL": url, "ZONGCE_PORT": str(port), "ZONGCE_OPERATION_WAIT_SECONDS": "60"}
    process = await start(folder, "serve", **settings)
    try:
        await line_with(process, "serving at")
        async with connected(f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        assert await ended(process, signal.SIGTERM) == 0


async def test_the_main_job_runs_on_a_given_database(system_server: EmbeddedPostgres, tmp_path: Path) -> None:
    """Imported into, computed, ranked and exported from."""
    async with by_port(system_server) as url, served(tmp_path, url) as client:
        database = Database(url)
        campus = Campus(database, client, *await build(database))
        [(version,)] = await campus.rows("select current_setting('server_version_num')::int / 10000")
        assert version == int(INSTALLED[-1].parent.name)
        await campus.open_phases()
        done = await imported(campus, campus.college_admin, of(campus.jia), of(campus.yi, 成绩=60))
        assert done["created"] == 2
        await compute(campus, campus.counsellor_li)
        assert (await rank(campus, campus.college_admin))["userErrors"] == []
        rows = await table(campus, campus.counsellor_li, "cs1")
        assert [rows[name]["majorGradeRank"]["label"] for name in ("张甲", "李乙")] == ["1/2", "2/2"]
        assert (await export(campus, campus.yi)).column("学业成绩") == [60.4]
        await database.dispose()
    assert not (tmp_path / "var").exists(), "no server of our own beside the given one"
