"""批次 (manual 1.1.1): declarations, nothing else."""

from datetime import date, datetime

import strawberry

from graph.inputs.batches import BatchStatus, Module
from graph.permissions.batches import MayManageBatches, SetsQualities
from graph.permissions.steps import SeesSchoolSteps
from graph.resolvers import batches as resolvers
from graph.resolvers import qualities as of_qualities
from graph.resolvers import steps
from graph.resolvers.phases import batch_colleges
from graph.schema.phases import BatchCollege
from graph.schema.qualities import FEW, Quality
from graph.schema.steps import Step
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import AcademicYear
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="学校为一个模块设置的起止时间 | The window that the school sets for a module")
class BatchWindow:
    module: Module = shown("模块 | Module")
    starts_on: date = shown("开始日期 | First day")
    ends_on: date = shown("结束日期 | Last day")


@strawberry.type(
    description="素质测评批次（1.1.1.1）：全校一年一次的测评 | "
    "A batch: one year's assessment for the whole school (manual 1.1.1.1)"
)
class Batch:
    id: strawberry.ID = shown("批次的 id | Id of the batch")
    name: str = shown("批次名称 | Name of the batch")
    academic_year: AcademicYear = shown("学年 | Academic year")
    status: BatchStatus = shown("批次状态 | Status of the batch")
    note: str | None = shown("说明 | Note")
    opened_at: datetime | None = shown("首次开启的时间 | When it was first opened")
    levels: list[str] = shown(
        "综合测评成绩可用的等次，从高到低 | Levels that comprehensive results may have, best first"
    )
    qualities: list[Quality] = shown(
        "综合测评的各项素质，最后一项为总成绩 | Qualities of the assessment in their order, the overall result last",
        of_qualities.of_batch,
        rows=FEW,
    )
    qualities_fixed: str | None = shown(
        "为何现在不能修改各项素质；可以修改为空 | Why the qualities can't be changed now; null if they can",
        of_qualities.fixed,
        by=SetsQualities,
    )
    cohorts: list[int] = shown(
        "测评届次（学生毕业届次） | Cohorts that take part (years of graduation)", resolvers.cohorts
    )
    windows: list[BatchWindow] = shown(
        "学校设置的各模块起止时间 | Window of each module, as set by the school", resolvers.windows
    )
    colleges: list[BatchCollege] = shown(
        "参加的学院及其进度，限有权看到的 | Colleges that take part and their progress, only those you may see",
        batch_colleges,
    )
    steps: list[Step] | None = shown(
        "学生处在本批次的四个步骤 | The four steps of student affairs in this batch",
        steps.of_batch,
        by=SeesSchoolSteps,
        rows=4,
    )


@strawberry.type(description="批次操作的结果 | Result of changing a batch")
class BatchPayload:
    batch: Batch | None = shown("操作后的批次 | The batch afterwards")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="删除批次的结果 | Result of deleting a batch")
class DeleteBatchPayload:
    deleted_id: strawberry.ID | None = shown("已删除的批次 id | Id of the deleted batch")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class BatchQueries:
    batch: Batch | None = shown("一个批次 | One batch", resolvers.batch)
    batches: Connection[Batch] = shown("批次列表，新的在前 | Batches, newest first", resolvers.batches)


@strawberry.type
class BatchMutations:
    create_batch: BatchPayload | None = shown("新增批次 | Create a batch", resolvers.create_batch, by=MayManageBatches)
    update_batch: BatchPayload | None = shown("修改批次 | Change a batch", resolvers.update_batch, by=MayManageBatches)
    set_qualities: BatchPayload | None = shown(
        "设置批次的各项素质；已有综合测评成绩的批次不能再修改 | "
        "Set the qualities of a batch; not once the batch has comprehensive results",
        of_qualities.set_qualities,
        by=MayManageBatches,
    )
    delete_batch: DeleteBatchPayload | None = shown(
        "删除未开启过的批次 | Delete a batch that was never opened", resolvers.delete_batch, by=MayManageBatches
    )
    open_batch: BatchPayload | None = shown("开启批次 | Open a batch", resolvers.open_batch, by=MayManageBatches)
    stop_batch: BatchPayload | None = shown("停止批次 | Stop a batch", resolvers.stop_batch, by=MayManageBatches)
    end_batch: BatchPayload | None = shown("结束批次 | End a batch", resolvers.end_batch, by=MayManageBatches)
