"""审核通过并提交 (1.1.4.2): approvals of colleges' results, and what comes into the library with them (R7.4 - R7.8)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, delete, exists, insert, literal, null, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches import batch_class, participant, phase, somebody_takes_part
from db.queries.classes import college
from db.queries.phases import phases
from db.queries.result_sheets import result, sheet
from db.tables import Approval, Stage, Status, table

approval = table(Approval)


def of_colleges(batch_ids: Iterable[int], college_ids: Iterable[int]) -> Select[Any]:
    """All approvals, withdrawn or in force, the newest first."""
    wanted = approval.c.batch_id.in_(batch_ids), approval.c.college_id.in_(college_ids)
    return select(approval).where(*wanted).order_by(approval.c.approved_at.desc(), approval.c.id.desc())


async def in_force(db: AsyncConnection, batch_id: int, college_ids: Sequence[int]) -> Sequence[Row[Any]]:
    return list((await db.execute(of_colleges([batch_id], college_ids).where(approval.c.withdrawn_at.is_(None)))).all())


async def hold_phases(db: AsyncConnection, batch_id: int, college_id: int) -> Sequence[Row[Any]]:
    """The college's phases, held against all work in them, in the order in which others take them."""
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
    """R7.8: they stand in the library too, without scores. Returns how many.

    What was imported of somebody who takes part no more, in a class that nobody is left in, goes.
    """
    here = _in(participant, batch_id, college_id)
    idle = select(participant.c.student_id).where(here, ~participant.c.participating)
    await db.execute(delete(result).where(_in(result, batch_id, college_id), result.c.student_id.in_(idle)))
    at = (participant.c.batch_id == batch_class.c.batch_id) & (participant.c.class_id == batch_class.c.class_id)
    columns = ("batch_id", "student_id", "class_id", "college_id", "major_id", "grade", "participating", "stage")
    rows = select(
        participant.c.batch_id,
        participant.c.student_id,
        participant.c.class_id,
        participant.c.college_id,
        batch_class.c.major_id,
        batch_class.c.grade,
        participant.c.participating,
        literal(int(Stage.APPROVED)),
    ).join(batch_class, at)
    added = await db.execute(insert(result).from_select(columns, rows.where(here, ~participant.c.participating)))
    await _add_their_sheets(db, batch_id, college_id)
    return int(added.rowcount)


async def _add_their_sheets(db: AsyncConnection, batch_id: int, college_id: int) -> None:
    """A class in which nobody takes part has a sheet that nobody imported."""
    rows = select(
        batch_class.c.batch_id, batch_class.c.class_id, batch_class.c.college_id, literal(int(Stage.APPROVED))
    ).where(_in(batch_class, batch_id, college_id), ~somebody_takes_part())
    store = postgresql.insert(sheet).from_select(["batch_id", "class_id", "college_id", "stage"], rows)
    untouched = {name: null() for name in ("imported_at", "imported_by", "submitted_at", "submitted_by")}
    fresh = {"stage": store.excluded.stage, **untouched}
    await db.execute(store.on_conflict_do_update(index_elements=["batch_id", "class_id"], set_=fresh))


async def remove_those_not_taking_part(db: AsyncConnection, batch_id: int, college_id: int) -> None:
    """As it was before the approval: their rows would stand in the way of who takes part after all."""
    await db.execute(delete(result).where(_in(result, batch_id, college_id), ~result.c.participating))
    theirs = exists().where(
        batch_class.c.batch_id == sheet.c.batch_id, batch_class.c.class_id == sheet.c.class_id, ~somebody_takes_part()
    )
    await db.execute(delete(sheet).where(_in(sheet, batch_id, college_id), theirs))


def _in(rows: Table, batch_id: int, college_id: int) -> ColumnElement[bool]:
    return and_(rows.c.batch_id == batch_id, rows.c.college_id == college_id)
