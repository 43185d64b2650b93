"""Work that comes again is done at its time, once, by whichever process is there (R14.4).

A piece of work, its next time and what it says of itself are one transaction. A process that ends in between leaves it
due; a server that was off makes it up when it starts.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from core.acting import Act
from core.settings import Settings
from core.viewer import Viewer
from db.passing import is_passing
from db.queries import timed
from db.session import Database
from db.tables import Role

POLL_SECONDS = 60
TIMETABLE = Viewer(account_id=0, username="system", name="定时任务", grants=((Role.SUPER_ADMIN, None),))
"""The author of what is done by time."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Daily:
    """Work for each day, at this time of the school's clock; it returns what it did, in JSON."""

    at: time
    work: Callable[[Act, Settings], Awaitable[Mapping[str, Any]]]

    def after(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Returns the next time after this moment."""
        local = now.astimezone(zone)
        today = datetime.combine(local.date(), self.at, zone)
        return (today if today > local else today + timedelta(days=1)).astimezone(UTC)


class Timetable:
    """Looks once a minute for work that is due.

    Args:
        report: is told of what is our own fault; the work stays due and is tried again.
        at_start: is done once, before the first look; what the settings of this process mean for stored rows.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        works: Mapping[str, Daily],
        report: Callable[[BaseException, str, str], None],
        at_start: Callable[[AsyncConnection], Awaitable[None]] | None = None,
    ) -> None:
        self._database, self._settings, self._works, self._report = database, settings, works, report
        self._zone = ZoneInfo(settings.timezone)
        self._planned, self._at_start = False, at_start

    async def run(self) -> None:
        while True:
            try:
                while await self.do_one(datetime.now(UTC)):
                    pass
            except Exception as error:
                if is_passing(error):
                    log.warning("unavailable", place="timetable", cause=type(error).__name__)
                else:
                    self._report(error, "-", "timetable")
            await asyncio.sleep(POLL_SECONDS)

    async def do_one(self, now: datetime) -> str | None:
        """Does one piece of work that is due, and returns its name."""
        if not self._planned:
            async with self._database.write() as db:
                await timed.plan(db, {name: one.after(now, self._zone) for name, one in self._works.items()})
                if self._at_start:
                    await self._at_start(db)
            self._planned = True
        async with self._database.write() as db:
            name = await timed.claim(db, list(self._works), now)
            if name is not None:
                work = self._works[name]
                outcome = await work.work(Act.at(db, TIMETABLE, now, self._zone, None), self._settings)
                await timed.finish(db, name, now, work.after(now, self._zone), outcome)
                log.info("timed work", name=name, outcome=dict(outcome))
        return name
