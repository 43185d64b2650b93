"""Reads the first rows of a roster that is being imported, with the live values before them (R9.2, R10.7).

Each is read just before its step: owners are stored already, and the sheet's own rows are not.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, false, func, literal, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.roster.assignments import heads_by_class, monitors_by_class
from db.queries.roster.storing import Kind, audit_values, compare, is_missing

_BY_CLASS = {"head_teachers": heads_by_class, "monitors": monitors_by_class}


async def first_rows(db: AsyncConnection, kind: Kind, absent: Collection[str], most: int) -> Sequence[Row[Any]]:
    """Reads the first rows of each kind (created, replaced, unchanged) by code or number; before `store`."""
    live, (new, compared, same, differs) = kind.live, compare(kind, absent)
    what = case((live.c.id.is_(None), "created"), (differs, "replaced"), else_="unchanged")
    old = audit_values(live, compared, live.c.retired_at.is_not(None))
    query = select(new.c[kind.match].label("number"), new.c.name, old.label("old"))
    query = query.add_columns(audit_values(new, compared, false()).label("new"))
    return await _first(db, query.select_from(new.outerjoin(live, same)), what, most)


async def first_retired(db: AsyncConnection, kind: Kind, most: int) -> Sequence[Row[Any]]:
    """Reads the first records that are not on the sheet; before `retire`."""
    live = kind.live.c
    query = select(live[kind.match].label("number"), live.name, null().label("old"), null().label("new"))
    return await _first(db, query.where(is_missing(kind)), literal("retired"), most)


async def first_classes(db: AsyncConnection, key: str, most: int) -> Sequence[Row[Any]]:
    """Reads the first classes whose head teachers or monitors change, and those where they stay; before `replace_...`.

    The people stand under the name of the sheet.
    """
    rows = _BY_CLASS[key]().c
    what = case((rows.old.is_distinct_from(rows.new), "replaced"), else_="unchanged")
    people = {name: func.jsonb_build_object(key, rows[name]).label(name) for name in ("old", "new")}
    return await _first(db, select(rows.code.label("number"), rows.name, *people.values()), what, most)


async def _first(db: AsyncConnection, query: Select[Any], what: ColumnElement[str], most: int) -> Sequence[Row[Any]]:
    number = query.selected_columns["number"]
    place = func.row_number().over(partition_by=what, order_by=number).label("place")
    found = query.add_columns(what.label("kind"), place).subquery()
    return list(await db.execute(select(found).where(found.c.place <= most).order_by(found.c.number)))
