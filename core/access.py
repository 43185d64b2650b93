"""The rights of every role (R8) are one table here, together with the person whom it is applied to."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field
from enum import Enum, StrEnum
from typing import Any, overload
from uuid import UUID

from core.errors import Forbidden
from db.scopes import ClassInBatch, Placed, Scope, StagedScope
from db.tables import RaterKind, Role, Stage


class Reach(Enum):
    """Names how far a right reaches for one role."""

    NEVER = "-"
    OWN = "own"
    CLASS = "class"
    COLLEGE = "college"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Right:
    """Says how far each role may go. A role that a right does not name has no part in it.

    `words` describe the right in the API, where it is a permission of the same name; the parts of a staged right have
    none.
    """

    words: str = ""
    _: KW_ONLY
    super_admin: Reach = Reach.NEVER
    student_affairs: Reach = Reach.NEVER
    college_admin: Reach = Reach.NEVER
    deputy_secretary: Reach = Reach.NEVER
    counsellor: Reach = Reach.NEVER
    head_teacher: Reach = Reach.NEVER
    class_monitor: Reach = Reach.NEVER
    student: Reach = Reach.NEVER


@dataclass(frozen=True, slots=True)
class StagedRight:
    """Widens as a class's results advance: each part holds from its stage on."""

    words: str
    _: KW_ONLY
    imported: Right
    submitted: Right
    published: Right
    approved: Right

    def parts(self) -> Iterable[tuple[Stage, Right]]:
        return ((stage, getattr(self, stage.name.lower())) for stage in Stage)


NEVER, OWN, CLASS, COLLEGE, SCHOOL = Reach.NEVER, Reach.OWN, Reach.CLASS, Reach.COLLEGE, Reach.SCHOOL
OWN_OR_CLASS = (OWN, CLASS)
NOWHERE: frozenset[int] = frozenset()
NOBODYS: frozenset[ClassInBatch] = frozenset()
_GRANTED = {
    Role.SUPER_ADMIN: "super_admin",
    Role.STUDENT_AFFAIRS: "student_affairs",
    Role.COLLEGE_ADMIN: "college_admin",
    Role.DEPUTY_SECRETARY: "deputy_secretary",
}
"""Maps each granted role to its name in the table."""

# fmt: off
MANAGE_BATCHES = Right("新建、开启、结束批次 | Creates, opens and ends batches",
    super_admin=SCHOOL, student_affairs=SCHOOL)
SEE_BATCHES = Right("查看批次 | Sees batches",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS,
    head_teacher=CLASS, class_monitor=CLASS, student=CLASS)
SEE_PROGRESS = Right("查看各学院、班级的进度 | Sees how far colleges and classes are",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE)
MANAGE_COLLEGE_BATCH = Right("设置本学院的参评、人员与阶段 | Sets participants, staff and phases of a college",
    super_admin=SCHOOL, college_admin=COLLEGE)
SEE_PARTICIPANTS = Right("查看参评人员 | Sees who takes part",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS,
    head_teacher=CLASS, class_monitor=CLASS, student=CLASS)
IMPORT_COURSE_SCORES = Right("导入、修改课程成绩 | Imports and changes course scores",
    super_admin=SCHOOL, college_admin=COLLEGE)
SEE_COURSES = Right("查看课程 | Sees courses",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS, head_teacher=CLASS,
    class_monitor=CLASS, student=OWN)
SEE_COURSE_SCORE = Right("查看课程成绩 | Sees course scores",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS, head_teacher=CLASS,
    class_monitor=OWN, student=OWN)
KEEP_GRADE_SCALE = Right("设置成绩换算、处理待定成绩 | Keeps the grade scale, and decides undecided scores",
    super_admin=SCHOOL, college_admin=COLLEGE)
SEE_GRADE_SCALE = Right("查看成绩换算设置 | Sees the grade scale",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS, head_teacher=CLASS,
    class_monitor=CLASS, student=CLASS)
SEE_SCORE_QUESTIONS = Right("查看待定成绩及其处理 | Sees undecided scores and decisions",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS)
ADJUST_COURSES = Right("调整参评课程与加成比例 | Adjusts courses that count, and their ratio",
    super_admin=SCHOOL, college_admin=COLLEGE, counsellor=CLASS, class_monitor=CLASS)
COMPUTE_ACADEMIC = Right("计算学业成绩 | Computes academic scores",
    super_admin=SCHOOL, college_admin=COLLEGE, counsellor=CLASS)
RANK_MAJOR_GRADE = Right("计算专业年级排名 | Ranks the grade of a major", super_admin=SCHOOL, college_admin=COLLEGE)
SEE_ACADEMIC_RESULT = Right("查看学业成绩 | Sees academic results",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS, head_teacher=CLASS,
    class_monitor=OWN, student=OWN)
SEE_MAJOR_GRADE_RANK = Right("查看专业年级排名 | Sees ranks in the grade of a major",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS)
RATE = Right("打分 | Rates the students of a class",
    counsellor=CLASS, head_teacher=CLASS, class_monitor=CLASS, student=CLASS)
