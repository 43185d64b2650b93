"""The rules for opening, ending and reading notices (manual 1.1.4.2)."""

from typing import Any

from core import access
from graph.context import Info
from graph.server.engine.guards import May, Rule


class MayManageNotices(May):
    """学院管理员公示（公示范围：班级内部），也可结束公示，再重新导入进行再次公示"""

    right = access.MANAGE_NOTICES


class ReadsOpenNotice(Rule):
    """公示的范围为班级内部；公示结束后，只能查看公示标题"""

    right = access.READ_NOTICE

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        return bool(source.open and source.readable)
