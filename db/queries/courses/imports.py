"""Stores course scores (R4.1, R4.2): a workbook goes through a staging table, and every check is one statement.

An import calls `hold_roster`, `stage`, `check_rows`, `lock_colleges`, settles what is not just a number, and calls
`judge`; then `audit_replaced` and `replace`, and `store`, if there is something to do.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Insert,
    Row,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.identifiers import fold_code
from db.queries.audit import Author
from db.queries.classes import klass
from db.queries.computations.compiled import YEAR, compiled
from db.queries.courses.changes import audited, entries
from db.queries.courses.courses import course_score
from db.queries.courses.staged_columns import COURSE_VALUES
from db.queries.courses.staging import changed, staged
from db.queries.students import student
from db.tables import ImportChange, table

import_change = table(ImportChange)

UNKNOWN, OF_OTHER_COLLEGE, WRONG_NAME = "unknown", "of other college", "wrong name"


def plain(name: Any) -> ColumnElement[Any]:
    """Normalizes a name for comparison: half-width, without spaces, every middle dot alike."""
    half = func.normalize(name, text("NFKC"))
    return func.translate(func.regexp_replace(half, r"\s", "", "g"), "•‧∙⋅・･", "······")


async def check_rows(db: AsyncConnection, college_ids: Sequence[int] | None) -> tuple[list[int], bool]:
    """Finds the colleges of the staged students in one pass, and whether any row is bad.

    Args:
        college_ids: the colleges whose students the workbook may name; None for all colleges.
    """
    query = select(klass.c.college_id, func.bool_or(_is_bad(college_ids)).label("bad")).select_from(_placed())
    found = (await db.execute(query.group_by(klass.c.college_id).order_by(klass.c.college_id))).all()
    return [row.college_id for row in found if row.college_id is not None], any(row.bad for row in found)


async def bad_rows(db: AsyncConnection, college_ids: Sequence[int] | None, most: int) -> Sequence[Row[Any]]:
    """Reads the first rows with an unknown, foreign or misnamed student, with the total count and the count per reason.

    Args:
        college_ids: the colleges whose students the workbook may name; None for all colleges.
    """
    other_college = ~_reachable(college_ids)
    reason = case((student.c.id.is_(None), UNKNOWN), (other_college, OF_OTHER_COLLEGE), else_=WRONG_NAME)
    query = (
        select(
            staged.c.row,
            staged.c.student_number,
            staged.c.student_name,
            student.c.name.label("known_name"),
            reason.label("reason"),
            func.count().over().label("total"),
            func.count().over(partition_by=reason).label("of_reason"),
        )
        .select_from(_placed())
        .where(_is_bad(college_ids))
        .order_by(staged.c.row)
    )
    return (await db.execute(query.limit(most))).all()


def _placed() -> Any:
    """Joins each staged row with its student and the student's class, if there are such."""
    of_number = staged.outerjoin(student, student.c.number == staged.c.student_number)
    return of_number.outerjoin(klass, klass.c.id == student.c.class_id)


def _is_bad(college_ids: Sequence[int] | None) -> ColumnElement[bool]:
    misnamed = case((staged.c.student_name == student.c.name, False), else_=_misnamed())
    return or_(student.c.id.is_(None), ~_reachable(college_ids), misnamed)


def _reachable(college_ids: Sequence[int] | None) -> ColumnElement[bool]:
    return literal(True) if college_ids is None else klass.c.college_id.in_(college_ids)


def _misnamed() -> ColumnElement[bool]:
    return plain(staged.c.student_name) != plain(student.c.name)


async def judge(db: AsyncConnection, academic_year: str, term: int) -> tuple[int, int]:
    """Stores the changes that the staged rows would make, and counts new and replaced scores."""
    values = {"academic_year": academic_year, "term": term}
    count = (await compiled("judge scores", _judging).execute(db, values)).rowcount
    replaced = select(func.count()).select_from(changed).where(changed.c.old_id.is_not(None))
    replaced_count = int((await db.execute(replaced)).scalar_one())
    return count - replaced_count, replaced_count


