"""Reads the classes and students of a batch, and the staff assigned to them (R2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import PersonFilter, PlaceFilter
from db.paging import Key, Page, Slice, page
from db.queries.academic.staleness import must_be_computed_again
from db.queries.ballots.ballots import of_class
from db.queries.batches.batches import batch_class, counsellor, head_teacher, participant, somebody_takes_part
from db.queries.classes import NOBODY, klass
from db.queries.people.accounts import staff, staff_members
from db.queries.students import student
from db.scopes import Scope, placed, reached_by
from db.session import Database


@dataclass(frozen=True, slots=True)
class BatchClassFilter(PlaceFilter):
    """Filters classes of a batch; every value that is set must match.

    A class takes part if one of its students does.
    """

    name: str | None = None
    participating: bool | None = None


@dataclass(frozen=True, slots=True)
class ParticipantFilter(PersonFilter):
    participating: bool | None = None


def batch_classes() -> Select[Any]:
    """Selects classes within batches, with class size and participant count (R2.1) for the rows of the page alone."""
    of_it = and_(participant.c.batch_id == batch_class.c.batch_id, participant.c.class_id == batch_class.c.class_id)
    size = select(func.count()).where(of_it).scalar_subquery()
    taking_part = select(func.count()).where(of_it, participant.c.participating).scalar_subquery()
    return select(
        *(column for column in of_class() if column.name != "academic_stale"),
        must_be_computed_again().label("academic_stale"),
        klass.c.code,
        klass.c.name,
        size.label("class_size"),
        taking_part.label("participant_count"),
        NOBODY.label("student_id"),
    ).join(klass, klass.c.id == batch_class.c.class_id)


CLASS_ORDERS = {
    "CODE": Key("code", klass.c.code),
    "GRADE": Key("grade", batch_class.c.grade),
    "ACADEMIC_COMPUTED_AT": Key("academic_computed_at", batch_class.c.academic_computed_at),
    "RATING_COMPUTED_AT": Key("rating_computed_at", batch_class.c.rating_computed_at),
}


async def batch_class_page(
    database: Database,
    scope: Scope,
    batch_id: int,
    filters: BatchClassFilter,
    order: str,
    descending: bool,
    part: Slice,
) -> Page:
    fits = [batch_class.c.batch_id == batch_id, _reached_class(scope, batch_id), *filters.placed(batch_class)]
    if filters.name is not None:
        fits.append(klass.c.name.contains(filters.name, autoescape=True))
    if filters.participating is not None:
        fits.append(somebody_takes_part() if filters.participating else ~somebody_takes_part())
    keys = [replace(CLASS_ORDERS[order], descending=descending), Key("class_id", batch_class.c.class_id)]
    if order != "CODE":
        keys.insert(1, CLASS_ORDERS["CODE"])
    return await page(database, batch_classes().where(*fits), keys, part)


async def read_classes(db: AsyncConnection, batch_id: int, class_ids: Iterable[int]) -> Any:
    query = batch_classes().where(batch_class.c.batch_id == batch_id, batch_class.c.class_id.in_(class_ids))
    return (await db.execute(query.order_by(klass.c.code))).all()


def _reached_class(scope: Scope, batch_id: int) -> ColumnElement[bool]:
    return reached_by(scope, college=batch_class.c.college_id, batch=batch_id, klass=batch_class.c.class_id)


ORDERS = {
    "NUMBER": Key("number", student.c.number),
    "NAME": Key("name_key", student.c.name_key),
    "CLASS": Key("class_code", klass.c.code),
}


async def participant_page(
    database: Database,
    scope: Scope,
    batch_id: int,
    filters: ParticipantFilter,
    order: str,
    descending: bool,
    part: Slice,
) -> Page:
    query = participants().where(participant.c.batch_id == batch_id, _reached(scope, batch_id), *_fits(filters))
    keys = [replace(ORDERS[order], descending=descending), Key("student_id", participant.c.student_id)]
    if order != "NUMBER":
        keys.insert(1, ORDERS["NUMBER"])
    return await page(database, query, keys, part, few=scope.few or filters.class_id is not None)


def participants() -> Select[Any]:
    """Selects students within batches, taking part or not, with the columns that lists sort by."""
    return (
        select(participant, student.c.number, student.c.name_key, klass.c.code.label("class_code"))
        .join(student, student.c.id == participant.c.student_id)
        .join(klass, klass.c.id == participant.c.class_id)
        .join(
            batch_class,
            and_(batch_class.c.batch_id == participant.c.batch_id, batch_class.c.class_id == participant.c.class_id),
        )
    )


def _reached(scope: Scope, batch_id: int) -> ColumnElement[bool]:
    return reached_by(scope, **placed(participant, batch=batch_id))


def _fits(filters: ParticipantFilter) -> Sequence[ColumnElement[bool]]:
    fits = [*filters.placed(batch_class), *filters.named(student)]
    if filters.participating is not None:
        fits.append(participant.c.participating == filters.participating)
    return fits


def counsellors(batch_ids: Iterable[int], class_ids: Iterable[int]) -> Select[Any]:
    return _assigned(counsellor, batch_ids, class_ids)


def head_teachers(batch_ids: Iterable[int], class_ids: Iterable[int]) -> Select[Any]:
    return _assigned(head_teacher, batch_ids, class_ids)


def _assigned(to: Table, batch_ids: Iterable[int], class_ids: Iterable[int]) -> Select[Any]:
    """Selects the staff of each class by name; `of_batch` and `of_class` are not the columns that scopes test."""
    return (
        staff_members()
        .add_columns(to.c.batch_id.label("of_batch"), to.c.class_id.label("of_class"))
        .join(to, to.c.staff_id == staff.c.id)
        .where(to.c.batch_id.in_(batch_ids), to.c.class_id.in_(class_ids))
        .order_by(staff.c.name_key, staff.c.number)
    )


def previous_counsellors(batch_ids: Iterable[int], class_ids: Iterable[int]) -> Select[Any]:
    return previously_assigned(counsellor, batch_ids, class_ids)


def previous_head_teachers(batch_ids: Iterable[int], class_ids: Iterable[int]) -> Select[Any]:
    return previously_assigned(head_teacher, batch_ids, class_ids)


def previously_assigned(to: Table, batch_ids: Iterable[int], class_ids: Iterable[int]) -> Select[Any]:
    """Selects the staff of each class in the newest earlier batch in which it had any, as far as they may be assigned
    again (R2.6).
    """
    earlier = to.alias("earlier")
    newest = (
        select(func.max(earlier.c.batch_id))
        .where(earlier.c.class_id == batch_class.c.class_id, earlier.c.batch_id < batch_class.c.batch_id)
        .correlate(batch_class)
        .scalar_subquery()
    )
    return (
        staff_members()
        .add_columns(batch_class.c.batch_id.label("of_batch"), batch_class.c.class_id.label("of_class"))
        .join(to, to.c.staff_id == staff.c.id)
        .join(batch_class, batch_class.c.class_id == to.c.class_id)
        .where(
            to.c.batch_id == newest,
            batch_class.c.batch_id.in_(batch_ids),
            batch_class.c.class_id.in_(class_ids),
            staff.c.retired_at.is_(None),
            or_(staff.c.college_id.is_(None), staff.c.college_id == batch_class.c.college_id),
        )
        .order_by(staff.c.name_key, staff.c.number)
    )
