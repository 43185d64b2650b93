"""Who takes results away as workbooks: whoever may read them (manual 1.1.2.5, 1.1.3.4, R8.4)."""

from typing import Any

from core import access
from graph.context import Info
from graph.permissions.base import May


class MayExport(May):
    """辅导员、班主任和学生可以进行计算结果的查询和导出；学院导出本学院的；评分成绩不给学生"""

    right = access.SEE_ACADEMIC_RESULT

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        rating = info.context.person.scope(access.SEE_RATING_RESULT)
        return super().has_permission(source, info, **kwargs) or not rating.empty


class MayTakeTemplates(May):
    """导入模板给可以导入的人"""

    right = access.IMPORT_COURSE_SCORES
