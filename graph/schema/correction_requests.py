"""更正申请 (R16.3): declarations, nothing else."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.tables import CorrectionStatus, CorrectionSubject
from graph.permissions.correction_requests import MayAnswerCorrections
from graph.resolvers import correction_requests as resolvers
from graph.resolvers import nested
from graph.schema.classes import College
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.batches import Batch
    from graph.schema.students import Student


@strawberry.type(
    description="更正申请：本人认为哪一项有误、应当是什么、为什么，以及答复；只有本人和负责答复的人能看到 | "
    "A correction request: what the person says is wrong, what would be right, why, and the answer; "
    "seen by the person and by those who answer it"
)
class CorrectionRequest:
    id: strawberry.ID = shown("更正申请的 id | Id of the correction request")
    number: str = shown("申请人的学号或工号 | Number of the person")
    name: str = shown("申请人的姓名 | Name of the person")
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] | None = shown(
        "申请的学生；教职工为空 | The student; null for staff", nested.student
    )
    college: College | None = shown(
        "答复的学院；没有学院的为空 | College that answers; null without one", nested.college
    )
    subject: CorrectionSubject = shown("关于什么 | What it is about", resolvers.subject)
    batch: Annotated["Batch", strawberry.lazy("graph.schema.batches")] | None = shown(
        "测评结果的批次；其他为空 | Batch of the result; null for others", nested.batch
    )
    what: str = shown("哪一项有误、现在是什么 | What is wrong, and how it stands")
    correction: str = shown("应当是什么 | What it should be")
    reason: str = shown("理由与依据 | Why")
    status: CorrectionStatus = shown("状态 | State", resolvers.status)
    asked_at: datetime = shown("申请时间 | When it was made")
    answer_by: date = shown("最迟答复的一天 | Last day for the answer", resolvers.answer_by)
    overdue: bool = shown("是否逾期未答复 | Whether the answer is overdue", resolvers.overdue)
    answer: str | None = shown("答复 | The answer")
    closed_at: datetime | None = shown("答复或撤回的时间 | When it was answered or withdrawn")
    closed_by: str | None = shown("答复或撤回的人 | Who answered or withdrew it", resolvers.closed_by)


@strawberry.type(description="更正申请操作的结果 | Result of making, withdrawing or answering a correction request")
class CorrectionRequestPayload:
    correction_request: CorrectionRequest | None = shown("操作后的更正申请 | The correction request afterwards")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class CorrectionRequestQueries:
    correction_requests: Connection[CorrectionRequest] | None = shown(
        "由本人答复的更正申请；本人提出的见 viewer | Correction requests that you answer; your own are at the viewer",
        resolvers.correction_requests,
        by=MayAnswerCorrections,
    )


@strawberry.type
class CorrectionRequestMutations:
    request_correction: CorrectionRequestPayload | None = shown(
        "申请更正本人的信息 | Ask for a correction of your data", resolvers.request_correction
    )
    withdraw_correction: CorrectionRequestPayload | None = shown(
        "撤回本人待答复的更正申请 | Withdraw your own correction request that waits for an answer",
        resolvers.withdraw_correction,
    )
    answer_correction: CorrectionRequestPayload | None = shown(
        "答复更正申请；本身不改动任何数据 | Answer a correction request; it changes no data by itself",
        resolvers.answer_correction,
        by=MayAnswerCorrections,
    )
