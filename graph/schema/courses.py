"""原始成绩与参评课程调整 (manual 1.1.2.2, 1.1.2.3): declarations, nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.permissions.courses import MayAdjustCourses, MayImportCourseScores, SeesCourseScore
from graph.resolvers import courses as resolvers
from graph.resolvers import file_notes, nested
from graph.schema.operations import Operation
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import AcademicYear, Credit, Ratio, Score
from graph.vocabulary.user_errors import FileNote, UserError

if TYPE_CHECKING:
    from graph.schema.students import Student


@strawberry.type(description="参评课程调整（1.1.2.3）")
class CourseAdjustment:
    counted: bool = shown("课程是否参评")
    ratio: Ratio | None = shown("调整后的加成比例；为空则用学院的默认比例")
    adjusted_at: datetime = shown("调整时间")
    adjusted_by: str = shown("调整人")


@strawberry.type(description="原始成绩（1.1.2.2）：一个学生一学期一门课程；查询批次时还说明如何参评")
class CourseScore:
    id: strawberry.ID = shown("课程成绩的 id，重新导入后不变")
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生", nested.student)
    academic_year: AcademicYear = shown("学年")
    term: int = shown("学期")
    course_code: str = shown("课程代码")
    course_name: str = shown("课程名称")
    course_kind: str = shown("课程性质")
    teacher: str | None = shown("授课教师")
    credit: Credit = shown("学分")
    score: Score | None = shown("成绩", by=SeesCourseScore)
    remark: str | None = shown("备注", by=SeesCourseScore)
    changed_at: datetime = shown("导入或修改的时间")
    counted: bool | None = shown("课程是否参评；未指明批次为空")
    ratio: Ratio | None = shown("适用的加成比例：不及格为 0，调整过的按调整，否则为学院默认；未指明批次为空")
    default_ratio: Ratio | None = shown("未调整时的加成比例；未指明批次为空")
    locked: bool | None = shown("是否因不及格（小于 60 分）而锁定加成比例；未指明批次为空")
    adjustment: CourseAdjustment | None = shown("调整；未调整过为空", resolvers.adjustment)


@strawberry.type(description="导入原始成绩的结果；有任何错误时没有导入任何一行")
class ImportCourseScoresPayload:
    created: int | None = shown("新增的行数")
    replaced: int | None = shown("替换了原成绩的行数")
    unchanged: int | None = shown("与原成绩相同的行数")
    row_count: int | None = shown("工作簿中的行数")
    problem_count: int | None = shown("错误总数；userErrors 最多列出 1000 个")
    problem_groups: list[FileNote] = shown(
        "问题按种类归并，附数量与行号，最要紧的在前；没有问题为空列表", file_notes.problem_groups
    )
    warnings: list[FileNote] = shown("不影响导入、但应当知道的情况，如隐藏的行、略过的列", file_notes.warnings)
    operation: Operation | None = shown("任务；只检查时为空")
    user_errors: list[UserError] = shown("每个错误的行号、列与原因")


@strawberry.type(description="单个新增课程成绩的结果")
class AddCourseScorePayload:
    course_score: CourseScore | None = shown("保存后的课程成绩")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="删除课程成绩的结果")
class DeleteCourseScoresPayload:
    deleted_count: int | None = shown("删除的条数")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="参评课程调整的结果")
class AdjustCoursesPayload:
    course_scores: list[CourseScore] | None = shown("调整后的课程")
    user_errors: list[UserError] = shown("被拒绝的原因，注明学生与课程")


@strawberry.type
class CourseQueries:
    course_scores: Connection[CourseScore] = shown("课程成绩列表，限有权看到的", resolvers.course_scores)


@strawberry.type
class CourseMutations:
    import_course_scores: ImportCourseScoresPayload | None = shown(
        "导入原始成绩：全部导入，或指出每个错误", resolvers.import_course_scores, by=MayImportCourseScores
    )
    add_course_score: AddCourseScorePayload | None = shown(
        "单个新增课程成绩", resolvers.add_course_score, by=MayImportCourseScores
    )
    delete_course_scores: DeleteCourseScoresPayload | None = shown(
        "删除课程成绩；参评课程调整保留", resolvers.delete_course_scores, by=MayImportCourseScores
    )
    adjust_courses: AdjustCoursesPayload | None = shown(
        "参评课程调整：是否参评与加成比例", resolvers.adjust_courses, by=MayAdjustCourses
    )
