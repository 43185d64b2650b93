"""Turns the rows of a query's answer into lines of CSV (R9.6).

Numbers are plain, times are on the school's clock with their offset, and no cell is a formula (`csv_writing`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

import orjson

from core.workbooks.csv_writing import csv_text
from graph.routes.reports.compiled import Report

SEPARATOR = ";"
"""Separates the values of a list in one cell."""
INSIDE = "；"
"""Stands for the separator inside a value, so that a cell can be taken apart again."""


def head_of(report: Report) -> bytes:
    return csv_text([list(report.layout.columns)]).encode()


def lines_of(report: Report, rows: Iterable[Mapping[str, Any]], zone: tzinfo) -> bytes:
    """Returns the lines of the rows, in the order of the columns."""
    paths = [path.split(".") for path in report.layout.columns.values()]
    moments = [kind == "datetime" for kind in report.kinds.values()]
    each = report.layout.each.split(".") if report.layout.each else []
    return csv_text(
        [_cell(_value(one, path), zone if moment else None) for path, moment in zip(paths, moments, strict=True)]
        for row in rows
        for one in _multiplied(row, each)
    ).encode()


def _multiplied(row: Mapping[str, Any], each: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Yields the row once for each member of the list at the path, with the member in the place of the list."""
    if not each:
        yield row
        return
    first, *rest = each
    below = row[first]
    for member in below if isinstance(below, list) else [below] if below is not None else []:
        for one in _multiplied(member, rest):
            yield {**row, first: one}


def _value(row: Any, path: Sequence[str]) -> Any:
    """Returns the value at a path: None behind null, and a list behind a list."""
    for place, step in enumerate(path):
        if isinstance(row, list):
            return [_value(one, path[place:]) for one in row]
        if row is None:
            return None
        row = row[step]
    return row


def _cell(value: Any, zone: tzinfo | None) -> str | None:
    if value is None or isinstance(value, str):
        return _on_the_clock(value, zone) if zone and value else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return SEPARATOR.join((_cell(one, zone) or "").replace(SEPARATOR, INSIDE) for one in value)
    return orjson.dumps(value).decode() if isinstance(value, dict) else str(value)


@lru_cache(maxsize=4096)
def _on_the_clock(words: str, zone: tzinfo) -> str:
    """Returns a time on the school's clock, with a cache because many rows were computed at the same moment."""
    return datetime.fromisoformat(words).astimezone(zone).isoformat(timespec="seconds")
