"""The tables that imports write, but for course scores, and what makes one row of them (R10.9).

A trigger keeps each change of these tables while an import runs (`recording.watching`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Integer

from db.queries.comprehensive.qualities import RANKS
from db.tables import metadata


@dataclass(frozen=True, slots=True)
class Watched:
    """One table.

    Attributes:
        key: the columns by which a row is found again; for results not the id, so that a new row in its place is seen.
        derived: columns that are computed again, and so are neither compared nor restored.
        loose: columns that are restored, but may have changed since.
    """

    name: str
    key: tuple[str, ...] = ("id",)
    derived: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()

    @property
    def columns(self) -> str:
        return ", ".join(metadata.tables[self.name].c.keys())

    @property
    def own_key(self) -> str:
        """Returns the key of a row as SQL; the table's alias is `own`."""
        return f"concat_ws(' ', {', '.join(f'own.{name}' for name in self.key)})"

    @property
    def image_key(self) -> str:
        return f"concat_ws(' ', {', '.join(_of_image(name) for name in self.key)})"

    @property
    def same(self) -> str:
        """Returns the condition that a row is the one of the image."""
        columns = metadata.tables[self.name].c
        return " and ".join(
            f"own.{name} = ({_of_image(name)})::{'bigint' if isinstance(columns[name].type, Integer) else 'varchar'}"
            for name in self.key
        )

    def without(self, image: str, *columns: str) -> str:
        left_out = (*self.derived, *columns)
        return f"({image} - '{{{','.join(left_out)}}}'::text[])" if left_out else image


def _of_image(name: str) -> str:
    return f"image ->> '{name}'"


WATCHED = (
    Watched("college"),
    Watched("major"),
    Watched("school_class"),
    Watched("student"),
    Watched("staff"),
    Watched("account"),
    Watched("roster_head_teacher", ("class_id", "staff_id")),
    Watched("batch_class", ("batch_id", "class_id"), derived=("academic_stale",)),
    Watched("participant", ("batch_id", "student_id")),
    Watched("head_teacher", ("batch_id", "class_id", "staff_id")),
    Watched("counsellor", ("batch_id", "class_id", "staff_id")),
    Watched("result_sheet", ("batch_id", "class_id"), derived=("reads", "stale"), loose=("imported_at", "imported_by")),
    Watched("comprehensive_result", ("batch_id", "student_id"), derived=RANKS),
    Watched("scheme_value", ("batch_id", "student_id", "heading")),
    Watched("scheme_item"),
)
"""A table stands after all tables that its foreign keys name."""
BY_NAME = {one.name: one for one in WATCHED}

_KEY = " ".join(f"when '{one.name}' then {one.image_key}" for one in WATCHED)
KEYED = f"""(select *, case of_table {_KEY} end as key from (
  select *, coalesce(new, old) as image from import_change where of_table <> 'course_score') any_change)"""  # noqa: S608  # composed of constants
"""All kept changes with the key of their row."""
NET = f"""select * from (
  select import_id, of_table, key, (array_agg(old order by id))[1] as old, (array_agg(new order by id desc))[1] as new,
    (array_agg(image order by id desc))[1] as image
  from {KEYED} change where import_id = any(:imports) group by import_id, of_table, key) whole
where old is distinct from new"""  # noqa: S608  # composed of constants
"""This selects what the imports did to each row in all, however often they wrote it."""

_ROW_BY_NAME = {"student_id": "student", "class_id": "school_class", "major_id": "major", "college_id": "college"}
_NEVER = ("audit_entry", "import_record", "import_place")
"""These tables tell of the past, and the rows that they name may be gone. An account in the log was used, though."""


def references() -> Iterator[tuple[str, str, str]]:
    """Yields (table, column, the table whose id it holds): every foreign key, and the ids that are none (ADR 0006)."""
    for table in metadata.sorted_tables:
        for column in table.c:
            named = "" if table.name in _NEVER else _ROW_BY_NAME.get(column.name, "")
            owners = {key.column.table.name for key in column.foreign_keys} or {named}
            yield from ((table.name, column.name, owner) for owner in owners if owner in BY_NAME)
