"""学业成绩 (manual 1.1.2): declarations, nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.queries.academic.held_up import MOST_HELD_UP
from db.tables import ScoreRule
from graph.permissions.academic import (
    MayComputeAcademic,
    MayRankMajorGrade,
    SeesAcademicResult,
    SeesMajorGradeRank,
)
from graph.resolvers import academic as resolvers
from graph.resolvers import nested
from graph.schema.attempts import ATTEMPTS, Attempt
from graph.schema.batches import Batch
from graph.schema.classes import College, Major, SchoolClass
from graph.schema.operations import Operation
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.ranks import Rank
from graph.vocabulary.scalars import Credit, Exact, Ratio, Score
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.students import Student


@strawberry.type(description="计算时的一门课程 | A course, as it was when the score was computed")
class ExplainedCourse:
    course_code: str = shown("课程代码 | Course code")
    course_name: str = shown("课程名称 | Course name")
    term: int = shown("学期 | Term")
    text: str = shown("成绩原文 | The score as it came")
    score: Score | None = shown("成绩；不计入或待定为空 | Score; null if it is left out or undecided")
    rule: ScoreRule = shown("成绩由何而来 | What gave the score")
    reason: str | None = shown("学院认定成绩的原因；没有认定为空 | Why the college decided so; null without a decision")
    attempts: list[Attempt] = shown("各次成绩，含未计入的 | All attempts, also those that do not count", rows=ATTEMPTS)
    credit: Credit = shown("学分 | Credit")
    counted: bool = shown("课程是否参评 | Whether the course counts")
    ratio: Ratio = shown("加成比例；不及格的课程为 0 | Bonus ratio; 0 for a failed course")
    bonus: Exact = shown("加成 = 学分 × 加成比例 | Bonus = credit × bonus ratio")
    adjusted_by: str | None = shown("调整人；未调整过为空 | Who adjusted it; null if never adjusted")


@strawberry.type(
    description="学业成绩如何得出（计算公式见 1.1.2） | How an academic score was worked out (formula in manual 1.1.2)"
)
class AcademicExplanation:
    weighted_sum: Exact = shown("Σ（成绩 × 学分） | Σ (score × credit)")
    credit_sum: Credit = shown("Σ 学分 | Σ credit")
    bonus_sum: Exact = shown("Σ（学分 × 加成比例） | Σ (credit × bonus ratio)")
    sentence: str = shown("算式，可逐项核对 | The calculation, to be checked step by step", resolvers.sentence)
    courses: list[ExplainedCourse] = shown("计算时的每门课程 | Every course, as it was when the score was computed")


@strawberry.type(
    description="学业成绩（1.1.2.4）：参评学生的计算结果 | "
    "Academic result of a participant, as computed (manual 1.1.2.4)"
)
class AcademicResult:
    id: strawberry.ID = shown("结果的 id | Id of the result")
    batch: Batch = shown("批次 | Batch", nested.batch)
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生 | Student", nested.student)
    school_class: SchoolClass = shown("参评时的班级 | Class in which the student participates", nested.school_class)
    undecided_courses: int | None = shown(
        "成绩待定的参评课程数；大于零时暂无成绩与排名 | "
        "Number of courses that count and are undecided; above zero there is no score and no rank yet",
        by=SeesAcademicResult,
    )
    credit_average: Score | None = shown(
        "平均学分成绩；没有参评课程或有课程待定为空 | "
        "Credit average; null without a course that counts, or with undecided ones",
        by=SeesAcademicResult,
    )
    academic_score: Score | None = shown(
        "学业成绩；没有参评课程或有课程待定为空 | "
        "Academic score; null without a course that counts, or with undecided ones",
        by=SeesAcademicResult,
    )
    class_rank: Rank | None = shown("班级排名 | Class rank", resolvers.class_rank, by=SeesAcademicResult)
    major_grade_rank: Rank | None = shown(
        "专业年级排名 | Major-grade rank", resolvers.major_grade_rank, by=SeesMajorGradeRank
    )
    major_grade_stale: bool | None = shown(
        "有班级重新计算过，专业年级排名须重新计算 | "
        "Whether a class was computed again since, so that the major-grade rank must be computed again",
        by=SeesMajorGradeRank,
    )
    computed_at: datetime = shown("计算时间 | When it was computed")
    computed_by: str | None = shown("计算人员 | Who computed it", resolvers.computed_by)
    explanation: AcademicExplanation | None = shown(
        "成绩如何得出 | How the score was worked out", resolvers.explanation, by=SeesAcademicResult
    )


@strawberry.type(description="一个专业一个年级的计算与排名情况 | How far one grade of one major is computed and ranked")
class MajorGradeRanking:
    college: College = shown("学院 | College", nested.college)
    major: Major = shown("专业 | Major", nested.major)
    grade: int = shown("年级（入学年份） | Grade (year of enrolment)")
    classes_total: int = shown("参评班级数 | Number of participating classes")
    classes_computed: int = shown("已计算的班级数 | Number of classes that are computed")
    missing: list[str] = shown("尚未计算的班级 | Classes that are not computed yet")
    stale_classes: list[str] = shown("须重新计算的班级 | Classes that must be computed again")
    ranked_at: datetime | None = shown("最近一次排名的时间 | When it was last ranked")
    ranked_by: str | None = shown("排名人员 | Who ranked it", resolvers.ranked_by)
    stale: bool | None = shown(
        "有班级重新计算过，须重新排名 | "
        "Whether a class was computed again since, so that the ranks must be computed again"
    )


@strawberry.type(
    description="有课程成绩待定、因而暂无成绩与排名的学生 | "
    "A student without score and rank, whose courses wait for a decision"
)
class HeldUp:
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生 | Student", nested.student)
    courses: list[str] = shown(
        "待定的课程，写作“课程名（原文）” | The undecided courses, each with its score as it came"
    )


@strawberry.type(description="计算学业成绩的结果 | Result of computing academic scores")
class ComputeAcademicScoresPayload:
    classes: list[SchoolClass] | None = shown("计算过的班级 | Classes that were computed", resolvers.computed_classes)
    student_count: int | None = shown("计算过的学生数 | Number of students who were computed")
    held_up_count: int | None = shown(
        "因课程成绩待定而暂无成绩的学生数 | Number of students without a score, whose courses wait for a decision"
    )
    held_up: list[HeldUp] | None = shown(
        f"这些学生及其待定课程，按学号，最多列出 {MOST_HELD_UP} 名 | "
        f"These students and their undecided courses, by number; at most {MOST_HELD_UP} are listed",
        resolvers.held_up,
    )
    operation: Operation | None = shown("任务 | Operation")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="计算专业年级排名的结果 | Result of computing major-grade ranks")
class RankMajorGradePayload:
    student_count: int | None = shown("有名次的学生数 | Number of students who got a rank")
    stale_classes: list[SchoolClass] | None = shown(
        "已排名、但成绩须重新计算的班级 | Classes that were ranked although they must be computed again",
        resolvers.stale_classes,
    )
    operation: Operation | None = shown("任务 | Operation")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class AcademicQueries:
    academic_results: Connection[AcademicResult] = shown(
        "学业成绩库（1.1.2.5） | Academic results (manual 1.1.2.5)", resolvers.academic_results
    )
    major_grade_rankings: list[MajorGradeRanking] = shown(
        "各专业年级的计算与排名情况 | Which majors and grades are computed and ranked", resolvers.major_grade_rankings
    )


@strawberry.type
class AcademicMutations:
    compute_academic_scores: ComputeAcademicScoresPayload | None = shown(
        "计算班级的学业成绩，可反复计算 | Compute the academic scores of classes, as often as needed",
        resolvers.compute_academic_scores,
        by=MayComputeAcademic,
    )
    rank_major_grade: RankMajorGradePayload | None = shown(
        "计算专业年级排名，须该专业年级的班级都已计算 | "
        "Compute major-grade ranks; all classes of that major and grade must be computed",
        resolvers.rank_major_grade,
        by=MayRankMajorGrade,
    )
