"""The family itself, and the refusals that any act may give."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar


class Refused(Exception):
    """Ends an act because a rule forbids it."""


class Forbidden(Refused):
    """Tells that this person may not do or see it."""


class Refusal(Refused):
    """Gives the user one reason: a `code`, the message and the place.

    `meaning` describes the code in the API's schema, in Chinese and English. The class that brings a new code has one.

    Args:
        path: the input field as the client wrote it (`input.name`).
        row, column: the place in a workbook.
        values: the values that the message names.
    """

    code: ClassVar[str] = "REFUSED"
    meaning: ClassVar[str] = "操作被拒绝 | The request was refused"
    zh: ClassVar[str] = "操作被拒绝"
    en: ClassVar[str] = "The request was refused"

    def __init__(
        self, path: str | None = None, row: int | None = None, column: str | None = None, **values: Any
    ) -> None:
        self.path, self.row, self.column, self.values = path, row, column, values
        super().__init__(self.message("en"))

    sheet: str | None = None
    """The sheet of a workbook, if the message has to name it."""

    def message(self, language: str) -> str:
        """Returns the message, which names the sheet if there are several."""
        english = language == "en"
        place = (f"sheet “{self.sheet}”: " if english else f"工作表“{self.sheet}”：") if self.sheet else ""
        return place + self.reason(language)

    def reason(self, language: str) -> str:
        """Returns the message without its place, which a group of refusals names once."""
        return (self.en if language == "en" else self.zh).format(**self.values)


class Refusals(Refused):
    """Reports every reason at once; nothing was done.

    Args:
        details: what the answer says beside the reasons, such as how many there are when not all are listed.
    """

    correct: "Callable[[], Awaitable[Refusals]] | None" = None
    """Makes `Corrections` of them. It runs after the transaction, because a workbook takes a while."""

    def __init__(self, refusals: Iterable[Refusal], **details: Any) -> None:
        self.refusals = list(refusals)
        self.details = details
        super().__init__(f"{len(self.refusals)} refusals")


class Corrections(Refusals):
    """Reports the same and returns the workbook with a note at each wrong cell."""

    def __init__(self, refusals: Iterable[Refusal], file_name: str, content: bytes, **details: Any) -> None:
        self.file_name, self.content = file_name, content
        super().__init__(refusals, **details)


class NotFound(Refusal):
    """Reports a record that is unknown or that this person may not see; both answers are the same (R8.2)."""

    code = "NOT_FOUND"
    meaning = "找不到，或无权查看 | There is no such record, or you may not see it"
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
        "score decision": "待定成绩的处理",
        "phase": "学院批次",
        "rating item": "评分项目",
        "public notice": "公示",
        "scheme": "评分方案",
        "ballot": "打分表",
        "account": "账号",
        "access token": "访问令牌",
        "report token": "报表连接",
        "correction request": "更正申请",
        "session": "会话",
        "binding": "绑定",
        "operation": "任务",
        "import": "导入记录",
        "learnt column": "已记住的列",
    }

    def __init__(self, what: str, path: str | None = None) -> None:
        super().__init__(path, what_zh=self.THINGS[what], what_en=what)


class Invalid(Refusal):
    """Reports a value that is not acceptable; the message says what is."""

    code = "INVALID"
    meaning = "填写的值不合要求 | A value is not acceptable"
    zh = "{why_zh}"
    en = "{why_en}"

    def __init__(self, path: str | None, why_zh: str, why_en: str) -> None:
        super().__init__(path, why_zh=why_zh, why_en=why_en)


class AlreadyExists(Refusal):
    code = "ALREADY_EXISTS"
    meaning = "名称或记录已存在 | The name or the record exists already"
    zh = "“{name}”已存在，请换一个"
    en = '"{name}" already exists; choose another name'


class Conflict(Refusal):
    """Reports that the current state does not allow the act; the message says why."""

    code = "CONFLICT"
    meaning = "与现在的状态冲突 | The current state does not allow it"
    zh = "{why_zh}"
    en = "{why_en}"

    def __init__(self, why_zh: str, why_en: str, path: str | None = None) -> None:
        super().__init__(path, why_zh=why_zh, why_en=why_en)


class NotAllowed(Refusal):
    """Reports `Forbidden` for a queued operation, whose mutation has already answered."""

    code = "FORBIDDEN"
    meaning = "无权进行此操作 | You have no right to do this"
    zh = "无权进行此操作"
    en = "You have no right to do this"
