"""A pooler that changes connections after each transaction is found out before anything is served through it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from bench.failover.programs import Program, give
from db.address import Address
from db.connecting import Server
from db.preflight import loses_statements
from tests.conftest import Cluster
from tests.ports import held_port
from tests.waiting import until

with_pgbouncer = pytest.mark.skipif(shutil.which("pgbouncer") is None, reason="no pgbouncer here")
STARTUP_PARAMETERS = (
    *("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"),
    *("jit", "temp_buffers", "plan_cache_mode", "max_parallel_workers_per_gather", "application_name"),
)
"""`zongce` sets these parameters when a connection begins."""
SAID = """[databases]
* = host={host} port={behind} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
ignore_startup_parameters = {told}
"""


@contextmanager
def pooled(url: str, mode: str) -> Iterator[str]:
    """The address of the database behind a pgbouncer."""
    parts, said = urlsplit(url), parse_qs(urlsplit(url).query)
    with tempfile.TemporaryDirectory(prefix="zongce-test-") as made:
        Path(made).chmod(0o755)
        folder, port = give(Path(made) / "pgbouncer"), held_port()
        login = {"user": parts.username, "password": parts.password}
        where = {"host": said["host"][0], "behind": said["port"][0], "port": port}
        (folder / "ini").write_text(SAID.format(**login, **where, mode=mode, told=", ".join(STARTUP_PARAMETERS)))
        (folder / "ini").chmod(0o644)
        program = Program(("pgbouncer", str(folder / "ini")), folder / "log")
        program.start()
        try:
            yield f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}"
        finally:
            program.stop()


async def answers(url: str) -> bool:
    try:
        await (await asyncpg.connect(url)).close()
    except OSError:
        return False
    return True


async def test_a_server_itself_loses_no_statements(cluster: Cluster) -> None:
    assert not await loses_statements(Server(Address.parse(cluster.url)))


@with_pgbouncer
@pytest.mark.parametrize(("mode", "loses"), [("session", False), ("transaction", True)])
async def test_a_pooler_is_judged_by_what_it_does(cluster: Cluster, mode: str, loses: bool) -> None:
    """One of transactions that knows about prepared statements, from 1.21 on, would do."""
    with pooled(cluster.url, mode) as url:
        await until(lambda: answers(url))
        assert await loses_statements(Server(Address.parse(url))) is loses