def _judging() -> Insert:
    old = course_score
    new = (
        select(old.c.id, student.c.id, staged.c.course_code, *(staged.c[name] for name in COURSE_VALUES))
        .join(student, student.c.number == staged.c.student_number)
        .outerjoin(
            old,
            and_(
                old.c.student_id == student.c.id,
                old.c.academic_year == YEAR,
                old.c.term == bindparam("term", None, old.c.term.type),
                old.c.course_code == staged.c.course_code,
            ),
        )
        .where(
            staged.c.course_code.is_not(None),
            or_(old.c.id.is_(None), _values(old).is_distinct_from(_values(staged))),
        )
    )
    return insert(changed).from_select([column.name for column in changed.c], new)


async def fetch_changed_students(db: AsyncConnection) -> set[int]:
    """Reads the students whose scores `judge` found new or changed."""
    return set((await db.execute(select(changed.c.student_id).distinct())).scalars())


async def similar_codes(db: AsyncConnection, academic_year: str, most: int) -> Sequence[tuple[str, str]]:
    """Reads new codes that differ from one of the year's codes only by case or leading zeros."""
    code = staged.c.course_code
    new = select(code).where(code.is_not(None)).distinct().subquery("new")
    known = course_score.c.course_code
    old = select(known).where(course_score.c.academic_year == academic_year).distinct().subquery("old")
    same = fold_code(new.c.course_code) == fold_code(old.c.course_code)
    query = select(old.c.course_code, new.c.course_code).join(new, same & (old.c.course_code != new.c.course_code))
    is_new = exists().where(changed.c.course_code == new.c.course_code, changed.c.old_id.is_(None))
    rows = await db.execute(query.where(is_new).order_by(new.c.course_code, old.c.course_code).limit(most))
    return [(row[0], row[1]) for row in rows]


def _values(rows: Any) -> ColumnElement[Any]:
    return tuple_(*(rows.c[name] for name in COURSE_VALUES))


async def store(
    db: AsyncConnection,
    academic_year: str,
    term: int,
    *,
    changed_at: datetime,
    changed_by: int | None,
    import_id: int | None = None,
) -> None:
    """Inserts the new rows; other changes of these colleges' scores wait.

    Args:
        import_id: the import that brought them; None if they were entered by hand.
    """
    new: dict[str, Any] = {
        "student_id": changed.c.student_id,
        "academic_year": literal(academic_year),
        "term": literal(term),
        "course_code": changed.c.course_code,
        **_as_changed(changed_at, changed_by),
        "import_id": cast(literal(import_id), BigInteger),
    }
    rows = select(*new.values()).where(changed.c.old_id.is_(None)).order_by(changed.c.student_id)
    await db.execute(insert(course_score).from_select(list(new), rows))


async def replace(
    db: AsyncConnection, *, changed_at: datetime, changed_by: int | None, import_id: int | None = None
) -> None:
    """Updates earlier scores that differ from the workbook; their ids stay."""
    await _update(db, **_as_changed(changed_at, changed_by), import_id=cast(literal(import_id), BigInteger))


async def rescore(db: AsyncConnection, *, changed_at: datetime, changed_by: int | None) -> None:
    """Updates scores that are worth something else now; they still belong to the import that brought them."""
    await _update(db, **_as_changed(changed_at, changed_by))


async def _update(db: AsyncConnection, **values: Any) -> None:
    await db.execute(update(course_score).where(course_score.c.id == changed.c.old_id).values(**values))


def _as_changed(at: datetime, by: int | None) -> dict[str, Any]:
    values = {name: changed.c[name] for name in COURSE_VALUES}
    return {**values, "changed_at": literal(at), "changed_by": cast(literal(by), BigInteger)}


async def audit_replaced(db: AsyncConnection, author: Author, action: str) -> None:
    """Writes one entry with old and new for each score that is about to be replaced (R9.3); before `replace`."""
    await compiled("audit replaced scores", _auditing).execute(db, author.bound(action))


def _auditing() -> Insert:
    scores = course_score.join(changed, changed.c.old_id == course_score.c.id)
    return entries(Author.binds(), scores, course_score, new=audited(changed))


async def keep_replaced(db: AsyncConnection, import_id: int) -> None:
    """Keeps the scores that are about to be replaced, from which the import can be undone (R10.9); before `replace`."""
    old = func.to_jsonb(literal_column("course_score"))
    rows = select(literal(import_id, BigInteger), literal("course_score"), old).select_from(
        course_score.join(changed, changed.c.old_id == course_score.c.id)
    )
    await db.execute(insert(import_change).from_select(["import_id", "of_table", "old"], rows))
