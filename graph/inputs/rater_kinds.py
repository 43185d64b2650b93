"""As whom somebody rates."""

from typing import TypeAlias

import strawberry

from db.tables import RaterKind as RaterKindName

RaterKind: TypeAlias = RaterKindName
strawberry.enum(RaterKind, name="RaterKind", description="打分的身份：辅导员、班主任、学生互评")
