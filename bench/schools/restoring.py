"""Dumps the tenth school, proves the dump, does harm to the school, and restores it by the command line."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from bench.recovery.year import held, zongce
from bench.schools.schools import School
from cli.backup.dumping import PASSING
from cli.backup.record import read
from tests.evening.wire import Connection
from tests.waiting import until

HARM = ("delete from mark", "delete from comprehensive_result", "update student set name = 'wrong'")
READY = b"GET /readyz HTTP/1.1\r\nhost: zongce\r\n\r\n"


@dataclass
class Restoring:
    """`seconds` holds how long each step took, in order."""

    school: School
    file: Path
    began: float = 0
    ended: float = 0
    seconds: dict[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        self.began = time.monotonic()
        await self._zongce("dump", "--force")
        await self._zongce("verify-backup")
        async with self.school.database.write() as db:
            for statement in HARM:
                await db.execute(text(statement))
        await self.school.database.dispose()
        await self.school.served.kill()
        await self._zongce("restore", "--yes")
        started = time.monotonic()
        await self.school.served.start()
        await until(self._is_ready)
        self.ended = time.monotonic()
        self.seconds["start"] = self.ended - started

    async def alone(self) -> dict[str, float]:
        """Returns the seconds of each step while nobody uses any school."""
        await self.school.database.dispose()
        await self.school.served.kill()
        self.seconds = {}
        await self._zongce("dump", "--force")
        await self._zongce("verify-backup")
        await self._zongce("restore", "--yes")
        return self.seconds

    async def _zongce(self, command: str, *options: str) -> None:
        began = time.monotonic()
        await asyncio.to_thread(zongce, self.school.url, self.file.parent, command, str(self.file), *options)
        self.seconds[command] = time.monotonic() - began

    async def _is_ready(self) -> bool:
        connection = await Connection.open(self.school.served.port)
        status, _ = await connection.ask(READY)
        connection.drop()
        return status == 200

    async def wrong(self) -> list[str]:
        """Compares every table with what the dump recorded when it was made."""
        record, whole = read(self.file)
        now = await held(self.school.url)
        differing = [name for name, then in record.tables.items() if now.get(name) != then]
        unknown = sorted(now.keys() - record.tables.keys() - PASSING)
        damaged = [] if whole else ["its dump is not as it was written"]
        return [f"the tenth: {what}" for what in (*damaged, *(f"{name} differs" for name in differing + unknown))]
