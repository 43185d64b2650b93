"""原始成绩与参评课程调整 (manual 1.1.2.2, 1.1.2.3): declarations, nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.formulas import ACADEMIC
from db.tables import ScoreRule
from graph.permissions.courses import MayAdjustCourses, MayImportCourseScores, SeesCourseScore
from graph.resolvers import courses as resolvers
from graph.resolvers import file_notes, import_reports, nested
from graph.schema.attempts import ATTEMPTS, Attempt
from graph.schema.import_reports import ImportPreview, LeftOutStudent
from graph.schema.operations import Operation
from graph.vocabulary import read_columns
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.read_columns import ReadColumn
from graph.vocabulary.scalars import AcademicYear, Credit, Ratio, Score
from graph.vocabulary.user_errors import FileNote, UserError

if TYPE_CHECKING:
    from graph.schema.score_decisions import ScoreDecision
    from graph.schema.students import Student


@strawberry.type(description="参评课程调整（1.1.2.3） | A course adjustment (manual 1.1.2.3)")
class CourseAdjustment:
    counted: bool = shown("课程是否参评 | Whether the course counts")
    ratio: Ratio | None = shown(
        "调整后的加成比例；为空则用学院的默认比例 | Adjusted bonus ratio; null stands for the college's default"
    )
    adjusted_at: datetime = shown("调整时间 | When it was adjusted")
    adjusted_by: str = shown("调整人 | Who adjusted it")


@strawberry.type(
    description="原始成绩（1.1.2.2）：一个学生一学期一门课程；查询批次时还说明如何参评 | "
    "A course score (manual 1.1.2.2): one student, one term, one course; with a batch it also says "
    "how the course counts"
)
class CourseScore:
    id: strawberry.ID = shown(
        "课程成绩的 id，重新导入后不变 | Id of the course score; it stays the same after another import"
    )
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生 | Student", nested.student)
    academic_year: AcademicYear = shown("学年 | Academic year")
    term: int = shown("学期 | Term")
    course_code: str = shown("课程代码 | Course code")
    course_name: str = shown("课程名称 | Course name")
    course_kind: str = shown("课程性质 | Kind of course")
    teacher: str | None = shown("授课教师 | Teacher")
    credit: Credit = shown("学分 | Credit")
    score: Score | None = shown(
        "成绩，按学院的规定折算；不计入（如免修、合格）或尚待决定为空 | "
        "Score by the college's rules; null if the course is left out (such as an exempted one) or undecided",
        by=SeesCourseScore,
    )
    text: str | None = shown("成绩原文 | The score as it came", resolvers.text, by=SeesCourseScore)
    rule: ScoreRule | None = shown("成绩由何而来 | What gave the score", resolvers.rule, by=SeesCourseScore)
    undecided: bool | None = shown(
        "成绩是否尚待学院决定如何计入 | Whether the college has yet to decide how the score counts",
        resolvers.undecided,
        by=SeesCourseScore,
    )
    attempts: list[Attempt] | None = shown(
        "各次成绩，至少一次，按初修、补考、重修的顺序 | All attempts, at least one: first attempts, resits, retakes",
        resolvers.attempts,
        by=SeesCourseScore,
        rows=ATTEMPTS,
    )
    decision: Annotated["ScoreDecision", strawberry.lazy("graph.schema.score_decisions")] | None = shown(
        "给出成绩的处理；不由处理而来为空 | The decision that gave the score; null if none did",
        nested.score_decision,
        by=SeesCourseScore,
    )
    remark: str | None = shown("备注 | Remark", by=SeesCourseScore)
    changed_at: datetime = shown("导入或修改的时间 | When it was imported or changed")
    counted: bool | None = shown(
        "课程是否参评；成绩不计入的课程不参评；未指明批次为空 | "
        "Whether the course counts; one whose score is left out does not; null without a batch"
    )
    ratio: Ratio | None = shown(
        "适用的加成比例：不及格为 0，调整过的按调整，否则为学院默认；未指明批次为空 | "
        "Bonus ratio that applies: 0 if failed, else as adjusted, else the college's default; null without a batch"
    )
    default_ratio: Ratio | None = shown(
        "未调整时的加成比例；未指明批次为空 | Bonus ratio without an adjustment; null without a batch"
    )
    locked: bool | None = shown(
        f"是否因不及格（小于 {ACADEMIC.passed_from} 分）而锁定加成比例；未指明批次为空 | "
        "Whether the ratio is locked because the course was failed "
        f"(below {ACADEMIC.passed_from}); null without a batch"
    )
    adjustment: CourseAdjustment | None = shown(
        "调整；未调整过为空 | Adjustment; null if never adjusted", resolvers.adjustment
    )


@strawberry.type(
    description="导入原始成绩的结果；有任何错误时没有导入任何一行 | "
    "Result of importing course scores; with any error, no row was imported"
)
class ImportCourseScoresPayload:
    created: int | None = shown(
        "新增的课程成绩数；一门课程的多次成绩算一个 | Number of new course scores; attempts at one course are one score"
    )
    replaced: int | None = shown("替换了原成绩的课程成绩数 | Number of course scores that replaced an earlier one")
    unchanged: int | None = shown("与原成绩相同的课程成绩数 | Number of course scores that equal the earlier one")
    row_count: int | None = shown("工作簿中的行数 | Number of rows in the workbook")
    problem_count: int | None = shown(
        "错误总数；userErrors 最多列出 1000 个 | Number of errors in all; userErrors lists at most 1000"
    )
    problem_groups: list[FileNote] = shown(
        "问题按种类归并，附数量与行号，最要紧的在前；没有问题为空列表 | "
        "Problems grouped by kind, with their number and rows, gravest first; empty without problems",
        file_notes.problem_groups,
    )
    warnings: list[FileNote] = shown(
        "不影响导入、但应当知道的情况，如隐藏的行、略过的列 | "
        "What does not hinder the import but is worth knowing, such as hidden rows or skipped columns",
        file_notes.warnings,
    )
    columns: list[ReadColumn] | None = shown(read_columns.COLUMNS, read_columns.columns)
    passed_over: list[str] | None = shown(read_columns.PASSED_OVER)
    undecided: int | None = shown("尚待决定如何计入的成绩数 | Number of scores that are undecided")
    undecided_groups: list[FileNote] = shown(
        "尚待决定的文字或多次成绩（message），附数量与行号，最多 100 种 | "
        "The words or attempts to decide on (message), with their number and rows; at most 100 kinds",
        file_notes.undecided_groups,
    )
    left_out: list[LeftOutStudent] | None = shown(
        "名册中没有、未导入的学生，逐一列出 | Students who were left out because the roster does not know them",
        import_reports.left_out,
    )
    preview: ImportPreview | None = shown(
        "仅校验时，将要导入的内容 | What would be imported; of a check alone", import_reports.preview
    )
    operation: Operation | None = shown("任务；仅校验时为空 | Operation; null if it was only a check")
    user_errors: list[UserError] = shown("每个错误的行号、列与原因 | Row, column and reason of each error")


@strawberry.type(description="单个新增课程成绩的结果 | Result of adding a single course score")
class AddCourseScorePayload:
    course_score: CourseScore | None = shown("保存后的课程成绩 | The course score as saved")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="删除课程成绩的结果 | Result of deleting course scores")
class DeleteCourseScoresPayload:
    deleted_count: int | None = shown("删除的条数 | Number of scores deleted")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="参评课程调整的结果 | Result of adjusting courses")
class AdjustCoursesPayload:
    course_scores: list[CourseScore] | None = shown("调整后的课程 | The courses afterwards")
    user_errors: list[UserError] = shown("被拒绝的原因，注明学生与课程 | Why it was refused, with student and course")


@strawberry.type
class CourseQueries:
    course_scores: Connection[CourseScore] = shown(
        "课程成绩列表，限有权看到的 | Course scores, only those you may see", resolvers.course_scores
    )


@strawberry.type
class CourseMutations:
    import_course_scores: ImportCourseScoresPayload | None = shown(
        "导入原始成绩：有错误时一行也不导入，并指出每个错误 | "
        "Import course scores: all rows, or none and a list of every error",
        resolvers.import_course_scores,
        by=MayImportCourseScores,
    )
    add_course_score: AddCourseScorePayload | None = shown(
        "单个新增课程成绩 | Add a single course score", resolvers.add_course_score, by=MayImportCourseScores
    )
    delete_course_scores: DeleteCourseScoresPayload | None = shown(
        "删除课程成绩；参评课程调整保留 | Delete course scores; course adjustments stay",
        resolvers.delete_course_scores,
        by=MayImportCourseScores,
    )
    adjust_courses: AdjustCoursesPayload | None = shown(
        "参评课程调整：是否参评与加成比例 | Adjust courses: whether they count, and their bonus ratio",
        resolvers.adjust_courses,
        by=MayAdjustCourses,
    )
