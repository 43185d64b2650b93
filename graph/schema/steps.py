"""步骤 (R1.7): declarations, nothing else."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.ballots import RaterKind
from graph.inputs.steps import StepKind, StepState
from graph.resolvers import nested
from graph.resolvers import steps as resolvers
from graph.schema.classes import College, SchoolClass
from graph.vocabulary.fields import shown

if TYPE_CHECKING:
    from graph.schema.batches import Batch


@strawberry.type(
    description="批次中的一个步骤：是否完成、现在能否进行、为什么不能、截止哪一天 | "
    "A step of a batch: whether it is done, whether it can be done now, why not, and until when"
)
class Step:
    kind: StepKind = shown("步骤的种类，界面据此打开页面 | Kind of the step, by which a page knows its screen")
    number: int = shown("在所属列表中的序号，从 1 起 | Number in the list that it belongs to, from 1 on")
    title: str = shown(
        "步骤名称，中文，或按 Accept-Language 为英文 | Title, in the language of Accept-Language", resolvers.title
    )
    state: StepState = shown("状态 | State")
    starts_on: date | None = shown("可以进行的第一天；不限为空 | First day on which it can be done; null if any")
    ends_on: date | None = shown("可以进行的最后一天；不限为空 | Last day on which it can be done; null if any")
    days_left: int | None = shown(
        "距最后一天还有几天，当天为 0，已过为负数；按学校的时区 | "
        "Days until the last day: 0 on that day, negative afterwards, by the school's clock",
        resolvers.days_left,
    )
    done: int | None = shown(
        "已完成多少（班级、模块、打分表、打分或学院）；不计数为空 | "
        "How many are done (classes, modules, ballots, marks or colleges); null if nothing is counted"
    )
    total: int | None = shown("共有多少 | How many there are")
    reason: str | None = shown(
        "现在不能进行的原因；能进行为空 | Why it can't be done now; null if it can", resolvers.reason
    )
    advice: str | None = shown("还要做什么 | What there is to do", resolvers.advice)
    mine: bool = shown("是否由本人完成 | Whether it is yours to do", resolvers.mine)


@strawberry.type(
    description="本人的一个步骤：属于哪个批次、学院，打分时还有班级与身份 | "
    "A step of the viewer: in which batch and college, and for a ballot also of which class, as which kind of rater"
)
class Task:
    step: Step = shown("步骤 | Step", resolvers.step)
    batch: Annotated["Batch", strawberry.lazy("graph.schema.batches")] = shown("批次 | Batch", nested.batch)
    college: College | None = shown("学院；学生处的步骤为空 | College; null for a step of the school", nested.college)
    school_class: SchoolClass | None = shown(
        "班级；仅本人的打分有 | Class; only of the viewer's own ballots", nested.school_class
    )
    rater_kind: RaterKind | None = shown("打分的身份；仅本人的打分有 | Kind of rater; only of the viewer's own ballots")
