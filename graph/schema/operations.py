"""长任务: imports, computations and exports, and where their files are."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from db.tables import OperationKind, OperationStatus
from graph.permissions.operations import MayExport, MayTakeTemplates
from graph.resolvers import operations as resolvers
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import followed, shown
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="任务进度 | Progress of an operation")
class Progress:
    done: int = shown("已完成的数量 | How much is done")
    total: int = shown("总数 | How much there is in all")
    stage: str | None = shown("当前步骤 | Current step")


@strawberry.type(
    description="一次导入、计算或导出；只有发起人能看到 | "
    "One import, computation or export; only the user who started it can see it"
)
class Operation:
    id: strawberry.ID = shown("任务的 id | Id of the operation")
    kind: OperationKind = shown("种类 | Kind")
    status: OperationStatus = shown("状态 | Status")
    progress: Progress = shown("进度 | Progress", resolvers.progress)
    started_at: datetime = shown("发起时间 | When it was started")
    finished_at: datetime | None = shown("结束时间；未结束为空 | When it finished; null until then")
    outcome: JSON | None = shown(
        "结果中的数目等，与发起它的 mutation 所返回的相同；未结束为空 | "
        "Numbers of the result, the same as in the answer of the mutation that started it; null until it finished",
        resolvers.outcome,
    )
    user_errors: list[UserError] = shown("失败的原因 | Why it failed", resolvers.problems)
    download_url: str | None = shown(
        "结果文件的下载地址，短时有效，仅限本人 | "
        "Address to download the resulting file, valid for a short time and only for you",
        resolvers.download_url,
    )


@strawberry.type(
    description="导出、下载模板或取消任务的结果 | Result of requesting an export or a template, or of cancelling"
)
class OperationPayload:
    operation: Operation | None = shown("任务 | Operation")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class OperationQueries:
    operation: Operation | None = shown("自己发起的一个任务 | One operation that you started", resolvers.operation)
    operations: Connection[Operation] = shown(
        "自己发起的任务，新的在前 | Operations that you started, newest first", resolvers.operations
    )


@strawberry.type
class OperationSubscriptions:
    operation: Operation | None = followed(
        "跟踪自己发起的一个任务：先发送现状，此后每有变化发送一次，任务结束时完成；没有这个任务时发送 null | "
        "Follow an operation that you started: sends its current state, then every change, and completes when the "
        "operation is finished; sends null if there is no such operation",
        resolvers.follow,
    )


@strawberry.type
class OperationMutations:
    request_export: OperationPayload | None = shown(
        "导出数据为 xlsx，列与顺序可选 | Export data as xlsx, with the columns and the order you choose",
        resolvers.request_export,
        by=MayExport,
    )
    cancel_operation: OperationPayload | None = shown(
        "取消自己发起的、尚未结束的任务：不保存任何内容 | "
        "Cancel an unfinished operation that you started; nothing is saved",
        resolvers.cancel,
    )
    request_template: OperationPayload | None = shown(
        "下载导入模板 | Request a template for imports", resolvers.request_template, by=MayTakeTemplates
    )
