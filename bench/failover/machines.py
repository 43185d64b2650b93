"""Controls one machine of the rig: it is killed, frozen or cut off, and begins again."""

import asyncio
import json
import os
import shutil
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from bench.failover import configs, network
from bench.failover.programs import Program, account, family, give, send
from tests.waiting import until

ASK_SECONDS = 2
ROOT = Path(__file__).parents[2]
ZONGCE = (sys.executable, "-c", "from cli.main import main; main()")
"""The command of the program in whose folder it is started."""


@dataclass
class Machine:
    """A machine, as far as one machine can play several: a network and a folder of its own."""

    name: str
    folder: Path
    programs: list[Program] = field(default_factory=list, init=False)
    _holder: Program = field(init=False)
    _stopped: list[int] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        give(self.folder)
        self._holder = Program(("sleep", "infinity"), self.folder / "network.log", ("unshare", "--net"))

    async def install(self, authority: Path) -> None:
        """Makes its network, by a process that holds it, takes its certificate and writes its settings."""
        self._holder.start()
        pid = await until(self._apart)
        network.connect(self.name, pid)
        prove(authority, self.name, self.folder)
        self.programs = self._installed()

    def _apart(self) -> int | None:
        """Returns the process that holds the network, once it has one."""
        pid = self._holder.pid
        ours = os.readlink("/proc/self/ns/net")
        return pid if pid and os.readlink(f"/proc/{pid}/ns/net") != ours else None

    def _installed(self) -> list[Program]:
        raise NotImplementedError

    def start(self) -> None:
        """Starts what does not run."""
        for program in self.programs:
            if program.pid is None:
                program.start()

    def kill(self) -> None:
        """Kills all processes of the machine at once, like a power failure."""
        send(signal.SIGKILL, self._processes())
        for program in self.programs:
            program.reap()

    def freeze(self) -> None:
        """Freezes all processes of the machine; its connections stay open, and nothing answers."""
        for _ in range(2):  # the second time for what was forked meanwhile
            self._stopped = self._processes()
            send(signal.SIGSTOP, self._stopped)

    def thaw(self) -> None:
        """Resumes the processes as if no time had passed."""
        send(signal.SIGCONT, self._stopped)
        self._stopped = []

    def stop(self) -> None:
        self.thaw()
        for program in self.programs:
            program.stop()
        send(signal.SIGKILL, self._processes())
        self._holder.stop()

    def _processes(self) -> list[int]:
        return family(*[program.pid for program in self.programs if program.pid])

    def _program(self, *command: str, settings: dict[str, str] | None = None, privileged: bool = False) -> Program:
        """Makes a program of this machine, as root or as the account of the database."""
        inside = ["nsenter", f"--net=/proc/{self._holder.pid}/ns/net"]
        if not privileged:
            inside += ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=TERM"]
        return Program(command, self.folder / f"{Path(command[0]).name}.log", tuple(inside), settings or {})


def prove(authority: Path, name: str, folder: Path) -> None:
    """Copies a certificate to its machine; a group of accounts may read the key."""
    shutil.copytree(authority / name, folder / "tls")
    for one in (folder / "tls").iterdir():
        os.chown(one, 0, account()["group"])


@dataclass
class DatabaseNode(Machine):
    """PostgreSQL, kept by Patroni, and one of the three members of etcd."""

    archive: dict[str, str] = field(default_factory=dict, init=False)
    """The settings of pgBackRest that are elsewhere than Debian has them."""

    def _installed(self) -> list[Program]:
        give(self.folder / "spool")
        self.archive = {
            "PGBACKREST_CONFIG": str(configs.written("pgbackrest.conf", self.name, self.folder)),
            **{f"PGBACKREST_{name}_PATH": str(self.folder) for name in ("LOG", "LOCK", "PG1_SOCKET")},
        }
        settings = configs.environment("etcd.env", self.name, self.folder)
        config = configs.written("patroni.yml", self.name, self.folder)
        return [self._program("etcd", settings=settings), self._program("patroni", str(config), settings=self.archive)]

    @property
    def postmaster(self) -> int | None:
        try:
            return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        except (OSError, IndexError, ValueError):
            return None

    def archiving(self, *words: str) -> list[str]:
        """Returns a command of pgBackRest for this machine."""
        there = self._program("pgbackrest", "--stanza=zongce", *words)
        return [*there.inside, "env", *(f"{name}={value}" for name, value in self.archive.items()), *there.command]

    def members(self, tls: SSLContext) -> list[dict[str, Any]]:
        """Returns all nodes of the cluster as this node's Patroni reports them; empty if it does not answer."""
        try:
            with urlopen(f"https://{self.name}:8008/cluster", timeout=ASK_SECONDS, context=tls) as answer:
                found: list[dict[str, Any]] = json.load(answer).get("members", [])
                return found
        except (URLError, OSError, ValueError):
            return []

    def kill_postmaster(self) -> None:
        """Kills PostgreSQL alone, as the kernel does when memory runs out. Patroni lives and notices."""
        send(signal.SIGKILL, [pid for pid in [self.postmaster] if pid])

    def _processes(self) -> list[int]:
        return family(*[pid for pid in (*(one.pid for one in self.programs), self.postmaster) if pid])


@dataclass
class AppNode(Machine):
    """`zongce serve`, which keeps nothing of its own, and the haproxy that leads it to the database."""

    settings: dict[str, str] = field(default_factory=dict)
    program: Path = ROOT
    """The folder of the code that is started next."""
    more: dict[str, str] = field(default_factory=dict)
    """Settings of what is started next, besides the others."""

    def _installed(self) -> list[Program]:
        config = configs.written("haproxy-app.cfg", self.name, self.folder)
        serve = self._program(*ZONGCE, "serve", privileged=True)
        serve.log = self.folder / "zongce.log"
        return [self._program("haproxy", "-db", "-f", str(config), privileged=True), serve]

    def start(self) -> None:
        settings = {**configs.environment("zongce.env", self.name, self.folder), **self.settings, **self.more}
        self.programs[1].folder, self.programs[1].environment = self.program, settings
        super().start()

    async def close(self) -> None:
        """Ends `zongce serve` as systemd does."""
        await asyncio.to_thread(self.programs[1].stop)

    async def renew(self) -> None:
        await self.close()
        self.start()
