"""`zongce serve` survives the death of its processes: workers, their parent, the embedded database."""

import asyncio
import os
import re
import signal
from asyncio.subprocess import Process
from pathlib import Path

import httpx2
import pytest

from cli.presence import alone_here
from cli.supervising import MOST_EARLY_DEATHS
from tests.cli.command import line_with, start, zongce, zongce_within
from tests.cli.served import answers
from tests.conftest import Cluster
from tests.db.postmasters import children, is_gone, on_linux, postmaster
from tests.ports import held_port
from tests.waiting import HANG_SECONDS, connected, until


def workers(process: Process) -> set[int]:
    """The serving processes, which multiprocessing has started."""
    return children(process.pid, called=b"spawn_main")


async def ask(port: int, path: str) -> httpx2.Response | None:
    """Over a connection of its own, so that any process may answer."""
    async with connected(f"http://127.0.0.1:{port}") as client:
        try:
            return await client.get(path)
        except httpx2.TransportError:
            return None


async def counted(port: int) -> float:
    """Returns how many requests with an answer of 404 all processes have counted."""
    response = await ask(port, "/metrics")
    found = re.findall(r'^zongce_requests_total\{.*status="404"\} (\S+)', response.text if response else "", re.M)
    return sum(map(float, found))


@on_linux
async def test_several_processes_are_one_service(
    cluster: Cluster, template: tuple[str, object, object], tmp_path: Path
) -> None:
    port = held_port()
    async with cluster.fresh(template[0]) as name:
        url = cluster.database_url(name)
        process = await start(tmp_path, "serve", DATABASE_URL=url, ZONGCE_PORT=str(port), ZONGCE_WORKERS="2")
        await line_with(process, "serving at")
        await until(lambda: answers(port))

        async def two() -> set[int]:
            return now if len(now := workers(process)) == 2 else set()

        first = await until(two)
        for _ in range(20):
            assert await ask(port, "/downloads/nothing")
        assert await counted(port) == 20, "whichever process answers knows what the other has counted"

        os.kill(min(first), signal.SIGKILL)

        async def replaced() -> bool:
            return len(now := workers(process)) == 2 and now != first

        await until(replaced)
        await until(lambda: answers(port))
        assert await counted(port) == 20, "what the dead one had counted stays"

        file = tmp_path / "a.dump"
        assert (await zongce_within(tmp_path, "dump", str(file), DATABASE_URL=url)).status == 0
        refused = await zongce_within(tmp_path, "restore", "--yes", str(file), DATABASE_URL=url)
        assert (refused.status, "a zongce serve is running on this database (pid" in refused.err) == (1, True)

        second = workers(process)
        process.kill()
        await process.communicate()

        async def over() -> bool:
            return all(map(is_gone, second))

        await until(over)
        assert not await answers(port)
        again = await zongce_within(tmp_path, "restore", "--yes", str(file), DATABASE_URL=url)
        assert again.status == 0, again.err


@on_linux
async def test_processes_that_never_get_so_far_as_to_serve_are_not_replaced_for_ever(
    cluster: Cluster, template: tuple[str, object, object], tmp_path: Path
) -> None:
    """This happens where the pages were copied by half; the exit status tells the process that started the service."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "documents.json").write_text('{"sha256:0')
    async with cluster.fresh(template[0]) as name:
        given = {"DATABASE_URL": cluster.database_url(name), "ZONGCE_WEB_FOLDER": str(pages)}
        ran = await zongce(tmp_path, "serve", "--port", str(held_port()), "--workers", "2", **given)
    assert (ran.status, "a serving process did not start" in ran.err) == (1, True), ran.err
    assert ran.err.count("JSONDecodeError") <= 2 * MOST_EARLY_DEATHS


@on_linux
async def test_one_process_that_dies_early_is_replaced(
    cluster: Cluster, template: tuple[str, object, object], tmp_path: Path
) -> None:
    """Fewer early deaths in a row than the limit are an accident."""
    port = held_port()
    async with cluster.fresh(template[0]) as name:
        process = await start(
            tmp_path, "serve", "--port", str(port), "--workers", "2", DATABASE_URL=cluster.database_url(name)
        )
        await line_with(process, "serving at")
        killed: set[int] = set()
        for _ in range(MOST_EARLY_DEATHS - 1):
            killed.add(pid := min(await until(lambda: workers(process) - killed)))
            os.kill(pid, signal.SIGKILL)
        await until(lambda: answers(port))
        assert process.returncode is None
        process.terminate()
        await process.communicate()
    assert process.returncode == 0


async def test_nobody_begins_to_serve_while_the_database_is_restored(
    cluster: Cluster, template: tuple[str, object, object], tmp_path: Path
) -> None:
    async with cluster.fresh(template[0]) as name:
        url = cluster.database_url(name)
        with alone_here(url):
            refused = await zongce(tmp_path, "serve", "--port", str(held_port()), DATABASE_URL=url)
    assert (refused.status, "is being restored" in refused.err, "Traceback" in refused.err) == (1, True, False)


@on_linux
async def test_an_embedded_database_that_dies_is_started_again_and_one_that_can_not_be_ends_the_service(
    tmp_path: Path,
) -> None:
    port, data = held_port(), tmp_path / "var"
    process = await start(tmp_path, "serve", "--port", str(port), ZONGCE_DATA_DIR=str(data))
    await line_with(process, "serving at")

    async def ready() -> bool:
        response = await ask(port, "/readyz")
        return response is not None and response.status_code == 200

    await until(ready)
    dead = postmaster(data)
    os.kill(dead, signal.SIGKILL)
    await asyncio.sleep(0.3)
    await until(ready)
    assert postmaster(data) != dead

    (data / "postgres/cluster/PG_VERSION").write_text("1\n")
    os.kill(postmaster(data), signal.SIGKILL)
    _, said = await asyncio.wait_for(process.communicate(), HANG_SECONDS)
    words = said.decode()
    assert (process.returncode, "Traceback" in words) == (1, False), words
    assert "stopped unexpectedly and is restarted" in words
    assert "stopped unexpectedly several times" in words


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="no file system of the kernel's here")
@pytest.mark.parametrize("place", ["/sys/zongce", "/proc/zongce", "file/below"])
async def test_a_data_folder_that_can_not_be_written_is_told(tmp_path: Path, place: str) -> None:
    """Real ones, which no rights of root open."""
    (tmp_path / "file").write_text("no folder")
    ran = await zongce(tmp_path, "serve", ZONGCE_DATA_DIR=place)
    assert (ran.status, "can't be written" in ran.err, "Traceback" in ran.err) == (1, True, False), ran.err
