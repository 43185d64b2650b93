"""综合测评成绩的导入与提交 (manual 1.1.4.1): declarations, nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.tables import StaleReason
from graph.inputs.result_sheets import ResultSheetStatus
from graph.permissions.comprehensive import MayImportComprehensive, MayReopenSheets
from graph.resolvers import nested
from graph.resolvers import result_sheets as resolvers
from graph.schema.batches import Batch
from graph.schema.classes import College, Major, SchoolClass
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.schemes import Scheme


@strawberry.type(
    description="一个参评班级的综合测评成绩进行到哪一步（1.1.4.1） | "
    "How far the comprehensive results of a participating class are (manual 1.1.4.1)"
)
class ResultSheet:
    batch: Batch = shown("批次 | Batch", nested.batch)
    school_class: SchoolClass = shown("班级 | Class", nested.school_class)
    major: Major = shown("专业 | Major", nested.major)
    college: College = shown("学院 | College", nested.college)
    grade: int = shown("年级（入学年份） | Grade (year of enrolment)")
    participant_count: int = shown("参评人数 | Number of participants")
    status: ResultSheetStatus = shown("状态 | Status", resolvers.status)
    imported_at: datetime | None = shown("最近一次导入的时间 | When it was last imported")
    imported_by: str | None = shown("最近一次导入的人 | Who last imported it", resolvers.imported_by)
    submitted_at: datetime | None = shown("最近一次提交的时间 | When it was last submitted")
    submitted_by: str | None = shown("最近一次提交的人 | Who last submitted it", resolvers.submitted_by)
    reopened_at: datetime | None = shown("最近一次被改为未提交的时间 | When it was last set back to not submitted")
    reopened_by: str | None = shown(
        "最近一次改为未提交的人 | Who last set it back to not submitted", resolvers.reopened_by
    )
    scheme: Annotated["Scheme", strawberry.lazy("graph.schema.schemes")] | None = shown(
        "按哪一版方案计算；导入的为空 | The version of the scheme by which it was computed; null if imported",
        resolvers.scheme,
    )
    stale: list[StaleReason] = shown(
        "按方案计算之后哪些数据有变动，提交前须重新计算；空为没有 | "
        "What has changed since it was computed by a scheme; then it has to be computed again before it is submitted",
        resolvers.stale,
    )
    reopen_reason: str | None = shown("最近一次改为未提交的原因 | Why it was last set back to not submitted")


@strawberry.type(description="提交或改为未提交的结果 | Result of submitting result sheets or setting them back")
class ResultSheetsPayload:
    result_sheets: list[ResultSheet] | None = shown(
        "涉及的班级，操作后的状态 | The classes concerned, as they are afterwards"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class ResultSheetQueries:
    result_sheets: Connection[ResultSheet] = shown(
        "各参评班级的导入与提交状态 | Whether each participating class has imported and submitted its results",
        resolvers.result_sheets,
    )


@strawberry.type
class ResultSheetMutations:
    submit_result_sheets: ResultSheetsPayload | None = shown(
        "提交综合测评成绩；提交后不可再次导入 | Submit comprehensive results; they can't be imported again afterwards",
        resolvers.submit_result_sheets,
        by=MayImportComprehensive,
    )
    reopen_result_sheets: ResultSheetsPayload | None = shown(
        "把导入状态改为未提交，须说明原因；公示中或审核通过后不可 | "
        "Set result sheets back to not submitted, with a reason; not during a public notice or after approval",
        resolvers.reopen_result_sheets,
        by=MayReopenSheets,
    )
