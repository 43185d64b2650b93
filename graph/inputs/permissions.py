"""The rights as the API names them. Clients know them by their names in `core/access.py`, and read their words."""

from enum import Enum
from typing import Any

import strawberry

from core import access
from core.access import Right, StagedRight

PERMISSIONS = {
    name: right for name, right in vars(access).items() if isinstance(right, Right | StagedRight) and right.words
}
_values: Any = Enum(  # type: ignore[misc]  # made from the table of rights
    "Permission",
    {name: strawberry.enum_value(name, description=right.words) for name, right in PERMISSIONS.items()},
)
Permission = strawberry.enum(
    _values,
    name="Permission",
    description="一类操作或查看；对哪些记录有效，由各记录判断 | "
    "Something that a person may do or see; each record decides whether it reaches it",
)
