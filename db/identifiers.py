"""Compares identifiers in SQL."""

from typing import Any

from sqlalchemy import ColumnElement, func


def fold_code(code: Any) -> ColumnElement[str]:
    """Normalizes the spellings of a code, like `core.identifiers.folded`."""
    return func.lower(func.ltrim(code, "0"))
