"""The rules for computing and reading rating scores, and for hiding single marks (manual 1.1.3.4, R8)."""

from typing import Any

from core import access
from core.rules.rating_sight import sees_average, sees_calculation, sees_item_score, sees_rating_score
from graph.context import Info
from graph.server.engine.guards import May, Sees


class MayComputeRating(May):
    """学院：可计算本学院各个班级的评分成绩；辅导员：可计算所带班级的；班主任、学生：无此权限"""

    right = access.COMPUTE_RATING


class SeesRatingResult(Sees):
    """评分成绩给学院、辅导员、班主任查询；学生不能看"""

    right = access.SEE_RATING_RESULT


class SeesSingleMarks(Sees):
    """各打分人的打分只给所带班级的辅导员、班主任看；互评不显示打分人"""

    right = access.SEE_SINGLE_MARKS


class SeesRatingScore(SeesRatingResult):
    """评分成绩给学院、辅导员、班主任查询；只出自一份打分时就是那份打分，只给可以看各打分人打分的人看"""

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        return sees_rating_score(info.context.person, source)


class SeesItemScore(Sees):
    """各评分项目的得分给超级管理员和所带班级的辅导员、班主任看；能从中推出某一份打分时，只给可以看各打分人打分的人看"""

    right = access.SEE_ITEM_SCORES

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        return sees_item_score(info.context.person, source)


class SeesKindAverage(SeesItemScore):
    """辅导员、班主任、互评的平均分与项目得分同样；只有一份打分时，平均分只给可以看各打分人打分的人看"""

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        return sees_average(info.context.person, source)


class SeesCalculation(SeesItemScore):
    """算式列出全部平均分：其中每一个都可以看的人才能看"""

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        return sees_calculation(info.context.person, source)
