"""How far a ballot is."""

from typing import TypeAlias

from db.tables import BallotStatus as BallotStatusName
from graph.vocabulary.enums import declare_enum

BallotStatus: TypeAlias = BallotStatusName
declare_enum(
    BallotStatus,
    "BallotStatus",
    "打分表的状态：未开始、草稿、已提交 | Status of a ballot: not started, draft, submitted",
    NOT_STARTED="未开始：还没有保存过打分 | Not started: no mark was ever saved",
    DRAFT="草稿：保存过，尚未提交 | Draft: saved, not submitted yet",
    SUBMITTED="已提交，不能再修改 | Submitted, and can't be changed",
)
