"""Scope -> WHERE: the only way from a person to a list of rows (R8.2)."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, column, false, func, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

ClassInBatch = tuple[int | None, int]


class Placed(Protocol):
    """A row that a scope can judge: it says whose it is and where it belongs."""

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
    """Which records a right reaches: the whole school, colleges, classes (each in one batch), one student.

    A class outside any batch, as the roster has it, is written `(None, class_id)`.
    """

    school: bool = False
    colleges: frozenset[int] = frozenset()
    classes: frozenset[ClassInBatch] = frozenset()
    student: int | None = None

    def reaches(self, row: Placed) -> bool:
        return (
            self.school
            or (row.college_id is not None and row.college_id in self.colleges)
            or (row.class_id is not None and (row.batch_id, row.class_id) in self.classes)
            or (self.student is not None and row.student_id == self.student)
        )

    @property
    def empty(self) -> bool:
        return not (self.school or self.colleges or self.classes or self.student)

    @property
    def few(self) -> bool:
        """Whether it reaches no more than some classes and a person."""
        return not (self.school or self.colleges)

    def covers(self, other: "Scope") -> bool:
        """Whether this scope reaches all that the other reaches."""
        return self.school or (
            not other.school
            and other.colleges <= self.colleges
            and other.classes <= self.classes
            and other.student in (None, self.student)
        )

    def within(self, batch_id: int | None, class_id: int | None) -> "Scope":
        """The part of this scope that is left when only one batch, or one class, is asked for."""
        classes = frozenset(
            (batch, klass) for batch, klass in self.classes if batch_id in (None, batch) and class_id in (None, klass)
        )
        return Scope(self.school, self.colleges, classes, self.student)


class PlacedStage(Placed, Protocol):
    """A row whose reach depends on how far it has come."""

    @property
    def stage(self) -> int: ...


@dataclass(frozen=True, slots=True)
class StagedScope:
    """Which records a right reaches that widens as they come further: each scope holds from its stage on."""

    parts: tuple[tuple[int, Scope], ...]

    def reaches(self, row: PlacedStage) -> bool:
        return any(row.stage >= stage and scope.reaches(row) for stage, scope in self.parts)

    @property
    def empty(self) -> bool:
        return all(scope.empty for _, scope in self.parts)

    @property
    def few(self) -> bool:
        return all(scope.few for _, scope in self.parts)

    def covers(self, other: "StagedScope") -> bool:
        """Whether this reaches all that the other reaches, at any stage."""
        return all(
            any(stage <= at and mine.covers(scope) for stage, mine in self.parts)
            for at, scope in other.parts
            if not scope.empty
        )

    def within(self, batch_id: int | None, class_id: int | None) -> "StagedScope":
        return StagedScope(tuple((stage, scope.within(batch_id, class_id)) for stage, scope in self.parts))


def reached_by_stage(scope: StagedScope, at: Any, **columns: Any) -> ColumnElement[bool]:
    """The WHERE of a staged scope; `at` is the column of the stage, the others are `reached_by`'s."""
    ways = (and_(at >= int(stage), reached_by(one, **columns)) for stage, one in scope.parts if not one.empty)
    return or_(false(), *ways)


def reached_by(
    scope: Scope,
    *,
    college: Any = None,
    batch: Any = None,
    klass: Any = None,
    student: Any = None,
) -> ColumnElement[bool]:
    """The WHERE of a scope over the columns that a table has; what is not given can't be reached through.

    Args:
        batch: the column; or the one batch's id where that is known, which leaves a plain list that an index serves.
    """
    if scope.school:
        return true()
    ways: list[ColumnElement[bool]] = []
    if scope.colleges and college is not None:
        ways.append(college.in_(sorted(scope.colleges)))
    if scope.classes and klass is not None:
        ways.append(_in_classes(scope.classes, batch, klass))
    if scope.student is not None and student is not None:
        ways.append(student == scope.student)
    return or_(false(), *ways)


def _in_classes(classes: frozenset[ClassInBatch], batch: Any, klass: Any) -> ColumnElement[bool]:
    """As arrays, so that the statement's text does not depend on how many classes there are.

    Without a batch only the classes of the roster reach: one that is assigned in some batch opens nothing else (R8.1).
    """
    if batch is None or isinstance(batch, int):
        wanted = sorted(class_id for batch_id, class_id in classes if batch_id == batch)
        return bool_column(klass == func.any(bindparam(None, wanted, type_=ARRAY(BigInteger))))
    pairs = sorted((batch_id, class_id) for batch_id, class_id in classes if batch_id is not None)
    table = (
        func.unnest(
            bindparam(None, [pair[0] for pair in pairs], type_=ARRAY(BigInteger)),
            bindparam(None, [pair[1] for pair in pairs], type_=ARRAY(BigInteger)),
        )
        .table_valued(column("batch_id", BigInteger), column("class_id", BigInteger))
        .render_derived()
    )
    return tuple_(batch, klass).in_(select(table.c.batch_id, table.c.class_id))


def bool_column(expression: Any) -> ColumnElement[bool]:
    return expression  # type: ignore[no-any-return]  # comparisons of untyped columns are boolean
