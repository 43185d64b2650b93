"""Expressions that count and name the rows which lack something, and the last approval of a college (R1.7)."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause

from db.queries.approvals import approval
from db.queries.batches.batches import batch_college

NAMED = 3
"""So many names are read of the classes or colleges that lack something."""


def count(condition: ColumnElement[bool], name: str) -> Any:
    return func.count().filter(condition).label(name)


def names(rows: FromClause, condition: ColumnElement[bool], name: str) -> Any:
    """Gathers the first names, by code, of the rows that match."""
    ordered = func.array_agg(aggregate_order_by(rows.c.name, rows.c.code)).filter(condition)
    return func.trim_array(ordered, func.greatest(func.cardinality(ordered) - NAMED, 0)).label(name)


def last_approval() -> LateralFromClause:
    """Selects a college's newest approval, in force or withdrawn."""
    return (
        select(approval)
        .where(approval.c.batch_id == batch_college.c.batch_id, approval.c.college_id == batch_college.c.college_id)
        .order_by(approval.c.approved_at.desc(), approval.c.id.desc())
        .limit(1)
        .lateral("last_approval")
    )
