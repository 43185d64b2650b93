"""As whom somebody rates."""

from typing import TypeAlias

from db.tables import RaterKind as RaterKindName
from graph.vocabulary.enums import declare_enum

RaterKind: TypeAlias = RaterKindName
declare_enum(
    RaterKind,
    "RaterKind",
    "打分的身份：辅导员、班主任、学生互评 | Kind of rater: counsellor, head teacher, peer",
    COUNSELLOR="辅导员 | Counsellor",
    HEAD_TEACHER="班主任 | Head teacher",
    PEER="学生互评 | A student of the class, who rates as a peer",
)
