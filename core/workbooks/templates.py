"""Empty workbooks to fill in have exactly the headers that the readers look for (R4.1, R9.2)."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from core.workbooks import assigned_staff, comprehensive
from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.layout import Layout
from core.workbooks.roster import SHEETS
from core.workbooks.writing import Field, Page, write_pages
from db.levels import LEVELS
from db.qualities import QUALITIES, Qualities

GENERAL = (
    "带 * 的列必须填写；列的顺序可以改变，其他列会被忽略。",
    "学号、工号、代码等编号所在列已设为文本格式：请勿改为数字，以免丢失开头的 0 或末尾的数字。",
    "请勿合并单元格；空行会被跳过。",
    "只要有一行有误，就不会导入任何一行；每个错误都会注明行号、列和原因。",
)
_COURSE_SCORES = (
    "课程成绩导入模板",
    *GENERAL,
    "学分：大于 0 且小于 100，最多两位小数。成绩：0 至 100，最多两位小数；不及格的成绩也要填写。",
    "同一名学生的同一门课程在一个文件中只能出现一次；再次导入同一学年、学期的同一门课程会替换原成绩。",
)
_ROSTER = (
    "学院、专业、班级与人员名册导入模板",
    *GENERAL,
    "可以只填写其中几个工作表；按代码或编号匹配，已有的会被更新，未出现的保持不变。",
    "届次为毕业年份，年级为入学年份，都是四位数字。教职工的学院代码留空表示校级人员。",
)
_COMPREHENSIVE = (
    "素质综合测评成绩导入模板",
    *GENERAL,
    "学号和姓名已填好，请勿增加、删除学生：导入的学生必须与所负责班级的参评学生完全一致。",
    "成绩：0 至 999.99，最多两位小数，可以超过 100。等次：从下拉列表中选择，只能是以下之一：",
)
_ASSIGNED = (
    "{word}导入模板",
    *GENERAL[1:],
    "每行一名{word}；一个班级有几名，就写几行。班级代码和班级填一个即可；姓名用于核对工号，可以不填。",
    "文件中写了人的班级，所列的人成为它的全部{word}；没有填写工号的行会被略过，班级现有的人员不变。",
)
_LEVELS_TITLE = "等次选项"
_LEVELS = "levels"


def course_score_template() -> bytes:
    return _template([("课程成绩", COURSE_SCORES)], _COURSE_SCORES)


def roster_template() -> bytes:
    return _template([(sheet.title, sheet.layout) for sheet in SHEETS], _ROSTER)


def comprehensive_template(
    students: Sequence[tuple[str, str]], levels: Sequence[str] = LEVELS, qualities: Qualities = QUALITIES
) -> bytes:
    """Returns a template with everybody whom the counsellor may import: numbers and names filled, the
    rest blank (R6.1).
    """
    fields = fields_of(comprehensive.layout(levels, qualities))
    blank = (None,) * (len(fields) - 2)
    rows = ((*student, *blank) for student in students)
    checks = _checks(fields, len(students) + 1) if students else ()
    options = Page(
        _LEVELS_TITLE, [Field("level", "可选等次")], ([level] for level in levels), hidden=True, named=_LEVELS
    )
    buffer = BytesIO()
    notes = (*_COMPREHENSIVE, *levels)
    write_pages(buffer, [Page("素质综合测评成绩", fields, rows, frozen=2, checks=checks), options], notes=notes)
    return buffer.getvalue()


def assigned_template(word: str, rows: Sequence[tuple[str | None, ...]]) -> bytes:
    """Returns a template with the classes whose staff the viewer may set, and the present staff (R2.6)."""
    buffer = BytesIO()
    page = Page(word, fields_of(assigned_staff.layout(word)), iter(rows), frozen=2)
    write_pages(buffer, [page], notes=[note.format(word=word) for note in _ASSIGNED])
    return buffer.getvalue()


def fields_of(layout: Layout) -> list[Field]:
    """Returns the columns of a layout as a template shows them, required ones with *."""
    return [Field(c.key, c.header + "*" * c.required, c.kind, width=18) for c in layout.offered]


def _template(sheets: list[tuple[str, Layout]], notes: tuple[str, ...]) -> bytes:
    buffer = BytesIO()
    write_pages(buffer, [Page(title, fields_of(layout)) for title, layout in sheets], notes=notes)
    return buffer.getvalue()


def _checks(fields: Sequence[Field], last: int) -> tuple[DataValidation, DataValidation]:
    """Returns what Excel itself accepts in the filled rows.

    The levels stand on a hidden sheet: a list inside the check ends at 255 characters, and knows no commas. They are
    called by a name, since a sheet's own name puts the check where other programs lose it once Excel has saved it.
    """
    letters = {field.key: get_column_letter(number) for number, field in enumerate(fields, 1)}
    score = DataValidation("decimal", formula1="0", formula2="999.99", operator="between", allow_blank=True)
    level = DataValidation("list", formula1=_LEVELS, allow_blank=True)
    score.errorTitle, score.error = "成绩有误", "请填写 0 至 999.99 的数字，最多两位小数"
    level.errorTitle, level.error = "等次有误", "请从下拉列表中选择等次"
    for check, ending in ((score, "_score"), (level, "_level")):
        check.showErrorMessage = True
        check.sqref = MultiCellRange(f"{at}2:{at}{last}" for key, at in letters.items() if key.endswith(ending))
    return score, level
