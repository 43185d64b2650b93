"""What a row of a workbook is refused for (R4.2, R6.2)."""

from collections.abc import Mapping
from typing import Any

from core.errors.family import Refusal


class BadWorkbook(Refusal):
    """A problem in a workbook; its words and code come from the reader (R4.2)."""

    code = "BAD_WORKBOOK"
    meaning = "工作簿有误 | The workbook is at fault"

    def __init__(
        self, code: str, zh: str, en: str, row: int | None = None, column: str | None = None, sheet: str | None = None
    ) -> None:
        self.code = code  # type: ignore[misc]  # the reader's own code, one of the API's
        self.sheet = sheet
        super().__init__("input.file", row, column, zh=zh, en=en)

    def message(self, language: str) -> str:
        """With the sheet, where there are several."""
        english = language == "en"
        place = (f"sheet “{self.sheet}”: " if english else f"工作表“{self.sheet}”：") if self.sheet else ""
        return place + self.reason(language)

    def reason(self, language: str) -> str:
        return str(self.values["en" if language == "en" else "zh"])


class KeptRefusal(BadWorkbook):
    """A refusal as it was kept with its operation, word for word."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        super().__init__(kept["code"], kept["zh"], kept["en"], kept["row"], kept["column"])
        self.path = kept["path"]


class UnknownStudent(Refusal):
    """R4.2: a row of a workbook; its student number is nobody's."""

    code = "UNKNOWN_STUDENT"
    meaning = "学号不存在 | No student has this number"
    zh = "学号“{number}”不存在"
    en = 'Nobody has the student number "{number}"'


class StudentOfOtherCollege(Refusal):
    """R4.2: told without a word about who it is."""

    code = "STUDENT_OF_OTHER_COLLEGE"
    meaning = "学生不是本学院的 | The student belongs to another college"
    zh = "学号“{number}”不是本学院的学生"
    en = 'The student number "{number}" belongs to another college'


class NameMismatch(Refusal):
    """R4.2: the name in the row does not fit the number."""

    code = "NAME_MISMATCH"
    meaning = "姓名与学号不符 | The name does not belong to the student number"
    zh = "姓名“{name}”与学号“{number}”不符：该学号的学生是“{known}”"
    en = 'The name "{name}" does not fit the number "{number}", which is "{known}"'


class StudentOfOtherClass(Refusal):
    """R6.2: told without a word about who it is."""

    code = "STUDENT_OF_OTHER_CLASS"
    meaning = "学生不在可以导入的班级中 | The student is of no class that you may import"
    zh = "学号“{number}”不在你可以导入的班级中"
    en = 'The student number "{number}" is of no class that you may import'


class StudentNotTakingPart(Refusal):
    """R6.2: the workbook holds participants alone."""

    code = "STUDENT_NOT_TAKING_PART"
    meaning = "学生未参评本批次 | The student does not participate in this batch"
    zh = "{name}（{number}）未参评本批次，请删除该行"
    en = "{name} ({number}) does not take part in this batch; remove the row"


class StudentMissing(Refusal):
    """R6.2: every participant of a class that the workbook covers stands in it."""

    code = "STUDENT_MISSING"
    meaning = "工作簿缺少参评学生 | A participant is missing from the workbook"
    zh = "缺少{school_class}的{name}（{number}）"
    en = "{name} ({number}) of {school_class} is missing"
