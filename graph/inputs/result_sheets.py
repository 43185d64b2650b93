"""The inputs about the sheets of comprehensive results."""

from enum import Enum

import strawberry

from core.actions.result_sheets import SheetChoice
from db.queries.comprehensive.sheets import NOT_IMPORTED, SheetFilter
from db.tables import Stage, StaleReason
from graph.inputs.filters import PlaceFilter
from graph.vocabulary.connections import Direction, Order
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none


@strawberry.enum(
    description="一个班级的综合测评成绩进行到哪一步；后一步包括前一步 | "
    "How far the comprehensive results of a class are; each step includes the ones before"
)
class ResultSheetStatus(Enum):
    NOT_IMPORTED = strawberry.enum_value(NOT_IMPORTED, description="未导入 | Not imported")
    IMPORTED = strawberry.enum_value(int(Stage.IMPORTED), description="已导入，未提交 | Imported, not submitted")
    SUBMITTED = strawberry.enum_value(int(Stage.SUBMITTED), description="已提交 | Submitted")
    PUBLISHED = strawberry.enum_value(
        int(Stage.PUBLISHED), description="提交后公示过 | Shown in a public notice since it was submitted"
    )
    APPROVED = strawberry.enum_value(
        int(Stage.APPROVED),
        description="学院已审核通过并提交学生处 | Approved by the college and handed to student affairs",
    )


declare_enum(
    StaleReason,
    "StaleReason",
    "按方案计算之后的变动 | What has changed since a class was computed by a scheme",
    INPUTS="方案数据 | Inputs of the scheme",
    ACADEMIC="课程成绩或学业成绩 | Courses or academic scores",
    RATING="评分成绩 | Rating scores",
    SCHEME="评分方案 | The scheme",
    GRADE="同年级的其他班级，等次按年级比例评定 | Other classes of the grade, by share of which levels are given",
)


@strawberry.input(description="班级导入状态筛选，各条件同时满足 | Filter for result sheets; all conditions must hold")
class ResultSheetFilter(PlaceFilter):
    counsellor_id: strawberry.ID | None = shown(
        "辅导员（教职工的 id） | Counsellor (id of the staff member)", default=None
    )
    status: ResultSheetStatus | None = shown("状态 | Status", default=None)

    def to_filter(self) -> SheetFilter:
        return SheetFilter(
            **self.place(),
            counsellor_id=key_or_none(self.counsellor_id),
            stage=None if self.status is None else int(self.status.value),
        )


@strawberry.enum(description="班级导入状态的排序依据 | What result sheets can be ordered by")
class ResultSheetOrderField(Enum):
    CLASS = strawberry.enum_value("CLASS", description="班级代码 | Class code")
    STAGE = strawberry.enum_value("STAGE", description="状态 | Status")
    IMPORTED = strawberry.enum_value("IMPORTED", description="最近一次导入的时间 | When it was last imported")


@strawberry.input(description="班级导入状态排序 | Order of result sheets")
class ResultSheetOrder(Order):
    field: ResultSheetOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)


@strawberry.input(description="提交综合测评成绩 | Submit comprehensive results")
class SubmitResultSheetsInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    class_ids: list[strawberry.ID] | None = shown(
        "班级；不填为本人所带、已导入的全部班级 | Classes; without them, all of yours that are imported", default=None
    )

    def class_keys(self) -> list[int] | None:
        return None if self.class_ids is None else [key(one) for one in self.class_ids]


@strawberry.input(
    description="把班级的导入状态改为未提交；班级与辅导员二者填一 | "
    "Set result sheets back to not submitted; give either classes or a counsellor"
)
class ReopenResultSheetsInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    class_ids: list[strawberry.ID] | None = shown("班级 | Class", default=None)
    counsellor_id: strawberry.ID | None = shown(
        "辅导员（教职工的 id）：其已提交的全部班级 | "
        "Counsellor (id of the staff member): all submitted classes of this counsellor",
        default=None,
    )
    reason: str = shown("原因，最多 200 字 | Reason, at most 200 characters")

    def choice(self) -> SheetChoice:
        named = None if self.class_ids is None else [key(one) for one in self.class_ids]
        return SheetChoice(named, key_or_none(self.counsellor_id))
