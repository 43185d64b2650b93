"""各项工作的起止时间 (R3.4): declarations, nothing else."""

from datetime import date
from typing import TypeAlias

import strawberry

from core.rules.windows import WindowOwner as Owner
from graph.resolvers import works as resolvers
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError

WindowOwner: TypeAlias = Owner
declare_enum(
    WindowOwner,
    "WindowOwner",
    "起止时间由谁设置、为谁设置 | Whose time a window is",
    SCHOOL="学校设置的模块时间 | The school's, for a module",
    COLLEGE="学院设置的模块时间 | The college's, for a module",
    COUNSELLOR="学院设置的辅导员调整时间 | The counsellors', for adjustments",
    MONITOR="学院设置的班长调整时间 | The class monitors', for adjustments",
)


@strawberry.type(description="一项工作须在其中进行的起止时间 | A window in which work is done")
class WorkWindow:
    owner: WindowOwner = shown("谁的时间 | Whose time it is")
    starts_on: date | None = shown("开始日期；未设置为空 | First day; null if not set")
    ends_on: date | None = shown("结束日期；未设置为空 | Last day; null if not set")


@strawberry.type(
    description="本人在一个学院的批次中的一项工作：什么时间可以做，现在不能做的原因 | "
    "Work of yours in a college of a batch: when it may be done, and why it can't be done now"
)
class Work:
    windows: list[WorkWindow] = shown(
        "须同时满足的起止时间；不受时间限制为空列表 | Windows that must all be open; empty if the work has none",
        rows=3,
    )
    last_day: date | None = shown(
        "最后一天；不受时间限制或未设置为空 | Last day; null if the work has no window, or one is not set"
    )
    days_left: int | None = shown(
        "距最后一天还有几天，当天为 0，按学校时间；现在不能做或不受时间限制为空 | "
        "Days until the last day on the school's clock, 0 on that day; null if it can't be done now or has no window"
    )
    refusal: UserError | None = shown(
        "现在不能做的原因；可以做时为空 | Why it can't be done now; null if it can", resolvers.refusal
    )
