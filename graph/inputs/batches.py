"""The inputs about batches."""

from datetime import date
from typing import TypeAlias

import strawberry

from core.actions.batches import BatchForm
from core.identifiers import canonical_identifier
from db.tables import Module as ModuleName
from db.tables import Status
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key
from graph.vocabulary.scalars import AcademicYear

BatchStatus: TypeAlias = Status
Module: TypeAlias = ModuleName
declare_enum(
    BatchStatus,
    "Status",
    "批次状态，学校的批次与学院批次相同：未开启、已开启、已停止、已结束 | "
    "Status of a batch or a phase: not opened, open, stopped, ended",
    NOT_OPENED="未开启 | Not opened yet",
    OPEN="已开启 | Open",
    STOPPED="已停止，可再次开启 | Stopped, and can be opened again",
    ENDED="已结束，可再次开启 | Ended, and can be opened again",
)
declare_enum(
    Module,
    "Module",
    "三大模块：评分、学业成绩、素质测评成绩 | The three modules: rating, academic, comprehensive",
    RATING="评分管理：辅导员、班主任、学生打分 | Rating: counsellors, head teachers and students rate",
    ACADEMIC="学业成绩管理：由课程成绩到排名 | Academic: from course scores to ranks",
    COMPREHENSIVE="素质测评成绩管理：导入、公示、审核 | Comprehensive: import, public notice, approval",
)


@strawberry.input(description="起止日期，首尾两天都算在内 | A window: first and last day, both included")
class DaysInput:
    starts_on: date = shown("开始日期 | First day")
    ends_on: date = shown("结束日期，须晚于开始日期 | Last day, which must be after the first")


@strawberry.input(description="批次筛选 | Filter for batches")
class BatchFilter:
    academic_year: AcademicYear | None = shown("学年 | Academic year", default=None)
    status: BatchStatus | None = shown("状态 | Status", default=None)
    text: str | None = shown(
        "名称或学年中的文字，任意位置匹配，不分大小写 | Text in name or academic year, matched anywhere, in any case",
        default=None,
    )


@strawberry.input(description="批次信息设置 | Settings of a batch")
class BatchInput:
    name: str = shown("批次名称 | Name of the batch")
    academic_year: AcademicYear = shown("测评学年 | Academic year that is assessed")
    cohorts: list[int] = shown(
        "测评届次（学生毕业届次），至少一个 | Cohorts that take part (years of graduation), at least one"
    )
    rating_window: DaysInput = shown("评分管理起止时间 | Window of the rating module")
    academic_window: DaysInput = shown("学业成绩管理起止时间 | Window of the academic module")
    comprehensive_window: DaysInput = shown("素质测评成绩管理起止时间 | Window of the comprehensive module")
    college_ids: list[strawberry.ID] | None = shown(
        "参评学院，不填为全部学院 | Colleges that take part; all of them if left out", default=None
    )
    note: str | None = shown("说明 | Note", default=None)
    levels: list[str] | None = shown(
        "综合测评成绩的等次，从高到低；不填为优秀、良好、中等、合格、不合格，修改时不填为不变 | "
        "Levels of comprehensive results, best first; if left out, 优秀、良好、中等、合格、不合格 (excellent to "
        "failed), or no change in an update",
        default=None,
    )

    def form(self) -> BatchForm:
        windows = {
            ModuleName.RATING: self.rating_window,
            ModuleName.ACADEMIC: self.academic_window,
            ModuleName.COMPREHENSIVE: self.comprehensive_window,
        }
        return BatchForm(
            name=self.name.strip(),
            academic_year=self.academic_year,
            cohorts=frozenset(self.cohorts),
            windows={module: (days.starts_on, days.ends_on) for module, days in windows.items()},
            college_ids=None if self.college_ids is None else frozenset(map(key, self.college_ids)),
            note=self.note,
            levels=None if self.levels is None else tuple(canonical_identifier(one) for one in self.levels),
        )


@strawberry.input(description="修改批次 | Change a batch")
class UpdateBatchInput(BatchInput):
    id: strawberry.ID = shown("批次的 id | Id of the batch")


@strawberry.input(description="指明一个批次 | Names a batch")
class BatchIdInput:
    id: strawberry.ID = shown("批次的 id | Id of the batch")
