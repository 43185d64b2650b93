"""Identifiers as SQL compares them."""

from typing import Any

from sqlalchemy import ColumnElement, func


def folded(code: Any) -> ColumnElement[str]:
    """What spellings of one code have in common, as `core.identifiers.folded`."""
    return func.lower(func.ltrim(code, "0"))
