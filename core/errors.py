"""The family of refusals. Each has a stable English code and its words in Chinese and English (R9.5).

Refused                     anything that ends an act; nothing was written
  Forbidden                 the act is not this person's
  Refusals                  several at once, as from a workbook
    Corrections             with the workbook given back
  Refusal                   one, with the input field, row and column at fault
    NotFound, Invalid, Conflict ...
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar


class Refused(Exception):
    """An act that was ended by a rule."""


class Forbidden(Refused):
    """Not this person's to do or see."""


class Refusal(Refused):
    """One reason, told to the user: `code`, words, and where it lies.

    Args:
        path: the input field, as the client wrote it (`input.name`).
        row, column: the place in a workbook.
        values: what the words name.
    """

    code: ClassVar[str] = "REFUSED"
    zh: ClassVar[str] = "操作被拒绝"
    en: ClassVar[str] = "The act was refused"

    def __init__(
        self, path: str | None = None, row: int | None = None, column: str | None = None, **values: Any
    ) -> None:
        self.path, self.row, self.column, self.values = path, row, column, values
        super().__init__(self.message("en"))

    def message(self, language: str) -> str:
        return (self.en if language == "en" else self.zh).format(**self.values)


class Refusals(Refused):
    """Every reason at once; all or nothing.

    Args:
        told: what the answer says beside the reasons, such as how many there are when not all are listed.
    """

    def __init__(self, refusals: Iterable[Refusal], **told: Any) -> None:
        self.refusals = list(refusals)
        self.told = told
        super().__init__(f"{len(self.refusals)} refusals")


class Corrections(Refusals):
    """The same, with the workbook given back: what is wrong stands beside the cells."""

    def __init__(self, refusals: Iterable[Refusal], file_name: str, content: bytes, **told: Any) -> None:
        self.file_name, self.content = file_name, content
        super().__init__(refusals, **told)


class NotFound(Refusal):
    """Unknown, or not to be seen by this person: both answer alike (R8.2)."""

    code = "NOT_FOUND"
    zh = "找不到{what_zh}"
    en = "No such {what_en}"

    THINGS: ClassVar[dict[str, str]] = {
        "batch": "批次",
        "college": "学院",
        "major": "专业",
        "class": "班级",
        "student": "学生",
        "staff": "教职工",
        "course score": "课程成绩",
        "phase": "学院批次",
        "rating item": "评分项目",
        "public notice": "公示",
        "ballot": "打分表",
        "account": "账号",
        "access token": "访问令牌",
        "session": "会话",
        "operation": "任务",
    }

    def __init__(self, what: str, path: str | None = None) -> None:
        super().__init__(path, what_zh=self.THINGS[what], what_en=what)


class Invalid(Refusal):
    """A value that can't be; the words say what would do."""

    code = "INVALID"
    zh = "{why_zh}"
    en = "{why_en}"

    def __init__(self, path: str | None, why_zh: str, why_en: str) -> None:
        super().__init__(path, why_zh=why_zh, why_en=why_en)


class AlreadyExists(Refusal):
    code = "ALREADY_EXISTS"
    zh = "“{name}”已存在，请换一个"
    en = '"{name}" exists already; choose another'


class Conflict(Refusal):
    """The state of things does not allow it; the words say why."""

    code = "CONFLICT"
    zh = "{why_zh}"
    en = "{why_en}"

    def __init__(self, why_zh: str, why_en: str, path: str | None = None) -> None:
        super().__init__(path, why_zh=why_zh, why_en=why_en)


class MoveNotAllowed(Refusal):
    """R1.2: any other move between statuses."""

    code = "MOVE_NOT_ALLOWED"
    zh = "当前状态为“{status_zh}”，不能{move_zh}"
    en = "The status is {status}; it can't be {move_en} now"


class BatchNotOpen(Refusal):
    code = "BATCH_NOT_OPEN"
    zh = "批次未开启（当前：{status_zh}），请联系学生处"
    en = "The batch is not open (now: {status}); ask student affairs"


