"""What lists of classes and students are filtered by: where they belong, and who somebody is."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String

from db.prepared import given
from db.scopes import bool_column

_PATTERN = re.compile(r"([%_/])")


def _escaped(text: str) -> str:
    """As LIKE takes it with ESCAPE '/'."""
    return _PATTERN.sub(r"/\1", text)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is filtered by: a part of what is asked (`db.prepared`), called "wanted"."""

    @property
    def shape(self) -> Hashable:
        """Which values are given; a yes or no is in the text itself."""
        names: tuple[str, ...] = self.__match_args__
        values = [getattr(self, name) for name in names]
        return tuple([value if value is None or value is True or value is False else "given" for value in values])

    def equal(self, rows: Any, name: str, column: Any = None) -> ColumnElement[bool]:
        """The rows whose column of this name, or this other column, has the value."""
        at = rows.c[name] if column is None else column
        return bool_column(at == given("wanted", name, getattr(self, name), at.type))

    def like(self, column: Any, pattern: str) -> ColumnElement[bool]:
        return bool_column(column.like(given("wanted", pattern, getattr(self, pattern), String), escape="/"))

    @property
    def number_start(self) -> str:
        return _escaped(getattr(self, "number", None) or "") + "%"

    @property
    def name_part(self) -> str:
        return f"%{_escaped(getattr(self, 'name', None) or '')}%"


@dataclass(frozen=True, slots=True)
class PlaceFilter(Filter):
    """Every given value must fit."""

    college_id: int | None = None
    major_id: int | None = None
    grade: int | None = None
    class_id: int | None = None

    def placed(self, rows: Any, klass: Any = None) -> list[ColumnElement[bool]]:
        """The WHERE over rows that have these columns; `klass` is that of the class, if it has another name."""
        wanted = [name for name in ("college_id", "major_id", "grade", "class_id") if getattr(self, name) is not None]
        return [self.equal(rows, name, klass if name == "class_id" else None) for name in wanted]


@dataclass(frozen=True, slots=True)
class PersonFilter(PlaceFilter):
    """Every given value must fit; `name` fits anywhere in the name, `number` at its start."""

    number: str | None = None
    name: str | None = None

    def named(self, person: Any) -> list[ColumnElement[bool]]:
        fits: list[ColumnElement[bool]] = []
        if self.number is not None:
            fits.append(self.like(person.c.number, "number_start"))
        if self.name is not None:
            fits.append(self.like(person.c.name, "name_part"))
        return fits
