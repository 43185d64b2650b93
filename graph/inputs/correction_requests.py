"""The inputs about correction requests."""

from enum import Enum

import strawberry

from core.actions.correction_requests import CorrectionForm
from core.identifiers import typed_identifier, typed_name
from db.queries.correction_requests import RequestFilter
from db.tables import CorrectionStatus, CorrectionSubject
from graph.vocabulary.connections import Direction, Order
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none

declare_enum(
    CorrectionSubject,
    "CorrectionSubject",
    "更正申请关于什么，由此决定谁来答复 | What a correction request is about, which decides who answers",
    ROSTER="名册信息（学号、姓名、性别、民族、班级等） | The roster: number, name, gender, ethnicity, class",
    COURSE_SCORES="课程成绩 | Course scores",
    RESULTS="一个批次的测评结果 | Results of a batch",
)
declare_enum(
    CorrectionStatus,
    "CorrectionStatus",
    "更正申请的状态 | State of a correction request",
    OPEN="待答复 | Waits for an answer",
    CORRECTED="已更正 | Corrected",
    DECLINED="不予更正 | Not corrected",
    WITHDRAWN="已撤回 | Withdrawn",
)


@strawberry.input(description="更正申请筛选，各条件同时满足 | Filter for correction requests; all conditions must hold")
class CorrectionRequestFilter:
    subject: CorrectionSubject | None = shown("关于什么 | What it is about", default=None)
    status: CorrectionStatus | None = shown("状态 | State", default=None)
    college_id: strawberry.ID | None = shown("答复的学院 | College that answers", default=None)
    batch_id: strawberry.ID | None = shown("测评结果的批次 | Batch of the result", default=None)
    number: str | None = shown(
        "申请人的学号或工号，从头匹配 | Number of the person, matched from its beginning", default=None
    )
    name: str | None = shown("申请人的姓名，任意位置匹配 | Name of the person, matched anywhere", default=None)

    def to_filter(self) -> RequestFilter:
        return RequestFilter(
            subject=self.subject,
            status=self.status,
            college_id=key_or_none(self.college_id),
            batch_id=key_or_none(self.batch_id),
            number=typed_identifier(self.number),
            name=typed_name(self.name),
        )


@strawberry.enum(description="更正申请的排序依据 | What correction requests can be ordered by")
class CorrectionRequestOrderField(Enum):
    ASKED_AT = strawberry.enum_value("ASKED_AT", description="申请时间 | When it was made")
    CLOSED_AT = strawberry.enum_value("CLOSED_AT", description="答复或撤回的时间 | When it was answered or withdrawn")
    NUMBER = strawberry.enum_value("NUMBER", description="申请人的学号或工号 | Number of the person")


@strawberry.input(description="更正申请排序 | Order of correction requests")
class CorrectionRequestOrder(Order):
    field: CorrectionRequestOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)


@strawberry.input(
    description="申请更正本人的信息；申请本身不改动任何数据 | "
    "Ask for a correction of your data; the request changes nothing by itself"
)
class RequestCorrectionInput:
    subject: CorrectionSubject = shown("关于什么 | What it is about")
    batch_id: strawberry.ID | None = shown(
        "测评结果所在的批次，仅测评结果须填 | Batch of the result; for results alone", default=None
    )
    what: str = shown("哪一项有误、现在是什么，最多 200 字 | What is wrong, and how it stands: at most 200 characters")
    correction: str = shown("应当是什么，最多 200 字 | What it should be: at most 200 characters")
    reason: str = shown("理由与依据，最多 500 字 | Why: at most 500 characters")

    def form(self) -> CorrectionForm:
        return CorrectionForm(self.subject, self.what, self.correction, self.reason, key_or_none(self.batch_id))


@strawberry.input(description="指明一件更正申请 | Names a correction request")
class CorrectionRequestIdInput:
    id: strawberry.ID = shown("更正申请的 id | Id of the correction request")


@strawberry.input(description="答复更正申请 | Answer a correction request")
class AnswerCorrectionInput:
    id: strawberry.ID = shown("更正申请的 id | Id of the correction request")
    corrected: bool = shown("是否已更正；否为不予更正 | Whether it was corrected; if not, it stays as it is")
    answer: str = shown(
        "答复，最多 500 字：改了什么，或为什么不改 | The answer, at most 500 characters: what was corrected, or why not"
    )
