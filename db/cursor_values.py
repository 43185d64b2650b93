"""Checks the values of a cursor, which a client may have forged: a value must fit its column."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, Numeric, SmallInteger

LONGEST_CURSOR = 4_000
"""Cursors of names and codes are far shorter."""

_WHOLE = re.compile(r"-?\d{1,19}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class BrokenCursor(ValueError):
    """The cursor does not come from this list in this order."""


def fitting(kind: Any, value: Any) -> str | None:
    """Returns the value as text if a column of this type can hold it.

    Raises:
        BrokenCursor: no list has made such a value.
    """
    if value is None:
        return None
    try:
        if not isinstance(value, str) or "\x00" in value:
            raise BrokenCursor(value)
        value.encode()  # a lone surrogate can't be
        for of, check in _CHECKS:
            if isinstance(kind, of):
                return check(kind, value)
    except (ValueError, OverflowError) as error:
        raise BrokenCursor(value) from error
    return value


def _integer(kind: Any, value: str) -> str:
    bits = 63 if isinstance(kind, BigInteger) else 15 if isinstance(kind, SmallInteger) else 31
    if not _WHOLE.fullmatch(value) or not -(2**bits) <= int(value) < 2**bits:
        raise BrokenCursor(value)
    return value


def _decimal(kind: Any, value: str) -> str:
    if not _DECIMAL.fullmatch(value):
        raise BrokenCursor(value)
    scale = kind.scale or 0
    if kind.precision is not None and abs(round(Decimal(value), scale)) >= Decimal(10) ** (kind.precision - scale):
        raise BrokenCursor(value)
    return value


def _boolean(_kind: Any, value: str) -> str:
    if value not in ("True", "False"):
        raise BrokenCursor(value)
    return value


def _day(_kind: Any, value: str) -> str:
    if not _DAY.fullmatch(value):
        raise BrokenCursor(value)
    return date.fromisoformat(value).isoformat()


def _moment(_kind: Any, value: str) -> str:
    """Converts a point in time to UTC, because PostgreSQL may see any offset."""
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise BrokenCursor(value)
    return found.astimezone(UTC).isoformat()


_CHECKS: tuple[tuple[type, Callable[[Any, str], str]], ...] = (
    (Boolean, _boolean),
    (Integer, _integer),
    (Numeric, _decimal),
    (DateTime, _moment),
    (Date, _day),
)
