"""One node: Patroni and the PostgreSQL that it keeps."""

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
        """All nodes of the cluster as this node's Patroni sees them; nothing where it does not answer."""
        try:
            with urlopen(f"http://127.0.0.1:{self.place.rest}/cluster", timeout=ASK_SECONDS) as answer:
                found: list[dict[str, Any]] = json.load(answer).get("members", [])
                return found
        except (URLError, OSError, ValueError):
            return []

    def kill_postmaster(self) -> None:
        """As the kernel does when memory has run out. Patroni lives, and sees it."""
        send(signal.SIGKILL, [pid for pid in [self.postmaster] if pid])

    def kill(self) -> None:
        """All of the machine at once."""
        send(signal.SIGKILL, self._processes())
        self.patroni.reap()

    def freeze(self) -> None:
        """All of the machine stands still; connections to it stay open, and nothing is answered."""
        self._stopped = self._processes()
        send(signal.SIGSTOP, self._stopped)
        self._stopped = self._processes()  # what was forked meanwhile
        send(signal.SIGSTOP, self._stopped)

    def thaw(self) -> None:
        """It goes on as if no time had passed."""
        send(signal.SIGCONT, self._stopped)
        self._stopped = []

    def _processes(self) -> list[int]:
        return family(*[pid for pid in (self.patroni.pid, self.postmaster) if pid])
