"""Compiles a scope into a WHERE, which is the only way from a person to a list of rows (R8.2)."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    and_,
    cast,
    column,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    true,
)

from db.driver import column_of
from db.prepared import IDS, bind_value, is_pair

ClassInBatch = tuple[int | None, int]


class Placed(Protocol):
    """A row that a scope can judge: it holds its student and its place."""

    @property
    def batch_id(self) -> int | None: ...
    @property
    def college_id(self) -> int | None: ...
    @property
    def class_id(self) -> int | None: ...
    @property
    def student_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """The records that a right reaches: the whole school, colleges, classes (each in one batch), one student.

    A class of the roster, outside any batch, is written `(None, class_id)`.
    """

    school: bool = False
    colleges: frozenset[int] = frozenset()
    classes: frozenset[ClassInBatch] = frozenset()
    student: int | None = None

    def reaches(self, row: Placed) -> bool:
        """Reads only the columns that this scope tests; ids in a scope are never None."""
        return (
            self.school
            or (self.student is not None and row.student_id == self.student)
            or (bool(self.colleges) and row.college_id in self.colleges)
            or (bool(self.classes) and (row.batch_id, row.class_id) in self.classes)
        )

    def reaches_all(self, rows: Sequence[Placed]) -> bool:
        """Tells whether the scope reaches each of these rows, in one step if one way reaches them all."""
        if self.school or not rows:
            return True
        if self.colleges and self.colleges.issuperset(column_of(rows, "college_id")):
            return True
        if self.classes:
            places = zip(column_of(rows, "batch_id"), column_of(rows, "class_id"), strict=True)
            if self.classes.issuperset(places):
                return True
        return all(map(self.reaches, rows))

    @property
    def empty(self) -> bool:
        return not (self.school or self.colleges or self.classes or self.student)

    @property
    def shape(self) -> Hashable:
        """The shape of a scope decides the text of `reached_by`; its values are bind parameters."""
        return (self.school, bool(self.colleges), bool(self.classes), self.student is not None)

    @property
    def college_ids(self) -> list[int]:
        return sorted(self.colleges)

    @property
    def roster_class_ids(self) -> list[int]:
        """These are its classes outside any batch."""
        return self.class_ids_in(None)

    def class_ids_in(self, batch_id: int | None) -> list[int]:
        return sorted(class_id for batch, class_id in self.classes if batch == batch_id)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """These are its classes in batches."""
        return sorted((batch_id, class_id) for batch_id, class_id in self.classes if batch_id is not None)

    @property
    def batches_of_pairs(self) -> list[int]:
        return [batch_id for batch_id, _ in self.pairs]

    @property
    def classes_of_pairs(self) -> list[int]:
        return [class_id for _, class_id in self.pairs]

    @property
    def few(self) -> bool:
        """The scope reaches only some classes and a person."""
        return not (self.school or self.colleges)

    def covers(self, other: "Scope") -> bool:
        """Tells whether this scope reaches everything that the other reaches."""
        return self.school or (
            not other.school
            and other.colleges <= self.colleges
            and other.classes <= self.classes
            and other.student in (None, self.student)
        )

    def within(self, batch_id: int | None, class_id: int | None) -> "Scope":
        """Returns the part of this scope in one batch, or in one class."""
        classes = frozenset(
            (batch, klass) for batch, klass in self.classes if batch_id in (None, batch) and class_id in (None, klass)
        )
        return Scope(self.school, self.colleges, classes, self.student)

    def in_batches(self) -> "Scope":
        """Returns only the classes that it reaches in batches."""
        return Scope(classes=frozenset(one for one in self.classes if one[0] is not None))

    def without_classes(self) -> "Scope":
        return replace(self, classes=frozenset())


@dataclass(frozen=True, slots=True)
class SessionScope(Scope):
    """The scope of a right for whoever the database session belongs to: PostgreSQL looks it up by itself (R16.4).

    The views of the report connection are made with it, by the same functions as the lists of the API.

    Attributes:
        right: the name of the right, under which the function `report_wall.scope` knows it.
        only: the ways in which it reaches rows.
    """

    right: str = ""
    only: frozenset[str] = frozenset({"school", "colleges", "classes", "student"})

    def value(self, part: str) -> ColumnElement[Any]:
        """Returns one part of the scope, which is looked up once for each query."""
        found: ColumnElement[Any] = select(_looked_up(self.right).c[part]).scalar_subquery()
        return cast(found, IDS) if found.type is IDS else found

    @property
    def holds(self) -> ColumnElement[bool]:
        """Tells whether the session's person has the right to anything."""
        return self.value("held")

    @property
    def whole(self) -> ColumnElement[bool]:
        return self.value("school")

    @property
    def empty(self) -> bool:
        return not self.only

    @property
    def few(self) -> bool:
        return False

    def in_batches(self) -> "Scope":
        return replace(self, only=frozenset({"classes"}))

    def without_classes(self) -> "Scope":
        return replace(self, only=self.only - {"classes"})

    def reached_by(self, college: Any, batch: Any, klass: Any, student: Any) -> ColumnElement[bool]:
        """Compiles the WHERE of `db.scopes.reached_by` over columns that may be None.

        PostgreSQL plans before it knows the scope. Each way can be served by an index, and PostgreSQL expects few rows
        between two bounds; so a table of all years is not read from end to end for the rows of a few.
        """
        anything = next((one for one in (batch, college, klass, student) if one is not None), null())
        everything = anything.between(self.value("first"), self.value("last"))
        ways = {"school": or_(everything, and_(anything.is_(None), self.whole))}
        if college is not None:
            near = college.between(self.value("lowest"), self.value("highest"))
            ways["colleges"] = and_(near, college == func.any(self.value("colleges")))
        if klass is not None and batch is None:
            ways["classes"] = klass == func.any(self.value("roster_classes"))
        elif klass is not None:
            batches, classes = self.value("batches"), self.value("classes")
            near = and_(batch == func.any(batches), klass == func.any(classes))
            ways["classes"] = and_(near, is_pair(batch, klass, batches, classes))
        if student is not None:
            ways["student"] = student == self.value("student")
        return or_(false(), *(way for name, way in ways.items() if name in self.only))


