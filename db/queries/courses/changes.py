"""Deletes course scores, and writes audit entries of whole sets of them (R4.1, R9.3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Insert, Row, Select, String, case, cast, delete, func, or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries import audit
from db.queries.classes import NOBODY, classes, college, klass
from db.queries.courses.courses import course_score
from db.queries.students import student, students
from db.scopes import Scope, reached_by

ONE_CHANGE_A_COLLEGE = 5_117_002 << 32


async def lock_colleges(db: AsyncConnection, college_ids: Sequence[int]) -> None:
    """Allows one change of a college's course scores at a time; locks are always taken in one order."""
    for college_id in sorted(college_ids):
        await db.execute(select(func.pg_advisory_xact_lock(ONE_CHANGE_A_COLLEGE + college_id)))


async def audit_scores(
    db: AsyncConnection, author: audit.Author, action: str, scores: Any, old: Any, *, new: Any = None
) -> int:
    """Writes entries for many scores in one statement, and returns their number.

    Args:
        author: the person, the time and the request of the entries.
        old: the rows among `scores` that hold each score before the change.
    """
    return (await db.execute(entries(author.literals(action), scores, old, new=new))).rowcount


def entries(by: Mapping[str, Any], scores: Any, old: Any, *, new: Any = None) -> Insert:
    """Compiles what `audit_scores` executes; the author is given by expressions (`Author.literals`, `Author.binds`)."""
    of_whom = student.c.id == old.c.student_id
    subject = func.concat(
        student.c.name, " ", student.c.number, " ", old.c.academic_year, "-", old.c.term, " ", old.c.course_name
    )
    return audit.entries_from(
        by,
        scores.join(student, of_whom).join(klass, klass.c.id == student.c.class_id),
        subject=subject,
        college_id=klass.c.college_id,
        class_id=klass.c.id,
        student_id=student.c.id,
        old=audited(old),
        new=cast(new, postgresql.JSONB),
    )


_AUDITED = {
    "courseCode": "course_code",
    "courseName": "course_name",
    "courseKind": "course_kind",
    "teacher": "teacher",
    "credit": "credit",
    "score": "score",
    "remark": "remark",
}


_AUDITED_IF_ODD = {"text": "text", "rule": "rule", "question": "question", "attempts": "attempts"}
"""The values that only scores have which are not just numbers."""


def audited(rows: Any) -> ColumnElement[Any]:
    """Builds the audit log's JSON of scores; numbers are text, to the last digit."""
    values = {name: rows.c[key] for name, key in _AUDITED.items()}
    values |= {name: cast(values[name], String) for name in ("credit", "score")}
    is_odd = or_(rows.c.text.is_not(None), rows.c.attempts.is_not(None))
    more = _json({name: rows.c[key] for name, key in _AUDITED_IF_ODD.items()})
    return case((is_odd, _json(values).concat(more)), else_=_json(values))


def _json(values: Mapping[str, Any]) -> ColumnElement[Any]:
    return func.jsonb_build_object(*(part for pair in values.items() for part in pair), type_=postgresql.JSONB)


async def stored_score(
    db: AsyncConnection, student_id: int, academic_year: str, term: int, course_code: str
) -> Row[Any] | None:
    """Fetches the score of one student's course."""
    query = select(course_score).where(
        course_score.c.student_id == student_id,
        course_score.c.academic_year == academic_year,
        course_score.c.term == term,
        course_score.c.course_code == course_code,
    )
    return (await db.execute(query)).one_or_none()


def placed_scores() -> Select[Any]:
    """Selects scores with the present place of their students, which a scope judges."""
    return (
        select(
            course_score.c.id,
            course_score.c.student_id,
            student.c.class_id,
            klass.c.college_id,
            NOBODY.label("batch_id"),
        )
        .join(student, student.c.id == course_score.c.student_id)
        .join(klass, klass.c.id == student.c.class_id)
    )


def placed_scores_with_ids(ids: Sequence[int]) -> Select[Any]:
    return placed_scores().where(course_score.c.id.in_(ids))


async def scores_by_id(db: AsyncConnection, ids: Sequence[int]) -> list[Any]:
    return list(await db.execute(placed_scores_with_ids(ids)))


def fitting(
    scope: Scope,
    *,
    academic_year: str,
    term: int | None,
    class_id: int | None,
    student_id: int | None,
    course_code: str | None,
) -> Select[Any]:
    """Selects the scores within a scope that match every value that is set."""
    equal = {
        course_score.c.term: term,
        student.c.class_id: class_id,
        student.c.id: student_id,
        course_score.c.course_code: course_code,
    }
    return placed_scores().where(
        reached_by(scope, college=klass.c.college_id, klass=klass.c.id, student=student.c.id),
        course_score.c.academic_year == academic_year,
        *(column == value for column, value in equal.items() if value is not None),
    )


async def college_ids_of(db: AsyncConnection, scores: Select[Any]) -> list[int]:
    found = scores.subquery()
    return list((await db.execute(select(found.c.college_id).distinct())).scalars())


async def students_by_year(db: AsyncConnection, scores: Select[Any]) -> dict[str, list[int]]:
    """Returns the students of these scores, by academic year."""
    found = scores.add_columns(course_score.c.academic_year).subquery()
    query = select(found.c.academic_year, func.array_agg(found.c.student_id.distinct()).label("students"))
    return {row.academic_year: row.students for row in await db.execute(query.group_by(found.c.academic_year))}


async def delete_scores(db: AsyncConnection, author: audit.Author, action: str, scores: Select[Any]) -> int:
    """Deletes and audits scores in one statement; returns their number."""
    found = scores.subquery()
    deleted = (
        delete(course_score).where(course_score.c.id.in_(select(found.c.id))).returning(*course_score.c).cte("gone")
    )
    return await audit_scores(db, author, action, deleted, deleted)


def audit_values(row: Any) -> dict[str, Any]:
    """Returns one score in the same form as `audited`."""
    values = {name: getattr(row, key) for name, key in _AUDITED.items()}
    values |= {name: None if values[name] is None else str(values[name]) for name in ("credit", "score")}
    if row.text is None and row.attempts is None:
        return values
    return values | {name: getattr(row, key) for name, key in _AUDITED_IF_ODD.items()}


async def student_numbered(db: AsyncConnection, number: str) -> Any:
    return (await db.execute(students().where(student.c.number == number))).one_or_none()


async def placed_student(db: AsyncConnection, student_id: int) -> Any:
    return (await db.execute(students().where(student.c.id == student_id))).one_or_none()


async def placed_class(db: AsyncConnection, class_id: int) -> Any:
    return (await db.execute(classes().where(klass.c.id == class_id))).one_or_none()


async def college_exists(db: AsyncConnection, college_id: int) -> bool:
    return (await db.execute(select(college.c.id).where(college.c.id == college_id))).first() is not None
