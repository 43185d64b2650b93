"""The inputs about a college's phases."""

from datetime import date

import strawberry

from core.actions.phases import PhaseAddress
from core.rules.scheduling import PhaseForm
from graph.inputs.batches import DaysInput, Module
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.scalars import Ratio


@strawberry.input(description="指明一个学院批次 | Names a phase")
class PhaseInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    module: Module = shown("模块 | Module")
    college_id: strawberry.ID | None = shown(
        "学院；只管理一个学院时可不填 | College; may be left out if you manage only one", default=None
    )

    def address(self) -> PhaseAddress:
        return PhaseAddress(key(self.batch_id), self.module, key_or_none(self.college_id))


@strawberry.input(
    description="设置学院批次的时间；学业成绩批次还有加成比例和调整时间，评分批次还有是否自评，"
    "素质测评成绩批次还有公示的最少工作日数，不填的保持不变 | "
    "Schedule a phase; an academic phase also has the bonus ratio and adjustment windows, a rating "
    "phase self-rating, a comprehensive phase the fewest working days of a notice; what is left out "
    "stays"
)
class SchedulePhaseInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    module: Module = shown("模块 | Module")
    window: DaysInput = shown("起止时间，须在学校设置的时间内 | Window, which must lie within the school's window")
    college_id: strawberry.ID | None = shown(
        "学院；只管理一个学院时可不填 | College; may be left out if you manage only one", default=None
    )
    bonus_ratio: Ratio | None = shown(
        "学分加成比例，不小于 0，两位小数；从未设置过为 0 | "
        "Bonus ratio, at least 0, two decimal places; 0 if never set",
        default=None,
    )
    monitor_window: DaysInput | None = shown(
        "班长调整起止时间，须在本批次时间内 | Window in which class monitors adjust courses, within the phase's window",
        default=None,
    )
    counsellor_window: DaysInput | None = shown(
        "辅导员调整起止时间，须在本批次时间内 | Window in which counsellors adjust courses, within the phase's window",
        default=None,
    )
    self_rating: bool | None = shown(
        "互评时学生是否给自己打分（评分批次）；开启过之后不能再改 | "
        "Whether students also rate themselves (rating phase); can't be changed once it was opened",
        default=None,
    )
    notice_days: int | None = shown(
        "公示至少几个工作日（素质测评成绩批次），0 到 60，从未设置过为 3；不足时只提醒 | "
        "Fewest working days of a public notice (comprehensive phase), 0 to 60, 3 if never set; a shorter notice "
        "only gets a warning",
        default=None,
    )

    def address(self) -> PhaseAddress:
        return PhaseAddress(key(self.batch_id), self.module, key_or_none(self.college_id))

    def form(self) -> PhaseForm:
        return PhaseForm(
            window=(self.window.starts_on, self.window.ends_on),
            bonus_ratio=self.bonus_ratio,
            monitor_window=_days(self.monitor_window),
            counsellor_window=_days(self.counsellor_window),
            self_rating=self.self_rating,
            notice_days=self.notice_days,
        )


def _days(days: DaysInput | None) -> tuple[date, date] | None:
    return None if days is None else (days.starts_on, days.ends_on)