SEE_RATING_PROGRESS = Right("查看评分进度 | Sees how far rating is",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS, head_teacher=CLASS,
    class_monitor=OWN, student=OWN)
SEE_ITEM_SCORES = Right("查看各评分项的得分 | Sees the scores of single items",
    super_admin=SCHOOL, counsellor=CLASS, head_teacher=CLASS)
SEE_SINGLE_MARKS = Right("查看各打分人的分数 | Sees the marks behind a score", counsellor=CLASS, head_teacher=CLASS)
SEE_RATING_RESULT = Right("查看评分成绩 | Sees rating results",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS, head_teacher=CLASS)
COMPUTE_RATING = Right("计算评分成绩 | Computes rating scores",
    super_admin=SCHOOL, college_admin=COLLEGE, counsellor=CLASS)
IMPORT_COMPREHENSIVE = Right("导入并提交综合测评成绩 | Imports and submits comprehensive results", counsellor=CLASS)
REOPEN_SHEETS = Right("退回已提交的班级成绩 | Sets a class's submitted results back",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE)
SEE_RESULT_SHEETS = Right("查看各班的提交情况 | Sees which classes have submitted",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS,
    head_teacher=CLASS)
MANAGE_NOTICES = Right("发布、结束公示 | Publishes and ends notices", super_admin=SCHOOL, college_admin=COLLEGE)
READ_NOTICE = Right("查看公示名单 | Reads the list of a notice",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS, head_teacher=CLASS,
    class_monitor=CLASS, student=CLASS)
SEE_NOTICES = Right("查看公示 | Sees notices",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS,
    head_teacher=CLASS, class_monitor=CLASS, student=CLASS)
APPROVE = Right("审核学院的测评成绩 | Approves a college's results", deputy_secretary=COLLEGE)
WITHDRAW_APPROVAL = Right("撤回审核 | Withdraws an approval", student_affairs=SCHOOL)
MANAGE_PEOPLE = Right("管理账号、角色与名册 | Manages accounts, roles and the roster", super_admin=SCHOOL)
SEE_AUDIT = Right("查看操作日志 | Reads the audit log",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE)

# The manual takes the directory of classes and people for granted.
SEE_CLASSES = Right("查看班级 | Sees classes",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS,
    head_teacher=CLASS, class_monitor=CLASS, student=CLASS)
SEE_RATING_ITEMS = Right("查看评分项 | Sees rating items",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS,
    head_teacher=CLASS, class_monitor=CLASS, student=CLASS)
SEE_STUDENTS = Right("查看学生 | Sees students",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS,
    head_teacher=CLASS, class_monitor=CLASS, student=CLASS)
SEARCH = Right("按学号、姓名、拼音搜索 | Searches by number, name or pinyin",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS,
    head_teacher=CLASS, class_monitor=OWN, student=OWN)
SEE_PERSONAL_DETAILS = Right("查看性别、民族 | Sees gender and ethnicity",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS,
    head_teacher=CLASS, class_monitor=OWN, student=OWN)
SEE_STAFF = Right("查看教职工 | Sees staff",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE)

# Comprehensive results by stage: a right that a stage gives remains at the later stages (R7.1, R7.5, R7.7).
SEE_COMPREHENSIVE = StagedRight("查看综合测评成绩 | Sees comprehensive results",
    imported=Right(super_admin=SCHOOL, counsellor=CLASS),
    submitted=Right(college_admin=COLLEGE, deputy_secretary=COLLEGE, head_teacher=CLASS),
    published=Right(class_monitor=OWN, student=OWN),
    approved=Right(student_affairs=SCHOOL),
)
SEE_GRADE_RANK = StagedRight("查看年级排名 | Sees ranks in the grade",
    imported=Right(super_admin=SCHOOL, counsellor=CLASS),
    submitted=Right(deputy_secretary=COLLEGE),
    published=Right(),
    approved=Right(student_affairs=SCHOOL),
)
# fmt: on


