"""What keeps several processes one service: none outlives its parent, and their numbers are counted together."""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from db.embedded import EmbeddedError

LAST_SECONDS = 15
"""What a process may take to end in order after its parent has died."""
COUNTED = "PROMETHEUS_MULTIPROC_DIR"
"""Read by prometheus_client when it is imported: each process keeps its numbers in a file there."""


def end_with_parent() -> None:
    """Ends this process when the one that started it is gone, even by `kill -9`: the port is free for the next."""
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
    """The processes that start meanwhile count into one folder."""
    folder = tempfile.mkdtemp(prefix="zongce-metrics-")
    os.environ[COUNTED] = folder
    try:
        yield
    finally:
        del os.environ[COUNTED]
        shutil.rmtree(folder, ignore_errors=True)


class Lost:
    """Ends the service, in order but with a fault, when its embedded database can't be kept alive."""

    def __init__(self) -> None:
        self._why: EmbeddedError | None = None

    def __call__(self, why: EmbeddedError) -> None:
        self._why = why
        os.kill(os.getpid(), signal.SIGTERM)

    @contextmanager
    def told(self) -> Iterator[None]:
        try:
            yield
        finally:
            if self._why is not None:
                raise self._why
