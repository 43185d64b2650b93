"""Computes a scheme in the database over students who are given in arrays, without any table of the product."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, FromClause, Numeric, String, func, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from core.rules.schemes.given import Given
from db.queries.schemes.reckoning import input_label, reckoned
from db.schemes import Category, Scheme


@dataclass(frozen=True)
class Pupil:
    class_id: int
    grade_id: int
    given: Given


@dataclass(frozen=True)
class Outcome:
    """Holds what the database says of one student."""

    lacking: bool
    scores: dict[str, Decimal]
    levels: dict[str, str]


async def computed(db: AsyncConnection, scheme: Scheme, pupils: Sequence[Pupil]) -> list[Outcome]:
    """Computes all pupils in one statement; a pupil's id is the place in the list."""
    query = reckoned(scheme, _students(scheme, pupils), _items(pupils))
    rows = sorted(await db.execute(query), key=lambda row: int(row.student_id))
    codes = list(scheme.qualities)
    return [
        Outcome(
            row.lacking,
            {code: getattr(row, f"score_{place}") for place, code in enumerate(codes)},
            {code: getattr(row, f"level_{place}") for place, code in enumerate(codes)},
        )
        for row in rows
    ]


def _students(scheme: Scheme, pupils: Sequence[Pupil]) -> FromClause:
    names = [name for name, source in scheme.inputs.items() if not isinstance(source, Category)]
    columns: dict[str, tuple[Any, list[Any]]] = {
        "student_id": (BigInteger(), list(range(len(pupils)))),
        "class_id": (BigInteger(), [one.class_id for one in pupils]),
        "grade_id": (BigInteger(), [one.grade_id for one in pupils]),
    }
    for name in names:
        values = [one.given.values.get(name) for one in pupils]
        columns[input_label(scheme, name)] = (Numeric(), values)
    return _relation("students", columns)


def _items(pupils: Sequence[Pupil]) -> FromClause:
    items = [(who, item) for who, one in enumerate(pupils) for item in one.given.items]
    columns: dict[str, tuple[Any, list[Any]]] = {
        "item_id": (BigInteger(), list(range(len(items)))),
        "student_id": (BigInteger(), [who for who, _ in items]),
    }
    for fact in ("category", "item", "level", "award", "role", "kind"):
        columns[fact] = (String(), [getattr(item, fact) for _, item in items])
    for number in ("amount", "points"):
        columns[number] = (Numeric(), [getattr(item, number) for _, item in items])
    return _relation("items", columns)


def _relation(name: str, columns: dict[str, tuple[Any, list[Any]]]) -> FromClause:
    arrays = [literal(values, ARRAY(kind)) for kind, values in columns.values()]
    return func.unnest(*arrays).table_valued(*columns, name=name).render_derived()
