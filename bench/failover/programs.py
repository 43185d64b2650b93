"""Runs the rig's programs: each as an unprivileged account, with a log, until the rig ends."""

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
PATH = "/usr/lib/postgresql/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
END_SECONDS = 20


@dataclass
class Program:
    """One process, in a session of its own."""

    command: tuple[str, ...]
    log: Path
    inside: tuple[str, ...] = ()
    """The command that starts it elsewhere, as an account that it chooses; without one the account is unprivileged."""
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None
    """It is started there, or else where its log is."""
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                (*self.inside, *self.command),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder or self.log.parent,
                env={"PATH": PATH, "LC_ALL": "C.UTF-8", "HOME": str(self.log.parent), **self.environment},
                start_new_session=True,
                preexec_fn=_ends_with_us(),
                **({} if self.inside else account()),
            )

    @property
    def pid(self) -> int | None:
        """The id of the running process, or None if it has ended."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def stop(self) -> None:
        """Sends SIGTERM, and SIGKILL if that does not end it."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def reap(self) -> None:
        """Waits for the end of a process that was killed."""
        if self._process is not None:
            self._process.wait()


def account() -> dict[str, Any]:
    """Returns the account that runs the programs if we are root, because PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def give(folder: Path) -> Path:
    """Makes a folder that the account of the programs owns."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if who := account():
        os.chown(folder, who["user"], who["group"])
    return folder


def family(*pids: int) -> list[int]:
    """Returns these processes and all their descendants, parents first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (parent := _parent(entry)):
            children.setdefault(parent, []).append(int(entry.name))
    found = list(pids)
    for pid in found:
        found += children.get(pid, [])
    return found


def send(sent: signal.Signals, pids: Iterable[int]) -> None:
    """Sends a signal to each of the processes that still run."""
    for pid in pids:
        try:
            os.kill(pid, sent)
        except ProcessLookupError:
            continue


def _parent(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _ends_with_us() -> Callable[[], None]:
    """Makes Linux send SIGTERM, a clean stop, when the thread that started the program ends, even by `kill -9`."""
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))

    return ask