_PARTS: dict[str, Any] = {
    **dict.fromkeys(("held", "school"), Boolean()),
    **dict.fromkeys(("colleges", "batches", "classes", "roster_classes"), IDS),
    **dict.fromkeys(("student", "first", "last", "lowest", "highest"), BigInteger()),
}
"""The parts of a scope. What a right to the whole school reaches lies from `first` to `last`, and what one to colleges
reaches from `lowest` to `highest`; the bounds are NULL for people without such a right.
"""
_LOOKED_UP = """
select *, case when school then 0 end as first, case when school then 9223372036854775807 end as last,
  (select min(id) from unnest(colleges) id) as lowest, (select max(id) from unnest(colleges) id) as highest
from report_wall.scope('{right}')
"""


@cache
def _looked_up(right: str) -> CTE:
    columns: list[Any] = [column(name, kind) for name, kind in _PARTS.items()]
    return text(_LOOKED_UP.format(right=right)).columns(*columns).cte(right.lower())


class PlacedStage(Placed, Protocol):
    """A row whose stage decides who reaches it."""

    @property
    def stage(self) -> int: ...


@dataclass(frozen=True, slots=True)
class StagedScope:
    """The records that a right reaches if its reach grows with their stage: each scope applies from its stage on."""

    parts: tuple[tuple[int, Scope], ...]

    def reaches(self, row: PlacedStage) -> bool:
        return any(row.stage >= stage and scope.reaches(row) for stage, scope in self.parts)

    def reaches_all(self, rows: Sequence[PlacedStage]) -> bool:
        """Tells whether the scope reaches each of these rows, in one step if one part reaches them all."""
        lowest = min(column_of(rows, "stage"), default=0)
        at_once = any(lowest >= stage and scope.reaches_all(rows) for stage, scope in self.parts)
        return at_once or all(map(self.reaches, rows))

    @property
    def empty(self) -> bool:
        return all(scope.empty for _, scope in self.parts)

    @property
    def few(self) -> bool:
        return all(scope.few for _, scope in self.parts)

    def covers(self, other: "StagedScope") -> bool:
        """Tells whether this scope reaches everything that the other reaches, at any stage."""
        return all(
            any(stage <= at and mine.covers(scope) for stage, mine in self.parts)
            for at, scope in other.parts
            if not scope.empty
        )

    def within(self, batch_id: int | None, class_id: int | None) -> "StagedScope":
        return StagedScope(tuple((stage, scope.within(batch_id, class_id)) for stage, scope in self.parts))


