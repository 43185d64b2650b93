"""A table with a column for each course becomes one with a row for each student and course (R10.2).

Rows above or below the headings name code, credit and kind of the course in each column. Every row of the long table
knows the place that it came from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.identifiers import half_width, visible
from core.workbooks import guards
from core.workbooks.cells import Bad, Cell, exact, shown
from core.workbooks.grids import Grid, Origin
from core.workbooks.headings import find_header
from core.workbooks.layout import HEADER_WITHIN, Column, Header, Layout, Naming, plain_header
from core.workbooks.parts import column_letter
from core.workbooks.problems import Problem, ProblemCode, Unreadable

_OF_PERSON = ("student_number", "student_name")
_OF_COURSE = ("course_code", "course_name", "course_kind", "teacher", "credit")
_REQUIRED = ("course_code", "course_kind", "credit")
_NO_COURSE = re.compile(
    "序号|编号|班级|班$|专业|学院|院系|年级|性别|民族|平均|总分|总评|合计|小计|绩点|学分|排名|名次|备注|门数|等级|等次|素质|测评|评语|签|电话|"
    "学年|学期|成绩$|错误|Errors"
)
_LEVELS = re.compile("优|良|中|差|合格|不合格|通过|不通过|及格|不及格|优秀|良好|中等|缓考|缺考|免修|作弊|旷考|未评")
_FEWEST = 2
_LOOKED_AT = 200


def long_grid(grid: Grid, layout: Layout, naming: Naming) -> Grid:
    """Returns the long form of a table with a column for each course, or any other grid as it is.

    Raises:
        Unreadable: it is such a table, but lacks something that each course needs.
    """
    header = find_header(grid, layout, naming)
    if header is None or any(key not in header.places for key in _OF_PERSON) or "course_code" in header.places:
        return grid
    found = _Wide(grid, header, layout)
    return found.long() if found.is_wide else grid


@dataclass(slots=True)
class _Label:
    """A row that says something of each course, with the column in which it is named."""

    row: int
    column: int


class _Wide:
    """Finds the rows of labels and the columns of courses of one sheet."""

    def __init__(self, grid: Grid, header: Header, layout: Layout) -> None:
        self.grid, self.header = grid, header
        self.columns = {column.key: column for column in layout.columns}
        self.layout = layout
        self.people = [header.places[key][0] for key in _OF_PERSON]
        self.labels = self._labels()
        self.first_row = max([header.row, *(label.row for label in self.labels.values())]) + 1
        self.courses, self.passed_over = self._courses()

    @property
    def is_wide(self) -> bool:
        return len(self.courses) >= (1 if "course_code" in self.labels else _FEWEST)

    def long(self) -> Grid:
        missing = [self.columns[key].header for key in _REQUIRED if key not in self.labels]
        if missing:
            raise Unreadable(self._lacking(missing))
        rows: list[list[Cell]] = [[column.header for column in self.layout.offered]]
        origin = Origin([(self.header.row, 0)], self._letters(), self.passed_over, len(self.courses))
        told = {at: self._told(at) for at in self.courses}
        for row in range(self.first_row, len(self.grid.rows)):
            cells = self.grid.rows[row]
            for at in self.courses:
                if cells[at] in ("", None) or (type(cells[at]) is str and not visible(str(cells[at]))):
                    continue
                values = {**told[at], "student_number": cells[self.people[0]], "student_name": cells[self.people[1]]}
                values["score"] = cells[at]
                rows.append([values.get(column.key, "") for column in self.layout.offered])
                origin.places.append((row, at))
            if len(rows) * len(rows[0]) > guards.MOST_CELLS:
                raise guards.too_large("单元格过多", "there are too many cells")
        long = Grid(self.grid.name, rows, hidden_rows=self.grid.hidden_rows, origin=origin)
        self._carry(long)
        return long

    def _carry(self, long: Grid) -> None:
        """Takes over what is known of the cells: failed formulas, and numbers that are shown by other digits."""
        keys = [column.key for column in self.layout.offered]
        score = keys.index("score")
        for new, (row, at) in enumerate(long.origin.places if long.origin else ()):
            if not new:
                continue
            for key, old in zip((*_OF_PERSON, "score"), (*self.people, at), strict=True):
                place = (new, keys.index(key) if key != "score" else score)
                if (row, old) in self.grid.shown:
                    long.shown[place] = self.grid.shown[row, old]
                if (row, old) in self.grid.errors:
                    long.errors.add(place)
                if (row, old) in self.grid.unvalued:
                    long.unvalued.add(place)

    def _letters(self) -> dict[str, str]:
        letters = {key: column_letter(at) for key, at in zip(_OF_PERSON, self.people, strict=True)}
        letters |= {key: column_letter(label.column) for key, label in self.labels.items()}
        return letters | {"course_name": letters.get("course_name", column_letter(self.courses[0]))}

    def _labels(self) -> dict[str, _Label]:
        """Returns the rows near the headings that name something of each course, such as 课程代码 or 学分."""
        names = {name: key for key in _OF_COURSE for name in self.columns[key].every_name}
        found: dict[str, _Label] = {}
        for row in range(min(HEADER_WITHIN, len(self.grid.rows))):
            for at, cell in enumerate(self.grid.rows[row][: max(self.people) + 1]):
                key = names.get(plain_header(cell)) if type(cell) is str else None
                if key and row != self.header.row and key not in found:
                    found[key] = _Label(row, at)
        return found

    def _courses(self) -> tuple[list[int], list[str]]:
        """Returns the columns of courses: those with a label, and others among or behind them that hold scores."""
        known = {at for places in self.header.claims.values() for at in places} | set(self.people)
        labelled = [at for at in range(len(self.header.words)) if at not in known and self._is_labelled(at)]
        scores = self.header.places.get("score", [])
        courses, other = [], []
        for at, words in enumerate(self.header.words):
            if at in known:
                continue
            free = at not in {place for places in self.header.places.values() for place in places}
            if at in labelled or (
                free and words and not _NO_COURSE.search(words) and at > min(self.people) and self._holds_scores(at)
            ):
                courses.append(at)
            elif words and at not in scores:
                other.append(words[:100])
        return courses, other

    def _is_labelled(self, at: int) -> bool:
        outside = at > max(self.people) or at < min(self.people)
        rows = (self.grid.rows[label.row] for label in self.labels.values() if label.column != at)
        return outside and any(row[at] not in ("", None) for row in rows) and self._word(self.header.row, at) != ""

    def _holds_scores(self, at: int) -> bool:
        """Tells whether most of the first values below a heading are marks or level words."""
        cells = [
            self.grid.rows[row][at] for row in range(self.first_row, min(self.first_row + 200, len(self.grid.rows)))
        ]
        filled = [half_width(shown(cell)) for cell in cells if cell not in ("", None)]
        fits = sum(_is_mark(words) for words in filled)
        return bool(filled) and fits * 2 > len(filled)

    def _told(self, at: int) -> dict[str, Cell]:
        """Returns what the labels say of a course, or refuses it."""
        told: dict[str, Cell] = {}
        for key, label in self.labels.items():
            column, cell = self.columns[key], self.grid.rows[label.row][at]
            value = column.convert(cell)
            if isinstance(value, Bad) or (value is None and column.required):
                raise Unreadable(self._bad_label(column, label, at, value))
            told[key] = cell
        name = self._word(self.header.row, at)
        if "course_name" not in told:
            told["course_name"] = name
        return told

    def _bad_label(self, column: Column, label: _Label, at: int, bad: Bad | object) -> Problem:
        course = self._word(self.header.row, at)[:40]
        zh, en = f"“{course}”列上缺少{column.header}：请补填", f"the column “{course}” lacks {column.header}: enter it"
        code = ProblemCode.MISSING_VALUE
        if isinstance(bad, Bad):
            zh, en, code = (
                f"“{course}”列的{column.header}有误：{bad.zh}",
                f"{column.header} of “{course}”: {bad.en}",
                bad.code,
            )
        return Problem(code, zh, en, label.row + 1, column.header, column_letter(at), self.grid.name or None)

    def _word(self, row: int, at: int) -> str:
        cell = self.grid.rows[row][at]
        return "" if cell is None else visible(shown(cell))

    def _lacking(self, missing: Sequence[str]) -> Problem:
        named = "、".join(f"“{self._word(self.header.row, at)[:20]}”" for at in self.courses[:3])
        lacking = "、".join(missing)
        zh = (
            f"表中每门课程占一列（{named} 等），但没有{lacking}：请在课程名称的上方或下方增加以“{missing[0]}”等开头的"
            "行，逐列填写；或导出为每行一门课程的表"
        )
        en = (
            f"each course has a column ({named} …), but {lacking} is missing: add a row that begins with it and fill "
            "it in for each course, or export a table with one course in each row"
        )
        row = self.header.row + 1
        return Problem(ProblemCode.MISSING_COLUMN, zh, en, row, missing[0], None, self.grid.name or None)


def _is_mark(words: str) -> bool:
    number = exact(words.rstrip("分*$"))
    return (number is not None and not isinstance(number, Bad) and 0 <= number <= 100) or bool(_LEVELS.match(words))
