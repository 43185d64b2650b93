"""The rule for grade scales and for decisions on undecided scores (R10.3 - R10.6)."""

from core import access
from graph.server.engine.guards import May


class MayKeepGradeScale(May):
    """学院管理员设置本学院的成绩换算，处理待定成绩；其他用户只能查看"""

    right = access.KEEP_GRADE_SCALE
