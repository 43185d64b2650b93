"""Reads a college's notices (公示, 1.1.4.2), and the list that each class reads while one is open (R7.1 - R7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from db.paging import Key, Page, Slice, page
from db.queries.batches.batches import batch, college_reached, phase, seen_by
from db.queries.classes import NOBODY, college, klass
from db.queries.comprehensive.qualities import VALUES
from db.queries.comprehensive.sheets import result
from db.queries.students import student
from db.scopes import Scope, reached_by
from db.session import Database
from db.tables import Module, PublicNotice, Stage, table

notice = table(PublicNotice)

ENTRY_KEYS = (Key("class_code", klass.c.code), Key("number", student.c.number))


@dataclass(frozen=True, slots=True)
class Seen:
    """The titles and the lists that a viewer sees at a moment, in the viewer's batches."""

    batches: Scope
    titles: Scope
    lists: Scope
    now: datetime


def is_open(now: datetime) -> ColumnElement[bool]:
    """Matches notices that nobody has ended, and whose planned last day is not over."""
    return and_(notice.c.ended_at.is_(None), or_(notice.c.ends_at.is_(None), notice.c.ends_at > now))


def notices(seen: Seen) -> Select[Any]:
    """Selects the notices that the viewer sees.

    `open` and `closed_at` give its state; `readable` says whether the viewer may read the list.
    """
    still = is_open(seen.now)
    return (
        select(
            notice,
            NOBODY.label("class_id"),
            NOBODY.label("student_id"),
            still.label("open"),
            case((~still, func.coalesce(notice.c.ended_at, notice.c.ends_at))).label("closed_at"),
            college_reached(seen.lists, notice).label("readable"),
        )
        .join(batch, batch.c.id == notice.c.batch_id)
        .where(seen_by(seen.batches), college_reached(seen.titles, notice))
    )


async def notice_page(database: Database, seen: Seen, batch_id: int, college_id: int | None, part: Slice) -> Page:
    """Reads notices, newest first."""
    query = notices(seen).where(notice.c.batch_id == batch_id)
    if college_id is not None:
        query = query.where(notice.c.college_id == college_id)
    keys = [Key("opened_at", notice.c.opened_at, descending=True), Key("id", notice.c.id, descending=True)]
    return await page(database, query, keys, part)


def last_of_colleges(seen: Seen, keys: Sequence[tuple[int, int]]) -> Select[Any]:
    """Selects the newest notice of each (batch, college)."""
    place = (notice.c.batch_id, notice.c.college_id)
    query = notices(seen).where(tuple_(*place).in_(keys)).ext(distinct_on(*place))
    return query.order_by(*place, notice.c.opened_at.desc(), notice.c.id.desc())


async def read_notice(db: AsyncConnection, seen: Seen, notice_id: int) -> Any:
    return (await db.execute(notices(seen).where(notice.c.id == notice_id))).one()


async def lock_notice(db: AsyncConnection, seen: Seen, notice_id: int) -> Any:
    """Locks the notice until the transaction ends; returns None if the viewer sees no such notice."""
    query = notices(seen).where(notice.c.id == notice_id).with_for_update(of=notice)
    return (await db.execute(query)).one_or_none()


async def open_titles(db: AsyncConnection, batch_id: int, college_ids: Sequence[int], now: datetime) -> Sequence[str]:
    """Reads the titles of the open notices in these colleges."""
    conditions = (notice.c.batch_id == batch_id, notice.c.college_id.in_(college_ids), is_open(now))
    return list((await db.execute(select(notice.c.title).where(*conditions).order_by(notice.c.id))).scalars())


async def lock_college(db: AsyncConnection, batch_id: int, college_id: int) -> Any:
    """Reads the names and the college's notice days, or None if the college is not in this batch.

    Nobody can approve the college's results before the transaction ends.
    """
    query = (
        select(phase.c.notice_days, batch.c.name.label("batch_name"), college.c.name.label("college_name"))
        .join(batch, batch.c.id == phase.c.batch_id)
        .join(college, college.c.id == phase.c.college_id)
        .where(phase.c.batch_id == batch_id, phase.c.college_id == college_id, phase.c.module == Module.COMPREHENSIVE)
    )
    return (await db.execute(query.with_for_update(read=True, of=phase))).one_or_none()


async def insert_notice(db: AsyncConnection, **values: Any) -> int:
    return int((await db.execute(insert(notice).values(**values).returning(notice.c.id))).scalar_one())


async def end_notice(db: AsyncConnection, notice_id: int, *, ended_at: datetime, ended_by: int) -> None:
    await db.execute(update(notice).where(notice.c.id == notice_id).values(ended_at=ended_at, ended_by=ended_by))


def entries(seen: Seen, class_id: int | None) -> Select[Any]:
    """Selects the rows of open notices that the viewer may read; `id` is the id of the notice.

    A student's own row opens no notice: only classes and colleges do.
    """
    shown = (*VALUES, "positions", "overall_position", "class_size")
    query = (
        select(
            notice.c.id,
            klass.c.code.label("class_code"),
            *(result.c[name] for name in ("class_id", "major_id", "grade")),
            student.c.number,
            student.c.name,
            *(result.c[name] for name in ("batch_id", *shown)),
        )
        .join(result, and_(result.c.batch_id == notice.c.batch_id, result.c.college_id == notice.c.college_id))
        .join(student, student.c.id == result.c.student_id)
        .join(klass, klass.c.id == result.c.class_id)
        .where(
            is_open(seen.now),
            result.c.participating,
            result.c.stage >= int(Stage.PUBLISHED),
            reached_by(seen.lists, college=result.c.college_id, batch=result.c.batch_id, klass=result.c.class_id),
        )
    )
    return query if class_id is None else query.where(result.c.class_id == class_id)
