"""A roster may refer only to existing records; each row that breaks this is reported with sheet, row, column and reason
(R9.2).
"""

from collections.abc import Iterator

from core.errors import BadWorkbook, Refusal
from core.workbooks.problems import Problem
from core.workbooks.roster import SHEETS, Roster
from db.queries.roster.known import Known

TITLES = {sheet.key: sheet.title for sheet in SHEETS}
CODES = {
    "colleges": ("college_code", "学院代码", "college"),
    "majors": ("major_code", "专业代码", "major"),
    "classes": ("class_code", "班级代码", "class"),
    "students": ("student_number", "学号", "student"),
    "staff": ("staff_number", "工号", "staff member"),
}
"""Maps each sheet to its key attribute, the header of that attribute and the English noun."""


def refused(
    sheet: str | None, code: str, zh: str, en: str, row: int | None = None, column: str | None = None
) -> Refusal:
    """Returns a problem of one row, which names its sheet."""
    refusal = BadWorkbook(code, zh, en, row, column, sheet)
    refusal.path = "input.files"
    return refusal


def to_refusal(problem: Problem) -> Refusal:
    """Converts a problem of the reader to a refusal."""
    return refused(problem.sheet, problem.code, problem.zh, problem.en, problem.row, problem.column)


class Checks:
    """Checks a roster against the known records, as both will be together after the import."""

    def __init__(self, roster: Roster, known: Known, *, retire_missing: bool) -> None:
        self.roster, self.known = roster, known
        self._replaced = set(roster.sheets) if retire_missing else set()
        self._after = {key: self._codes(key) for key in ("colleges", "majors", "classes", "staff")}
        self._college_of_major = {code: one.college_code for code, one in known.majors.items()}
        self._college_of_major |= {one.major_code: one.college_code for one in roster.majors}
        remaining = {} if "students" in self._replaced else known.class_of_student
        self._class_of_student = remaining | {one.student_number: one.class_code for one in roster.students}

    def refusals(self) -> list[Refusal]:
        checks = (self._majors, self._classes, self._students, self._staff, self._head_teachers, self._monitors)
        return [refusal for check in checks for refusal in check()]

    def _codes(self, key: str) -> set[str]:
        attribute, _, _ = CODES[key]
        own = {getattr(row, attribute) for row in getattr(self.roster, key)}
        return own if key in self._replaced else own | self.known.live[key]

    def _refers(self, sheet: str, row: int, to: str, code: str) -> Iterator[Refusal]:
        if code not in self._after[to]:
            _, column, thing = CODES[to]
            zh = f"{TITLES[to]}“{code}”不存在或已停用：请改正，或在“{TITLES[to]}”表中加上"
            en = f"there is no {thing} “{code}”, or it is retired: correct it, or add it to “{TITLES[to]}”"
            yield self._refused(sheet, "NOT_FOUND", zh, en, row, column)

    def _refused(self, key: str, code: str, zh: str, en: str, row: int, column: str) -> Refusal:
        sheet, number = self.roster.place(key, row)
        return refused(sheet or TITLES[key], code, zh, en, number, column)

    def _majors(self) -> Iterator[Refusal]:
        for row in self.roster.majors:
            yield from self._refers("majors", row.row, "colleges", row.college_code)
            known = self.known.majors.get(row.major_code)
            if known and known.has_classes and known.college_code != row.college_code:
                zh = f"专业“{row.major_code}”下有班级，不能从学院“{known.college_code}”改到“{row.college_code}”"
                zh += "：请保留原学院，或换一个专业代码"
                en = f"the major “{row.major_code}” has classes, so it can't leave the college “{known.college_code}”"
                en += ": keep the college, or use another code"
                yield self._refused("majors", "CONFLICT", zh, en, row.row, "学院代码")

    def _classes(self) -> Iterator[Refusal]:
        """Checks the classes. A class that is in a batch, and its results, stay with their college for ever."""
        for row in self.roster.classes:
            yield from self._refers("classes", row.row, "majors", row.major_code)
            known, college = self.known.classes.get(row.class_code), self._college_of_major.get(row.major_code)
            if known and known.in_batches and college not in (None, known.college_code):
                zh = f"班级“{row.class_code}”已参加测评批次，不能改到学院“{college}”的专业"
                zh += "：请保留原专业，或换一个班级代码"
                en = f"the class “{row.class_code}” is in a batch, so it can't move to the college “{college}”"
                en += ": keep the major, or use another code"
                yield self._refused("classes", "CONFLICT", zh, en, row.row, "专业代码")

    def _students(self) -> Iterator[Refusal]:
        for row in self.roster.students:
            yield from self._refers("students", row.row, "classes", row.class_code)
            if row.student_number in self.known.foreign_usernames["students"]:
                yield self._is_taken("students", row.row, row.student_number)

    def _staff(self) -> Iterator[Refusal]:
        students = {row.student_number for row in self.roster.students}
        for row in self.roster.staff:
            if row.college_code is not None:
                yield from self._refers("staff", row.row, "colleges", row.college_code)
            if row.staff_number in self.known.foreign_usernames["staff"] or row.staff_number in students:
                yield self._is_taken("staff", row.row, row.staff_number)

    def _is_taken(self, sheet: str, row: int, number: str) -> Refusal:
        zh = f"“{number}”已是他人的用户名：请核对后改正"
        en = f"“{number}” is somebody else's user name: check the number"
        return self._refused(sheet, "ALREADY_EXISTS", zh, en, row, CODES[sheet][1])

    def _head_teachers(self) -> Iterator[Refusal]:
        for row in self.roster.head_teachers:
            yield from self._refers("head_teachers", row.row, "classes", row.class_code)
            yield from self._refers("head_teachers", row.row, "staff", row.staff_number)

    def _monitors(self) -> Iterator[Refusal]:
        """Checks that each monitor is a student of the class."""
        for row in self.roster.monitors:
            yield from self._refers("monitors", row.row, "classes", row.class_code)
            if self._class_of_student.get(row.student_number) != row.class_code:
                zh = f"“{row.student_number}”不是班级“{row.class_code}”的学生：请核对学号和班级代码"
                en = f"“{row.student_number}” is not a student of the class “{row.class_code}”: check both"
                yield self._refused("monitors", "NOT_FOUND", zh, en, row.row, "学号")
