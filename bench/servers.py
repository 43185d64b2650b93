"""Starts a PostgreSQL and the processes of the contenders."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from db.embedded import EmbeddedPostgres
from tests.ports import held_port

DATA_DIR = Path("var/bench")
START_SECONDS = 30


@contextmanager
def database_server(*, keep: bool = False) -> Iterator[str]:
    """Starts the server of DATABASE_URL or else an embedded one; its user must be allowed to create databases.

    The embedded one writes its commits to disk, as a real one does.

    Args:
        keep: keep the embedded server's data in a folder for the next run.
    """
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with embedded_server(keep=keep) as url:
        yield url


@contextmanager
def embedded_server(*, keep: bool = False) -> Iterator[str]:
    with _folder(keep) as folder:
        folder.chmod(0o755)  # as root, the server runs as somebody else, who must get in
        with EmbeddedPostgres(folder) as server:
            yield server.url


@contextmanager
def _folder(keep: bool) -> Iterator[Path]:
    if keep:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        yield DATA_DIR.absolute()
        return
    with TemporaryDirectory(prefix="zongce-bench-") as folder:
        yield Path(folder)


@asynccontextmanager
async def process(command: Callable[[int], tuple[str, ...]], **options: object) -> AsyncIterator[int]:
    """Starts a server of one process by the command for a port, and yields the port once it answers there."""
    port = held_port()
    running = await asyncio.create_subprocess_exec(*command(port), **options)  # type: ignore[arg-type]
    try:
        async with asyncio.timeout(START_SECONDS):
            while not await _answers(port):
                if running.returncode is not None:
                    raise RuntimeError(f"it ended: {command(port)}")
                await asyncio.sleep(0.05)
        yield port
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
