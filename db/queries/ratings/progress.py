"""Lists how far the rating of classes and students is (评分进度, 1.1.3.3, R5.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, tuple_

from db.filters import PersonFilter, PlaceFilter
from db.paging import Key, Page, Slice, page
from db.queries.batches.batches import batch_class, participant, somebody_takes_part
from db.queries.classes import NOBODY, klass
from db.queries.ratings.states import COUNTS, RATED_STUDENTS, STATES, TAKES_PART, stale
from db.queries.students import student
from db.scopes import Scope, placed, reached_by
from db.session import Database


@dataclass(frozen=True, slots=True)
class ClassFilter(PlaceFilter):
    """Filters classes; every value that is set must match. A class is finished when all participants have submitted."""

    name: str | None = None
    finished: bool | None = None


@dataclass(frozen=True, slots=True)
class StudentFilter(PersonFilter):
    rated_by_counsellor: bool | None = None
    rated_by_head_teacher: bool | None = None
    ballot_submitted: bool | None = None


def classes() -> Select[Any]:
    """Selects classes with participants, and how far each is."""
    return (
        select(
            batch_class.c.batch_id,
            batch_class.c.class_id,
            batch_class.c.college_id,
            batch_class.c.major_id,
            batch_class.c.grade,
            batch_class.c.rating_computed_at,
            batch_class.c.rating_computed_by,
            NOBODY.label("student_id"),
            klass.c.code,
            *(count.label(name) for name, count in COUNTS.items()),
            stale().label("stale"),
        )
        .join(klass, klass.c.id == batch_class.c.class_id)
        .where(somebody_takes_part())
    )


CODE = Key("code", klass.c.code)
CLASS_ORDERS = {
    "CODE": CODE,
    "GRADE": Key("grade", batch_class.c.grade),
    **{
        name.upper(): Key(name, COUNTS[name])
        for name in ("peers_submitted", "rated_by_counsellors", "rated_by_head_teachers")
    },
}


async def class_page(
    database: Database, scope: Scope, batch_id: int, filters: ClassFilter, order: str, descending: bool, part: Slice
) -> Page:
    reached = reached_by(scope, college=batch_class.c.college_id, batch=batch_id, klass=batch_class.c.class_id)
    query = classes().where(batch_class.c.batch_id == batch_id, reached, *_class_fits(filters))
    keys = [replace(CLASS_ORDERS[order], descending=descending), Key("class_id", batch_class.c.class_id)]
    return await page(database, query, keys if order == "CODE" else [keys[0], CODE, keys[1]], part)


def _class_fits(filters: ClassFilter) -> Sequence[ColumnElement[bool]]:
    fits = filters.placed(batch_class)
    if filters.name is not None:
        fits.append(klass.c.name.contains(filters.name, autoescape=True))
    if filters.finished is not None:
        everybody = COUNTS["peers_submitted"] == COUNTS["participant_count"]
        fits.append(everybody if filters.finished else ~everybody)
    return fits


def students() -> Select[Any]:
    """Selects participants, each with their state: whether they are rated, and whether their ballot is submitted."""
    in_class = and_(batch_class.c.batch_id == participant.c.batch_id, batch_class.c.class_id == participant.c.class_id)
    return (
        select(
            participant.c.batch_id,
            participant.c.student_id,
            participant.c.class_id,
            participant.c.college_id,
            student.c.number,
            student.c.name_key,
            klass.c.code.label("class_code"),
            *(state.label(name) for name, state in STATES.items()),
        )
        .select_from(RATED_STUDENTS)
        .join(student, student.c.id == participant.c.student_id)
        .join(klass, klass.c.id == participant.c.class_id)
        .join(batch_class, in_class)
        .where(TAKES_PART)
    )


NUMBER = Key("number", student.c.number)
STUDENT_ORDERS = {
    "NUMBER": NUMBER,
    "NAME": Key("name_key", student.c.name_key),
    "CLASS": Key("class_code", klass.c.code),
}


async def student_page(
    database: Database, scope: Scope, batch_id: int, filters: StudentFilter, order: str, descending: bool, part: Slice
) -> Page:
    query = students().where(participant.c.batch_id == batch_id, _reached(scope, batch_id), *_student_fits(filters))
    keys = [replace(STUDENT_ORDERS[order], descending=descending), Key("student_id", participant.c.student_id)]
    keys = keys if order == "NUMBER" else [keys[0], NUMBER, keys[1]]
    return await page(database, query, keys, part, few=scope.few or filters.class_id is not None)


def of_students(scope: Scope, keys: Sequence[tuple[int, int]]) -> Select[Any]:
    """Selects the progress of (batch, student) pairs that the scope reaches."""
    pairs = tuple_(participant.c.batch_id, participant.c.student_id).in_(keys)
    return students().where(pairs, _reached(scope, participant.c.batch_id))


def _reached(scope: Scope, batch: Any) -> ColumnElement[bool]:
    return reached_by(scope, **placed(participant, batch=batch))


def _student_fits(filters: StudentFilter) -> Sequence[ColumnElement[bool]]:
    fits = [*filters.placed(batch_class), *filters.named(student)]
    states = ((state, getattr(filters, name)) for name, state in STATES.items())
    return [*fits, *(state if so else ~state for state, so in states if so is not None)]
