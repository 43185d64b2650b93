"""Each column of results is declared once: key, heading, kind of cell, the right to see it, and whether lists sort by
it.

These follow from a declaration: the values of the API's enums (`graph/inputs/columns.py`), the headings of a sheet, and
which columns and orders are refused to a person or left blank on a row (R8.3, R8.4). The value of a column comes from
`db/queries`, unless the result's own table has a column of that name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.access import Right, StagedRight
from core.errors import Forbidden
from core.viewer import Viewer
from core.workbooks.writing import Field, Kind, chosen


@dataclass(frozen=True, slots=True)
class Column:
    """Describes one column of a result, for sorting lists and for sheets."""

    key: str
    heading: str
    en: str
    """The description of the column in English, for users who choose it through the API."""
    kind: Kind = Kind.TEXT
    width: int = 12
    """The width in half-width characters; a Chinese character takes two."""
    right: Right | StagedRight | None = None
    """The right to see the column, if it needs more than the right to see the row."""
    sortable: bool = False
    on_request: bool = False
    """Sheets have the column only if it is chosen."""
    order: str = ""
    """The name of the order in the API, if it differs from the column's."""
    order_words: str = ""
    """The description of the order in both languages, if it differs from the column's."""

    @property
    def order_name(self) -> str:
        return self.order or self.key.upper()

    @property
    def order_description(self) -> str:
        zh, en = ("，须有权查看", "; needs the right to see it") if self.right else ("", "")
        return self.order_words or f"{self.heading}{zh} | {self.en}{en}"

    @property
    def field(self) -> Field:
        """Returns the column as a sheet shows it."""
        return Field(self.key, self.heading, self.kind, self.width)


@dataclass(frozen=True, slots=True)
class ResultColumns:
    """Holds the columns of one kind of results, in the order of a sheet, and the right to its rows."""

    rows: Right | StagedRight
    columns: tuple[Column, ...]

    @property
    def sortable(self) -> list[Column]:
        return [column for column in self.columns if column.sortable]

    @property
    def fields(self) -> list[Field]:
        return [column.field for column in self.columns]

    def order_key(self, viewer: Viewer, order: str, *, batch_id: int | None = None, class_id: int | None = None) -> str:
        """Returns the key of the column that an order of the API stands for.

        Raises:
            Forbidden: the column is guarded, and the viewer does not see it on every requested row (R8.3).
        """
        [column] = [one for one in self.sortable if one.order_name == order]
        if column.right is not None:
            viewer.require_sight(self.rows, column.right, batch_id=batch_id, class_id=class_id)
        return column.key

    def chosen(self, viewer: Viewer, batch_id: int | None, keys: Sequence[str] | None) -> list[Field]:
        """Returns the requested columns in their order (R7.8), or all that the viewer may see on some row of the batch.

        Raises:
            Forbidden: no row is for the viewer, or a column was named that the viewer sees on no row (R8.4).
        """
        hidden = {key for key, scope in self.guards(viewer).items() if scope.within(batch_id, None).empty}
        rows: Any = viewer.scope(self.rows)
        if rows.within(batch_id, None).empty or hidden.intersection(keys or ()):
            raise Forbidden
        usual = [column.key for column in self.columns if not column.on_request and column.key not in hidden]
        return chosen(self.fields, keys or usual)

    def guards(self, viewer: Viewer) -> dict[str, Any]:
        """Maps each guarded column to the rows on which the viewer sees it; on other rows it stays blank (R8.4)."""
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
"""The columns with which most sheets begin."""
