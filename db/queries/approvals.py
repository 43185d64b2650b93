"""Stores approvals of colleges' results (审核通过并提交, 1.1.4.2), and adds rows to the library with them (R7.4 -
R7.8).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, delete, exists, insert, literal, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches.batches import batch, batch_class, participant, phase
from db.queries.batches.phases import phases
from db.queries.classes import college
from db.queries.comprehensive.sheets import result, sheet
from db.tables import Approval, Stage, Status, table

approval = table(Approval)


def of_colleges(batch_ids: Iterable[int], college_ids: Iterable[int]) -> Select[Any]:
    """Selects all approvals, withdrawn or in force, the newest first."""
    conditions = approval.c.batch_id.in_(batch_ids), approval.c.college_id.in_(college_ids)
    return select(approval).where(*conditions).order_by(approval.c.approved_at.desc(), approval.c.id.desc())


async def in_force(db: AsyncConnection, batch_id: int, college_ids: Sequence[int]) -> Sequence[Row[Any]]:
    return list((await db.execute(of_colleges([batch_id], college_ids).where(approval.c.withdrawn_at.is_(None)))).all())


async def in_force_in_year(db: AsyncConnection, academic_year: str, college_ids: Sequence[int]) -> bool:
    """Tells whether one of the colleges is approved in a batch of the year. Their phases stay locked, so that none is
    approved meanwhile.
    """
    of_year = select(batch.c.id).where(batch.c.academic_year == academic_year)
    locking = select(phase.c.id).where(phase.c.batch_id.in_(of_year), phase.c.college_id.in_(college_ids))
    await db.execute(locking.order_by(phase.c.batch_id, phase.c.module).with_for_update(read=True))
    standing = approval.c.college_id.in_(college_ids), approval.c.withdrawn_at.is_(None)
    found = await db.execute(select(approval.c.id).where(approval.c.batch_id.in_(of_year), *standing).limit(1))
    return found.first() is not None


async def lock_phases(db: AsyncConnection, batch_id: int, college_id: int) -> Sequence[Row[Any]]:
    """Locks the college's phases against all work in them, in the order that other acts use, and returns them."""
    query = (
        phases()
        .join(college, college.c.id == phase.c.college_id)
        .add_columns(college.c.name.label("college_name"))
        .where(phase.c.batch_id == batch_id, phase.c.college_id == college_id)
        .order_by(phase.c.module)
    )
    return list((await db.execute(query.with_for_update(of=phase))).all())


async def end_phases(db: AsyncConnection, phase_ids: Sequence[int]) -> None:
    await db.execute(update(phase).where(phase.c.id.in_(phase_ids)).values(status=Status.ENDED))


async def insert_approval(db: AsyncConnection, **values: Any) -> None:
    await db.execute(insert(approval).values(**values))


async def withdraw(db: AsyncConnection, approval_id: int, *, at: datetime, by: int, reason: str) -> None:
    values = {"withdrawn_at": at, "withdrawn_by": by, "withdrawal_reason": reason}
    await db.execute(update(approval).where(approval.c.id == approval_id).values(**values))


async def add_those_not_taking_part(db: AsyncConnection, batch_id: int, college_id: int) -> int:
    """Adds the students who do not take part to the library, without scores (R7.8).

    Their rows replace whatever was imported about them. Returns the number of rows.
    """
    placed = ("batch_id", "student_id", "class_id", "college_id")
    rows = (
        select(
            *(participant.c[name] for name in placed),
            batch_class.c.major_id,
            batch_class.c.grade,
            participant.c.participating,
            literal(int(Stage.APPROVED)).label("stage"),
        )
        .join(
            batch_class,
            and_(batch_class.c.batch_id == participant.c.batch_id, batch_class.c.class_id == participant.c.class_id),
        )
        .where(_in(participant, batch_id, college_id), ~participant.c.participating)
    )
    names = [column.name for column in rows.selected_columns]
    store = postgresql.insert(result).from_select(names, rows)
    key = ["batch_id", "student_id"]
    added = await db.execute(
        store.on_conflict_do_update(index_elements=key, set_=_reset_columns(store, result, "id", *key))
    )
    await _add_their_sheets(db, batch_id, college_id)
    return int(added.rowcount)


async def _add_their_sheets(db: AsyncConnection, batch_id: int, college_id: int) -> None:
    """Adds a sheet without an importer for each class in which nobody takes part."""
    columns = (batch_class.c.batch_id, batch_class.c.class_id, batch_class.c.college_id)
    rows = select(*columns, literal(int(Stage.APPROVED))).where(_idle(batch_class, batch_id, college_id))
    store = postgresql.insert(sheet).from_select(["batch_id", "class_id", "college_id", "stage"], rows)
    key = ["batch_id", "class_id"]
    await db.execute(store.on_conflict_do_update(index_elements=key, set_=_reset_columns(store, sheet, *key)))


def _reset_columns(store: postgresql.Insert, rows: Table, *unchanged: str) -> dict[str, Any]:
    """Sets every column as in a new row, except for those that stay."""
    return {column.name: store.excluded[column.name] for column in rows.c if column.name not in unchanged}


async def remove_idle_classes(db: AsyncConnection, batch_id: int, college_id: int) -> None:
    """Deletes results and sheets of classes in which nobody takes part.

    Otherwise such a sheet would block students who take part there after all.
    """
    for rows in (result, sheet):
        await db.execute(delete(rows).where(_idle(rows, batch_id, college_id)))


def _idle(rows: Table, batch_id: int, college_id: int) -> ColumnElement[bool]:
    """Matches rows of classes in which nobody takes part."""
    taking_part = exists().where(
        participant.c.batch_id == rows.c.batch_id,
        participant.c.class_id == rows.c.class_id,
        participant.c.participating,
    )
    return and_(_in(rows, batch_id, college_id), ~taking_part)


def _in(rows: Table, batch_id: int, college_id: int) -> ColumnElement[bool]:
    return and_(rows.c.batch_id == batch_id, rows.c.college_id == college_id)
