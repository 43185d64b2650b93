"""学院批次 (manual 1.1.2.1, 1.1.3.2): declarations, nothing else."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.batches import BatchStatus, Module
from graph.permissions.batches import SeesProgress
from graph.permissions.phases import MayManagePhases
from graph.resolvers import approvals, nested, notices, rating_progress, steps, works
from graph.resolvers import phases as resolvers
from graph.schema.classes import College
from graph.schema.works import Work
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Ratio
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.batches import Batch
    from graph.schema.notices import PublicNotice
    from graph.schema.rating_progress import RatingTotals
    from graph.schema.steps import Step


@strawberry.type(description="起止日期，首尾两天都算在内 | A window: first and last day, both included")
class Days:
    starts_on: date = shown("开始日期 | First day")
    ends_on: date = shown("结束日期 | Last day")


@strawberry.type(
    description="学院批次：一个学院在一个批次中的一个模块 | A phase: one module of one batch in one college"
)
class Phase:
    id: strawberry.ID = shown("学院批次的 id | Id of the phase")
    batch: Annotated["Batch", strawberry.lazy("graph.schema.batches")] = shown("批次 | Batch", nested.batch)
    college: College = shown("学院 | College", nested.college)
    module: Module = shown("模块 | Module")
    status: BatchStatus = shown("学院批次的状态 | Status of the phase")
    starts_on: date | None = shown("学院设置的开始日期；未设置为空 | First day, as set by the college; null if not set")
    ends_on: date | None = shown("学院设置的结束日期；未设置为空 | Last day, as set by the college; null if not set")
    bonus_ratio: Ratio | None = shown("学分加成比例（学业成绩批次） | Bonus ratio (academic phase)")
    monitor_window: Days | None = shown(
        "班长调整参评课程的起止时间（学业成绩批次） | Window in which class monitors adjust courses (academic phase)",
        resolvers.monitor_window,
    )
    counsellor_window: Days | None = shown(
        "辅导员调整参评课程的起止时间（学业成绩批次） | Window in which counsellors adjust courses (academic phase)",
        resolvers.counsellor_window,
    )
    self_rating: bool | None = shown(
        "互评时学生是否给自己打分（评分批次）；其他模块为空 | "
        "Whether students also rate themselves (rating phase); null in other modules",
        resolvers.self_rating,
    )
    notice_days: int | None = shown(
        "公示至少几个工作日（素质测评成绩批次）；其他模块为空 | "
        "Fewest working days of a public notice (comprehensive phase); null in other modules",
        resolvers.notice_days,
    )
    done: int | None = shown(
        "已完成的参评学生数 | Number of participants who are done", resolvers.done, by=SeesProgress
    )
    total: int | None = shown("参评学生数 | Number of participants", resolvers.participants_total, by=SeesProgress)
    classes_done: int | None = shown(
        "已完成的班级数 | Number of classes that are done", resolvers.classes_done, by=SeesProgress
    )
    classes_total: int | None = shown(
        "参评班级数 | Number of participating classes", resolvers.classes_total, by=SeesProgress
    )
    classes_stale: int | None = shown(
        "须重新计算的班级数（学业成绩批次） | Number of classes that must be computed again (academic phase)",
        resolvers.classes_stale,
        by=SeesProgress,
    )


@strawberry.type(
    description="参加批次的一个学院，及其三个模块的时间与进度 | "
    "A college that takes part in a batch, with the windows and the progress of its three modules"
)
class BatchCollege:
    college: College = shown("学院 | College", nested.college)
    phases: list[Phase] = shown(
        "三个模块的学院批次；批次未开启过时为空列表 | Phases of the three modules; empty if the batch was never opened",
        resolvers.phases,
    )
    work: Work | None = shown(
        "本人的一项工作：起止时间，及现在不能做的原因；与本人无关，或与批次状态、时间无关的为空 | "
        "One kind of your work: its windows, and why it can't be done now; null if you have no part in it, or if it "
        "depends on neither statuses nor windows",
        works.work,
    )
    classes_total: int | None = shown(
        "参评班级数 | Number of participating classes", resolvers.classes_total, by=SeesProgress
    )
    participants_total: int | None = shown(
        "参评学生数 | Number of participants", resolvers.participants_total, by=SeesProgress
    )
    held_up_count: int | None = shown(
        "因课程成绩待定而没有学业成绩的学生数 | "
        "Number of students without an academic score, because courses of theirs are undecided",
        resolvers.held_up_count,
        by=SeesProgress,
    )
    rating_totals: Annotated["RatingTotals", strawberry.lazy("graph.schema.rating_progress")] | None = shown(
        "评分进度合计 | Totals of the rating progress", rating_progress.totals, by=SeesProgress
    )
    notice: Annotated["PublicNotice", strawberry.lazy("graph.schema.notices")] | None = shown(
        "最近一次公示 | Latest public notice", notices.last_notice
    )
    approved_at: datetime | None = shown(
        "审核通过的时间；未通过或已撤销为空 | "
        "When the results were approved; null if not approved, or if the approval was withdrawn",
        approvals.approved_at,
        by=SeesProgress,
    )
    approved_by: str | None = shown("审核通过的人 | Who approved the results", approvals.approved_by, by=SeesProgress)
    withdrawn_at: datetime | None = shown(
        "最近一次撤销审核的时间 | When the approval was last withdrawn", approvals.withdrawn_at, by=SeesProgress
    )
    withdrawal_reason: str | None = shown(
        "最近一次撤销审核的原因 | Why the approval was last withdrawn", approvals.withdrawal_reason, by=SeesProgress
    )
    steps: list[Annotated["Step", strawberry.lazy("graph.schema.steps")]] | None = shown(
        "学院在本批次的十一个步骤，按手册的顺序；第一个能做的为当前 | "
        "The eleven steps of the college in this batch, in the manual's order; the first that can be done is current",
        steps.of_college,
        by=SeesProgress,
        rows=11,
    )


@strawberry.type(description="学院批次操作的结果 | Result of changing a phase")
class PhasePayload:
    phase: Phase | None = shown("操作后的学院批次 | The phase afterwards")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class PhaseMutations:
    schedule_phase: PhasePayload | None = shown(
        "设置学院批次的时间 | Schedule a phase", resolvers.schedule_phase, by=MayManagePhases
    )
    open_phase: PhasePayload | None = shown("开启学院批次 | Open a phase", resolvers.open_phase, by=MayManagePhases)
    stop_phase: PhasePayload | None = shown("停止学院批次 | Stop a phase", resolvers.stop_phase, by=MayManagePhases)
    end_phase: PhasePayload | None = shown("结束学院批次 | End a phase", resolvers.end_phase, by=MayManagePhases)
