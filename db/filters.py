"""What lists of classes and students are filtered by: where they belong, and who somebody is."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from db.scopes import bool_column


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """Every given value must fit."""

    college_id: int | None = None
    major_id: int | None = None
    grade: int | None = None
    class_id: int | None = None

    def placed(self, rows: Any, klass: Any = None) -> list[ColumnElement[bool]]:
        """The WHERE over rows that have these columns; `klass` is that of the class, if it has another name."""
        equal = {
            rows.c.college_id: self.college_id,
            rows.c.major_id: self.major_id,
            rows.c.grade: self.grade,
            rows.c.class_id if klass is None else klass: self.class_id,
        }
        return [bool_column(column == value) for column, value in equal.items() if value is not None]


@dataclass(frozen=True, slots=True)
class PersonFilter(PlaceFilter):
    """Every given value must fit; `name` fits anywhere in the name, `number` at its start."""

    number: str | None = None
    name: str | None = None

    def named(self, student: Any) -> list[ColumnElement[bool]]:
        fits: list[ColumnElement[bool]] = []
        if self.number is not None:
            fits.append(student.c.number.startswith(self.number, autoescape=True))
        if self.name is not None:
            fits.append(student.c.name.contains(self.name, autoescape=True))
        return fits
