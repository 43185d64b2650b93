"""The inputs about undecided scores, and the enums that they share with their types."""

from enum import StrEnum

import strawberry

from core.rules.score_decisions import DecisionForm
from db.tables import Outcome
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.scalars import AcademicYear, Score


class ScoreQuestionKind(StrEnum):
    """Says what is undecided."""

    WORD = "WORD"
    ATTEMPTS = "ATTEMPTS"


declare_enum(
    ScoreQuestionKind,
    "ScoreQuestionKind",
    "待定的是什么 | What is undecided",
    WORD="文字：可以按文字统一处理 | A word, which can be decided for all at once",
    ATTEMPTS="多次成绩不一致：须逐门处理 | Attempts that clash, which are decided course by course",
)
declare_enum(
    Outcome,
    "Outcome",
    "待定成绩处理为什么 | What a decision makes of an undecided score",
    POINTS="按分数计入 | Counts as points",
    ZERO="计 0 分，视为不及格 | Counts as 0 points, and is failed",
    LEFT_OUT="不计入，也不视为不及格 | Does not count, and is not failed",
)


@strawberry.input(
    description="处理一项待定成绩：用 text 统一处理本学院该学年的同一文字，或用 courseScoreId 处理一门课程 | "
    "Decide an undecided score: by text for all of the college and year, or by courseScoreId for one course"
)
class ScoreDecisionInput:
    outcome: Outcome = shown("处理为什么 | What it counts as")
    reason: str = shown("处理的原因，最多 200 字 | Reason, at most 200 characters")
    points: Score | None = shown(
        "分数，0 至 100；仅在按分数计入时填写 | Points, 0 to 100; only if it counts as points", default=None
    )
    text: str | None = shown(
        "待定的文字；以后导入的同一文字同样处理 | The undecided text; it holds for later imports too", default=None
    )
    course_score_id: strawberry.ID | None = shown("课程成绩的 id | Id of the course score", default=None)

    def form(self) -> DecisionForm:
        return DecisionForm(self.outcome, self.points, self.reason, self.text, key_or_none(self.course_score_id))


@strawberry.input(description="处理待定成绩，全部保存或都不保存 | Decide undecided scores; all are saved, or none")
class DecideScoresInput:
    academic_year: AcademicYear = shown("学年 | Academic year")
    decisions: list[ScoreDecisionInput] = shown("各项的处理 | The decisions")
    college_id: strawberry.ID | None = shown(
        "学院；只管理一个学院时可不填 | College; may be left out if you manage only one", default=None
    )

    def college(self) -> int | None:
        return key_or_none(self.college_id)

    def forms(self) -> list[DecisionForm]:
        return [one.form() for one in self.decisions]


@strawberry.input(description="撤销处理，全部撤销或都不撤销 | Take decisions back; all are taken back, or none")
class UndoDecisionsInput:
    ids: list[strawberry.ID] = shown("要撤销的处理的 id | Ids of the decisions")

    def keys(self) -> list[int]:
        return [key(one) for one in self.ids]
