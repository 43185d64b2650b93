"""A primary that comes back after another has taken over is not believed, whatever it says of itself."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from db.address import Address
from db.connecting import Server
from db.embedded import EmbeddedPostgres
from db.embedded.account import Account
from db.limits import PEOPLE
from db.passing import Fault, Unreachable, fault_of
from tests.waiting import until


@contextmanager
def two_nodes() -> Iterator[tuple[EmbeddedPostgres, EmbeddedPostgres]]:
    """A primary, and a standby that was copied from it; both are stopped."""
    with tempfile.TemporaryDirectory(prefix="zongce-test-") as folder:
        Path(folder).chmod(0o755)
        first, second = Path(folder) / "first", Path(folder) / "second"
        with EmbeddedPostgres(first, fast=True) as primary:
            pass
        subprocess.run(("cp", "-a", first, second), check=True)
        cluster = second / "postgres" / "cluster"
        Account.of_server(cluster.stat().st_uid).run("touch", cluster / "standby.signal")
        yield primary, EmbeddedPostgres(second, fast=True)


def promote(node: EmbeddedPostgres, cluster: Path) -> None:
    Account.of_server(cluster.stat().st_uid).run(node.bin("pg_ctl"), "promote", "-D", cluster)


def socket_of(node: EmbeddedPostgres) -> str:
    return parse_qs(urlsplit(node.url).query)["host"][0]


def address_of(*nodes: EmbeddedPostgres) -> Address:
    """Returns the address of one cluster with these nodes; they share user and password."""
    return at(nodes[0], *map(socket_of, nodes))


def at(node: EmbeddedPostgres, *sockets: object) -> Address:
    parts = urlsplit(node.url)
    query = f"host={','.join(map(str, sockets))}&port={parse_qs(parts.query)['port'][0]}"
    return Address.parse(f"postgresql://{parts.username}:{parts.password}@{parts.path}?{query}")


async def test_a_primary_that_another_has_taken_over_from_is_not_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The old primary was frozen or cut off for a while, and does not know yet that another leads: it shows old
    data, and writes to it are lost. Where nobody else leads for long, it does, and the log says so."""
    with two_nodes() as (old, new):
        with old:
            server = Server(address_of(old, new))
            await (await server.connect(PEOPLE, None)).close()
        with new:
            promote(new, new.log.parent / "cluster")

            async def leads() -> bool:
                try:
                    await (await server.connect(PEOPLE, None)).close()
                except Unreachable:
                    return False
                return True

            await until(leads)
        with old:
            with pytest.raises(Unreachable, match="LeftBehind") as refused:
                await server.connect(PEOPLE, None)
            assert (refused.value.alive, fault_of(refused.value)) == (True, Fault.LOST)
            await (await Server(address_of(old)).connect(PEOPLE, None)).close()
            monkeypatch.setattr("db.connecting.LEFT_BEHIND_SECONDS", 0)
            await (await server.connect(PEOPLE, None)).close()
            assert "may be lost" in "".join(capsys.readouterr())


async def test_a_standby_is_not_used_where_a_primary_was_found(tmp_path: Path) -> None:
    """A proxy leads there for a moment, after a switchover: what it shows may be old, and it takes no writes."""
    with two_nodes() as (primary, standby), primary, standby:
        (place := tmp_path / "place").symlink_to(socket_of(primary))
        server = Server(at(primary, place))
        await (await server.connect(PEOPLE, None)).close()
        place.unlink()
        place.symlink_to(socket_of(standby))
        with pytest.raises(Unreachable, match="LeftBehind"):
            await server.connect(PEOPLE, None)


async def test_of_several_hosts_the_one_that_takes_writes_is_found() -> None:
    with two_nodes() as (primary, standby), primary, standby:
        connection = await Server(address_of(standby, primary)).connect(PEOPLE, None)
        assert (await connection.fetchrow("select pg_is_in_recovery()"))[0] is False
        await connection.close()
