"""Courses, academic scores and ranks (R4)."""

from core.errors.family import Refusal


class FailedCourseLocked(Refusal):
    """Reports that nobody can give a failed course a ratio (R4.5)."""

    code = "FAILED_COURSE_LOCKED"
    meaning = "不及格课程的加成比例不能调整 | The bonus ratio of a failed course can't be changed"
    zh = "{student}的课程“{course}”不及格（小于{passed_from}分），加成比例为0，不能调整"
    en = '{student}: the course "{course}" was failed (below {passed_from}), so its ratio is 0 and can\'t be changed'


class CourseLeftOut(Refusal):
    """Reports that nobody can let a course count whose score has no points (R4.6, R10.4)."""

    code = "COURSE_LEFT_OUT"
    meaning = "成绩不计入的课程不能调整 | A course whose score is left out can't be adjusted"
    zh = "{student}的课程“{course}”成绩不计入（如免修、合格），不参评，不能调整"
    en = '{student}: the course "{course}" has no points (such as an exemption), so it can\'t be adjusted'


class NoSuchCourse(Refusal):
    """Reports that the student has no score of this course in the batch's academic year."""

    code = "NOT_FOUND"
    zh = "{student}在该学年第{term}学期没有课程“{course}”"
    en = '{student} has no course "{course}" in term {term} of that academic year'


class CourseScoreExists(Refusal):
    code = "ALREADY_EXISTS"
    zh = "{student}在该学年学期已有课程“{course}”的成绩；如需替换，请选择替换"
    en = '{student} already has a score for "{course}" in that term; choose replace to overwrite it'


class ClassesNotComputed(Refusal):
    """Names the classes that are not computed yet (R4.9)."""

    code = "CLASSES_NOT_COMPUTED"
    meaning = "有班级尚未计算学业成绩，不能排名 | Some classes are not computed, so they can't be ranked"
    zh = "以下班级尚未计算学业成绩，不能计算专业年级排名：{classes}"
    en = "The academic scores of these classes are not computed yet, so the major's grade can't be ranked: {classes}"


class NothingToCompute(Refusal):
    code = "NOTHING_TO_COMPUTE"
    meaning = "所选范围内没有参评学生 | The selection contains no participants"
    zh = "所选范围内没有参评学生"
    en = "The selection contains no participants"


class ScoreNotUndecided(Refusal):
    """Reports that there is nothing to decide: no score asks this, or the scale says what it is worth (R10.6)."""

    code = "SCORE_NOT_UNDECIDED"
    meaning = "没有需要处理的待定成绩 | There is no undecided score to decide"
    zh = "“{text}”不是待定成绩，不需要处理"
    en = '"{text}" is not undecided, so there is nothing to decide'
