"""Restarts a server that died while it was needed: a few times, each after a longer pause."""

import threading
import time
from collections.abc import Callable
from typing import ClassVar, Protocol

from db.embedded.errors import EmbeddedError

WATCH_SECONDS = 0.2
STEADY_SECONDS = 60
"""A server that has run for so long was healthy: its next death counts as the first."""


class WatchedServer(Protocol):
    """The server, as the keeper uses it."""

    def alive(self) -> bool: ...
    def start_again(self) -> None: ...


class Keeper:
    """Watches the server in a thread, because a server dies with the thread that started it.

    Args:
        died: called after each death, before the server is started again.
        lost: called once when the last start has failed too; nobody watches the server from then on.
    """

    PAUSES: ClassVar = (0.0, 0.5, 1.0, 2.0)

    def __init__(
        self, server: WatchedServer, died: Callable[[], None], lost: Callable[[EmbeddedError | None], None]
    ) -> None:
        self.ending = threading.Event()
        self._server, self._died, self._lost = server, died, lost
        self._thread = threading.Thread(target=self._keep, name="embedded-keeper", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Ends the thread, and returns when nothing more will be started."""
        self.ending.set()
        self._thread.join()

    def _keep(self) -> None:
        tries, since, why = 0, time.monotonic(), None
        while not self.ending.wait(WATCH_SECONDS):
            if self._server.alive():
                tries = 0 if time.monotonic() - since > STEADY_SECONDS else tries
                continue
            if tries == len(self.PAUSES):
                self._lost(why)
                return
            self._died()
            if self.ending.wait(self.PAUSES[tries]):
                return
            tries, since = tries + 1, time.monotonic()
            try:
                self._server.start_again()
            except EmbeddedError as failed:
                why = failed
