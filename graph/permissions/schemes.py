"""The rule for writing a college's scheme (R11)."""

from core import access
from graph.server.engine.guards import May


class MayManageSchemes(May):
    """学院管理员编写本学院的评分方案"""

    right = access.MANAGE_SCHEMES


class MayComputeComprehensive(May):
    """辅导员计算所带班级、学院管理员计算全院的综合测评成绩"""

    right = access.COMPUTE_COMPREHENSIVE
