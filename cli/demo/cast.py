"""The demo's cast says who plays which role, how far each college has come, and what each role can look at."""

from typing import NamedTuple

from cli.demo.people import ADMIN
from cli.university import Assigned, College, SchoolClass, University

PEERS = 2
"""The number of students in the shown class who submit ballots through the API, besides its monitor."""
SHARES = (0.3, 1.0, 0.7, 0.4, 0.2, 0.0)
"""The shares of the shown college's classes, in turn, that have submitted their ballots."""


class Part(NamedTuple):
    role: str
    username: str
    sees: str
    """The text, in Chinese, that says what the page has to show."""


class Cast:
    """Puts the shown college in the middle of its work; the next one publishes its results, the others have just begun.

    The shown class is of the eldest grade: its students took part in the years before.
    """

    def __init__(self, university: University) -> None:
        self.university = university
        self.shown_class = university.classes[0]
        self.counsellor = self.counsellors_of(self.shown_class)[0]
        self.head_teacher = self._assigned(university.head_teachers)
        self.monitor = self._assigned(university.monitors)
        members = (one.number for one in university.members(self.shown_class.code))
        self.student, *classmates = (number for number in members if number != self.monitor)
        self.peers = [self.monitor, *classmates[:PEERS]]

    @property
    def shown(self) -> College:
        return self.university.colleges[0]

    @property
    def publishing(self) -> College | None:
        return next(iter(self.university.colleges[1:]), None)

    @property
    def beginning(self) -> list[College]:
        return self.university.colleges[2:]

    def admin(self, college: College) -> str:
        return self.university.college_admins[college.code].number

    def counsellors(self, college: College) -> list[str]:
        """Lists the counsellors of a college in the order of their classes."""
        codes = {one.code for one in self.university.classes_of(college.code)}
        return list(dict.fromkeys(one.number for one in self.university.counsellors if one.class_code in codes))

    def counsellors_of(self, klass: SchoolClass) -> list[str]:
        return [one.number for one in self.university.counsellors if one.class_code == klass.code]

    def counselled(self, number: str) -> list[str]:
        """Lists the codes of a counsellor's classes."""
        return [one.class_code for one in self.university.counsellors if one.number == number]

    @property
    def acting(self) -> list[str]:
        """Lists everybody who does something through the API."""
        school = [ADMIN, self.university.student_affairs[0].number]
        admins = [self.admin(one) for one in self.university.colleges]
        counsellors = [self.counsellor, *(self.counsellors(one)[0] for one in self.beginning)]
        if self.publishing:
            counsellors += self.counsellors(self.publishing)
        return [*school, *admins, *counsellors, self.head_teacher, self.student, *self.peers]

    @property
    def everybody(self) -> list[str]:
        """Lists those people, and the ones whose accounts visitors can try."""
        return list(dict.fromkeys([*self.acting, *(one.username for one in self.parts)]))

    @property
    def parts(self) -> list[Part]:
        university, first = self.university, self.shown.code
        return [
            Part("超级管理员 superAdmin", ADMIN, "账号、角色与名册，全校各批次和结果，操作日志"),
            Part(
                "学生处 studentAffairs",
                university.student_affairs[0].number,
                "三个学年的批次和各学院进度，前两年的成绩库；可退回导入状态和审核",
            ),
            Part(
                "学院管理员 collegeAdmin",
                university.college_admins[first].number,
                "参评与指派，待定成绩与导入记录，学业成绩与排名，评分进度，各班导入状态（一个班已改为未提交）",
            ),
            Part(
                "学院副书记 deputySecretary",
                university.deputy_secretaries[first].number,
                "本学院的进度和结果，已提交班级的综合测评成绩，前两年的公示标题",
            ),
            Part(
                "辅导员 counsellor",
                self.counsellor,
                "所带班级的学业成绩和评分成绩；综合测评成绩已导入，部分已提交，一个班待重新提交；Ctrl K 查找学生",
            ),
            Part(
                "班主任 headTeacher",
                self.head_teacher,
                "本班的课程、学业成绩、评分进度和评分成绩，已提交的综合测评成绩",
            ),
            Part("审计员 auditor", university.auditor.number, "全校的操作日志（不显示成绩），系统设置"),
            Part("班长 classMonitor", self.monitor, "调整本班参评课程，本人的打分表和历年成绩"),
            Part("学生 student", self.student, "打了一半的打分表，本人的学业成绩，前两年的综合测评成绩和班级排名"),
            *self._where_a_notice_is_open(),
        ]

    def _where_a_notice_is_open(self) -> list[Part]:
        college = self.publishing
        if college is None:
            return []
        student = self.university.members(self.university.classes_of(college.code)[0].code)[0].number
        deputy = self.university.deputy_secretaries[college.code].number
        return [
            Part(
                "学院管理员 collegeAdmin（公示中）",
                self.admin(college),
                "评分方案与导入的数据，按方案计算的成绩；正在进行的公示，可结束，再由副书记审核",
            ),
            Part("学院副书记 deputySecretary（公示中）", deputy, "公示结束后审核通过并提交，学生处随即看到结果"),
            Part("学生 student（公示中）", student, "本班的公示名单，本人按方案计算的综合测评成绩、排名和计算明细"),
        ]

    def _assigned(self, assigned: list[Assigned]) -> str:
        return next(one.number for one in assigned if one.class_code == self.shown_class.code)
