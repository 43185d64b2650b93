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


@strawberry.type(description="任务进度")
class Progress:
    done: int = shown("已完成的数量")
    total: int = shown("总数")
    stage: str | None = shown("当前步骤")


@strawberry.type(description="一次导入、计算或导出；只有发起人能看到")
class Operation:
    id: strawberry.ID = shown("任务的 id")
    kind: OperationKind = shown("种类")
    status: OperationStatus = shown("状态")
    progress: Progress = shown("进度", resolvers.progress)
    started_at: datetime = shown("发起时间")
    finished_at: datetime | None = shown("结束时间；未结束为空")
    outcome: JSON | None = shown("结果中的数目等，与发起它的 mutation 所返回的相同；未结束为空", resolvers.outcome)
    user_errors: list[UserError] = shown("失败的原因", resolvers.problems)
    download_url: str | None = shown("结果文件的下载地址，短时有效，仅限本人", resolvers.download_url)


@strawberry.type(description="导出、模板或取消请求的结果")
class OperationPayload:
    operation: Operation | None = shown("任务")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type
class OperationQueries:
    operation: Operation | None = shown("自己发起的一个任务", resolvers.operation)
    operations: Connection[Operation] = shown("自己发起的任务，新的在前", resolvers.operations)


@strawberry.type
class OperationSubscriptions:
    operation: Operation | None = followed(
        "跟踪自己发起的一个任务：先发送现状，此后每有变化发送一次，任务结束时完成；没有这个任务时发送 null",
        resolvers.follow,
    )


@strawberry.type
class OperationMutations:
    request_export: OperationPayload | None = shown(
        "导出数据为 xlsx，列与顺序可选", resolvers.request_export, by=MayExport
    )
    cancel_operation: OperationPayload | None = shown(
        "取消自己发起的、尚未结束的任务：不保存任何内容", resolvers.cancel
    )
    request_template: OperationPayload | None = shown("下载导入模板", resolvers.request_template, by=MayTakeTemplates)
