"""`zongce serve` as a process of its own on one port and one database, killed and started again at will."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.ports import held_port
from tests.waiting import until

COMMAND = "from cli.main import main; main()"
UNHURRIED = {"ZONGCE_OPERATION_WAIT_SECONDS": "60", "ZONGCE_REQUESTS_IN_FLIGHT": "1000"}
"""Nobody is refused, however busy the machine is: hundreds send the next request at once, as people do not."""


@dataclass
class Served:
    """Killed with all its workers when this ends."""

    database_url: str
    port: int = field(default_factory=held_port)
    workers: int = 1
    kills: int = 0
    settings: dict[str, str] = field(default_factory=lambda: dict(UNHURRIED))
    """More than where it is and what it serves, as the environment has it."""
    log: Path = Path(os.devnull)
    """The file that gets its standard error."""
    _process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when it answers."""
        options = ("--port", str(self.port), "--workers", str(self.workers))
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", COMMAND, "serve", *options),
                env=self._environment(),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        await until(self._has_started)

    @property
    def pid(self) -> int:
        """Returns the process id of the serving process, or of the parent of several."""
        assert self._process is not None
        return self._process.pid

    def _environment(self) -> dict[str, str]:
        """Returns the environment without the settings of this machine."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("ZONGCE_", "DATABASE_URL"))}
        return {**ours, "ZONGCE_DATABASE_URL": self.database_url, "ZONGCE_LOG_LEVEL": "error", **self.settings}

    async def _has_started(self) -> bool:
        assert self._process is not None
        if self._process.returncode is not None:
            raise RuntimeError("the server did not start")
        return await self._answers()

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.transport.abort()
        return True

    async def kill(self) -> None:
        """SIGKILL, to all of its processes; returns when none of them listens any more."""
        if self._process and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()
            await until(self._is_silent)

    async def _is_silent(self) -> bool:
        return not await self._answers()

    async def kill_and_start(self) -> None:
        self.kills += 1
        await self.kill()
        await self.start()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()
