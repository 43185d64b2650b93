"""打分表 (manual 1.1.3.3): declarations, nothing else. A ballot is shown to its own rater alone; it has no id."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.ballot_statuses import BallotStatus
from graph.inputs.rater_kinds import RaterKind
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


@strawberry.type(description="一个打分")
class Mark:
    item_id: strawberry.ID = shown("评分项目的 id")
    points: Points = shown("分值")


@strawberry.type(description="打分表的一行：一个学生及已打的分")
class BallotRow:
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生", nested.student)
    marks: list[Mark] = shown("已打的分", resolvers.marks)


@strawberry.type(description="打分表（1.1.3.3）：本人以一种身份对一个班级的打分；只有本人能看到")
class Ballot:
    batch: Batch = shown("批次", nested.batch)
    school_class: SchoolClass = shown("被评的班级", nested.school_class)
    kind: RaterKind = shown("打分的身份")
    status: BallotStatus = shown("状态：未开始、草稿、已提交", resolvers.status)
    done: int = shown("已打的分数个数")
    total: int = shown("应打的分数个数：参评学生数 × 评分项目数")
    saved_at: datetime | None = shown("最近一次保存的时间")
    submitted_at: datetime | None = shown("提交时间；未提交为空")
    reopened_at: datetime | None = shown("学院最近一次退回的时间")
    reopen_reason: str | None = shown("学院退回的原因")
    refusal: UserError | None = shown("现在为什么不能打分；能打分时为空", resolvers.refusal)
    items: list[RatingItem] = shown("评分项目，按序号", resolvers.items)
    rows: list[BallotRow] = shown("本班的参评学生，按学号，及已打的分", resolvers.rows)


@strawberry.type(description="保存或提交打分表的结果")
class BallotPayload:
    ballot: Ballot | None = shown("操作后的打分表", resolvers.of_payload)
    user_errors: list[UserError] = shown("被拒绝的原因，注明学生与项目")


@strawberry.type(description="退回打分表的结果")
class ReopenBallotPayload:
    reopened: bool | None = shown("是否已退回")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type
class BallotQueries:
    ballot: Ballot | None = shown("本人的一张打分表；评分未开启过、未参评或不负责该班为空", resolvers.ballot)


@strawberry.type
class BallotMutations:
    save_ballot: BallotPayload | None = shown("保存打分，可多次、可部分", resolvers.save_ballot, by=MayRate)
    submit_ballot: BallotPayload | None = shown(
        "提交打分表：须对每个学生的每个项目都打分，提交后不能修改", resolvers.submit_ballot, by=MayRate
    )
    reopen_ballot: ReopenBallotPayload | None = shown(
        "退回一张已提交的打分表，由打分人修改后重新提交", resolvers.reopen_ballot, by=MayReopenBallot
    )
