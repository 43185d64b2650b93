"""待定成绩及其处理 (R10.6): declarations, nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.tables import Outcome
from graph.inputs.score_decisions import ScoreQuestionKind
from graph.permissions.grade_scales import MayKeepGradeScale
from graph.resolvers import nested
from graph.resolvers import score_decisions as resolvers
from graph.schema.classes import College, SchoolClass
from graph.schema.courses import CourseScore
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import AcademicYear, Score
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.students import Student


@strawberry.type(description="建议的处理 | How the system proposes to decide")
class ScoreProposal:
    outcome: Outcome = shown("建议处理为什么 | What it would count as")
    points: Score | None = shown("建议的分数；仅在按分数计入时有 | Points; only if it counts as points")


@strawberry.type(
    description="待定成绩：同一学院、学年中文字相同、尚不知如何计入的课程成绩 | "
    "Undecided scores: those of one college and year with the same text, of which nobody has said how they count"
)
class ScoreQuestion:
    id: strawberry.ID = shown("待定成绩的 id | Id of the question", resolvers.question_id)
    college: College = shown("学院 | College", nested.college)
    academic_year: AcademicYear = shown("学年 | Academic year")
    text: str = shown("待定的文字，或不一致的各次成绩 | The text, or the attempts that clash", resolvers.text)
    kind: ScoreQuestionKind = shown("待定的是什么 | What is undecided", resolvers.kind)
    proposal: ScoreProposal | None = shown(
        "建议的处理；无从建议，或各门课程的建议不同时为空 | "
        "How it could be decided; null if nothing is known, or if it differs from course to course",
        resolvers.proposal,
    )
    student_count: int = shown("涉及的学生数 | Number of students")
    course_count: int = shown("涉及的课程成绩数 | Number of course scores")
    course_scores: list[CourseScore] = shown(
        "涉及的课程成绩，按学号 | The course scores, by student number", resolvers.course_scores
    )


@strawberry.type(
    description="待定成绩的处理：对本学院该学年的同一文字，或对一门课程 | "
    "A decision on undecided scores: on a text in all of the college and year, or on one course"
)
class ScoreDecision:
    id: strawberry.ID = shown("处理的 id | Id of the decision")
    college: College = shown("学院 | College", nested.college)
    academic_year: AcademicYear = shown("学年 | Academic year")
    text: str = shown("处理的文字，或不一致的各次成绩 | The text, or the attempts that clash", resolvers.text)
    outcome: Outcome = shown("处理为什么 | What it counts as")
    points: Score | None = shown("分数；仅在按分数计入时有 | Points; only if it counts as points")
    reason: str = shown("处理的原因 | Reason")
    decided_at: datetime = shown("处理的时间 | When it was decided")
    decided_by: str | None = shown("处理人 | Who decided", resolvers.decided_by)
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] | None = shown(
        "学生；按文字统一处理时为空 | Student; null if the text was decided for all", nested.student
    )
    term: int | None = shown("学期；按文字统一处理时为空 | Term; null if the text was decided for all")
    course_code: str | None = shown(
        "课程代码；按文字统一处理时为空 | Course code; null if the text was decided for all"
    )
    course_count: int = shown(
        "适用于多少门课程成绩 | Number of course scores that it holds for", resolvers.course_count
    )


@strawberry.type(description="处理待定成绩的结果 | Result of deciding undecided scores")
class DecideScoresPayload:
    decisions: list[ScoreDecision] | None = shown(
        "保存后的处理，次序与输入相同 | The decisions, in the order of the input"
    )
    rescored: int | None = shown("计入方式因此改变的课程成绩数 | Number of course scores that count otherwise now")
    stale_classes: list[SchoolClass] | None = shown(
        "学业成绩因此需要重新计算的班级 | Classes whose academic scores must be computed again"
    )
    user_errors: list[UserError] = shown("被拒绝的原因，注明是第几项 | Why it was refused, and which one")


@strawberry.type(description="撤销处理的结果 | Result of taking decisions back")
class UndoDecisionsPayload:
    rescored: int | None = shown("计入方式因此改变的课程成绩数 | Number of course scores that count otherwise now")
    stale_classes: list[SchoolClass] | None = shown(
        "学业成绩因此需要重新计算的班级 | Classes whose academic scores must be computed again"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class ScoreDecisionQueries:
    score_questions: Connection[ScoreQuestion] = shown(
        "待定成绩，涉及学生多的在前，限有权看到的 | "
        "Undecided scores, those of most students first, only those you may see",
        resolvers.score_questions,
    )
    score_decisions: Connection[ScoreDecision] = shown(
        "待定成绩的处理，最新的在前，限有权看到的 | Decisions, newest first, only those you may see",
        resolvers.score_decisions,
    )


@strawberry.type
class ScoreDecisionMutations:
    decide_scores: DecideScoresPayload | None = shown(
        "处理待定成绩：全部保存或都不保存 | Decide undecided scores; all are saved, or none",
        resolvers.decide_scores,
        by=MayKeepGradeScale,
    )
    undo_decisions: UndoDecisionsPayload | None = shown(
        "撤销处理，成绩恢复待定 | Take decisions back; the scores are undecided again",
        resolvers.undo_decisions,
        by=MayKeepGradeScale,
    )
