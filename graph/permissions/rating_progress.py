"""The rule for seeing item scores in the progress of rating (manual 1.1.3.4, R5.5)."""

from core import access
from graph.server.engine.guards import Sees


class SeesItemScores(Sees):
    """辅导员、班主任可查看所带班级每个学生各评分项目的得分；学院只看进度，学生看不到得分"""

    right = access.SEE_ITEM_SCORES
