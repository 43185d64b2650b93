"""综合测评成绩的导入与提交 (manual 1.1.4.1): declarations, nothing else."""

from datetime import datetime

import strawberry

from graph.inputs.result_sheets import ResultSheetStatus
from graph.permissions.comprehensive import MayImportComprehensive, MayReopenSheets
from graph.resolvers import nested
from graph.resolvers import result_sheets as resolvers
from graph.schema.batches import Batch
from graph.schema.classes import College, Major, SchoolClass
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="一个参评班级的综合测评成绩进行到哪一步（1.1.4.1）")
class ResultSheet:
    batch: Batch = shown("批次", nested.batch)
    school_class: SchoolClass = shown("班级", nested.school_class)
    major: Major = shown("专业", nested.major)
    college: College = shown("学院", nested.college)
    grade: int = shown("年级（入学年份）")
    participant_count: int = shown("参评人数")
    status: ResultSheetStatus = shown("状态", resolvers.status)
    imported_at: datetime | None = shown("最近一次导入的时间")
    imported_by: str | None = shown("最近一次导入的人", resolvers.imported_by)
    submitted_at: datetime | None = shown("最近一次提交的时间")
    submitted_by: str | None = shown("最近一次提交的人", resolvers.submitted_by)
    reopened_at: datetime | None = shown("最近一次被改为未提交的时间")
    reopened_by: str | None = shown("最近一次改为未提交的人", resolvers.reopened_by)
    reopen_reason: str | None = shown("最近一次改为未提交的原因")


@strawberry.type(description="提交或改为未提交的结果")
class ResultSheetsPayload:
    result_sheets: list[ResultSheet] | None = shown("涉及的班级，操作后的样子")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type
class ResultSheetQueries:
    result_sheets: Connection[ResultSheet] = shown("各参评班级的导入与提交状态", resolvers.result_sheets)


@strawberry.type
class ResultSheetMutations:
    submit_result_sheets: ResultSheetsPayload | None = shown(
        "提交综合测评成绩；提交后不可再次导入", resolvers.submit_result_sheets, by=MayImportComprehensive
    )
    reopen_result_sheets: ResultSheetsPayload | None = shown(
        "把导入状态改为未提交，须说明原因；公示中或审核通过后不可",
        resolvers.reopen_result_sheets,
        by=MayReopenSheets,
    )
