"""The register finds roster records by the keys that people use, for direct writes to the database."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.identity.viewing import viewer_from
from core.viewer import Viewer
from db.queries.people import accounts
from db.tables import Account, College, Major, SchoolClass, Staff, Student, table


@dataclass(slots=True)
class Register:
    """Holds ids: colleges, majors and classes by code, students and staff by number; accounts by user name."""

    db: AsyncConnection
    colleges: dict[str, int] = field(default_factory=dict)
    majors: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    students: dict[str, int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    async def read(cls, db: AsyncConnection) -> "Register":
        register = cls(db)
        for known, model in ((register.colleges, College), (register.majors, Major), (register.classes, SchoolClass)):
            known.update(await register._ids(table(model), "code"))
        register.students.update(await register._ids(table(Student), "number"))
        register.staff.update(await register._ids(table(Staff), "number"))
        account = table(Account)
        rows = await db.execute(select(account.c.username, account.c.id, account.c.name))
        register.accounts.update({row.username: row for row in rows})
        return register

    async def _ids(self, of: Any, key: str) -> dict[str, int]:
        return {row[0]: row[1] for row in await self.db.execute(select(of.c[key], of.c.id))}

    async def person(self, username: str) -> Viewer:
        """Returns a person with the roles that they have in this transaction."""
        driver: Any = (await self.db.get_raw_connection()).driver_connection
        row = await accounts.viewer_of_account(driver, self.accounts[username].id)
        return viewer_from(row)
