"""Builds the reference topology on this machine: three databases, two app nodes, and haproxy in front of them."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from ssl import SSLContext, create_default_context
from tempfile import TemporaryDirectory
from typing import Any

from bench.failover import configs, network
from bench.failover.configs import DEPLOY, HOST, PASSWORD
from bench.failover.machines import ZONGCE, AppNode, DatabaseNode, Machine, prove
from bench.failover.network import APPS, DATABASES, FRONT
from bench.failover.programs import Program, give
from tests.waiting import until

PORT = 443


@dataclass
class Rig:
    """All machines; the raters come in at the front."""

    folder: Path
    databases: list[DatabaseNode]
    apps: list[AppNode]
    front: Program = field(init=False)

    @property
    def machines(self) -> list[Machine]:
        return [*self.databases, *self.apps]

    @cached_property
    def tls(self) -> SSLContext:
        return create_default_context(cafile=self.folder / "ca" / "ca.pem")

    def address(self, database: str, node: str | None = None) -> str:
        """Returns an address that leads to this node, or else to whichever is the primary."""
        proof = f"sslmode=verify-full&sslrootcert={self.folder / 'ca' / 'ca.pem'}"
        hosts, target = (node, "any") if node else (",".join(DATABASES), "read-write")
        return f"postgresql://zongce:{PASSWORD}@{hosts}/{database}?target_session_attrs={target}&{proof}"

    async def members(self) -> list[dict[str, Any]]:
        """Returns the cluster as the first node that answers reports it."""
        for node in self.databases:
            if found := await asyncio.to_thread(node.members, self.tls):
                return found
        return []

    async def database(self, role: str) -> DatabaseNode:
        """Returns the node that is `leader`, `sync_standby` or `replica`."""

        async def found() -> str | None:
            return next((one["name"] for one in await self.members() if one["role"] == role), None)

        name = await until(found)
        return next(node for node in self.databases if node.name == name)

    def app(self, name: str) -> AppNode:
        return next(one for one in self.apps if one.name == name)

    async def recovered(self) -> None:
        """Waits until there are a primary, a synchronous standby and a further one, and all etcd members run."""
        for node in self.databases:
            node.start()
        await until(self._is_whole)

    async def _is_whole(self) -> bool:
        await asyncio.sleep(0.2)
        members = await self.members()
        up = [one["role"] for one in members if one["state"] in ("running", "streaming")]
        levels = {one.get("timeline") for one in members}
        return sorted(up) == ["leader", "replica", "sync_standby"] and len(levels) == 1

    async def migrate(self, program: Path) -> None:
        """Brings the tables to the newest shape that this program has."""
        settings = f"DATABASE_URL={self.address('zongce')}"
        await self.run("env", "-C", program, settings, *ZONGCE, "migrate")

    async def served(self) -> None:
        """Starts the app nodes that do not run, and waits until haproxy sees that all are ready."""
        for app in self.apps:
            app.start()
        await until(self._are_ready)

    async def closed(self) -> None:
        """Ends `zongce serve` on the app nodes."""
        await asyncio.gather(*(app.close() for app in self.apps))

    async def _are_ready(self) -> bool:
        await asyncio.sleep(0.2)
        lines = (await self.ask_front("show stat")).splitlines()
        states = [line.split(",")[17] for line in lines if line.startswith("zongce,app")]
        return states == ["UP"] * len(APPS)

    async def ask_front(self, command: str) -> str:
        """Asks haproxy by its socket."""
        reader, writer = await asyncio.open_unix_connection(self.folder / FRONT / "admin.sock")
        writer.write(f"{command}\n".encode())
        answer = await reader.read()
        writer.close()
        return answer.decode()

    async def switch(self) -> str:
        """Runs `patronictl switchover` to a standby that Patroni chooses, and returns its output."""
        config, leader = str(self.folder / "db1" / "patroni.yml"), (await self.database("leader")).name
        return await self.run("patronictl", "-c", config, "switchover", "zongce", "--leader", leader, "--force")

    async def archive(self, command: str) -> str:
        """Runs a command of pgBackRest where the primary is."""
        return await self.run(*(await self.database("leader")).archiving(command))

    async def roll(self) -> str:
        """Runs deploy/roll.sh, whose command asks for a renewal and waits until it is done."""
        wanted = f"{self.folder}/{{}}.wanted"
        renewing = [asyncio.create_task(self._renewed(app)) for app in self.apps]
        command = f"touch {wanted}; while [ -e {wanted} ]; do sleep 0.1; done"
        settings = {
            "HAPROXY_SOCKET": str(self.folder / FRONT / "admin.sock"),
            "ZONGCE_CA": str(self.folder / "ca" / "ca.pem"),
            "ZONGCE_HOST_NAME": HOST,
        }
        told = await self.run("env", *(f"{k}={v}" for k, v in settings.items()), DEPLOY / "roll.sh", command, *APPS)
        for one in renewing:
            one.cancel()
        return told

    async def _renewed(self, app: AppNode) -> None:
        wanted = self.folder / f"{app.name}.wanted"
        await until(wanted.exists)
        await app.renew()
        wanted.unlink()

    async def run(self, *command: str | Path) -> str:
        """Returns what a command says.

        Raises:
            RuntimeError: it failed.
        """
        done = await asyncio.to_thread(
            subprocess.run, command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=240
        )
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stdout.decode()}")
        return done.stdout.decode().strip()


@asynccontextmanager
async def rig(settings: dict[str, str]) -> AsyncIterator[Rig]:
    """Builds everything, and removes it at the end.

    Args:
        settings: more of the app nodes than deploy/zongce.env has.
    """
    with TemporaryDirectory(prefix="zongce-failover-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # noqa: ASYNC240  # once, before anything runs
        network.lay(folder)
        databases = [DatabaseNode(name, folder / name) for name in DATABASES]
        built = Rig(folder, databases, [AppNode(name, folder / name, settings=settings) for name in APPS])
        try:
            await _install(built)
            await built.recovered()
            await built.archive("stanza-create")
            yield built
        finally:
            await asyncio.gather(*(asyncio.to_thread(machine.stop) for machine in built.machines))
            built.front.stop()


async def _install(built: Rig) -> None:
    authority = built.folder / "ca"
    give(built.folder / "repository")
    for name, address in network.ADDRESSES.items():
        more = (HOST,) if name == FRONT else (address, "127.0.0.1", "localhost")
        await built.run(DEPLOY / "certificates.sh", authority, name, *more)
    authority.chmod(0o755)
    for machine in built.machines:
        await machine.install(authority)
    folder = give(built.folder / FRONT)
    prove(authority, FRONT, folder)
    config = configs.written("haproxy-front.cfg", FRONT, folder)
    built.front = Program(
        ("haproxy", "-db", "-f", str(config)), folder / "haproxy.log", ("setpriv", "--pdeathsig=TERM")
    )
    built.front.start()