def parts_of(scope: Scope | StagedScope, owner: str = "scope") -> Mapping[str, Scope]:
    """Returns a scope as parts of a request (`db.prepared`), under the names that `reached_by` uses."""
    if isinstance(scope, Scope):
        return {owner: scope}
    return {f"{owner}{stage}": one for stage, one in scope.parts}


def reached_by_stage(scope: StagedScope, at: Any, *, owner: str | None = None, **columns: Any) -> ColumnElement[bool]:
    """Compiles the WHERE of a staged scope; `at` is the stage's column, `columns` are those of `reached_by`."""
    ways = (
        and_(at >= literal_column(str(int(stage))), reached_by(one, owner=owner and f"{owner}{stage}", **columns))
        for stage, one in scope.parts
        if not one.empty
    )
    return or_(false(), *ways)


def reached_by(
    scope: Scope,
    *,
    owner: str | None = None,
    college: Any = None,
    batch: Any = None,
    klass: Any = None,
    student: Any = None,
) -> ColumnElement[bool]:
    """Compiles the WHERE of a scope over the columns that a table has; a missing column reaches nothing.

    Args:
        owner: the scope's name among the parts of the request, in a SELECT that is prepared.
        batch: the column, or the batch's id if there is only one, which allows a plain list that an index serves.
    """
    if isinstance(scope, SessionScope):
        return scope.reached_by(college, batch, klass, student)
    if scope.school:
        return true()
    ways: list[ColumnElement[bool]] = []
    if scope.colleges and college is not None:
        ways.append(bool_column(college == func.any(bind_value(owner, "college_ids", scope.college_ids, IDS))))
    if scope.classes and klass is not None:
        ways.append(_in_classes(scope, owner, batch, klass))
    if scope.student is not None and student is not None:
        ways.append(bool_column(student == bind_value(owner, "student", scope.student, BigInteger)))
    return or_(false(), *ways)


def placed(rows: Any, **other: Any) -> dict[str, Any]:
    """Returns the columns of `reached_by` in a table that has all four, but for those that are given otherwise."""
    kept = {"college": rows.c.college_id, "batch": rows.c.batch_id, "klass": rows.c.class_id}
    return {**kept, "student": rows.c.student_id, **other}


def _in_classes(scope: Scope, owner: str | None, batch: Any, klass: Any) -> ColumnElement[bool]:
    """Matches the classes by arrays, so that the SQL does not depend on their number.

    Without a batch only the classes of the roster reach: an assignment in some batch opens nothing else (R8.1).
    """
    if batch is None:
        return bool_column(klass == func.any(bind_value(owner, "roster_class_ids", scope.roster_class_ids, IDS)))
    if isinstance(batch, int):
        return bool_column(klass == func.any(bind_value(None, "", scope.class_ids_in(batch), IDS)))
    names = ("batches_of_pairs", "classes_of_pairs")
    return is_pair(batch, klass, *(bind_value(owner, name, getattr(scope, name), IDS) for name in names))


def bool_column(expression: Any) -> ColumnElement[bool]:
    return expression  # type: ignore[no-any-return]  # comparisons of untyped columns are boolean


JUDGED = Scope(school=True)
"""An act reads back with it what it has judged row by row."""
