"""Compiles the order and the workbook cells of a result's columns.

A column whose key is the name of a column of the result's own table needs no entry anywhere in `db/queries`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Table, case

from db.paging import Key
from db.queries.classes import CALLED, college, klass, major
from db.queries.students import student

_BY_CLASS = Key("class_code", klass.c.code)
_ORDERS = {
    "student_number": Key("number", student.c.number),
    "student_name": Key("name_key", student.c.name_key),
    "school_class": _BY_CLASS,
}
_CELLS: dict[str, ColumnElement[Any]] = {
    "student_number": student.c.number,
    "student_name": student.c.name,
    "college": college.c.name,
    "major": major.c.name,
    "school_class": klass.c.name,
}


def ordered_by(result: Table, special: Mapping[str, Key], column: str, descending: bool) -> list[Key]:
    """Returns the keys of an order: the column, the number, and the unique id.

    Args:
        special: by key, the sort key of columns that do not sort by the result's column of that name.
    """
    chosen = (_ORDERS | {**special}).get(column) or Key(column, result.c[column])
    first = replace(chosen, descending=descending)
    return [first, *(key for key in last(result) if key.name != first.name)]


def last(result: Table) -> list[Key]:
    """Returns the keys that decide between otherwise equal rows."""
    return [_ORDERS["student_number"], Key("id", result.c.id)]


def by_class_first(keys: Sequence[Key], by_class: bool) -> list[Key]:
    """Sorts by class first if every class gets a sheet of its own."""
    return [_BY_CLASS, *keys] if by_class else list(keys)


def cells(
    result: Table,
    special: Mapping[str, ColumnElement[Any]],
    guards: Mapping[str, Any],
    reached: Callable[[Any], ColumnElement[bool]],
    keys: Sequence[str],
    *,
    by_class: bool,
) -> list[ColumnElement[Any]]:
    """Compiles the SELECT list of a sheet: the columns, and the name of the row's class if there is a sheet per class.

    Args:
        special: by key, the value of columns that do not show the result's column of that name.
        guards: the scope of the rows that show each guarded column, by key; other rows leave it blank (R8.4).
        reached: compiles whether a row is in such a scope.
    """
    known = _CELLS | {**special}

    def shown(key: str) -> ColumnElement[Any]:
        cell = known[key] if key in known else result.c[key]
        return case((reached(guards[key]), cell)) if key in guards else cell

    chosen: list[ColumnElement[Any]] = [shown(key).label(f"c{place}") for place, key in enumerate(keys)]
    return [*chosen, CALLED.label("class")] if by_class else chosen
