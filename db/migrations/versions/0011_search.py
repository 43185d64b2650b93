"""Adds the words by which students and classes are found (R9.7), and fills them for what is stored."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from db.search_words import search_vector

revision = "0011"
down_revision = "0010"
oldest_program = "0010"
branch_labels = None
depends_on = None

MANY = 2000
NUMBERS = {"student": "number", "school_class": "code"}
IMAGES = ("old", "new")
"""These hold the rows that an import changed, before and after: they get words, too, so that an undo restores words."""
WORDS = sa.cast(sa.bindparam("words"), TSVECTOR)


def upgrade() -> None:
    change = sa.table("import_change", sa.column("id"), sa.column("of_table"), *(sa.column(n, JSONB) for n in IMAGES))
    for name, number in NUMBERS.items():
        op.add_column(name, sa.Column("search", TSVECTOR(), server_default="", nullable=False))
        rows = sa.table(name, *(sa.column(column) for column in ("id", number, "name", "search")))
        _fill(rows, "search", WORDS, sa.select(rows.c.id, rows.c[number], rows.c.name))
        for image in IMAGES:
            kept = change.c[image]
            named = sa.select(change.c.id, kept[number].astext, kept["name"].astext)
            more = kept.concat(sa.func.jsonb_build_object("search", sa.cast(WORDS, sa.Text)))
            _fill(change, image, more, named.where(change.c.of_table == name, kept.is_not(None)))
    op.create_index("student_search", "student", ["search"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("student_search", "student")
    for name in NUMBERS:
        op.drop_column(name, "search")


def _fill(table: sa.TableClause, column: str, value: Any, named: sa.Select[Any]) -> None:
    """Fills the column of each row that is named by (id, number, name), many rows at once."""
    database = op.get_bind()
    values = [{"row": row[0], "words": search_vector(row[1], row[2])} for row in database.execute(named)]
    filling = sa.update(table).where(table.c.id == sa.bindparam("row")).values({column: value})
    for start in range(0, len(values), MANY):
        database.execute(filling, values[start : start + MANY])
