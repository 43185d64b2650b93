"""The rule for setting rating items (manual 1.1.3.1)."""

from core import access
from graph.server.engine.guards import May


class MayManageRatingItems(May):
    """学院：设置本学院的评分项目，其他用户均无此权限"""

    right = access.MANAGE_COLLEGE_BATCH
