"""`zongce serve`: answers until it is stopped, and leaves no server behind."""

import signal
import socket
from pathlib import Path

import pytest

from tests.cli.command import line_with, start, zongce
from tests.cli.served import answers, ended
from tests.conftest import Cluster
from tests.ports import held_port
from tests.waiting import until


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_it_serves_until_it_is_told_to_stop(
    cluster: Cluster, template: tuple[str, object, object], tmp_path: Path, workers: str
) -> None:
    """Ctrl-C ends it. SIGTERM ends the server of the next test, and several processes in test_supervising.py."""
    port = held_port()
    async with cluster.fresh(template[0]) as name:
        settings = {"DATABASE_URL": cluster.database_url(name), "ZONGCE_PORT": str(port), "ZONGCE_WORKERS": workers}
        process = await start(tmp_path, "serve", **settings)
        assert f"http://127.0.0.1:{port}/" in await line_with(process, "serving at")
        await until(lambda: answers(port))
        assert await ended(process, signal.SIGINT) == 0
        assert not await answers(port)


async def test_the_embedded_server_goes_with_it_and_is_shared_with_other_commands(tmp_path: Path) -> None:
    port = held_port()
    process = await start(tmp_path, "serve", "--port", str(port), ZONGCE_DATA_DIR=str(tmp_path / "var"))
    await line_with(process, "serving at")
    await until(lambda: answers(port))
    beside = await zongce(tmp_path, "migrate", ZONGCE_DATA_DIR=str(tmp_path / "var"))
    assert "already the newest" in beside.out
    second = await zongce(tmp_path, "serve", "--port", "0", ZONGCE_DATA_DIR=str(tmp_path / "var"))
    assert (second.status, f"{process.pid}" in second.err) == (1, True)
    assert await ended(process, signal.SIGTERM) == 0
    assert (await zongce(tmp_path, "migrate", ZONGCE_DATA_DIR=str(tmp_path / "var"))).status == 0


async def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = await zongce(tmp_path, "serve", "--port", str(taken.getsockname()[1]))
    assert (ran.status, "is in use" in ran.err) == (1, True)