class ClassTie(StrEnum):
    """Names what ties a person to a class in a batch."""

    COUNSELLOR = "COUNSELLOR"
    HEAD_TEACHER = "HEAD_TEACHER"
    CLASS_MONITOR = "CLASS_MONITOR"
    STUDENT = "STUDENT"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Represents the person who asks, with every role at the time of this request (R8.5).

    `counsels` and `heads` hold classes, each in the batch of its assignment; `belongs` holds the student's
    own class in every batch and, as `(None, class)`, in the roster.
    """

    account_id: int
    username: str
    name: str
    student_id: int | None = None
    staff_id: int | None = None
    grants: tuple[tuple[Role, int | None], ...] = ()
    counsels: frozenset[ClassInBatch] = frozenset()
    heads: frozenset[ClassInBatch] = frozenset()
    belongs: frozenset[ClassInBatch] = frozenset()
    monitor: bool = False
    read_only: bool = False
    by_cookie: bool = False
    session_id: int | None = None
    directory: UUID | None = None
    """The version of colleges, majors and classes at the time when the person was read."""
    student: Any = field(default=None, compare=False, repr=False)
    """The student's own row of the roster."""
    _scopes: dict[int, Scope | StagedScope] = field(default_factory=dict, compare=False, repr=False)

    @property
    def operates(self) -> bool:
        """Tells whether the person runs the whole site, and so is let in first when the server is busy."""
        return bool(self.grants) and self.scope(MANAGE_PEOPLE).school

    @overload
    def scope(self, right: Right) -> Scope: ...
    @overload
    def scope(self, right: StagedRight) -> StagedScope: ...
    def scope(self, right: Right | StagedRight) -> Scope | StagedScope:
        """Returns all that the right reaches through any of the person's roles (R8.1)."""
        known = self._scopes.get(id(right))
        if known is None:
            known = self._scopes[id(right)] = self._scope(right)
        return known

    def _scope(self, right: Right | StagedRight) -> Scope | StagedScope:
        if isinstance(right, StagedRight):
            return StagedScope(tuple((int(stage), self.scope(part)) for stage, part in right.parts()))
        return self._union(right)

    def _union(self, right: Right) -> Scope:
        """Unites the reach of all roles. Every request calls it several times, so it uses plain loops and no empty
        sets.
        """
        school, colleges = False, NOWHERE
        for role, college_id in self.grants:
            reach = getattr(right, _GRANTED[role])
            school = school or reach is SCHOOL
            if reach is COLLEGE and college_id is not None:
                colleges |= {college_id}
        return Scope(school, colleges, self._classes(right), self.student_id if self._is_own(right) else None)

    def _classes(self, right: Right) -> frozenset[ClassInBatch]:
        found: frozenset[ClassInBatch] = frozenset()
        for reach, classes in (
            (right.counsellor, self.counsels),
            (right.head_teacher, self.heads),
            (right.student, self.belongs),
        ):
            if reach is CLASS and classes:
                found = found | classes if found else classes
        return found | self._leads() if self.monitor and right.class_monitor is CLASS else found

    def _is_own(self, right: Right) -> bool:
        return right.student in OWN_OR_CLASS or (self.monitor and right.class_monitor in OWN_OR_CLASS)

    def _leads(self) -> frozenset[ClassInBatch]:
        """Returns the class that a monitor leads: the roster's present one, in every batch, and no earlier class."""
        now = {class_id for batch_id, class_id in self.belongs if batch_id is None}
        return frozenset(one for one in self.belongs if one[1] in now)

    @property
    def by_token(self) -> bool:
        """Tells whether the request carries an access token: it has no session and is not the command line."""
        return self.session_id is None and self.account_id != 0

    @property
    def entitlements(self) -> list[str]:
        """Lists every role and every class in a batch as words; prepared downloads depend on them (R8.5)."""
        roles = [f"{role} {college_id or ''}" for role, college_id in self.grants]
        classes_by_role = {"counsellor": self.counsels, "headTeacher": self.heads, "student": self.belongs}
        classes = (f"{how} {b} {c}" for how, where in classes_by_role.items() for b, c in where if b is not None)
        return sorted([*roles, *classes, *(["monitor"] if self.monitor else [])])

    def rates(self, batch_id: int) -> list[tuple[RaterKind, int]]:
        """Lists as which kind of rater, and in which classes, the person may rate in a batch (R5.2). The batch knows
        the participants.
        """
        classes_of = {
            RaterKind.COUNSELLOR: self.counsels,
            RaterKind.HEAD_TEACHER: self.heads,
            RaterKind.PEER: self.belongs,
        }
        return [
            (kind, class_id) for kind, classes in classes_of.items() for batch, class_id in classes if batch == batch_id
        ]

    @property
    def class_ties(self) -> list[tuple[ClassTie, int, int]]:
        """Lists what the person is to which class in which batch."""
        classes_of = {
            ClassTie.COUNSELLOR: self.counsels,
            ClassTie.HEAD_TEACHER: self.heads,
            ClassTie.CLASS_MONITOR: self._leads() if self.monitor else NOBODYS,
            ClassTie.STUDENT: self.belongs,
        }
        return [(role, b, class_id) for role, classes in classes_of.items() for b, class_id in classes if b is not None]

    def require(self, right: Right, row: Placed) -> None:
        """Refuses the act unless the right reaches the row.

        Raises:
            Forbidden: the row may be known to the viewer, but this act on it is not theirs.
        """
        if not self.scope(right).reaches(row):
            raise Forbidden

    def require_any(self, right: Right | StagedRight) -> None:
        if self.scope(right).empty:
            raise Forbidden

    def require_sight(
        self,
        rows: Right | StagedRight,
        of: Right | StagedRight,
        *,
        batch_id: int | None = None,
        class_id: int | None = None,
    ) -> None:
        """Refuses sorting or filtering by a field unless the viewer may see it on every row in question (R8.3)."""
        requested: Any = self.scope(rows).within(batch_id, class_id)
        if not self.scope(of).covers(requested):
            raise Forbidden
