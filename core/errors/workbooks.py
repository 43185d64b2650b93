"""Rows of a workbook are refused for these reasons (R4.2, R6.2)."""

from collections.abc import Mapping
from typing import Any

from core.errors.family import Refusal


class BadWorkbook(Refusal):
    """Reports a problem in a workbook with the reader's own code and message (R4.2)."""

    code = "BAD_WORKBOOK"
    meaning = "工作簿有误 | The workbook contains an error"

    def __init__(
        self, code: str, zh: str, en: str, row: int | None = None, column: str | None = None, sheet: str | None = None
    ) -> None:
        self.code = code  # type: ignore[misc]  # the reader's own code, one of the API's
        self.sheet = sheet
        super().__init__("input.file", row, column, zh=zh, en=en)

    def reason(self, language: str) -> str:
        return str(self.values["en" if language == "en" else "zh"])


class StoredRefusal(BadWorkbook):
    """Repeats a refusal that was stored with its operation, word for word."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        super().__init__(stored["code"], stored["zh"], stored["en"], stored["row"], stored["column"])
        self.path = stored["path"]


class UnknownStudent(Refusal):
    """Reports a row whose student number belongs to nobody (R4.2)."""

    code = "UNKNOWN_STUDENT"
    meaning = "学号不存在 | No student has this number"
    zh = "学号“{number}”不存在：请核对学号；名册中确实没有的，请先更新名册或删除该行"
    en = 'No student has the number "{number}": check it, or update the roster first, or remove the row'


class StudentOfOtherCollege(Refusal):
    """Reports a student of another college without telling who it is (R4.2)."""

    code = "STUDENT_OF_OTHER_COLLEGE"
    meaning = "学生不是本学院的 | The student belongs to another college"
    zh = "学号“{number}”不是本学院的学生：请核对学号，或删除该行"
    en = 'The student number "{number}" belongs to another college: check it, or remove the row'


class NameMismatch(Refusal):
    """Reports a row whose name does not match its student number (R4.2)."""

    code = "NAME_MISMATCH"
    meaning = "姓名与学号不符 | The name does not belong to the student number"
    zh = "姓名“{name}”与学号“{number}”不符：该学号的学生是“{known}”，请核对后改正"
    en = 'The name "{name}" does not match the number "{number}", which belongs to "{known}": correct one of them'


class StudentOfOtherClass(Refusal):
    """Reports a student of another class without telling who it is (R6.2)."""

    code = "STUDENT_OF_OTHER_CLASS"
    meaning = "学生不在可以导入的班级中 | The student is not in a class that you may import"
    zh = "学号“{number}”不属于您可导入的班级：请核对学号，或删除该行"
    en = 'The student number "{number}" is not in a class that you may import: check it, or remove the row'


class StudentNotTakingPart(Refusal):
    """Reports a student who is no participant; the workbook may hold only participants (R6.2)."""

    code = "STUDENT_NOT_TAKING_PART"
    meaning = "学生未参评本批次 | The student does not participate in this batch"
    zh = "{name}（{number}）未参评本批次：请删除该行"
    en = "{name} ({number}) does not take part in this batch: remove the row"


class StudentMissing(Refusal):
    """Reports a participant who is missing, although the workbook covers the class (R6.2)."""

    code = "STUDENT_MISSING"
    meaning = "工作簿缺少参评学生 | A participant is missing from the workbook"
    zh = "缺少{school_class}的{name}（{number}）：请补上该学生的一行"
    en = "{name} ({number}) of {school_class} is missing: add the row"
