"""Fills a batch from the roster: classes, students and head teachers (R2.1, R2.7)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, exists, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.batches.batches import batch_class, batch_cohort, batch_college, head_teacher, participant, phase
from db.queries.classes import klass
from db.queries.comprehensive.sheets import sheet
from db.queries.students import student
from db.tables import Module, RosterHeadTeacher, Stage, table

roster_head_teacher = table(RosterHeadTeacher)


def begun(batch_id: Any, college_id: Any) -> ColumnElement[bool]:
    """Matches colleges that have opened a rating or academic phase (R2.3), or have submitted results (R6.2)."""
    opened = exists().where(
        phase.c.batch_id == batch_id,
        phase.c.college_id == college_id,
        phase.c.module.in_([Module.RATING, Module.ACADEMIC]),
        phase.c.first_opened_at.is_not(None),
    )
    submitted = exists().where(
        sheet.c.batch_id == batch_id, sheet.c.college_id == college_id, sheet.c.stage >= int(Stage.SUBMITTED)
    )
    return or_(opened, submitted)


async def add_missing_from_roster(db: AsyncConnection, batch_id: int) -> None:
    """Adds every class of the batch's cohorts, and every student in it as taking part (R2.1).

    Students who are added after the college has begun do not take part (R2.3). A class that is new in the batch gets
    the roster's head teachers (R2.7).
    """
    classes = (
        select(batch_college.c.batch_id, klass.c.id, klass.c.college_id, klass.c.major_id, klass.c.grade)
        .join(klass, klass.c.college_id == batch_college.c.college_id)
        .join(
            batch_cohort,
            and_(batch_cohort.c.batch_id == batch_college.c.batch_id, batch_cohort.c.cohort == klass.c.cohort),
        )
        .where(
            batch_college.c.batch_id == batch_id,
            klass.c.retired_at.is_(None),
            ~exists().where(batch_class.c.batch_id == batch_id, batch_class.c.class_id == klass.c.id),
        )
    )
    columns = ["batch_id", "class_id", "college_id", "major_id", "grade"]
    added = insert(batch_class).from_select(columns, classes).returning(batch_class.c.class_id)
    new_classes = list((await db.execute(added)).scalars())
    await _add_students(db, batch_id)
    await _add_head_teachers(db, batch_id, new_classes)


async def _add_students(db: AsyncConnection, batch_id: int) -> None:
    settled = begun(batch_id, batch_class.c.college_id)
    students = (
        select(batch_class.c.batch_id, student.c.id, batch_class.c.class_id, batch_class.c.college_id, ~settled)
        .join(student, student.c.class_id == batch_class.c.class_id)
        .where(
            batch_class.c.batch_id == batch_id,
            student.c.retired_at.is_(None),
            ~exists().where(participant.c.batch_id == batch_id, participant.c.student_id == student.c.id),
        )
    )
    columns = ["batch_id", "student_id", "class_id", "college_id", "participating"]
    await db.execute(insert(participant).from_select(columns, students))


async def _add_head_teachers(db: AsyncConnection, batch_id: int, classes: Iterable[int]) -> None:
    teachers = select(
        literal(batch_id, BigInteger), roster_head_teacher.c.class_id, roster_head_teacher.c.staff_id
    ).where(roster_head_teacher.c.class_id.in_(list(classes)))
    await db.execute(insert(head_teacher).from_select(["batch_id", "class_id", "staff_id"], teachers))
