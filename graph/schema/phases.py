"""学院批次 (manual 1.1.2.1, 1.1.3.2): declarations, nothing else."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.batches import BatchStatus, Module
from graph.permissions.batches import SeesProgress
from graph.permissions.phases import MayManagePhases
from graph.resolvers import approvals, nested, notices, rating_progress
from graph.resolvers import phases as resolvers
from graph.schema.classes import College
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Ratio
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.batches import Batch
    from graph.schema.notices import PublicNotice
    from graph.schema.rating_progress import RatingTotals


@strawberry.type(description="起止日期，首尾两天都算在内")
class Days:
    starts_on: date = shown("开始日期")
    ends_on: date = shown("结束日期")


@strawberry.type(description="学院批次：一个学院在一个批次中的一个模块")
class Phase:
    id: strawberry.ID = shown("学院批次的 id")
    batch: Annotated["Batch", strawberry.lazy("graph.schema.batches")] = shown("批次", nested.batch)
    college: College = shown("学院", nested.college)
    module: Module = shown("模块")
    status: BatchStatus = shown("学院状态")
    starts_on: date | None = shown("学院设置的开始日期；未设置为空")
    ends_on: date | None = shown("学院设置的结束日期；未设置为空")
    bonus_ratio: Ratio | None = shown("学分加成比例（学业成绩批次）")
    monitor_window: Days | None = shown("班长调整参评课程的起止时间（学业成绩批次）", resolvers.monitor_window)
    counsellor_window: Days | None = shown("辅导员调整参评课程的起止时间（学业成绩批次）", resolvers.counsellor_window)
    self_rating: bool | None = shown("互评时学生是否给自己打分（评分批次）；其他模块为空", resolvers.self_rating)
    notice_days: int | None = shown("公示至少几个工作日（素质测评成绩批次）；其他模块为空", resolvers.notice_days)
    done: int | None = shown("已完成的参评学生数", resolvers.done, by=SeesProgress)
    total: int | None = shown("参评学生数", resolvers.participants_total, by=SeesProgress)
    classes_done: int | None = shown("已完成的班级数", resolvers.classes_done, by=SeesProgress)
    classes_total: int | None = shown("参评班级数", resolvers.classes_total, by=SeesProgress)


@strawberry.type(description="参加批次的一个学院，及其三个模块的时间与进度")
class BatchCollege:
    college: College = shown("学院", nested.college)
    phases: list[Phase] = shown("三个模块的学院批次；批次未开启过时为空", resolvers.phases)
    classes_total: int | None = shown("参评班级数", resolvers.classes_total, by=SeesProgress)
    participants_total: int | None = shown("参评学生数", resolvers.participants_total, by=SeesProgress)
    rating_totals: Annotated["RatingTotals", strawberry.lazy("graph.schema.rating_progress")] | None = shown(
        "评分进度合计", rating_progress.totals, by=SeesProgress
    )
    notice: Annotated["PublicNotice", strawberry.lazy("graph.schema.notices")] | None = shown(
        "最近一次公示", notices.last_notice
    )
    approved_at: datetime | None = shown("审核通过的时间；未通过或已退回为空", approvals.approved_at, by=SeesProgress)
    approved_by: str | None = shown("审核通过的人", approvals.approved_by, by=SeesProgress)
    withdrawn_at: datetime | None = shown("最近一次退回审核的时间", approvals.withdrawn_at, by=SeesProgress)
    withdrawal_reason: str | None = shown("最近一次退回审核的原因", approvals.withdrawal_reason, by=SeesProgress)


@strawberry.type(description="学院批次操作的结果")
class PhasePayload:
    phase: Phase | None = shown("操作后的学院批次")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type
class PhaseMutations:
    schedule_phase: PhasePayload | None = shown("设置学院批次的时间", resolvers.schedule_phase, by=MayManagePhases)
    open_phase: PhasePayload | None = shown("开启学院批次", resolvers.open_phase, by=MayManagePhases)
    stop_phase: PhasePayload | None = shown("停止学院批次", resolvers.stop_phase, by=MayManagePhases)
    end_phase: PhasePayload | None = shown("结束学院批次", resolvers.end_phase, by=MayManagePhases)
