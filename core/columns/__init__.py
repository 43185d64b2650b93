"""The columns of results, each declared once: key, heading, kind of cell, who sees it, and whether lists sort by it.

What follows from a declaration: the values of the API's enums (`graph/inputs/columns.py`), the headings of a sheet, and
which columns and orders are refused to a person or left blank on a row (R8.3, R8.4). What a column holds is
`db/queries`' to say, unless it is a column of the result's own table under the same name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.access import Right, StagedRight, Viewer
from core.errors import Forbidden
from core.workbooks.writing import Field, Kind, chosen


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result, as lists sort by it and sheets show it."""

    key: str
    heading: str
    en: str
    """What the column holds, in English, for those who choose it by the API."""
    kind: Kind = Kind.TEXT
    width: int = 12
    """In half-width characters; a Chinese one takes two."""
    right: Right | StagedRight | None = None
    """Who sees it, where that is not everybody who sees the row."""
    sortable: bool = False
    order: str = ""
    """What the order is called in the API, unless it is called as the column."""
    order_words: str = ""
    """What the order goes by, in both languages, where that is not just what the column holds."""

    @property
    def order_name(self) -> str:
        return self.order or self.key.upper()

    @property
    def order_description(self) -> str:
        zh, en = ("，须有权查看", "; needs the right to see it") if self.right else ("", "")
        return self.order_words or f"{self.heading}{zh} | {self.en}{en}"

    @property
    def field(self) -> Field:
        """The column as a sheet has it."""
        return Field(self.key, self.heading, self.kind, self.width)


@dataclass(frozen=True, slots=True)
class ResultColumns:
    """All columns of one kind of results, in the order of a sheet, and the right to its rows."""

    rows: Right | StagedRight
    columns: tuple[Column, ...]

    @property
    def sortable(self) -> list[Column]:
        return [column for column in self.columns if column.sortable]

    @property
    def fields(self) -> list[Field]:
        return [column.field for column in self.columns]

    def order_key(self, viewer: Viewer, order: str, *, batch_id: int | None = None, class_id: int | None = None) -> str:
        """The key of the column that an order of the API stands for.

        Raises:
            Forbidden: the column is guarded, and the viewer does not see it on every row asked for (R8.3).
        """
        [column] = [one for one in self.sortable if one.order_name == order]
        if column.right is not None:
            viewer.require_sight(self.rows, column.right, batch_id=batch_id, class_id=class_id)
        return column.key

    def chosen(self, viewer: Viewer, batch_id: int | None, keys: Sequence[str] | None) -> list[Field]:
        """The columns asked for in their order (R7.8), or all that the viewer may see on some row of the batch.

        Raises:
            Forbidden: no row is for the viewer, or a column was named that the viewer sees on no row (R8.4).
        """
        hidden = {key for key, scope in self.guards(viewer).items() if scope.within(batch_id, None).empty}
        rows: Any = viewer.scope(self.rows)
        if rows.within(batch_id, None).empty or hidden.intersection(keys or ()):
            raise Forbidden
        return chosen(self.fields, keys or [column.key for column in self.columns if column.key not in hidden])

    def guards(self, viewer: Viewer) -> dict[str, Any]:
        """By key, the rows on which the viewer sees each guarded column: on others it stays blank (R8.4)."""
        return {column.key: viewer.scope(column.right) for column in self.columns if column.right is not None}


NUMBER = Column("student_number", "学号", "Student number", width=14, sortable=True, order="NUMBER")
NAME = Column(
    "student_name", "姓名", "Name", sortable=True, order="NAME", order_words="姓名（拼音） | Name (by pinyin)"
)
COLLEGE = Column("college", "学院", "College", width=24)
MAJOR = Column("major", "专业", "Major", width=24)
GRADE = Column("grade", "年级", "Grade", Kind.INTEGER, width=8)
CLASS = Column(
    "school_class", "班级", "Class", width=20, sortable=True, order="CLASS", order_words="班级代码 | Class code"
)
STUDENT = (NUMBER, NAME, COLLEGE, MAJOR, GRADE, CLASS)
"""What most sheets begin with."""
