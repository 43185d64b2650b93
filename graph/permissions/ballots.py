"""The rules for filling in ballots and returning one (manual 1.1.3.3)."""

from core import access
from graph.server.engine.guards import May


class MayRate(May):
    """评分批次开启之后，辅导员、班主任对所带班级、学生对本班参评学生打分"""

    right = access.RATE


class MayReopenBallot(May):
    """学院管理员可退回本学院的一张已提交的打分表"""

    right = access.MANAGE_COLLEGE_BATCH
