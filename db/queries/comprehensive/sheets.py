"""Reads and moves the state of each class's results: imported, submitted, published, approved (R6.4, R7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, case, cast, exists, func, select, union, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import PlaceFilter
from db.paging import Key, Page, Slice, page
from db.queries.batches.batches import batch, batch_class, counsellor, participant, somebody_takes_part
from db.queries.classes import NOBODY, klass
from db.queries.students import student
from db.scopes import Scope, bool_column, reached_by
from db.session import Database
from db.tables import ComprehensiveResult, ResultSheet, Stage, table

sheet, result = table(ResultSheet), table(ComprehensiveResult)

NOT_IMPORTED = 0
"""This is the stage of a class without an imported sheet."""


@dataclass(frozen=True, slots=True)
class SheetFilter(PlaceFilter):
    counsellor_id: int | None = None
    stage: int | None = None


_STAGE: ColumnElement[Any] = func.coalesce(sheet.c.stage, NOT_IMPORTED)
_OF_COMPUTED = and_(sheet.c.scheme_id.is_not(None), sheet.c.stage < Stage.APPROVED)
STALE = case((_OF_COMPUTED, sheet.c.stale), else_=cast([], ARRAY(String)))
"""These changes have come since a class was computed by a scheme; they are told until it is approved (R11.5)."""
_SHEET_COLUMNS = (
    *(one for one in sheet.c if one.name not in ("batch_id", "class_id", "college_id", "stage", "stale")),
    STALE.label("stale"),
)


def sheets() -> Select[Any]:
    """Selects one row for each class with participants, imported or not, with the columns that scopes test."""
    of_it = and_(sheet.c.batch_id == batch_class.c.batch_id, sheet.c.class_id == batch_class.c.class_id)
    taking_part = (
        select(func.count())
        .where(
            participant.c.batch_id == batch_class.c.batch_id,
            participant.c.class_id == batch_class.c.class_id,
            participant.c.participating,
        )
        .scalar_subquery()
    )
    return (
        select(
            batch_class.c.batch_id,
            batch_class.c.class_id,
            batch_class.c.college_id,
            batch_class.c.major_id,
            batch_class.c.grade,
            NOBODY.label("student_id"),
            klass.c.code,
            klass.c.name,
            _STAGE.label("stage"),
            taking_part.label("participant_count"),
            *_SHEET_COLUMNS,
        )
        .join(klass, klass.c.id == batch_class.c.class_id)
        .outerjoin(sheet, of_it)
        .where(somebody_takes_part())
    )


def reached(scope: Scope) -> ColumnElement[bool]:
    return reached_by(
        scope, college=batch_class.c.college_id, batch=batch_class.c.batch_id, klass=batch_class.c.class_id
    )


async def sheet_page(
    database: Database, scope: Scope, batch_id: int, filters: SheetFilter, order: str, descending: bool, part: Slice
) -> Page:
    query = sheets().where(batch_class.c.batch_id == batch_id, reached(scope), *_fits(filters))
    keys = [replace(ORDERS[order], descending=descending), Key("code", klass.c.code), Key("class_id", klass.c.id)]
    return await page(database, query, keys if order != "CLASS" else [keys[0], keys[2]], part)


ORDERS = {
    "CLASS": Key("code", klass.c.code),
    "STAGE": Key("stage", _STAGE),
    "IMPORTED": Key("imported_at", sheet.c.imported_at),
}


def _fits(filters: SheetFilter) -> Sequence[ColumnElement[bool]]:
    fits = filters.placed(batch_class)
    if filters.stage is not None:
        fits.append(_STAGE.in_([filters.stage]))
    if filters.counsellor_id is not None:
        fits.append(counselled_by(filters.counsellor_id))
    return fits


def counselled_by(staff_id: int) -> ColumnElement[bool]:
    return exists().where(
        counsellor.c.batch_id == batch_class.c.batch_id,
        counsellor.c.class_id == batch_class.c.class_id,
        counsellor.c.staff_id == staff_id,
    )


async def lock_sheets(db: AsyncConnection, batch_id: int, matching: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Locks the sheets of the matching classes, and returns their current state.

    The lock is on the rows of the classes, always in one order, because a class without a sheet needs a lock, too.
    """
    rows = select(batch_class.c.class_id).where(batch_class.c.batch_id == batch_id, matching)
    await db.execute(rows.order_by(batch_class.c.class_id).with_for_update(of=batch_class))
    return await fetch_sheets(db, batch_id, matching)


async def fetch_sheets(db: AsyncConnection, batch_id: int, matching: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Reads the sheets of the matching classes by class code."""
    query = sheets().where(batch_class.c.batch_id == batch_id, matching).order_by(klass.c.code)
    return [*await db.execute(query)]


def of_classes(class_ids: Sequence[int]) -> ColumnElement[bool]:
    return batch_class.c.class_id.in_(class_ids)


def of_college(college_id: int) -> ColumnElement[bool]:
    return bool_column(batch_class.c.college_id == college_id)


async def move_sheets(
    db: AsyncConnection, batch_id: int, class_ids: Sequence[int], stage: Stage, **values: Any
) -> None:
    """Moves sheets and all their results to a stage; no other code changes a stage."""
    for rows, more in ((sheet, values), (result, {})):
        of_them = (rows.c.batch_id == batch_id, rows.c.class_id.in_(class_ids))
        await db.execute(update(rows).where(*of_them).values(stage=int(stage), **more))


async def unlike_participants(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> Sequence[str]:
    """Reads the names, by code, of classes whose participants no longer match their sheet."""

    def who(rows: Any) -> Select[Any]:
        of_them = (rows.c.batch_id == batch_id, rows.c.class_id.in_(class_ids), rows.c.participating)
        return select(rows.c.class_id, rows.c.student_id).where(*of_them)

    now, imported = who(participant), who(result)
    unlike = union(now.except_(imported), imported.except_(now)).subquery()
    query = select(klass.c.name).where(klass.c.id.in_(select(unlike.c.class_id))).order_by(klass.c.code)
    return list((await db.execute(query)).scalars())


async def batches_with_results(db: AsyncConnection, batch_ids: Sequence[int]) -> set[int]:
    """Returns those of the batches that have comprehensive results."""
    some = exists().where(result.c.batch_id == batch.c.id)
    return set((await db.execute(select(batch.c.id).where(batch.c.id.in_(batch_ids), some))).scalars())


async def still_to_import(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> Sequence[Any]:
    """Reads the participants of classes whose results are still to be imported, by class and number (R6.1)."""
    submitted = exists().where(
        sheet.c.batch_id == batch_id, sheet.c.class_id == participant.c.class_id, sheet.c.stage >= Stage.SUBMITTED
    )
    query = (
        select(student.c.number, student.c.name)
        .join(student, student.c.id == participant.c.student_id)
        .join(klass, klass.c.id == participant.c.class_id)
        .where(
            participant.c.batch_id == batch_id,
            participant.c.class_id.in_(class_ids),
            participant.c.participating,
            ~submitted,
        )
        .order_by(klass.c.code, student.c.number)
    )
    return [*await db.execute(query)]
