"""The rules for importing, adjusting and reading course scores (manual 1.1.2.2, 1.1.2.3)."""

from core import access
from graph.server.engine.guards import May, Sees


class MayImportCourseScores(May):
    """原始成绩由学院管理员进行导入或单个新增，导入后可删除"""

    right = access.IMPORT_COURSE_SCORES


class MayAdjustCourses(May):
    """班长调整所在班级、辅导员调整所带班级、学院管理员调整本学院学生的参评课程；班主任、学生：无此权限"""

    right = access.ADJUST_COURSES


class SeesCourseScore(Sees):
    """班长的参评课程调整页没有成绩一列：成绩只给学院、辅导员、班主任和本人看"""

    right = access.SEE_COURSE_SCORE
