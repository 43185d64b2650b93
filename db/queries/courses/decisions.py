"""Stores decisions on undecided course scores, and lists them (R10.6)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.queries.classes import college
from db.queries.courses.courses import through_classes
from db.queries.courses.scales import reached_in_year
from db.queries.students import student
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import ScoreDecision, table

decision = table(ScoreDecision)
KEY = ("college_id", "academic_year", "question", "student_id", "term", "course_code")


def decisions() -> Select[Any]:
    return select(decision)


async def fetch_decisions(db: AsyncConnection, college_ids: Sequence[int], academic_year: str) -> Sequence[Row[Any]]:
    """Fetches all decisions of these colleges in one year."""
    where = decision.c.college_id.in_(college_ids), decision.c.academic_year == academic_year
    return list(await db.execute(select(decision).where(*where).order_by(decision.c.id)))


async def decision_page(
    database: Database, scope: Scope, academic_year: str, college_id: int | None, part: Slice
) -> Page:
    """Reads the decisions of a year, newest first."""
    query = select(decision).where(decision.c.academic_year == academic_year, _reached(scope))
    if college_id is not None:
        query = query.where(decision.c.college_id == college_id)
    keys = [Key("decided_at", decision.c.decided_at, descending=True), Key("id", decision.c.id, descending=True)]
    return await page(database, query, keys, part)


async def decisions_with_ids(db: AsyncConnection, ids: Sequence[int]) -> dict[int, Any]:
    """Fetches decisions by id, each with the names that an audit entry has of them."""
    query = (
        select(
            decision,
            college.c.name.label("college_name"),
            student.c.name.label("student_name"),
            student.c.number.label("student_number"),
        )
        .join(college, college.c.id == decision.c.college_id)
        .outerjoin(student, student.c.id == decision.c.student_id)
        .where(decision.c.id.in_(ids))
        .order_by(decision.c.id)
    )
    return {row.id: row for row in await db.execute(query)}


async def seen_ids(db: AsyncConnection, scope: Scope, ids: Sequence[int]) -> set[int]:
    """Returns those of the ids that the scope's lists hold."""
    return set((await db.execute(select(decision.c.id).where(decision.c.id.in_(ids), _reached(scope)))).scalars())


def _reached(scope: Scope) -> ColumnElement[bool]:
    """Matches a college's decisions. A class shows those on words, and those on its own students' courses."""
    through = through_classes(scope)
    in_batches = Scope(scope.school, scope.colleges, frozenset(one for one in scope.classes if one[0] is not None))
    of_student = select(through.c.student_id).where(through.c.academic_year == decision.c.academic_year)
    on_word = and_(
        decision.c.student_id.is_(None), reached_in_year(in_batches, decision.c.college_id, decision.c.academic_year)
    )
    return or_(
        reached_by(scope, college=decision.c.college_id),
        on_word,
        decision.c.student_id.in_(of_student.correlate(decision)),
    )


async def store_decisions(db: AsyncConnection, rows: Sequence[dict[str, Any]]) -> Sequence[Row[Any]]:
    """Inserts decisions, or replaces those on the same question, and returns them."""
    storing = postgresql.insert(decision).values(rows)
    values = {name: storing.excluded[name] for name in ("outcome", "points", "reason", "decided_at", "decided_by")}
    upsert = storing.on_conflict_do_update(constraint="score_decision_once", set_=values)
    return list(await db.execute(upsert.returning(decision)))


async def delete_decisions(db: AsyncConnection, ids: Sequence[int]) -> None:
    await db.execute(delete(decision).where(decision.c.id.in_(ids)))
