"""The rules for taking workbooks: a person may export what they may read (manual 1.1.2.5, 1.1.3.4, R8.4)."""

from typing import Any

from core import access
from graph.context import Info
from graph.server.engine.guards import May


class MayExport(May):
    """辅导员、班主任、学院、学生处均可自定义导出各自范围内的成绩，学生导出自己的；评分成绩不给学生；审计员只导出操作日志"""

    right = access.SEE_COMPREHENSIVE

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        others = (access.SEE_ACADEMIC_RESULT, access.SEE_RATING_RESULT, access.SEE_AUDIT)
        return super().has_permission(source, info, **kwargs) or any(info.context.may(right) for right in others)


class MayTakeTemplates(May):
    """导入模板给可以导入的人"""

    right = access.IMPORT_COURSE_SCORES

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        return super().has_permission(source, info, **kwargs) or bool(info.context.may(access.IMPORT_COMPREHENSIVE))
