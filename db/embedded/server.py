"""Runs the embedded server: one directory, one owner, a socket and a password."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from db.embedded.creating import create
from db.embedded.errors import AlreadyRunning, DidNotStart, EmbeddedError, KeepsDying, NotWritable, StillStopping
from db.embedded.home import PORT, Home
from db.embedded.keeping import Keeper
from db.embedded.programs import Programs

LOG_BYTES = 10 * 2**20
START_SECONDS, STOP_SECONDS = 300, 60

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": 100,
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # keeps statements and values, hence scores, out of the log
    "log_error_verbosity": "terse",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class EmbeddedPostgres:
    """Starts, watches and stops the server of one directory.

    If we die, the server stops by itself; after any kind of death, the next start recovers.

    Args:
        fast: for throw-away data, which then survives a crash of the server but not of the machine.
        bin_dir: use only these programs.
    """

    _owned: ClassVar[set[Path]] = set()

    def __init__(self, data_dir: Path, *, fast: bool = False, bin_dir: Path | None = None) -> None:
        self._home = Home(data_dir)
        self._fast = fast
        self._bin_dir = bin_dir
        self._owner: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: Keeper | None = None

    @property
    def url(self) -> str:
        """The address is also valid if another process of ours runs the server (AlreadyRunning)."""
        return self._home.url

    @property
    def log(self) -> Path:
        return self._home.log

    def bin(self, name: str) -> Path:
        """Returns PostgreSQL's program of that name (pg_dump) in a version that fits this cluster."""
        return self._programs.named(name)

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> str:
        """Starts the server and returns its address once it answers. Blocks.

        Only the main thread may call this, because the server dies with the thread that starts it.
        """
        if self.alive():
            return self.url
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("start the server from the main thread: it dies with the thread that starts it")
        try:
            self._home.make()
            self._become_owner()
            self._start()
        except OSError as refused:
            self.stop()
            raise NotWritable(place=self._home.path, why=refused.strerror) from refused
        except BaseException:
            self.stop()
            raise
        return self.url

    def keep(self, died: Callable[[], None], lost: Callable[[EmbeddedError], None]) -> None:
        """Restarts the server whenever it dies, until `stop`.

        Args:
            died: called each time, before the server is started again.
            lost: called when the server can't be kept alive. Both are called from another thread.
        """
        self._keeper = Keeper(self, died, lambda why: lost(KeepsDying(tail=str(why or ""), log=self.log)))

    def start_again(self) -> None:
        """Starts the server after its death. The keeper's thread calls this, and outlives the server."""
        try:
            self._start()
        except OSError as refused:
            self._end()
            raise NotWritable(place=self._home.path, why=refused.strerror) from refused
        except BaseException:
            self._end()
            raise

    def stop(self) -> None:
        """Stops the server cleanly and closes its connections. Does nothing if it is stopped already."""
        if self._keeper:
            self._keeper.end()
            self._keeper = None
        self._end()
        if self._owner is not None:
            os.close(self._owner)
            self._owner = None
            self._owned.discard(self._home.path)

    def _end(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait()
            self._process = None
            shutil.rmtree(self._home.socket, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @cached_property
    def _programs(self) -> Programs:
        return Programs.find(self._home.account, self._home.cluster, self._bin_dir)

    @property
    def _ending(self) -> bool:
        """The server is to stop while it is being started again."""
        return self._keeper is not None and self._keeper.ending.is_set()

    def _become_owner(self) -> None:
        """Takes a lock that only this process holds: no child inherits it, and it ends with the process."""
        if self._owner is not None:
            return
        if self._home.path in self._owned:  # opening the file again would end our own lock
            raise AlreadyRunning(place=self._home.path, pid=os.getpid())
        file = self._home.open("owner.pid")
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as blocked:
            pid = int(os.pread(file, 20, 0) or 0)
            os.close(file)
            raise AlreadyRunning(place=self._home.path, pid=pid) from blocked
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        self._owner = file
        self._owned.add(self._home.path)

    def _start(self) -> None:
        lock = self._wait_for_last_server()
        try:
            if not self._home.cluster.exists():
                create(self._home, self._programs, lock, fast=self._fast)
            log_size = self._launch(lock)
        finally:
            os.close(lock)
        self._wait_until_ready(log_size)

    def _wait_for_last_server(self) -> int:
        """Waits for the lock that each process of a server holds until it ends."""
        file = self._home.open("server.lock")
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until and not self._ending:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._stop_orphan()
                time.sleep(0.05)
            else:
                return file
        os.close(file)
        raise StillStopping(log=self.log)

    def _stop_orphan(self) -> None:
        """Stops a server whose owner died, on systems whose kernel does not do that."""
        if sys.platform != "linux":
            with suppress(OSError, ValueError, IndexError):
                os.kill(int((self._home.cluster / "postmaster.pid").read_text().split()[0]), signal.SIGINT)

    def _launch(self, lock: int) -> int:
        """Starts the server process, and returns the size of the log before."""
        self._home.own(self._home.socket)
        self._forget_stranger()
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_name("log.old"))
        settings = SETTINGS | (FAST if self._fast else {}) | {"unix_socket_directories": self._home.socket}
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        log = self._home.open("log")
        log_size = os.fstat(log).st_size
        try:
            self._process = self._home.account.spawn(
                self.bin("postgres"), "-D", self._home.cluster, *flags, log=log, lock=lock
            )
        finally:
            os.close(log)
        return log_size

    def _forget_stranger(self) -> None:
        """Removes a stale pid file: after a container restart another process may have the dead server's number."""
        file = self._home.cluster / "postmaster.pid"
        with suppress(OSError, IndexError):
            if Path(f"/proc/{file.read_text().split()[0]}/cwd").readlink() != self._home.cluster:
                file.unlink()

    def _wait_until_ready(self, log_size: int) -> None:
        until = time.monotonic() + START_SECONDS
        ask = (self.bin("pg_isready"), "-q", "-h", self._home.socket, "-p", str(PORT))
        while not self._home.account.run(*ask)[0]:
            if not self.alive() or time.monotonic() > until or self._ending:
                tail = self.log.read_bytes()[log_size:][-2000:].decode(errors="replace")
                raise DidNotStart(log=self.log, tail=tail)
            time.sleep(0.02)
