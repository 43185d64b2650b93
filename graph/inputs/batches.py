"""What clients send about batches."""

from datetime import date
from typing import TypeAlias

import strawberry

from core.actions.batches import BatchForm
from core.identifiers import canonical_identifier
from db.tables import Module as ModuleName
from db.tables import Status
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key
from graph.vocabulary.scalars import AcademicYear

BatchStatus: TypeAlias = Status
Module: TypeAlias = ModuleName
strawberry.enum(BatchStatus, name="Status", description="批次状态：未开启、已开启、已停止、已结束")
strawberry.enum(Module, name="Module", description="三大模块：评分、学业成绩、素质测评成绩")


@strawberry.input(description="起止日期，首尾两天都算在内")
class DaysInput:
    starts_on: date = shown("开始日期")
    ends_on: date = shown("结束日期，须晚于开始日期")


@strawberry.input(description="批次筛选")
class BatchFilter:
    academic_year: AcademicYear | None = shown("学年", default=None)
    status: BatchStatus | None = shown("状态", default=None)


@strawberry.input(description="批次信息设置")
class BatchInput:
    name: str = shown("批次名称")
    academic_year: AcademicYear = shown("测评学年")
    cohorts: list[int] = shown("测评届次（学生毕业届次），至少一个")
    rating_window: DaysInput = shown("评分管理起止时间")
    academic_window: DaysInput = shown("学业成绩管理起止时间")
    comprehensive_window: DaysInput = shown("素质测评成绩管理起止时间")
    college_ids: list[strawberry.ID] | None = shown("参评学院，不填为全部学院", default=None)
    note: str | None = shown("说明", default=None)
    levels: list[str] | None = shown(
        "综合测评成绩的等次，从高到低；不填为优秀、良好、中等、合格、不合格，修改时不填为不变", default=None
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


@strawberry.input(description="修改批次")
class UpdateBatchInput(BatchInput):
    id: strawberry.ID = shown("批次的 id")


@strawberry.input(description="指明一个批次")
class BatchIdInput:
    id: strawberry.ID = shown("批次的 id")
