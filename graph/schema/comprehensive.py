"""综合测评成绩 (manual 1.1.4): declarations, nothing else."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from core.rules.schemes.telling import Source as StepSource
from graph.inputs.result_sheets import ResultSheetStatus
from graph.permissions.comprehensive import MayImportComprehensive, SeesGradeRank
from graph.resolvers import comprehensive as resolvers
from graph.resolvers import file_notes, import_reports, nested, result_sheets
from graph.schema.batches import Batch
from graph.schema.classes import College, Major, SchoolClass
from graph.schema.import_reports import RowPreview
from graph.schema.operations import Operation
from graph.schema.qualities import FEW, QualityScore
from graph.schema.result_sheets import ResultSheet
from graph.vocabulary import read_columns
from graph.vocabulary.connections import Connection
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.read_columns import ReadColumn
from graph.vocabulary.user_errors import FileNote, UserError

if TYPE_CHECKING:
    from graph.schema.academic import AcademicResult
    from graph.schema.ratings import RatingResult
    from graph.schema.students import Student

STEPS = 25
"""An explanation counts as so many rows for the cost limit: about as many steps as a scheme has."""

declare_enum(
    StepSource,
    "StepSource",
    "计算明细的一步出自哪里 | Where a step of a calculation comes from",
    COURSES="课程：学业成绩、平均学分成绩、不及格门数 | Courses: academic score, credit average, failed courses",
    RATINGS="评分：评分成绩、评分项目得分 | Ratings: the rating score, or the score of a rating item",
    IMPORTED="学院导入的数据 | What the college has imported",
    CALCULATED="由方案计算 | Calculated by the scheme",
)


@strawberry.type(
    description="计算明细的一步：一项数据、一个中间结果或一项成绩 | "
    "One step of the calculation: an input, a part, or a quality"
)
class ResultStep:
    name: str = shown(
        "名称：各项成绩的名称，其余为方案中的名称 | Its name: that of a quality, else the one in the scheme"
    )
    code: str | None = shown("各项成绩的代号；其余为空 | The code of a quality; null for everything else")
    source: StepSource = shown(
        "出自哪里；出自课程、评分的，明细见 academicResult、ratingResult | "
        "Where it comes from; what comes from courses or ratings is explained by `academicResult` or `ratingResult`"
    )
    value: str | None = shown(
        "数值；出自评分而不应看到的为空 | Its value; null where it comes from ratings that the reader may not see"
    )
    calculation: str | None = shown("算式 | The calculation")
    uses: list[int] = shown(
        "算式用到哪些步：它们在列表中的位置，从 0 起 | "
        "The steps that the calculation uses: their places in the list, counted from 0"
    )
    level: str | None = shown(
        "一项成绩的等次、依据，以及未得更高等次的原因；其余各步，或依据含评分而不应看到的，为空 | "
        "The level of a quality, why it is given, and why no better one; null for other steps, and where it rests on "
        "ratings that the reader may not see"
    )


@strawberry.type(
    description="一名学生在一个批次的综合测评成绩（1.1.4.3）；未参评的学生没有成绩 | "
    "Comprehensive result of a student in a batch (manual 1.1.4.3); a student who does not "
    "participate has no scores"
)
class ComprehensiveResult:
    id: strawberry.ID = shown("结果的 id | Id of the result")
    batch: Batch = shown("批次 | Batch", nested.batch)
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生 | Student", nested.student)
    school_class: SchoolClass = shown("参评时的班级 | Class in which the student participates", nested.school_class)
    major: Major = shown("参评时的专业 | Major in which the student participates", nested.major)
    college: College = shown("参评时的学院 | College in which the student participates", nested.college)
    grade: int = shown("年级（入学年份） | Grade (year of enrolment)")
    participating: bool = shown("参评状态 | Whether the student participates")
    status: ResultSheetStatus = shown(
        "班级的成绩进行到哪一步 | How far the results of the class are", result_sheets.status
    )
    qualities: list[QualityScore] | None = shown(
        "各项素质，按批次的顺序，最后一项为总成绩；未参评为空 | "
        "Every quality in the order of the batch, the overall result last; null if the student does not participate",
        resolvers.qualities,
        rows=FEW,
    )
    overall: QualityScore | None = shown(
        "总成绩，即最后一项；未参评为空 | The overall result, which is the last one; null if the student does not "
        "participate",
        resolvers.overall,
    )
    grade_classes_missing: int | None = shown(
        "年级排名还缺几个未导入的班级 | "
        "Number of classes that have not imported yet and so are missing from the grade rank",
        resolvers.grade_classes_missing,
        by=SeesGradeRank,
    )
    computed: bool = shown(
        "是按评分方案计算的（true），还是导入的（false） | Whether it was computed by a scheme, and not imported",
        resolvers.computed,
    )
    explanation: list[ResultStep] | None = shown(
        "各项成绩如何得出，逐步；导入的为空 | How the scores came about, step by step; null if they were imported",
        resolvers.explanation,
        rows=STEPS,
    )
    academic_result: Annotated["AcademicResult", strawberry.lazy("graph.schema.academic")] | None = shown(
        "该学生在本批次的学业成绩，其明细到每门课程；无权查看或未计算为空 | "
        "Academic result of the student in the batch, explained down to each course; null if not computed, or if you "
        "may not see it",
        resolvers.academic_result,
    )
    rating_result: Annotated["RatingResult", strawberry.lazy("graph.schema.ratings")] | None = shown(
        "该学生在本批次的评分成绩，其明细到各类打分人的平均分；无权查看或未计算为空 | "
        "Rating result of the student in the batch, explained down to the average of each kind of rater; null if not "
        "computed, or if you may not see it",
        resolvers.rating_result,
    )
    has_failed_course: bool = shown(
        "是否挂科：该学年有无不及格的课程 | Whether the student failed a course in the academic year",
        resolvers.has_failed_course,
    )


@strawberry.type(description="导入综合测评成绩的结果 | Result of importing comprehensive results")
class ImportComprehensiveResultsPayload:
    created: int | None = shown("新增的学生数 | Number of students added")
    replaced: int | None = shown("成绩有变动的学生数 | Number of students whose results changed")
    unchanged: int | None = shown("没有变动的学生数 | Number of students whose results did not change")
    row_count: int | None = shown("工作簿中的行数 | Number of rows in the workbook")
    problem_count: int | None = shown(
        "有误之处的总数；最多列出 1000 处 | Number of problems in all; at most 1000 are listed"
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
    result_sheets: list[ResultSheet] | None = shown(
        "工作簿涉及的班级 | Classes that the workbook covers", resolvers.covered_sheets
    )
    columns: list[ReadColumn] | None = shown(read_columns.COLUMNS, read_columns.columns)
    passed_over: list[str] | None = shown(read_columns.PASSED_OVER)
    preview: RowPreview | None = shown(
        "仅校验时，将要导入的内容 | What would be imported; of a check alone", import_reports.rows
    )
    operation: Operation | None = shown("任务 | Operation")
    user_errors: list[UserError] = shown(
        "被拒绝的原因；全部行都正确才会保存 | Why it was refused; rows are saved only if all are correct"
    )


@strawberry.type
class ComprehensiveQueries:
    comprehensive_results: Connection[ComprehensiveResult] = shown(
        "综合测评成绩库：历年成绩，限有权看到的 | "
        "Result library: comprehensive results of all years, only those you may see",
        resolvers.comprehensive_results,
    )


@strawberry.type
class ComprehensiveMutations:
    import_comprehensive_results: ImportComprehensiveResultsPayload | None = shown(
        "导入所带班级的综合测评成绩，提交前可反复导入 | "
        "Import the comprehensive results of your classes, as often as needed before they are submitted",
        resolvers.import_comprehensive_results,
        by=MayImportComprehensive,
    )
