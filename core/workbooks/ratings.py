"""A sheet of rating results has these columns for each rating item (R5.6)."""

from collections.abc import Iterable, Sequence

from core.workbooks.writing import Field, Kind

ITEMS = "items"
"""The column that is replaced by the columns of all items."""
PER_ITEM = ("得分", "辅导员平均分", "班主任平均分", "互评平均分")
"""The columns for each rating item; the averages are in the order of `RaterKind`."""


def with_items(columns: Sequence[Field], names: Iterable[str]) -> list[Field]:
    """Returns the columns of the sheet: “思想 得分”, “思想 辅导员平均分” and so on replace `ITEMS`."""
    items = [Field(f"{name} {what}", f"{name} {what}", Kind.DECIMAL) for name in names for what in PER_ITEM]
    return [field for column in columns for field in (items if column.key == ITEMS else [column])]
