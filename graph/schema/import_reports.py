"""The first rows of an import (R10.7): declarations, nothing else."""

import strawberry

from db.tables import ScoreRule
from graph.schema.attempts import Attempt
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Credit, Score


@strawberry.type(
    description="未导入的学生：名册中没有其学号 | A student who was left out: the roster does not know the number"
)
class LeftOutStudent:
    row: int = shown("工作簿中的首行行号 | The student's first row in the workbook")
    sheet: str | None = shown("工作表；只有一个时为空 | Sheet; null if there is only one")
    number: str = shown("学号 | Student number")
    name: str = shown("工作簿中的姓名 | Name in the workbook")


@strawberry.type(description="将要导入的一门课程成绩 | A course score as it would be imported")
class PreviewedScore:
    row: int = shown("工作簿中的行号 | Row in the workbook")
    sheet: str | None = shown("工作表；只有一个时为空 | Sheet; null if there is only one")
    student_number: str = shown("学号 | Student number")
    student_name: str = shown("姓名 | Name")
    course_code: str = shown("课程代码 | Course code")
    course_name: str = shown("课程名称 | Course name")
    course_kind: str = shown("课程性质 | Kind of course")
    teacher: str | None = shown("授课教师 | Teacher")
    credit: Credit = shown("学分 | Credit")
    score: Score | None = shown("成绩；不计入或尚待决定为空 | Score; null if it is left out or undecided")
    text: str = shown("成绩原文 | The score as it came")
    rule: ScoreRule = shown("成绩由何而来 | What gave the score")
    undecided: bool = shown("成绩是否尚待决定 | Whether the college has yet to decide how the score counts")
    attempts: list[Attempt] = shown("各次成绩 | All attempts")
    remark: str | None = shown("备注 | Remark")


@strawberry.type(description="将被替换的一门课程成绩 | A course score that would be replaced")
class PreviewedChange:
    old: PreviewedScore = shown("原来的成绩 | The score as stored")
    new: PreviewedScore = shown("导入的成绩 | The score as it would be imported")


@strawberry.type(description="导入的预览，每类最多 50 条 | What an import would do; at most 50 rows of each kind")
class ImportPreview:
    created: list[PreviewedScore] = shown("新增的 | New ones")
    replaced: list[PreviewedChange] = shown("替换的 | Replaced ones")
    unchanged: list[PreviewedScore] = shown("与原来相同的 | Those that equal the stored ones")
    undecided: list[PreviewedScore] = shown("尚待决定的 | Undecided ones")


@strawberry.type(description="预览的一行中的一列 | A column of a previewed row")
class PreviewedValue:
    title: str = shown("列名 | The column's title")
    old: str | None = shown("原来的值；新增的为空 | Value as stored; null if the row is new")
    new: str | None = shown("导入后的值 | Value as it would be imported")


@strawberry.type(
    description="综合测评成绩或名册中将要导入的一行 | "
    "A row of comprehensive results or of the roster as it would be imported"
)
class PreviewedRow:
    row: int | None = shown("文件中的行号；文件中没有的为空 | Row in the file; null for a record that it does not hold")
    sheet: str | None = shown("工作表；只有一个时为空 | Sheet; null if there is only one")
    number: str = shown(
        "学号、工号或代码；班主任、班长为班级代码 | Number or code; for head teachers and monitors the class's"
    )
    name: str = shown("姓名或名称 | Name")
    values: list[PreviewedValue] = shown("各列；替换的只列有变化的 | The columns; of a replaced row those that change")


@strawberry.type(
    description="综合测评成绩或一张名册工作表的导入预览，每类最多 50 条 | "
    "What an import of comprehensive results or of one sheet of the roster would do; at most 50 rows of each kind"
)
class RowPreview:
    created: list[PreviewedRow] = shown("新增的 | New ones")
    replaced: list[PreviewedRow] = shown(
        "有变化的；班主任、班长按班级列出 | Those that change; head teachers and monitors by class"
    )
    unchanged: list[PreviewedRow] = shown("与原来相同的 | Those that equal the stored ones")
    retired: list[PreviewedRow] = shown("将停用的；仅名册 | Those that would be retired; only of the roster")
