"""评分成绩 (manual 1.1.3.4): declarations, nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.ballots import RaterKind
from graph.permissions.ratings import (
    MayComputeRating,
    SeesCalculation,
    SeesItemScore,
    SeesKindAverage,
    SeesRatingResult,
    SeesRatingScore,
    SeesSingleMarks,
)
from graph.resolvers import academic, nested
from graph.resolvers import ratings as resolvers
from graph.schema.ballots import Mark
from graph.schema.batches import Batch
from graph.schema.classes import SchoolClass
from graph.schema.operations import Operation
from graph.schema.rating_items import RatingItem
from graph.schema.staff import Staff
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Percent, Score
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.students import Student


@strawberry.type(description="一类打分人在一个评分项目上的打分 | Marks of one kind of rater for one rating item")
class KindScore:
    kind: RaterKind = shown("打分的身份 | Kind of rater")
    weight: Percent = shown("评分项目设置的权重 | Weight, as set for the rating item")
    effective_weight: Percent = shown(
        "实际权重：无人提交的一类，其权重由其他各类按比例分担 | "
        "Effective weight: where a kind of rater has not submitted, the others share its weight in proportion"
    )
    ballots: int = shown("已提交的打分表份数 | Number of submitted ballots")
    average: Score | None = shown("平均分；无人提交为空 | Average; null if nobody has submitted", by=SeesKindAverage)


@strawberry.type(description="一个评分项目的得分如何得出 | How the score of one rating item was worked out")
class RatingItemScore:
    item: RatingItem = shown("评分项目 | Rating item")
    score: Score | None = shown(
        "得分 = Σ（平均分 × 实际权重）；权重所在的各类都无人提交为空 | "
        "Score = Σ (average × effective weight); null if no kind of rater with a weight has submitted",
        by=SeesItemScore,
    )
    kinds: list[KindScore] = shown("辅导员、班主任、学生互评各自的打分 | Marks of counsellors, head teachers and peers")


@strawberry.type(
    description="评分成绩如何得出（计算公式见 1.1.3） | How a rating score was worked out (formula in manual 1.1.3)"
)
class RatingExplanation:
    counsellor_ballots: int = shown("辅导员已提交的打分表份数 | Number of ballots that counsellors have submitted")
    head_teacher_ballots: int = shown("班主任已提交的打分表份数 | Number of ballots that head teachers have submitted")
    peer_ballots: int = shown("学生互评已提交的打分表份数 | Number of peer-rating ballots that were submitted")
    missing: list[RaterKind] = shown(
        "有权重但无人提交的打分身份 | Kinds of rater that have a weight but no submitted ballot"
    )
    items: list[RatingItemScore] = shown("各评分项目，按序号 | Rating items, in their order")
    sentence: str | None = shown(
        "算式，可逐项核对 | The calculation, to be checked step by step", resolvers.sentence, by=SeesCalculation
    )


@strawberry.type(
    description="给该学生的一行打分：一名辅导员或班主任的，或学生互评的一行 | "
    "One row of marks for the student: of one counsellor or head teacher, or one row of the peer "
    "ratings"
)
class RaterMarks:
    kind: RaterKind = shown("打分的身份 | Kind of rater")
    rater: Staff | None = shown(
        "打分的辅导员或班主任；学生互评不显示打分人，为空 | "
        "Counsellor or head teacher who gave the marks; null for peer ratings, which do not name the rater",
        resolvers.rater,
    )
    marks: list[Mark] = shown(
        "各评分项目的打分，按序号；互评的同一行并非出自同一人 | "
        "Mark for each rating item, in their order; the marks in one row of peer ratings are not all by one person"
    )


@strawberry.type(
    description="评分成绩（1.1.3.4）：参评学生的计算结果 | Rating result of a participant, as computed (manual 1.1.3.4)"
)
class RatingResult:
    id: strawberry.ID = shown("结果的 id | Id of the result")
    batch: Batch = shown("批次 | Batch", nested.batch)
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生 | Student", nested.student)
    school_class: SchoolClass = shown("参评时的班级 | Class in which the student participates", nested.school_class)
    rating_score: Score | None = shown(
        "评分成绩；有评分项目无人打分为空 | Rating score; null if nobody rated one of the items", by=SeesRatingScore
    )
    missing: list[RaterKind] = shown(
        "有权重但无人提交的打分身份 | Kinds of rater that have a weight but no submitted ballot", resolvers.missing
    )
    note: str | None = shown(
        "说明：哪些身份无人提交、权重由谁分担，或为什么没有评分成绩 | "
        "Note: which kinds of rater have not submitted and which take over their weight, or why there is no rating "
        "score",
        resolvers.note,
    )
    explanation: RatingExplanation | None = shown(
        "成绩如何得出 | How the score was worked out", resolvers.explanation, by=SeesRatingResult
    )
    marks: list[RaterMarks] | None = shown(
        "计算时计入的打分，随计算结果保存；学生互评各项目分别由低到高排列，与打分人无关；"
        "互评会泄露某人打分时不列出，早期未保存的为空 | "
        "Marks that were counted, stored with the result; peer marks are sorted upwards for each item, independent "
        "of the rater, and left out where they would reveal one person's marks; null for early results without "
        "stored marks",
        resolvers.marks,
        by=SeesSingleMarks,
    )
    computed_at: datetime = shown("计算时间 | When it was computed")
    computed_by: str | None = shown("计算人员 | Who computed it", resolvers.computed_by)


@strawberry.type(
    description="暂不更新的班级：新结果与公布过的结果相比，会泄露某人的互评打分，所以仍显示原来的结果 | "
    "A class that is not updated for now: next to the results already shown, new ones would reveal "
    "one person's peer ratings, so the earlier results stay"
)
class HeldBackClass:
    school_class: SchoolClass = shown("班级 | Class", nested.school_class)
    lacking: int = shown(
        "至少还需要有变动的互评打分表份数；评分时间结束后计算则直接更新 | "
        "How many more peer-rating ballots have to change at least; a computation after the rating window updates "
        "the results in any case"
    )
    reason: str = shown("原因与办法 | Reason, and what to do", resolvers.held_back_reason)


@strawberry.type(description="计算评分成绩的结果 | Result of computing rating scores")
class ComputeRatingScoresPayload:
    classes: list[SchoolClass] | None = shown(
        "计算并更新了结果的班级 | Classes that were computed and have new results", academic.computed_classes
    )
    held_back: list[HeldBackClass] | None = shown(
        "暂不更新、仍显示原来结果的班级 | Classes that are not updated for now and still show their earlier results",
        resolvers.held_back,
    )
    student_count: int | None = shown("更新了结果的学生数 | Number of students with new results")
    operation: Operation | None = shown("任务 | Operation")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class RatingQueries:
    rating_results: Connection[RatingResult] = shown(
        "评分成绩库（1.1.3.4） | Rating results (manual 1.1.3.4)", resolvers.rating_results
    )


@strawberry.type
class RatingMutations:
    compute_rating_scores: ComputeRatingScoresPayload | None = shown(
        "计算班级的评分成绩：学院首次开启评分批次后随时可以，可反复计算 | "
        "Compute the rating scores of classes: at any time once the college has opened its rating phase, as often "
        "as needed",
        resolvers.compute_rating_scores,
        by=MayComputeRating,
    )