class PhaseNotOpen(Refusal):
    code = "PHASE_NOT_OPEN"
    zh = "本学院的{module_zh}批次未开启（当前：{status_zh}），请联系学院管理员"
    en = "Your college's {module} phase is not open (now: {status}); ask the college"


class OutsideWindow(Refusal):
    code = "OUTSIDE_WINDOW"
    zh = "不在{window_zh}内（{starts_on} 至 {ends_on}，今天 {today}）"
    en = "Outside {window_en} ({starts_on} to {ends_on}, today {today})"


class WindowNotSet(Refusal):
    code = "WINDOW_NOT_SET"
    zh = "尚未设置{window_zh}，请先设置时间"
    en = "{window_en} is not set yet; schedule it first"


class ProcessDataNotCleared(Refusal):
    """R2.3, in the manual's own words."""

    code = "PROCESS_DATA_NOT_CLEARED"
    zh = "请先点击本班级的清空过程数据操作，再调整参评学生"
    en = "Clear the process data of this class first ({classes}), then change its participants"


class FailedCourseLocked(Refusal):
    """R4.5: nobody can give a failed course a ratio."""

    code = "FAILED_COURSE_LOCKED"
    zh = "{student}的课程“{course}”不及格（小于60分），加成比例为0，不能调整"
    en = '{student}: the course "{course}" was failed (below 60), so its ratio is 0 and can\'t be changed'


class NoSuchCourse(Refusal):
    """The student has no score of this course in the batch's academic year."""

    code = "NOT_FOUND"
    zh = "{student}在该学年第{term}学期没有课程“{course}”"
    en = '{student} has no course "{course}" in term {term} of that academic year'


class CourseScoreExists(Refusal):
    code = "ALREADY_EXISTS"
    zh = "{student}在该学年学期已有课程“{course}”的成绩；如需替换，请选择替换"
    en = '{student} has a score of "{course}" in that term already; say so if it is to be replaced'


class UnknownStudent(Refusal):
    """R4.2: a row of a workbook; its student number is nobody's."""

    code = "UNKNOWN_STUDENT"
    zh = "学号“{number}”不存在"
    en = 'Nobody has the student number "{number}"'


class StudentOfOtherCollege(Refusal):
    """R4.2: told without a word about who it is."""

    code = "STUDENT_OF_OTHER_COLLEGE"
    zh = "学号“{number}”不是本学院的学生"
    en = 'The student number "{number}" belongs to another college'


class NameMismatch(Refusal):
    """R4.2: the name in the row does not fit the number."""

    code = "NAME_MISMATCH"
    zh = "姓名“{name}”与学号“{number}”不符：该学号的学生是“{known}”"
    en = 'The name "{name}" does not fit the number "{number}", which is "{known}"'


class ClassesNotComputed(Refusal):
    """R4.9: names the classes that are missing."""

    code = "CLASSES_NOT_COMPUTED"
    zh = "以下班级尚未计算学业成绩，不能计算专业年级排名：{classes}"
    en = "These classes are not computed yet, so the major's grade can't be ranked: {classes}"


class NoRatingItems(Refusal):
    """R5.1: a batch that is opened for rating takes the college's items as they are."""

    code = "NO_RATING_ITEMS"
    zh = "本学院还没有评分项目，请先设置评分项目再开启评分批次"
    en = "The college has no rating items yet; set them before opening the rating phase"


class NotParticipating(Refusal):
    """R5.2: only those who take part rate."""

    code = "NOT_PARTICIPATING"
    zh = "你未参评本批次，不能打分"
    en = "You do not take part in this batch, so you can't rate"


class NotOnBallot(Refusal):
    """R5.3: a student who does not take part, or is of another class; the own name where self-rating is off."""

    code = "NOT_ON_BALLOT"
    zh = "{student}不在你的打分表上（未参评、不在本班或不能自评）"
    en = "{student} is not on your ballot: not taking part, of another class, or yourself"


class NoSuchItem(Refusal):
    code = "NOT_FOUND"
    zh = "本批次没有这个评分项目，请刷新打分表"
    en = "There is no such rating item in this batch; reload the ballot"


