"""Empty workbooks to fill in, whose headers are the very ones that the readers look for (R4.1, R9.2)."""

from io import BytesIO

from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.layout import Layout
from core.workbooks.roster import SHEETS
from core.workbooks.writing import Field, Page, write_pages

_GENERAL = (
    "带 * 的列必须填写；列的顺序可以改变，其他列会被忽略。",
    "学号、工号、代码等编号所在列已设为文本格式：请勿改为数字，以免丢失开头的 0 或末尾的数字。",
    "请勿合并单元格；空行会被跳过。",
    "只要有一行有误，就不会导入任何一行；每个错误都会注明行号、列和原因。",
)
_COURSE_SCORES = (
    "课程成绩导入模板",
    *_GENERAL,
    "学分：大于 0 且小于 100，最多两位小数。成绩：0 至 100，最多两位小数；不及格的成绩也要填写。",
    "同一名学生的同一门课程在一个文件中只能出现一次；再次导入同一学年、学期的同一门课程会替换原成绩。",
)
_ROSTER = (
    "学院、专业、班级与人员名册导入模板",
    *_GENERAL,
    "可以只填写其中几个工作表；按代码或编号匹配，已有的会被更新，未出现的保持不变。",
    "届次为毕业年份，年级为入学年份，都是四位数字。教职工的学院代码留空表示校级人员。",
)


def course_score_template() -> bytes:
    return _template([("课程成绩", COURSE_SCORES)], _COURSE_SCORES)


def roster_template() -> bytes:
    return _template([(sheet.title, sheet.layout) for sheet in SHEETS], _ROSTER)


def fields_of(layout: Layout) -> list[Field]:
    """A layout's columns as a template shows them: required ones with *."""
    return [Field(c.key, c.header + "*" * c.required, c.kind, width=18) for c in layout.columns]


def _template(sheets: list[tuple[str, Layout]], notes: tuple[str, ...]) -> bytes:
    buffer = BytesIO()
    write_pages(buffer, [Page(title, fields_of(layout)) for title, layout in sheets], notes=notes)
    return buffer.getvalue()
