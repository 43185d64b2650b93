"""Who takes results away as workbooks: whoever may read them (manual 1.1.2.5, R8.4)."""

from core import access
from graph.permissions.base import May


class MayExport(May):
    """辅导员、班主任和学生可以进行计算结果的查询和导出；学院导出本学院的"""

    right = access.SEE_ACADEMIC_RESULT


class MayTakeTemplates(May):
    """导入模板给可以导入的人"""

    right = access.IMPORT_COURSE_SCORES
