"""The rules for importing, submitting, reopening and reading comprehensive results (manual 1.1.4)."""

from core import access
from graph.server.engine.guards import May, Sees


class MayImportComprehensive(May):
    """在规定的素质测评批次时间内, 各学院辅导员可导入综测成绩，导入后必须点击“提交”后导入的数据才生效"""

    right = access.IMPORT_COMPREHENSIVE


class MayReopenSheets(May):
    """学院管理员、学生处可修改辅导员的导入状态"""

    right = access.REOPEN_SHEETS


class SeesGradeRank(Sees):
    """年级排名只需要辅导员、超级管理员、副书记、学生处可以看到，学生页面不需要看到"""

    right = access.SEE_GRADE_RANK
