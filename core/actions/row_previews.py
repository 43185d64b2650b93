"""A dry run shows the first rows of each kind, and what would change in them, column by column (R10.7)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Place = tuple[str | None, int | None]
"""The sheet, if there are several, and the row's own number; a record that is missing from the file has neither."""


_TOLD = ("name", "retired")
"""These are told by the row itself, unless they change."""


def row_preview(
    rows: Iterable[Any], titles: Mapping[str, str], place: Callable[[Any], Place]
) -> dict[str, list[dict[str, Any]]]:
    """Returns the rows by kind, as JSON.

    Args:
        rows: each with `kind`, `number`, `name`, and `old` and `new` by the keys of the columns.
        titles: the headings of the columns by key, in the order in which they are shown.
    """
    found: dict[str, list[dict[str, Any]]] = {"created": [], "replaced": [], "unchanged": [], "retired": []}
    for row in rows:
        sheet, number = place(row)
        told = {"sheet": sheet, "row": number, "number": row.number, "name": row.name}
        found[row.kind].append({**told, "values": [*_values(row, titles)]})
    return found


def _values(row: Any, titles: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """Yields the columns with their values before and after; of a replaced row those that change."""
    old, new = row.old or {}, row.new or {}
    for key, title in titles.items():
        before, after = (None if row.kind == "created" else _text(old.get(key))), _text(new.get(key))
        shown = before != after if row.kind == "replaced" else after is not None and key not in _TOLD
        if shown:
            yield {"title": title, "old": before, "new": after}


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value) or None
    return None if value is None else str(value)