class MarkOutOfRange(Refusal):
    """R5.3: names the student and the item."""

    code = "MARK_OUT_OF_RANGE"
    zh = "{student}的“{item}”应在 {low} 至 {high} 之间，填的是 {points}"
    en = '{student}: "{item}" must be from {low} to {high}, not {points}'


class BallotIncomplete(Refusal):
    """R5.3: names how many marks are missing, and whose first."""

    code = "BALLOT_INCOMPLETE"
    zh = "还有 {missing} 项没有打分，不能提交：{first}"
    en = "{missing} marks are missing, so it can't be submitted: {first}"


class BallotSubmitted(Refusal):
    """R5.3: what was submitted can't be changed by its rater."""

    code = "BALLOT_SUBMITTED"
    zh = "打分表已提交，不能再修改；如确需修改，请联系学院管理员退回"
    en = "The ballot is submitted and can't be changed; ask the college to reopen it"


class BallotNotSubmitted(Refusal):
    """Only a submitted ballot is reopened."""

    code = "BALLOT_NOT_SUBMITTED"
    zh = "该打分表尚未提交，无需退回"
    en = "That ballot is not submitted, so there is nothing to reopen"


class NothingToCompute(Refusal):
    code = "NOTHING_TO_COMPUTE"
    zh = "所选范围内没有参评学生"
    en = "Nobody takes part in what was chosen"


class BadWorkbook(Refusal):
    """A problem in a workbook; its words and code come from the reader (R4.2)."""

    code = "BAD_WORKBOOK"

    def __init__(self, code: str, zh: str, en: str, row: int | None = None, column: str | None = None) -> None:
        self.code = code  # type: ignore[misc]  # the reader's own code, one of the API's
        super().__init__("input.file", row, column, zh=zh, en=en)

    def message(self, language: str) -> str:
        return str(self.values["en" if language == "en" else "zh"])


class KeptRefusal(BadWorkbook):
    """A refusal as it was kept with its operation, word for word."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        super().__init__(kept["code"], kept["zh"], kept["en"], kept["row"], kept["column"])
        self.path = kept["path"]


class NotAllowed(Refusal):
    """What `Forbidden` becomes for work that ran after its mutation had answered."""

    code = "FORBIDDEN"
    zh = "无权进行此操作"
    en = "You have no right to do this"


class OperationBroke(Refusal):
    """Our own fault; the log has the rest under the id."""

    code = "INTERNAL"
    zh = "服务器内部错误，请联系管理员并提供编号 {request_id}；没有写入任何内容"
    en = "Internal server error; tell the administrators the number {request_id}. Nothing was written"


class OperationInterrupted(Refusal):
    code = "OPERATION_INTERRUPTED"
    zh = "执行该任务的服务进程 {attempts} 次中断，已不再重试；没有写入任何内容，请联系管理员"
    en = "The server stopped {attempts} times in the middle of this, so it is not tried again. Nothing was written"


class OperationFinished(Refusal):
    code = "OPERATION_FINISHED"
    zh = "任务已经结束，不能取消"
    en = "The operation has finished and can't be cancelled"


class WrongCredentials(Refusal):
    code = "WRONG_CREDENTIALS"
    zh = "用户名或密码不正确"
    en = "The user name or the password is wrong"


class WrongActivationCode(WrongCredentials):
    zh = "用户名或激活码不正确，或激活码已失效"
    en = "The user name or the activation code is wrong, or the code has run out"


class WrongOldPassword(WrongCredentials):
    zh = "原密码不正确"
    en = "The old password is wrong"


class TooManyAttempts(Refusal):
    code = "TOO_MANY_ATTEMPTS"
    zh = "尝试次数过多，请在 {seconds} 秒后再试"
    en = "Too many attempts; try again in {seconds} seconds"


class ReadOnlyToken(Refusal):
    code = "READ_ONLY_TOKEN"
    zh = "该访问令牌只读，不能进行修改"
    en = "This access token is read-only"


class WeakPassword(Refusal):
    code = "WEAK_PASSWORD"
    zh = "密码不合要求：{why_zh}"
    en = "The password won't do: {why_en}"


class SignInNeeded(Refusal):
    """What a leaked access token must not be able to do: make itself at home."""

    code = "SIGN_IN_NEEDED"
    zh = "请以用户名和密码登录后操作，访问令牌不能用于此操作"
    en = "Sign in with your password for this; an access token can't do it"


class LastSuperAdmin(Refusal):
    code = "LAST_SUPER_ADMIN"
    zh = "不能没有可用的超级管理员：请先授予另一个账号"
    en = "There must be a super admin left who can act; grant the role to another account first"


class ResultsApproved(Refusal):
    """R7.6: approval freezes a college's results for the batch."""

    code = "RESULTS_APPROVED"
    zh = "本学院的测评结果已审核通过并提交，不能再修改；如需修改，请联系学生处退回审核"
    en = "The college's results are approved and can't be changed; ask student affairs to withdraw the approval"


