"""Filters lists of classes and students by place and by person."""

import re
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, String, func, literal

from db.prepared import bind_value
from db.scopes import bool_column

_PATTERN = re.compile(r"([%_/])")


def _escaped(text: str) -> str:
    """Escapes a text for LIKE with ESCAPE '/'."""
    return _PATTERN.sub(r"/\1", text)


def is_among(column: Any, ids: Collection[int]) -> ColumnElement[bool]:
    """Matches the rows with one of many ids. They are one value, because a statement takes 32,767 values at most."""
    return bool_column(column == func.any(literal(list(ids), ARRAY(BigInteger))))


@dataclass(frozen=True, slots=True)
class Filter:
    """Holds the filter values of a list. In a prepared statement (`db.prepared`) it is the part named "filters"."""

    @property
    def shape(self) -> Hashable:
        """The shape tells which values are set; booleans are part of the statement's text."""
        names: tuple[str, ...] = self.__match_args__
        values = [getattr(self, name) for name in names]
        return tuple([value if value is None or value is True or value is False else "given" for value in values])

    def equal(self, rows: Any, name: str, column: Any = None) -> ColumnElement[bool]:
        """Matches the rows whose column of this name, or else the given column, has the value."""
        at = rows.c[name] if column is None else column
        return bool_column(at == bind_value("filters", name, getattr(self, name), at.type))

    def like(self, column: Any, pattern: str) -> ColumnElement[bool]:
        return bool_column(column.like(bind_value("filters", pattern, getattr(self, pattern), String), escape="/"))

    @property
    def number_start(self) -> str:
        return _escaped(getattr(self, "number", None) or "") + "%"

    @property
    def name_part(self) -> str:
        return f"%{_escaped(getattr(self, 'name', None) or '')}%"


@dataclass(frozen=True, slots=True)
class PlaceFilter(Filter):
    """Filters by place; every value that is set must match."""

    college_id: int | None = None
    major_id: int | None = None
    grade: int | None = None
    class_id: int | None = None

    def placed(self, rows: Any, klass: Any = None) -> list[ColumnElement[bool]]:
        """Compiles the WHERE over rows that have these columns; `klass` is the class column if it has another name."""
        names = [name for name in ("college_id", "major_id", "grade", "class_id") if getattr(self, name) is not None]
        return [self.equal(rows, name, klass if name == "class_id" else None) for name in names]


@dataclass(frozen=True, slots=True)
class PersonFilter(PlaceFilter):
    """Filters by place and person; `name` matches anywhere in the name, `number` at its start."""

    number: str | None = None
    name: str | None = None

    def named(self, person: Any) -> list[ColumnElement[bool]]:
        fits: list[ColumnElement[bool]] = []
        if self.number is not None:
            fits.append(self.like(person.c.number, "number_start"))
        if self.name is not None:
            fits.append(self.like(person.c.name, "name_part"))
        return fits
