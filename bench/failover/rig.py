"""Runs etcd, three Patroni nodes and haproxy on this machine, in a folder of their own, on ports of the loopback."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.failover import configs
from bench.failover.configs import PASSWORD, Place
from bench.failover.nodes import Node
from bench.failover.programs import Program, give
from tests.ports import held_port
from tests.waiting import until

NAMES = ("n1", "n2", "n3")


@dataclass
class Rig:
    """A running cluster. `proxy` and `pooler` are ports."""

    folder: Path
    nodes: list[Node]
    proxy: int
    pooler: int

    @property
    def by_proxy(self) -> str:
        """The address without a database's name leads to whichever node is the primary."""
        return f"postgresql://zongce:{PASSWORD}@127.0.0.1:{self.proxy}"

    @property
    def by_hosts(self) -> str:
        hosts = ",".join(f"127.0.0.1:{node.place.port}" for node in self.nodes)
        return f"postgresql://zongce:{PASSWORD}@{hosts}"

    @property
    def by_pooler(self) -> str:
        return f"postgresql://zongce:{PASSWORD}@127.0.0.1:{self.pooler}"

    async def members(self) -> list[dict[str, Any]]:
        """Returns the cluster as the first node that answers reports it."""
        for node in self.nodes:
            if found := await asyncio.to_thread(node.members):
                return found
        return []

    async def primary(self) -> Node:
        async def found() -> str | None:
            return next((one["name"] for one in await self.members() if one["role"] == "leader"), None)

        name = await until(found)
        return next(node for node in self.nodes if node.place.name == name)

    async def recovered(self) -> None:
        """Waits until there are a primary, a synchronous standby and a further one, and the proxy leads to it."""
        for node in self.nodes:
            if node.patroni.pid is None:
                node.patroni.start()
        await until(self._is_whole)
        await until(self._proxy_leads)

    async def _is_whole(self) -> bool:
        await asyncio.sleep(0.2)
        members = await self.members()
        up = [one["role"] for one in members if one["state"] in ("running", "streaming")]
        levels = {one.get("timeline") for one in members}
        return sorted(up) == ["leader", "replica", "sync_standby"] and len(levels) == 1

    async def _proxy_leads(self) -> bool:
        done = await self.run("psql", "-Atqc", "create temporary table t ()", f"{self.by_proxy}/postgres")
        return done.returncode == 0

    async def switch(self) -> str:
        """Runs `patronictl switchover` to a standby that Patroni chooses, and returns its output."""
        config = str(self.folder / "n1" / "patroni.json")
        leader = (await self.primary()).place.name
        done = await self.run("patronictl", "-c", config, "switchover", "zongce", "--leader", leader, "--force")
        return done.stdout.decode().strip()

    async def run(self, *command: str) -> "subprocess.CompletedProcess[bytes]":
        return await asyncio.to_thread(
            subprocess.run, command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120
        )


@asynccontextmanager
async def rig(pool_mode: str = "transaction") -> AsyncIterator[Rig]:
    """Creates the cluster, and removes it at the end."""
    with TemporaryDirectory(prefix="zongce-failover-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # noqa: ASYNC240  # once, before anything runs
        etcd_port, peers, version = held_port(), held_port(), _version()
        etcd = Program(_etcd(give(folder / "etcd"), etcd_port, peers), folder / "etcd" / "log")
        nodes = [_node(Place(name, give(folder / name)), etcd_port, version) for name in NAMES]
        cluster = Rig(folder, nodes, held_port(), held_port())
        programs = [etcd, _haproxy(cluster), _pgbouncer(cluster, pool_mode)]
        try:
            etcd.start()
            for node in nodes:
                node.patroni.start()
            for program in programs[1:]:
                program.start()
            await cluster.recovered()
            yield cluster
        finally:
            for node in nodes:
                node.thaw()
            await asyncio.gather(*(asyncio.to_thread(node.patroni.stop) for node in nodes))
            for node in nodes:
                node.kill_postmaster()
            for program in reversed(programs):
                program.stop()


def _version() -> int:
    """Returns the newest PostgreSQL that Debian has installed here."""
    found = [int(one.name) for one in Path("/usr/lib/postgresql").glob("*") if one.name.isdecimal()]
    return max(found)


def _etcd(folder: Path, clients: int, peers: int) -> tuple[str, ...]:
    client, peer = f"http://127.0.0.1:{clients}", f"http://127.0.0.1:{peers}"
    return (
        *("etcd", "--name", "e1", "--data-dir", str(folder / "data"), "--enable-v2=true"),
        *("--listen-client-urls", client, "--advertise-client-urls", client),
        *("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", f"e1={peer}"),
    )


def _node(place: Place, etcd: int, version: int) -> Node:
    config = _readable(place.folder / "patroni.json", configs.patroni(place, etcd, version))
    return Node(place, Program(("patroni", str(config)), place.folder / "log"))


def _haproxy(cluster: Rig) -> Program:
    folder = give(cluster.folder / "haproxy")
    places = [node.place for node in cluster.nodes]
    config = _readable(folder / "haproxy.cfg", configs.haproxy(cluster.proxy, places))
    return Program(("haproxy", "-db", "-f", str(config)), folder / "log")


def _pgbouncer(cluster: Rig, mode: str) -> Program:
    folder = give(cluster.folder / "pgbouncer")
    config = _readable(
        folder / "pgbouncer.ini", configs.pgbouncer(cluster.pooler, cluster.proxy, folder / "users", mode)
    )
    return Program(("pgbouncer", str(config)), folder / "log")


def _readable(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o644)
    return path