class NoticeOpen(Refusal):
    """R6.4: nothing is set back under the eyes of those who read it."""

    code = "NOTICE_OPEN"
    zh = "公示“{title}”正在进行，请先结束公示"
    en = 'The notice "{title}" is open; end it first'


class SheetsNotSubmitted(Refusal):
    """R7.1: names the classes that are missing."""

    code = "SHEETS_NOT_SUBMITTED"
    zh = "以下班级尚未提交综合测评成绩：{classes}"
    en = "These classes have not submitted their comprehensive results yet: {classes}"


class SheetSubmitted(Refusal):
    """R6.4: after submitting, no import until it is set back."""

    code = "SHEET_SUBMITTED"
    zh = "{classes}的综合测评成绩已提交，不能再修改；如需重新导入，请联系学院管理员改为未提交"
    en = "The results of {classes} are submitted; ask the college to set them back before importing again"


class SheetsNotImported(Refusal):
    """R6.4: only what was imported can be submitted."""

    code = "SHEETS_NOT_IMPORTED"
    zh = "以下班级尚未导入综合测评成绩，不能提交：{classes}"
    en = "Nothing was imported for these classes, so they can't be submitted: {classes}"


class SheetOutOfDate(Refusal):
    """R6.2, once more at submitting: participants may have changed since the import."""

    code = "SHEET_OUT_OF_DATE"
    zh = "以下班级导入后参评学生有变动，请重新导入后再提交：{classes}"
    en = "The participants of these classes have changed since the import; import again before submitting: {classes}"


class NothingToImport(Refusal):
    code = "NOTHING_TO_IMPORT"
    zh = "本批次中没有你可以导入的班级"
    en = "There is no class in this batch that you may import"


class StudentOfOtherClass(Refusal):
    """R6.2: told without a word about who it is."""

    code = "STUDENT_OF_OTHER_CLASS"
    zh = "学号“{number}”不在你可以导入的班级中"
    en = 'The student number "{number}" is of no class that you may import'


class StudentNotTakingPart(Refusal):
    """R6.2: the workbook holds participants alone."""

    code = "STUDENT_NOT_TAKING_PART"
    zh = "{name}（{number}）未参评本批次，请删除该行"
    en = "{name} ({number}) does not take part in this batch; remove the row"


class StudentMissing(Refusal):
    """R6.2: every participant of a class that the workbook covers stands in it."""

    code = "STUDENT_MISSING"
    zh = "缺少{school_class}的{name}（{number}）"
    en = "{name} ({number}) of {school_class} is missing"


class NoticeNotOpen(Refusal):
    """R7.2: it has been ended, or its last day is over."""

    code = "NOTICE_NOT_OPEN"
    zh = "该公示已结束"
    en = "The notice has ended already"


class NoticeNotHeld(Refusal):
    """R7.4: names the classes whose results have not stood in a notice since they were submitted."""

    code = "NOTICE_NOT_HELD"
    zh = "以下班级的综合测评成绩提交后还没有公示过，不能审核通过：{classes}"
    en = "The results of these classes have not been in a notice since they were submitted: {classes}"


class ResultsNotApproved(Refusal):
    """R7.6: there is no approval to withdraw."""

    code = "RESULTS_NOT_APPROVED"
    zh = "该学院的测评结果没有审核通过，或已退回"
    en = "The college's results are not approved, or the approval is withdrawn already"
