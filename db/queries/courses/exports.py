"""Reads course scores for workbooks (R4.10, R8.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, column, func, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

from db import exporting
from db.paging import Key, ordering
from db.queries import columns
from db.queries.classes import klass
from db.queries.courses.lists import CourseFilter, Seen
from db.queries.students import student
from db.scopes import Scope, placed, reached_by
from db.score_kinds import AttemptKind
from db.session import Database

_KINDS = {AttemptKind.FIRST: "初修", AttemptKind.RESIT: "补考", AttemptKind.RETAKE: "重修"}


async def fetch_csv(
    database: Database,
    seen: Seen,
    guards: Mapping[str, Scope],
    filters: CourseFilter,
    order: Sequence[Key],
    keys: Sequence[str],
    *,
    by_class: bool,
) -> tuple[bytes, int]:
    """Fetches the columns `keys` of every requested course score as CSV, with the number of rows.

    Args:
        guards: the scope of the rows that show each guarded column, by key.
        by_class: the rows come class by class, and the name of the class follows them.
    """
    rows = seen.matching(filters).subquery("rows")

    def reached(scope: Scope) -> ColumnElement[bool]:
        return reached_by(scope, **placed(rows))

    special = {
        "text": score_text(rows),
        "undecided": rows.c.question.is_not(None),
        "attempts": func.coalesce(_attempts(rows), _KINDS[AttemptKind.FIRST]),
    }
    result: Any = rows
    cells = columns.cells(result, special, guards, reached, keys, by_class=by_class)
    sorted_by = columns.by_class_first([replace(key, column=rows.c[key.name]) for key in order], by_class)
    query = (
        select(*cells)
        .select_from(rows)
        .join(student, student.c.id == rows.c.student_id)
        .join(klass, klass.c.id == rows.c.class_id)
        .order_by(*ordering(sorted_by))
    )
    return await exporting.fetch_csv(database, query)


def score_text(rows: Any) -> ColumnElement[Any]:
    """Selects the score as it came: of the attempt that counts, or of the first one. A number is its own text."""
    counts = func.jsonb_path_query_first(rows.c.attempts, cast("$[*] ? (@.counts == true)", postgresql.JSONPATH))
    of_attempt = func.coalesce(cast(counts, JSONB)["text"].astext, rows.c.attempts[0]["text"].astext)
    return func.coalesce(of_attempt, rows.c.text, cast(func.trim_scale(rows.c.score), String))


def _attempts(rows: Any) -> ColumnElement[Any]:
    """Selects all attempts with their scores, such as “初修 55；补考 75”; NULL stands for a single one."""
    listed = func.jsonb_array_elements(rows.c.attempts).table_valued(column("value", JSONB), with_ordinality="place")
    one = listed.render_derived("attempt")
    words = case(_KINDS, value=one.c.value["kind"].astext)
    named = func.concat(words, " ", one.c.value["text"].astext)
    separated = func.string_agg(named, postgresql.aggregate_order_by(literal("；"), one.c.place))
    return select(separated).select_from(one).correlate(rows).scalar_subquery()
