"""Reads and stores what a college imports for its scheme: values by heading, and items by category (R11.3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Numeric, Select, String, and_, delete, func, insert, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from db.filters import is_among
from db.queries.batches.batches import batch_class, participant
from db.queries.classes import klass
from db.queries.schemes.inputs import FACTS, item, value
from db.queries.students import student
from db.scopes import Scope, reached_by


def _people(batch_id: int, college_id: int) -> Select[Any]:
    """Selects the batch's students of a college: id, number, name, class, and whether they take part."""
    columns = (student.c.id, student.c.number, student.c.name, participant.c.class_id, participant.c.participating)
    of_class = and_(batch_class.c.batch_id == batch_id, batch_class.c.class_id == participant.c.class_id)
    return (
        select(*columns)
        .join(participant, participant.c.student_id == student.c.id)
        .join(batch_class, of_class)
        .where(participant.c.batch_id == batch_id, batch_class.c.college_id == college_id)
    )


async def people(db: AsyncConnection, batch_id: int, college_id: int, numbers: Sequence[str]) -> Mapping[str, Any]:
    """Reads those of the students whom a file names, by number."""
    named = student.c.number == func.any(literal([*numbers], ARRAY(String())))
    query = _people(batch_id, college_id).where(named)
    return {row.number: row for row in await db.execute(query)}


async def participants(db: AsyncConnection, batch_id: int, college_id: int, scope: Scope) -> Sequence[Any]:
    """Reads those who take part in classes that the scope reaches, by class and number."""
    reached = reached_by(
        scope, college=batch_class.c.college_id, batch=batch_class.c.batch_id, klass=batch_class.c.class_id
    )
    query = _people(batch_id, college_id).join(klass, klass.c.id == participant.c.class_id)
    query = query.where(participant.c.participating, reached).order_by(klass.c.code, student.c.number)
    return list(await db.execute(query))


async def stored_values(db: AsyncConnection, batch_id: int, student_ids: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    """Reads the values of students by heading."""
    query = select(value).where(value.c.batch_id == batch_id, is_among(value.c.student_id, student_ids))
    found: dict[int, dict[str, Any]] = {}
    for row in await db.execute(query):
        found.setdefault(row.student_id, {})[row.heading] = row.value
    return found


async def store_values(db: AsyncConnection, batch_id: int, rows: Sequence[tuple[int, str, Any]]) -> None:
    """Stores values by student and heading, over those of before."""
    if not rows:
        return
    given = _unnested(rows, {"student_id": BigInteger(), "heading": String(), "value": Numeric()})
    storing = postgresql.insert(value).from_select(
        ["batch_id", "student_id", "heading", "value"], select(literal(batch_id), *given.c)
    )
    await db.execute(
        storing.on_conflict_do_update(
            index_elements=["batch_id", "student_id", "heading"], set_={"value": storing.excluded.value}
        )
    )


async def delete_values(db: AsyncConnection, batch_id: int, rows: Sequence[tuple[int, str]]) -> None:
    """Deletes values by student and heading."""
    if rows:
        given = _unnested(rows, {"student_id": BigInteger(), "heading": String()})
        of_row: ColumnElement[bool] = and_(value.c.student_id == given.c.student_id, value.c.heading == given.c.heading)
        await db.execute(delete(value).where(value.c.batch_id == batch_id, of_row))


async def stored_items(
    db: AsyncConnection, batch_id: int, college_id: int, places: Sequence[tuple[int, str]]
) -> Sequence[Any]:
    """Reads all items of each (class, category), with their students."""
    given = _unnested(places, {"class_id": BigInteger(), "category": String()})
    students = _people(batch_id, college_id).subquery("people")
    query = (
        select(students, *(item.c[name] for name in FACTS))
        .join(item, and_(item.c.batch_id == batch_id, item.c.student_id == students.c.id))
        .join(given, and_(given.c.class_id == students.c.class_id, given.c.category == item.c.category))
    )
    return list(await db.execute(query.order_by(students.c.number, item.c.id)))


async def replace_items(
    db: AsyncConnection, batch_id: int, lists: Sequence[tuple[int, str]], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Replaces all items of each (student, category)."""
    if lists:
        given = _unnested(lists, {"student_id": BigInteger(), "category": String()})
        of_list: ColumnElement[bool] = and_(
            item.c.student_id == given.c.student_id, item.c.category == given.c.category
        )
        await db.execute(delete(item).where(item.c.batch_id == batch_id, of_list))
    if rows:
        await db.execute(insert(item), [{"batch_id": batch_id, **row} for row in rows])


def _unnested(rows: Sequence[tuple[Any, ...]], columns: Mapping[str, Any]) -> Any:
    """Returns rows as a relation; all values of a column travel as one array."""
    arrays = (literal([row[place] for row in rows], ARRAY(kind)) for place, kind in enumerate(columns.values()))
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
