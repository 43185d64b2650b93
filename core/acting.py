"""What every act has: the transaction, who acts, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection
from typing_extensions import TypeVar

from core.access import SEE_BATCHES, Right, Viewer
from core.errors import Invalid, NotFound
from db.driver import Driver
from db.queries import audit
from db.queries.batches import batches
from db.scopes import Placed

Db = TypeVar("Db", AsyncConnection, Driver, default=AsyncConnection)


@dataclass(frozen=True, slots=True)
class Act(Generic[Db]):
    """One act of one person, inside one transaction: of the engine, or of the driver itself for what a rush does.

    `now` is the moment of the act; `today` is the same moment's day on the school's clock (R3.3), which is in `zone`.
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
        """Who acts, when and in which request; the system itself is no account."""
        return audit.Author(self.now, self.viewer.account_id or None, self.viewer.name, self.request_id)

    async def batch(
        self: "Act[AsyncConnection]", batch_id: int, *, for_change: bool = False, path: str | None = "input.batchId"
    ) -> Any:
        """Lock the batch for the act, which is unknown to people who don't see it (R8.2)."""
        row = await batches.lock_batch(self.db, batch_id, self.viewer.scope(SEE_BATCHES), for_change=for_change)
        if row is None:
            raise NotFound("batch", path)
        return row

    def reach(self, right: Right, seeing: Right, row: Placed | None, what: str, path: str | None = None) -> None:
        """Refuse an act on a row: as unknown when the viewer may not see it (R8.2), else as forbidden."""
        if row is None or not (self.viewer.scope(seeing).reaches(row) or self.viewer.scope(right).reaches(row)):
            raise NotFound(what, path)
        self.viewer.require(right, row)

    def own_college(self, right: Right) -> int:
        """The college that is meant where none is named, which an admin of one college need not do."""
        scope = self.viewer.scope(right)
        if scope.school or len(scope.colleges) != 1:
            raise Invalid("input.collegeId", "请指明学院", "Say which college")
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
        """Write the audit entry of this act, in its own transaction (R9.3).

        Args:
            action: the mutation's name.
            subject: what was changed, as people name it.
            place: batch_id, college_id, class_id, student_id, as far as they apply.
        """
        await audit.write(self.db, self.author, action, subject, old=old, new=new, **place)

    async def record_each(self: "Act[AsyncConnection]", action: str, entries: Iterable[Mapping[str, Any]]) -> None:
        """Write an entry for each thing that one act changed: its subject, old, new and place."""
        await audit.write_all(self.db, self.author, action, entries)
