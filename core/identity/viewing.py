"""A row of an account becomes a `Viewer` with every present role."""

from collections.abc import Iterable
from typing import Any

from core.viewer import Viewer
from db.queries.people import accounts
from db.scopes import ClassInBatch
from db.session import Database
from db.tables import Role


async def viewer_of_account(database: Database, account_id: int) -> Viewer | None:
    """Returns the person who asked for queued work, with their present roles (R8.5), or None for a disabled account."""
    async with database.driver() as db:
        row = await accounts.viewer_of_account(db, account_id)
    return None if row is None else viewer_from(row)


def viewer_from(row: Any, *, by_cookie: bool = False) -> Viewer:
    """Builds a viewer. It reads the row by key, which costs less than by attribute: every request
    comes through here.
    """
    belongs, class_id = _classes(row["belongs"]), row["class_id"]
    if class_id is not None:
        belongs |= {(None, class_id)}
    return Viewer(
        account_id=row["id"],
        username=row["username"],
        name=row["name"],
        student_id=row["student_id"],
        staff_id=row["staff_id"],
        grants=tuple((Role(role), college_id) for role, college_id in row["grants"] or ()),
        counsels=_classes(row["counsels"]),
        heads=_classes(row["heads"]),
        belongs=belongs,
        monitor=bool(row["monitor"]),
        read_only=row["read_only"],
        by_cookie=by_cookie,
        session_id=row["session_id"],
        proven=row["proven"],
        directory=row["directory"],
        student=accounts.own_student(row),
    )


def _classes(assigned: Iterable[tuple[int, int, bool]] | None) -> frozenset[ClassInBatch]:
    """Returns the classes in their batches and, while a batch is going on, also in the roster's own pages."""
    classes: set[ClassInBatch] = set()
    for batch_id, class_id, going in assigned or ():
        classes.add((batch_id, class_id))
        if going:
            classes.add((None, class_id))
    return frozenset(classes)
