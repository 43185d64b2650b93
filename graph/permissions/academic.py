"""The rules for computing and reading academic results (manual 1.1.2.4, 1.1.2.5, 1.1.4.1)."""

from core import access
from graph.server.engine.guards import May, Sees


class MayComputeAcademic(May):
    """学院：可计算本学院各个班级的成绩；辅导员：可计算所带班级的学生成绩；班主任、学生：无此权限"""

    right = access.COMPUTE_ACADEMIC


class MayRankMajorGrade(May):
    """学院可计算专业年级排名"""

    right = access.RANK_MAJOR_GRADE


class SeesAcademicResult(Sees):
    """辅导员、班主任查询所带班级的计算结果，学院看本学院，学生看自己的"""

    right = access.SEE_ACADEMIC_RESULT


class SeesMajorGradeRank(Sees):
    """专业年级排名只给辅导员和学院看；学生页面不需要看到"""

    right = access.SEE_MAJOR_GRADE_RANK
