"""Several processes form one service here: none outlives its parent, and their metrics are counted together.

A process that dies is replaced, unless its replacements die before they serve.
"""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket

from uvicorn import Config
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from db.embedded import EmbeddedError

LAST_SECONDS = 15
"""The seconds that a process may take to end in order after its parent has died."""
STARTUP_FAILURE = 3
"""The exit status by which uvicorn reports a process that could not begin to serve; such a process is not replaced."""
MOST_EARLY_DEATHS = 5
"""The number of processes in a row that may die before they serve; after that, none is started."""
COUNTED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that prometheus_client reads when it is imported: each process keeps its metrics in a
file of that folder.
"""


def end_with_parent() -> None:
    """Ends this process when its parent is gone, even by `kill -9`, so that the port is free for the next one."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LAST_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()


@contextmanager
def counted_together() -> Iterator[None]:
    """Makes the processes that start meanwhile count into one folder."""
    folder = tempfile.mkdtemp(prefix="zongce-metrics-")
    os.environ[COUNTED] = folder
    try:
        yield
    finally:
        del os.environ[COUNTED]
        shutil.rmtree(folder, ignore_errors=True)


class Workers(Multiprocess):
    """Runs the serving processes and replaces each one that dies.

    If several in a row die before they serve, the next one would die as well, so the parent gives up: systemd, or
    whatever else started it, limits how often the whole service is begun again.
    """

    def __init__(self, config: Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self.gave_up = False
        self._serving: set[Process] = set()
        self._died_early = 0

    @property
    def did_not_start(self) -> bool:
        """Tells whether the service ends because its processes could not begin to serve."""
        return self.gave_up or any(one.exitcode == STARTUP_FAILURE for one in self.processes)

    def keep_subprocess_alive(self) -> None:
        before = set(self.processes)
        if fresh := {one for one in before - self._serving if self._serves(one)}:
            self._died_early = 0
        self._serving = (self._serving | fresh) & before
        super().keep_subprocess_alive()
        self._died_early += len(before - self._serving - set(self.processes))
        if self._died_early >= MOST_EARLY_DEATHS:
            self.gave_up = True
            self.should_exit.set()

    def _serves(self, one: Process) -> bool:
        return one.process.is_alive() and one.is_ready(self.config.timeout_worker_healthcheck)


class Lost:
    """Ends the service in order, but with a fault, if its embedded database can't be kept alive."""

    def __init__(self) -> None:
        self._why: EmbeddedError | None = None

    def __call__(self, why: EmbeddedError) -> None:
        self._why = why
        os.kill(os.getpid(), signal.SIGTERM)

    @contextmanager
    def raising(self) -> Iterator[None]:
        try:
            yield
        finally:
            if self._why is not None:
                raise self._why
