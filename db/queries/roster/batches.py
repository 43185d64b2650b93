"""Applies a new roster to batches, in colleges that have begun neither rating nor scores (R2.1, R2.7)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    bindparam,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    null,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.audit import Author, write_from
from db.queries.batches.batches import batch, batch_class, head_teacher, participant
from db.queries.classes import klass
from db.queries.enrolment import begun, roster_head_teacher
from db.queries.people.accounts import staff
from db.queries.roster.storing import STAGED
from db.queries.students import student
from db.tables import Status

ClassInBatch = tuple[int, int]


async def lock_running(db: AsyncConnection) -> Sequence[int]:
    """Locks the batches that are open and not ended until the transaction ends, and returns their ids."""
    running = batch.c.opened_at.is_not(None) & (batch.c.status != Status.ENDED)
    query = select(batch.c.id).where(running).order_by(batch.c.id).with_for_update()
    return (await db.execute(query)).scalars().all()


async def following_classes(db: AsyncConnection, batch_ids: Sequence[int]) -> list[ClassInBatch]:
    """Returns classes of the head teachers' sheet, in batches whose head teachers are still the roster's."""
    named = select(klass.c.id).join(STAGED["head_teachers"], STAGED["head_teachers"].c.class_code == klass.c.code)
    of_batch = (head_teacher.c.batch_id == batch_class.c.batch_id) & (head_teacher.c.class_id == batch_class.c.class_id)
    of_roster = roster_head_teacher.c.class_id == batch_class.c.class_id
    unchanged = _heads(head_teacher.c.staff_id, of_batch).is_not_distinct_from(
        _heads(roster_head_teacher.c.staff_id, of_roster)
    )
    query = select(batch_class.c.batch_id, batch_class.c.class_id).where(
        batch_class.c.batch_id.in_(batch_ids),
        batch_class.c.class_id.in_(named),
        ~begun(batch_class.c.batch_id, batch_class.c.college_id),
        unchanged,
    )
    return [(row.batch_id, row.class_id) for row in await db.execute(query)]


def _heads(staff_id: Any, where: ColumnElement[bool]) -> ScalarSelect[Any]:
    ids = func.array_agg(aggregate_order_by(staff_id, staff_id))
    return select(ids).where(where).correlate(batch_class).scalar_subquery()


async def follow_head_teachers(db: AsyncConnection, author: Author, classes: Sequence[ClassInBatch]) -> None:
    """Copies the roster's head teachers into the batch, with an entry for each difference."""
    pairs = (
        func.unnest(
            bindparam(None, [batch_id for batch_id, _ in classes], type_=ARRAY(BigInteger)),
            bindparam(None, [class_id for _, class_id in classes], type_=ARRAY(BigInteger)),
        )
        .table_valued(column("batch_id", BigInteger), column("class_id", BigInteger))
        .render_derived("following")
    )
    roster_rows = select(pairs.c.batch_id, roster_head_teacher.c.class_id, roster_head_teacher.c.staff_id).join(
        roster_head_teacher, roster_head_teacher.c.class_id == pairs.c.class_id
    )
    new = roster_rows.subquery("new")
    same = tuple_(*new.c) == tuple_(*(head_teacher.c[name] for name in ("batch_id", "class_id", "staff_id")))
    in_pairs = tuple_(head_teacher.c.batch_id, head_teacher.c.class_id).in_(select(pairs.c.batch_id, pairs.c.class_id))
    outdated = in_pairs & ~exists().where(same)
    missing = ~exists().where(same)
    for rows, where, flag in ((head_teacher, outdated, "old"), (new, missing, "new")):
        people = rows.join(staff, staff.c.id == rows.c.staff_id).join(klass, klass.c.id == rows.c.class_id)
        await write_from(
            db, author, "importRoster", people, where,
            subject=func.concat("班主任 ", klass.c.name, " ", klass.c.code),
            **{flag: func.jsonb_build_object("headTeacher", staff.c.number)},
            batch_id=rows.c.batch_id, college_id=klass.c.college_id, class_id=klass.c.id,
        )  # fmt: skip
    await db.execute(delete(head_teacher).where(outdated))
    query = insert(head_teacher).from_select(["batch_id", "class_id", "staff_id"], select(new).where(missing))
    await db.execute(query)


async def follow_classes(db: AsyncConnection, batch_ids: Sequence[int]) -> None:
    """Updates classes that moved to another major of their college, or to another grade."""
    differs = (batch_class.c.major_id != klass.c.major_id) | (batch_class.c.grade != klass.c.grade)
    query = update(batch_class).where(
        batch_class.c.batch_id.in_(batch_ids),
        batch_class.c.class_id == klass.c.id,
        batch_class.c.college_id == klass.c.college_id,
        differs,
        ~begun(batch_class.c.batch_id, batch_class.c.college_id),
    )
    await db.execute(query.values(major_id=klass.c.major_id, grade=klass.c.grade))


async def follow_students(db: AsyncConnection, author: Author, batch_ids: Sequence[int]) -> tuple[int, int]:
    """Moves participants to their present class and removes those who have left; returns both numbers."""
    old_class = klass.alias("old_class")
    settled = begun(participant.c.batch_id, participant.c.college_id)
    here = participant.c.batch_id.in_(batch_ids) & (participant.c.student_id == student.c.id) & ~settled
    entered = exists().where(
        batch_class.c.batch_id == participant.c.batch_id, batch_class.c.class_id == student.c.class_id
    )
    elsewhere = (participant.c.class_id != student.c.class_id) & ~begun(participant.c.batch_id, klass.c.college_id)
    moved = here & (klass.c.id == student.c.class_id) & elsewhere & student.c.retired_at.is_(None) & entered
    left = here & (student.c.retired_at.is_not(None) | (elsewhere & ~entered))
    rows = (
        participant.join(student, student.c.id == participant.c.student_id)
        .join(klass, klass.c.id == student.c.class_id)
        .join(old_class, old_class.c.id == participant.c.class_id)
    )
    for where, new in ((moved, func.jsonb_build_object("class", klass.c.code)), (left, cast(null(), JSONB))):
        await write_from(
            db, author, "importRoster", rows, where,
            subject=func.concat("参评学生 ", student.c.name, " ", student.c.number),
            old=func.jsonb_build_object("class", old_class.c.code), new=new,
            batch_id=participant.c.batch_id, student_id=student.c.id,
            class_id=participant.c.class_id, college_id=participant.c.college_id,
        )  # fmt: skip
    follows = update(participant).where(moved).values(class_id=klass.c.id, college_id=klass.c.college_id)
    count = (await db.execute(follows)).rowcount
    removal = delete(participant).where(left, klass.c.id == student.c.class_id)
    return count, (await db.execute(removal)).rowcount


async def count_participants(db: AsyncConnection, batch_ids: Sequence[int]) -> int:
    query = select(func.count()).select_from(participant).where(participant.c.batch_id.in_(batch_ids))
    return int((await db.execute(query)).scalar_one())
