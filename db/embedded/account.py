"""Chooses the account that runs the server, because PostgreSQL refuses to run as root."""

import ctypes
import errno
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple

from db.embedded.errors import NoOtherAccount

PR_SET_PDEATHSIG = 1


class Account(NamedTuple):
    """Runs commands with this account's rights and a bare environment."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of_server(cls, owner: int) -> "Account":
        """Returns our account; for root the cluster's owner, or for a new cluster `postgres`, else `nobody`."""
        if os.geteuid() != 0:
            return cls(name_of(os.geteuid()), os.geteuid(), os.getegid())
        try:
            entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("postgres")
        except KeyError:
            entry = pwd.getpwnam("nobody")
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    def run(self, *command: str | Path, text: str = "", lock: int | None = None) -> tuple[bool, str]:
        """Runs a command, and returns whether it succeeded and all its output.

        Args:
            text: the text for its standard input.
            lock: an open file that the command and its children hold until they end; they are stopped when we die.
        """
        process = self.spawn(*command, stdin=subprocess.PIPE, log=subprocess.PIPE, lock=lock)
        output, _ = process.communicate(text.encode())
        return process.returncode == 0, output.decode(errors="replace")

    def spawn(
        self, *command: str | Path, log: int | IO[bytes], stdin: int = subprocess.DEVNULL, lock: int | None = None
    ) -> subprocess.Popen[bytes]:
        """Starts a command in a session of its own: Ctrl-C reaches only us, and we then stop the server in order."""
        become: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}
        try:
            return subprocess.Popen(  # noqa: S603  # PostgreSQL's programs, no shell
                command,
                stdin=stdin,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C"},
                pass_fds=() if lock is None else (lock,),
                start_new_session=True,
                preexec_fn=None if lock is None else _dies_with_us(),
                **become,
            )
        except OSError as refused:
            if refused.errno not in (errno.EPERM, errno.EINVAL):
                raise
            raise NoOtherAccount(account=self.name) from refused

    def reaches(self, path: Path) -> bool:
        """Tells whether the account may enter this directory, or execute this file."""
        return self.run("test", "-x", path)[0]


def name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _dies_with_us() -> Callable[[], None] | None:
    """Makes Linux send SIGINT, a clean stop, when the thread that started the command ends, even by `kill -9`."""
    if sys.platform != "linux":
        return None
    prctl, us = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGINT))
        if os.getppid() != us:
            os._exit(1)

    return ask
