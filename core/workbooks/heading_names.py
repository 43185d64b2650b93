"""These are the headings that 教务 systems (正方, 青果, 强智, 金智, URP) and offices write for the same things (R10.1).

Names in one tuple mean the same; two of them in one file are refused. Those in a tuple called FAINT count only where
none of the others stands: 课程类别 may mean something else than 课程性质, which then stands beside it.
"""

import re
from collections.abc import Collection

from core.identifiers import half_width
from core.workbooks.cells import Cell, shown

STUDENT_NUMBER = ("学生学号", "学生编号", "学生号", "学员学号")
STUDENT_NAME = ("学生姓名", "学生名", "学员姓名", "中文姓名")
STUDENT_NAME_FAINT = ("名字",)

COURSE_CODE = (
    *("课程编号", "课程号", "课程编码", "课程代号", "课程号码", "课程ID", "课程序码", "课程代码号"),
    *("科目代码", "科目编号"),
)
COURSE_CODE_FAINT = ("课号", "代码", "编码")
COURSE_NAME = (
    *("课程名", "课程中文名", "课程中文名称", "中文课程名", "中文课程名称", "课程名称中文", "课程全称"),
    *("科目名称", "科目名"),
)
COURSE_NAME_FAINT = ("课程", "科目", "课程/环节", "课程环节", "环节名称")
COURSE_CODE_AND_NAME = (
    *("课程", "课程信息", "课程/环节", "[代码]名称", "代码名称", "课程代码名称", "课程代码及名称", "课程代码/名称"),
    *("课程代码-名称", "课程代码课程名称", "课程代码/课程名称", "课程号课程名", "课程号/课程名", "课程编号及名称"),
    *("[课程代码]课程名称", "[课程号]课程名"),
)
"""Under these a cell may hold a code and a name."""
COURSE_KIND = ("课程属性", "修读性质", "课程性质名称", "课程属性名称", "课程修读性质", "修习性质")
COURSE_KIND_FAINT = (
    *("课程类别", "课程类型", "课程类别名称", "课程类型名称", "课程种类", "课程分类", "课程归属"),
    *("选课属性", "选修类型", "性质", "属性"),
)
TEACHER = (
    *("任课教师", "任课老师", "授课老师", "任课教师姓名", "授课教师姓名", "主讲教师", "主讲老师", "上课教师"),
    *("教学班教师", "开课教师", "任课人"),
)
TEACHER_FAINT = ("教师", "教师姓名", "教师名称", "老师", "授课人", "教工姓名")
CREDIT = ("课程学分", "学分数", "学分值", "课程学分数")
SCORE = (
    *("课程成绩", "总评成绩", "最终成绩", "总成绩", "总评", "期末总评", "期末总评成绩", "学期总评", "学期总评成绩"),
    *("学期成绩", "课程总评", "课程总评成绩", "课程总成绩", "课程最终成绩", "综合成绩", "总评分", "总评分数"),
    *("最终总评", "最终总评成绩", "最终得分", "最终分数", "百分制成绩", "百分成绩", "百分制总评", "百分制"),
    *("百分制分数", "成绩百分制", "成绩总评", "成绩总评成绩", "成绩总成绩"),
)
SCORE_FAINT = (
    *("分数", "得分", "总分", "成绩分数", "课程分数", "成绩得分", "折算成绩", "有效成绩", "最高成绩", "最好成绩"),
    *("评定成绩", "考核成绩"),
)
REMARK_FAINT = ("成绩备注", "备注信息", "备注说明", "成绩说明", "特殊原因", "未通过原因", "说明", "附注")

_BY_WORDS = (
    *("考试性质", "考试性质名称", "考试类型", "考试类型名称", "考试类别", "修读性质", "修读方式", "修读类型"),
    *("修读类别", "修读状态", "补考重修标记", "补考重修标识", "补考重修", "修习方式", "修习类型", "学习方式"),
    *("学习性质", "成绩性质", "成绩类型", "成绩类别", "考核性质", "选课类型", "成绩标志", "成绩标识", "成绩标记"),
)
_RETAKE_MARKS = ("重修标记", "重修标识", "重修标志", "是否重修", "重修", "重修否")
_RESIT_MARKS = ("补考标记", "补考标识", "补考标志", "是否补考", "补考否")
ATTEMPT = (*_BY_WORDS, *_RETAKE_MARKS, *_RESIT_MARKS)
"""The column that says which attempt a row is. Its values decide whether it is one: 修读性质 may also hold 必修."""

_OTHER_ATTEMPT = re.compile("补考|重修|重考|重学|再修|补修|二考|刷新|毕业清考|清考")
_FIRST_ATTEMPT = re.compile("初修|首修|正常|正考|首考|初考|第一次|期末考试|缓考")
_YES = frozenset(("是", "1", "y", "yes", "true", "√", "✓", "有", "重修", "补考"))
_NO = frozenset(("否", "0", "n", "no", "false", "无", "×", "-", ""))


def weigh_attempts(heading: str, values: Collection[Cell]) -> int:
    """Says how well a column tells the attempts: 2 with resits or retakes, 1 with first attempts alone, else 0."""
    words = {_word(value) for value in values} - {""}
    mark = mark_of(heading)
    if mark and words <= _YES | _NO:
        return 2 if words & _YES else 1 if words else 0
    if any(_OTHER_ATTEMPT.search(word) for word in words):
        return 2
    return 1 if any(_FIRST_ATTEMPT.search(word) for word in words) else 0


def mark_of(heading: str) -> str:
    """Returns the attempt that a column of marks such as 是否重修 tells by 是 and 1, or ''."""
    plain = re.sub(r"[\s*:]", "", half_width(heading[:40]))
    return "重修" if plain in _RETAKE_MARKS else "补考" if plain in _RESIT_MARKS else ""


def attempt_words(heading: str, cell: Cell) -> str:
    """Returns the words that name the attempt: 是 under 是否重修 is 重修, 否 is nothing."""
    mark, word = mark_of(heading), _word(cell)
    if mark and word in _YES | _NO:
        return mark if word in _YES else ""
    return word


def _word(cell: Cell) -> str:
    return "" if cell is None else half_width(shown(cell)).replace(" ", "").casefold()
