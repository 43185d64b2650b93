"""Controls one node: Patroni and its PostgreSQL."""

import json
import signal
from dataclasses import dataclass, field
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from bench.failover.configs import Place
from bench.failover.programs import Program, family, send

ASK_SECONDS = 2


@dataclass
class Node:
    """A machine of the cluster, as far as one machine can play three."""

    place: Place
    patroni: Program
    _stopped: list[int] = field(default_factory=list)

    @property
    def postmaster(self) -> int | None:
        try:
            return int((self.place.data / "postmaster.pid").read_text().split()[0])
        except (OSError, IndexError, ValueError):
            return None

    def members(self) -> list[dict[str, Any]]:
        """Returns all nodes of the cluster as this node's Patroni reports them; empty if it does not answer."""
        try:
            with urlopen(f"http://127.0.0.1:{self.place.rest}/cluster", timeout=ASK_SECONDS) as answer:
                found: list[dict[str, Any]] = json.load(answer).get("members", [])
                return found
        except (URLError, OSError, ValueError):
            return []

    def kill_postmaster(self) -> None:
        """Kills PostgreSQL alone, as the kernel does when memory runs out. Patroni lives and notices."""
        send(signal.SIGKILL, [pid for pid in [self.postmaster] if pid])

    def kill(self) -> None:
        """Kills all processes of the machine at once."""
        send(signal.SIGKILL, self._processes())
        self.patroni.reap()

    def freeze(self) -> None:
        """Freezes all processes of the machine; its connections stay open, and nothing answers."""
        self._stopped = self._processes()
        send(signal.SIGSTOP, self._stopped)
        self._stopped = self._processes()  # what was forked meanwhile
        send(signal.SIGSTOP, self._stopped)

    def thaw(self) -> None:
        """Resumes the processes as if no time had passed."""
        send(signal.SIGCONT, self._stopped)
        self._stopped = []

    def _processes(self) -> list[int]:
        return family(*[pid for pid in (self.patroni.pid, self.postmaster) if pid])
