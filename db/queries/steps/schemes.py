"""Finds the scheme by which a class is computed, and whether its inputs have come in (R1.7, R11.5)."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.sql.selectable import LateralFromClause

from db.queries.batches.batches import batch_class, participant
from db.queries.schemes.inputs import item, value
from db.queries.schemes.versions import version


def scheme_in_force() -> LateralFromClause:
    """Selects the id of the newest version of the scheme of the class's college."""
    return (
        select(version.c.id)
        .where(version.c.batch_id == batch_class.c.batch_id, version.c.college_id == batch_class.c.college_id)
        .order_by(version.c.version.desc())
        .limit(1)
        .lateral("scheme_in_force")
    )


def has_inputs() -> ColumnElement[bool]:
    """Matches classes of which some participant has a value or an item that was imported for a scheme."""
    return or_(*(_has(rows) for rows in (value, item)))


def _has(rows: Any) -> ColumnElement[bool]:
    return exists().where(
        participant.c.batch_id == batch_class.c.batch_id,
        participant.c.class_id == batch_class.c.class_id,
        participant.c.participating,
        rows.c.batch_id == participant.c.batch_id,
        rows.c.student_id == participant.c.student_id,
    )
