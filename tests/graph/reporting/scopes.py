"""Scopes as far as each right reaches for one person: in Python, and in the functions of the database."""

from typing import Any

from core.access import Right
from core.reporting import part_name, rights
from core.viewer import Viewer
from db.scopes import Scope

SCOPES = """select name, s.* from unnest($1::text[]) name, lateral report_wall.scope(name) s"""


def in_python(viewer: Viewer) -> dict[str, Scope]:
    """Returns the scope of each right, and of each part of a right that grows with the stage, by its name."""
    found: dict[str, Scope] = {}
    for name, right in rights().items():
        parts = {name: right} if isinstance(right, Right) else {part_name(name, s.name): p for s, p in right.parts()}
        found |= {part: viewer.scope(one) for part, one in parts.items()}
    return found


def of_row(row: Any) -> Scope:
    assert None not in (row["batches"] or []), "the roster's classes stand apart"
    pairs = zip(row["batches"] or [], row["classes"] or [], strict=True)
    classes = [*pairs, *((None, one) for one in row["roster_classes"] or [])]
    return Scope(bool(row["school"]), frozenset(row["colleges"] or []), frozenset(classes), row["student"])
