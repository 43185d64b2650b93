"""打分表 (manual 1.1.3.3): declarations, nothing else. A ballot is shown to its own rater alone; it has no id."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.ballots import BallotStatus, RaterKind
from graph.permissions.ballots import MayRate, MayReopenBallot
from graph.resolvers import ballots as resolvers
from graph.resolvers import nested
from graph.schema.batches import Batch
from graph.schema.classes import SchoolClass
from graph.schema.rating_items import RatingItem
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Points
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.students import Student


@strawberry.type(description="一项打分 | A mark")
class Mark:
    item_id: strawberry.ID = shown("评分项目的 id | Id of the rating item")
    points: Points = shown("分值 | Points")


@strawberry.type(
    description="打分表的一行：一个学生及已打的分 | One row of a ballot: a student with the marks given so far"
)
class BallotRow:
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生 | Student", nested.student)
    marks: list[Mark] = shown("已打的分 | Marks given so far", resolvers.marks)


@strawberry.type(
    description="打分表（1.1.3.3）：本人以一种身份对一个班级的打分；只有本人能看到 | "
    "A ballot (manual 1.1.3.3): one rater's marks for one class as one kind of rater; only the "
    "rater can see it"
)
class Ballot:
    batch: Batch = shown("批次 | Batch", nested.batch)
    school_class: SchoolClass = shown("被评的班级 | Class that is rated", nested.school_class)
    kind: RaterKind = shown("打分的身份 | Kind of rater")
    status: BallotStatus = shown("状态：未开始、草稿、已提交 | Status: not started, draft, submitted", resolvers.status)
    done: int = shown("已打的分数个数 | Number of marks given")
    total: int = shown("应打的分数个数：参评学生数 × 评分项目数 | Number of marks to give: participants × rating items")
    saved_at: datetime | None = shown("最近一次保存的时间 | When it was last saved")
    submitted_at: datetime | None = shown("提交时间；未提交为空 | When it was submitted; null if not submitted")
    reopened_at: datetime | None = shown("学院最近一次退回的时间 | When the college last reopened it")
    reopen_reason: str | None = shown("学院退回的原因 | Why the college reopened it")
    refusal: UserError | None = shown(
        "现在不能打分的原因；能打分时为空 | Why you can't rate now; null if you can", resolvers.refusal
    )
    items: list[RatingItem] = shown("评分项目，按序号 | Rating items, in their order", resolvers.items)
    rows: list[BallotRow] = shown(
        "本班的参评学生，按学号，及已打的分 | Participants of the class by student number, with the marks given so far",
        resolvers.rows,
    )


@strawberry.type(description="保存或提交打分表的结果 | Result of saving or submitting a ballot")
class BallotPayload:
    ballot: Ballot | None = shown("操作后的打分表 | The ballot afterwards", resolvers.of_payload)
    user_errors: list[UserError] = shown("被拒绝的原因，注明学生与项目 | Why it was refused, with student and item")


@strawberry.type(description="退回打分表的结果 | Result of reopening a ballot")
class ReopenBallotPayload:
    reopened: bool | None = shown("是否已退回 | Whether it was reopened")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class BallotQueries:
    ballot: Ballot | None = shown(
        "本人的一张打分表；评分未开启过、未参评或不负责该班为空 | "
        "One of your ballots; null if rating was never opened, or if you neither participate nor are assigned to "
        "the class",
        resolvers.ballot,
    )


@strawberry.type
class BallotMutations:
    save_ballot: BallotPayload | None = shown(
        "保存打分，可多次、可部分 | Save marks, as often as needed and in any part", resolvers.save_ballot, by=MayRate
    )
    submit_ballot: BallotPayload | None = shown(
        "提交打分表：须对每个学生的每个项目都打分，提交后不能修改 | "
        "Submit a ballot: every student needs a mark for every item; it can't be changed afterwards",
        resolvers.submit_ballot,
        by=MayRate,
    )
    reopen_ballot: ReopenBallotPayload | None = shown(
        "退回一张已提交的打分表，由打分人修改后重新提交 | "
        "Reopen a submitted ballot, so that its rater can change it and submit it again",
        resolvers.reopen_ballot,
        by=MayReopenBallot,
    )
