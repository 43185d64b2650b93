"""Holds the inputs that clients send about ballots."""

from collections.abc import Sequence
from typing import TypeAlias

import strawberry

from core.actions.ballot_reopening import Rater
from core.actions.ballots import BallotAddress
from db.queries.ballots.filling import Marks
from db.tables import BallotStatus as BallotStatusName
from db.tables import RaterKind as RaterKindName
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.scalars import Points

BallotStatus: TypeAlias = BallotStatusName
declare_enum(
    BallotStatus,
    "BallotStatus",
    "打分表的状态：未开始、草稿、已提交 | Status of a ballot: not started, draft, submitted",
    NOT_STARTED="未开始：尚未保存过打分 | Not started: no mark was ever saved",
    DRAFT="草稿：保存过，尚未提交 | Draft: saved, not submitted yet",
    SUBMITTED="已提交，不能再修改 | Submitted, and can't be changed",
)

RaterKind: TypeAlias = RaterKindName
declare_enum(
    RaterKind,
    "RaterKind",
    "打分的身份：辅导员、班主任、学生互评 | Kind of rater: counsellor, head teacher, peer",
    COUNSELLOR="辅导员 | Counsellor",
    HEAD_TEACHER="班主任 | Head teacher",
    PEER="学生互评 | A student of the class, who rates as a peer",
)


@strawberry.input(description="一项打分：一个学生的一个评分项目 | A mark: one student, one rating item")
class MarkInput:
    student_id: strawberry.ID = shown("学生 | Student")
    item_id: strawberry.ID = shown("评分项目 | Rating item")
    points: Points | None = shown(
        "分值，须在分值区间内；为空则撤去该打分 | Points, within the item's range; null removes the mark", default=None
    )


class _Marks:
    """Holds the fields that saving and submitting have in common."""

    batch_id: strawberry.ID
    class_id: strawberry.ID | None
    kind: RaterKind | None
    marks: Sequence[MarkInput] | None

    def address(self) -> BallotAddress:
        return BallotAddress(key(self.batch_id), key_or_none(self.class_id), self.kind)

    def given(self) -> Marks:
        marks = self.marks or ()
        return Marks(
            [key(one.student_id) for one in marks],
            [key(one.item_id) for one in marks],
            [one.points for one in marks],
        )


@strawberry.input(
    description="保存打分表：只写这次打的分，其余不变 | Save a ballot: only the marks sent are written, the others stay"
)
class SaveBallotInput(_Marks):
    batch_id: strawberry.ID = shown("批次 | Batch")
    marks: list[MarkInput] = shown("打分，数量不限 | Marks, any number")
    class_id: strawberry.ID | None = shown(
        "班级；本批次只有一张打分表时可不填 | Class; may be left out if you have only one ballot in the batch",
        default=None,
    )
    kind: RaterKind | None = shown(
        "打分的身份；本批次只有一张打分表时可不填 | "
        "Kind of rater; may be left out if you have only one ballot in the batch",
        default=None,
    )


@strawberry.input(description="提交打分表 | Submit a ballot")
class SubmitBallotInput(_Marks):
    batch_id: strawberry.ID = shown("批次 | Batch")
    marks: list[MarkInput] | None = shown("提交前先保存的打分 | Marks to save before it is submitted", default=None)
    class_id: strawberry.ID | None = shown(
        "班级；本批次只有一张打分表时可不填 | Class; may be left out if you have only one ballot in the batch",
        default=None,
    )
    kind: RaterKind | None = shown(
        "打分的身份；本批次只有一张打分表时可不填 | "
        "Kind of rater; may be left out if you have only one ballot in the batch",
        default=None,
    )


@strawberry.input(
    description="退回一张已提交的打分表：学生互评填 studentId，辅导员、班主任填 classId 和 staffId | "
    "Reopen a submitted ballot: studentId for a peer rating, classId and staffId for a counsellor "
    "or head teacher"
)
class ReopenBallotInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    kind: RaterKind = shown("打分的身份 | Kind of rater")
    reason: str = shown("退回的原因，打分人可见 | Reason, which the rater can read")
    student_id: strawberry.ID | None = shown("互评的学生 | Student who gave the peer ratings", default=None)
    class_id: strawberry.ID | None = shown("班级 | Class", default=None)
    staff_id: strawberry.ID | None = shown("辅导员或班主任 | Counsellor or head teacher", default=None)

    def rater(self) -> Rater:
        return Rater(self.kind, key_or_none(self.student_id), key_or_none(self.staff_id), key_or_none(self.class_id))
