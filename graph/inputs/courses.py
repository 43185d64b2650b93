"""What clients send about course scores and their adjustment."""

from enum import Enum
from typing import Any

import strawberry
from strawberry.file_uploads import Upload

from core.actions.course_adjustments import Adjustment
from core.identifiers import canonical_identifier, typed_identifier, typed_name
from db.queries.courses.courses import CourseFilter
from graph.vocabulary.connections import Direction
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.scalars import AcademicYear, Credit, Ratio, Score


@strawberry.input(description="课程成绩筛选，各条件同时满足")
class CourseScoreFilter:
    academic_year: AcademicYear | None = shown("学年", default=None)
    term: int | None = shown("学期，1 或 2", default=None)
    student_id: strawberry.ID | None = shown("学生：一个学生的全部课程", default=None)
    number: str | None = shown("学号，从头匹配", default=None)
    name: str | None = shown("姓名，任意位置匹配", default=None)
    class_id: strawberry.ID | None = shown("班级；在批次中为参评时的班级", default=None)
    major_id: strawberry.ID | None = shown("专业", default=None)
    grade: int | None = shown("年级（入学年份）", default=None)
    college_id: strawberry.ID | None = shown("学院", default=None)
    course_code: str | None = shown("课程代码", default=None)
    counted: bool | None = shown("是否参评，须指明批次", default=None)
    locked: bool | None = shown("是否因不及格而锁定，须指明批次", default=None)
    adjusted: bool | None = shown("是否调整过，须指明批次", default=None)

    def wanted(self) -> CourseFilter:
        return CourseFilter(
            academic_year=self.academic_year,
            term=self.term,
            student_id=key_or_none(self.student_id),
            number=typed_identifier(self.number),
            name=typed_name(self.name),
            class_id=key_or_none(self.class_id),
            major_id=key_or_none(self.major_id),
            grade=self.grade,
            college_id=key_or_none(self.college_id),
            course_code=typed_identifier(self.course_code),
            counted=self.counted,
            locked=self.locked,
            adjusted=self.adjusted,
        )


@strawberry.enum(description="课程成绩的排序依据")
class CourseScoreOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="学号")
    NAME = strawberry.enum_value("NAME", description="姓名（拼音）")
    TERM = strawberry.enum_value("TERM", description="学期")
    COURSE_CODE = strawberry.enum_value("COURSE_CODE", description="课程代码")
    CREDIT = strawberry.enum_value("CREDIT", description="学分")
    SCORE = strawberry.enum_value("SCORE", description="成绩，须有权查看")
    CHANGED_AT = strawberry.enum_value("CHANGED_AT", description="导入或修改的时间")


@strawberry.input(description="课程成绩排序")
class CourseScoreOrder:
    field: CourseScoreOrderField = shown("排序依据")
    direction: Direction = shown("方向", default=Direction.ASC)


@strawberry.input(description="导入原始成绩（1.1.2.2）")
class ImportCourseScoresInput:
    file: Upload = shown("工作簿：.xlsx、.xls 或 CSV，列与模板相同")
    academic_year: AcademicYear = shown("学年")
    term: int = shown("学期，1 或 2")
    college_id: strawberry.ID | None = shown("学院；不填为有权导入的全部学院", default=None)
    dry_run: bool = shown("只检查，不保存", default=False)

    def arguments(self) -> dict[str, Any]:
        """In plain values, without the file."""
        return {
            "academic_year": self.academic_year,
            "term": self.term,
            "college_id": key_or_none(self.college_id),
            "dry_run": self.dry_run,
        }


@strawberry.input(description="单个新增课程成绩")
class AddCourseScoreInput:
    student_number: str = shown("学号")
    academic_year: AcademicYear = shown("学年")
    term: int = shown("学期，1 或 2")
    course_code: str = shown("课程代码")
    course_name: str = shown("课程名称")
    course_kind: str = shown("课程性质")
    credit: Credit = shown("学分，大于 0")
    score: Score = shown("成绩，0 至 100")
    teacher: str | None = shown("授课教师", default=None)
    remark: str | None = shown("备注", default=None)
    replace: bool = shown("已有该课程的成绩时是否替换", default=False)

    def values(self) -> dict[str, Any]:
        """By the keys of the workbook's columns."""
        names = ("course_code", "course_name", "course_kind", "credit", "score", "teacher", "remark")
        return {name: getattr(self, name) for name in names}


@strawberry.input(description="要删除哪些课程成绩，各条件同时满足")
class DeleteCourseScoresFilter:
    academic_year: AcademicYear = shown("学年")
    term: int | None = shown("学期", default=None)
    class_id: strawberry.ID | None = shown("现在的班级", default=None)
    student_id: strawberry.ID | None = shown("学生", default=None)
    course_code: str | None = shown("课程代码", default=None)

    def values(self) -> dict[str, Any]:
        return {
            "academic_year": self.academic_year,
            "term": self.term,
            "class_id": key_or_none(self.class_id),
            "student_id": key_or_none(self.student_id),
            "course_code": typed_identifier(self.course_code),
        }


@strawberry.input(one_of=True, description="删除课程成绩：逐条，或按条件，只填一种")
class DeleteCourseScoresInput:
    ids: strawberry.Maybe[list[strawberry.ID]] = shown("课程成绩的 id，全部删除或一条不删")
    filter: strawberry.Maybe[DeleteCourseScoresFilter] = shown("按条件删除，限有权导入的学生")


@strawberry.input(description="一门课程的调整：用 courseScoreId，或用 studentId、term、courseCode 指明课程")
class CourseAdjustmentInput:
    counted: bool = shown("课程是否参评")
    ratio: Ratio | None = shown("调整后的加成比例；不填则用学院的默认比例", default=None)
    course_score_id: strawberry.ID | None = shown("课程成绩的 id", default=None)
    student_id: strawberry.ID | None = shown("学生", default=None)
    term: int | None = shown("学期", default=None)
    course_code: str | None = shown("课程代码", default=None)

    def adjustment(self) -> Adjustment:
        named = None
        if self.student_id is not None and self.term is not None and self.course_code is not None:
            named = (key(self.student_id), self.term, canonical_identifier(self.course_code))
        return Adjustment(self.counted, self.ratio, key_or_none(self.course_score_id), named)


@strawberry.input(description="参评课程调整（1.1.2.3），全部保存或都不保存")
class AdjustCoursesInput:
    batch_id: strawberry.ID = shown("批次")
    adjustments: list[CourseAdjustmentInput] = shown("各门课程的调整")
