"""Searches students and classes by number, name or pinyin, within a person's scope (R9.7)."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, Text, case, cast, false, func, literal_column
from sqlalchemy.dialects.postgresql import TSQUERY

from db.paging import count_all
from db.prepared import NamedQuery, bind_value, read
from db.queries import classes, students
from db.queries.classes import klass
from db.queries.students import student
from db.scopes import Scope, bool_column, parts_of, reached_by
from db.search_words import begins_name_query, begins_query, whole_query
from db.session import Database


@dataclass(frozen=True, slots=True)
class Sought:
    """The text of a search, and the number of hits that are wanted, as a part of a request."""

    text: str
    first: int

    @property
    def shape(self) -> Hashable:
        return None

    @property
    def begins(self) -> str:
        return begins_query(self.text)

    @property
    def begins_name(self) -> str:
        return begins_name_query(self.text)

    @property
    def whole(self) -> str:
        return whole_query(self.text)

    def query(self, name: str) -> ColumnElement[Any]:
        return cast(bind_value("sought", name, getattr(self, name), Text), TSQUERY)


def _students(scope: Scope) -> Select[Any]:
    return students.students().where(students.reached(scope, "scope"), student.c.retired_at.is_(None))


def _classes(scope: Scope) -> Select[Any]:
    here = reached_by(scope, owner="scope", college=klass.c.college_id, klass=klass.c.id)
    return classes.classes().where(here, klass.c.retired_at.is_(None))


class Kind(NamedTuple):
    """One kind of what is searched: its rows within a scope, the words that find a row, and the order of equal hits."""

    name: str
    rows: Callable[[Scope], Select[Any]]
    words: Any
    keys: Sequence[Any]


STUDENTS = Kind("found students", _students, student.c.search, (student.c.name_key, student.c.number))
CLASSES = Kind("found classes", _classes, klass.c.search, (klass.c.code,))


def found(kind: Kind, scope: Scope, sought: Sought) -> NamedQuery:
    def build() -> Select[Any]:
        return kind.rows(scope).where(_found(kind.words, scope, sought))

    return NamedQuery(kind.name, build, {**parts_of(scope), "sought": sought})


async def count(database: Database, kind: Kind, scope: Scope, sought: Sought) -> int:
    return await count_all(database, found(kind, scope, sought))


async def first(database: Database, kind: Kind, scope: Scope, sought: Sought) -> Sequence[Any]:
    """Fetches the first hits: what is called so, what begins so, and then what holds it; each in the order of keys."""

    def change(select: Select[Any]) -> Select[Any]:
        nearness = case(
            (kind.words.bool_op("@@")(sought.query("whole")), literal_column("0")),
            (kind.words.bool_op("@@")(sought.query("begins_name")), literal_column("1")),
            else_=literal_column("2"),
        )
        return select.order_by(nearness, *kind.keys).limit(bind_value("sought", "first", sought.first, BigInteger))

    return await read(database, found(kind, scope, sought), "first", change, {})


def _found(words: Any, scope: Scope, sought: Sought) -> ColumnElement[bool]:
    """Matches the rows with a word that begins with the text.

    The index finds hits in the whole school. Whoever sees a part of it must not notice by the time that there are hits
    elsewhere: COALESCE keeps the index out, and only the rows of the scope are looked at.
    """
    found = bool_column(words.bool_op("@@")(sought.query("begins")))
    return found if scope.school else func.coalesce(found, false())
