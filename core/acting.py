"""An act carries its transaction, its author and its moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection
from typing_extensions import TypeVar

from core.access import SEE_BATCHES, Right
from core.errors import Invalid, NotFound
from core.viewer import Viewer
from db.driver import Driver
from db.queries import audit
from db.queries.batches import batches
from db.scopes import Placed

Db = TypeVar("Db", AsyncConnection, Driver, default=AsyncConnection)


@dataclass(frozen=True, slots=True)
class Act(Generic[Db]):
    """Represents one act of one person inside one transaction: the engine's, or the driver's own for acts under heavy
    load.

    `now` is the moment of the act; `today` is that moment's date on the school's clock (R3.3), whose zone is `zone`.
    """

    db: Db
    viewer: Viewer
    now: datetime
    today: date
    zone: ZoneInfo
    request_id: str | None = None

    @classmethod
    def at(cls, db: Db, viewer: Viewer, now: datetime, zone: ZoneInfo, request_id: str | None) -> "Act[Db]":
        return cls(db, viewer, now, now.astimezone(zone).date(), zone, request_id)

    @property
    def author(self) -> audit.Author:
        """Returns who acts, when and in which request. The system itself has no account."""
        return audit.Author(self.now, self.viewer.account_id or None, self.viewer.name, self.request_id)

    async def batch(
        self: "Act[AsyncConnection]", batch_id: int, *, for_change: bool = False, path: str | None = "input.batchId"
    ) -> Any:
        """Locks the batch for the act. People who can't see it get NOT_FOUND (R8.2)."""
        row = await batches.lock_batch(self.db, batch_id, self.viewer.scope(SEE_BATCHES), for_change=for_change)
        if row is None:
            raise NotFound("batch", path)
        return row

    def reach(self, right: Right, seeing: Right, row: Placed | None, what: str, path: str | None = None) -> None:
        """Refuses an act on a row: as not found if the viewer may not see the row (R8.2), else as forbidden."""
        if row is None or not (self.viewer.scope(seeing).reaches(row) or self.viewer.scope(right).reaches(row)):
            raise NotFound(what, path)
        self.viewer.require(right, row)

    def own_college(self, right: Right) -> int:
        """Returns the only college of the viewer; anybody else has to name one."""
        scope = self.viewer.scope(right)
        if scope.school or len(scope.colleges) != 1:
            raise Invalid("input.collegeId", "请指定学院", "Specify the college")
        return next(iter(scope.colleges))

    async def record(
        self: "Act[AsyncConnection]",
        action: str,
        subject: str,
        *,
        old: Any = None,
        new: Any = None,
        **place: int | None,
    ) -> None:
        """Writes the audit entry of this act in the act's transaction (R9.3).

        Args:
            action: the mutation's name.
            subject: what was changed, as people name it.
            place: batch_id, college_id, class_id, student_id, as far as they apply.
        """
        await audit.write(self.db, self.author, action, subject, old=old, new=new, **place)

    async def record_each(self: "Act[AsyncConnection]", action: str, entries: Iterable[Mapping[str, Any]]) -> None:
        """Writes an entry for each record that one act changed: its subject, old, new and place."""
        await audit.write_all(self.db, self.author, action, entries)
