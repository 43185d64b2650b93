"""The rights of every role (R8) are one table here; `core/viewer.py` applies it to a person."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from enum import Enum

from db.tables import Stage


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

    `words` describe the right in the API, where it is a permission of the same name; the parts of another right have
    none.
    """

    words: str = ""
    _: KW_ONLY
    super_admin: Reach = Reach.NEVER
    student_affairs: Reach = Reach.NEVER
    college_admin: Reach = Reach.NEVER
    deputy_secretary: Reach = Reach.NEVER
    auditor: Reach = Reach.NEVER
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
MANAGE_SCHEMES = Right("编写评分方案 | Writes a college's scheme", super_admin=SCHOOL, college_admin=COLLEGE)
COMPUTE_COMPREHENSIVE = Right("导入方案数据、按方案计算 | Imports a scheme's inputs and computes results by it",
    super_admin=SCHOOL, college_admin=COLLEGE, counsellor=CLASS)
SEE_SCHEMES = Right("查看评分方案 | Sees schemes",
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
CONNECT_REPORTS = Right("用报表工具连接数据库 | Connects reporting tools to the database",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, counsellor=CLASS)
ANSWER_CORRECTIONS = Right("答复更正申请 | Answers correction requests",
    super_admin=SCHOOL, student_affairs=SCHOOL, college_admin=COLLEGE)
ANSWER_SCORE_CORRECTIONS = Right("答复关于成绩的更正申请 | Answers correction requests about scores and results",
    super_admin=SCHOOL, college_admin=COLLEGE)
SEE_AUDIT = Right("查看操作日志 | Reads the audit log",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE, auditor=SCHOOL)
SEE_LOGGED_VALUES = Right("查看操作日志中的成绩等数值 | Sees the scores in entries of the audit log",
    super_admin=SCHOOL, college_admin=COLLEGE, deputy_secretary=COLLEGE)
SEE_SETTINGS = Right("查看系统设置 | Sees the settings of the site", super_admin=SCHOOL, auditor=SCHOOL)

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

# The parts of ADJUST_COURSES by role, because each role has its own window (R4.6).
COLLEGES_ADJUST = Right(super_admin=ADJUST_COURSES.super_admin, college_admin=ADJUST_COURSES.college_admin)
COUNSELLORS_ADJUST = Right(counsellor=ADJUST_COURSES.counsellor)
MONITORS_ADJUST = Right(class_monitor=ADJUST_COURSES.class_monitor)
