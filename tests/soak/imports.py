"""Imports of course scores, and undoing them (R4.1, R4.2, R10.5, R10.9)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.campus import YEAR, Campus
from tests.core.workbooks.files import HEADERS, comma_separated
from tests.graph.course_acts import of
from tests.soak.acts import ADMINS, Act
from tests.soak.courses import Attempt, Course, CourseImport, Taken, in_order
from tests.soak.reckoning import rescoring
from tests.soak.standing import may, may_anywhere, may_for_college
from tests.soak.year import Year

Row = tuple[str, str, tuple[str, ...]]
"""A student, the code of a course, and a cell for each attempt."""
CREDITS = {"": "3", "$": "3.5", "*": "2"}


def _college(year: Year, student: str) -> str:
    return year.home(student).college


@dataclass(frozen=True)
class ImportCourses(Act):
    """原始成绩导入 (R4.1, R4.2): all rows or, where the last one has a bad score, none."""

    term: int
    rows: tuple[Row, ...]
    spoilt: bool = False
    name = "importCourseScores"

    def makes_sense(self, year: Year) -> bool:
        return all(student in year.people.classes for student, *_ in self.rows)

    def usual(self, year: Year) -> str:
        return ADMINS[_college(year, self.rows[0][0])]

    def is_theirs(self, year: Year, who: str) -> bool:
        return may_anywhere(self.name, who, year)

    def against(self, year: Year, who: str) -> list[str]:
        reached = all(may(self.name, who, year.home(student)) for student, *_ in self.rows)
        return ["OUT_OF_RANGE"] * self.spoilt + ["STUDENT_OF_OTHER_COLLEGE"] * (not reached)

    def _attempts(self) -> dict[tuple[str, Course], tuple[Attempt, ...]]:
        found: dict[tuple[str, Course], list[Attempt]] = {}
        for student, code, cells in self.rows:
            mine = found.setdefault((student, (self.term, code)), [])
            for cell in cells:
                mark = cell[-1] if cell[-1] in CREDITS else ""
                mine.append(Attempt(cell, Decimal(CREDITS[mark])))
        return {key: in_order(attempts) for key, attempts in found.items()}

    def happens(self, year: Year, who: str) -> None:
        changes: dict[tuple[str, Course], tuple[Taken | None, Taken]] = {}
        for (student, course), attempts in self._attempts().items():
            old = year.courses[student].get(course)
            if old is None or old.attempts != attempts:
                changes[student, course] = old, Taken(attempts, year.moment)
        with rescoring(year):
            for (student, course), (_, new) in changes.items():
                year.courses[student][course] = new
        if changes:
            colleges = frozenset(_college(year, student) for student, *_ in self.rows)
            year.course_imports.append(CourseImport(changes, colleges, year.moment))

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return {"academicYear": YEAR, "term": self.term}

    def file(self, campus: Campus, year: Year) -> bytes:
        rows = [
            of(campus.people[student], 课程代码=code, 课程名称=f"课程{code}", 授课教师="", 备注="",
               学分=CREDITS[cell[-1] if cell[-1] in CREDITS else ""], 成绩=cell)
            for student, code, cells in self.rows
            for cell in cells
        ]  # fmt: skip
        if self.spoilt:
            rows[-1][HEADERS.index("成绩")] = "101分"
        return comma_separated([HEADERS, *rows])


@dataclass(frozen=True)
class UndoCourses(Act):
    """撤销导入 (R10.9): the newest or the oldest one of course scores."""

    place: int
    name = "undoImport"

    def _import(self, year: Year) -> CourseImport:
        return year.course_imports[self.place]

    def makes_sense(self, year: Year) -> bool:
        return bool(year.course_imports)

    def usual(self, year: Year) -> str:
        colleges = sorted(self._import(year).colleges)
        return ADMINS[colleges[0]] if len(colleges) == 1 else "super_admin"

    def is_theirs(self, year: Year, who: str) -> bool:
        return all(may_for_college("importCourseScores", who, year, one) for one in self._import(year).colleges)

    def against(self, year: Year, who: str) -> list[str]:
        wanted = self._import(year)
        in_the_way = any(
            self._stands_in_the_way(year, wanted, who, student, course, left)
            for (student, course), (_, left) in wanted.changes.items()
        )
        return ["IMPORT_OVERLAID"] if in_the_way else []

    def _stands_in_the_way(
        self, year: Year, wanted: CourseImport, who: str, student: str, course: Course, left: Taken
    ) -> bool:
        """It was changed, adjusted or decided on since, or its student has left the import's colleges."""
        if year.courses[student].get(course) != left:
            return True
        adjusted = year.adjusted[student].get(course)
        if adjusted is not None and adjusted.at > wanted.at:
            return True
        decided = year.worth(student, course).decided
        if decided is not None and year.scale_of(student).decisions[decided].at > wanted.at:
            return True
        return _college(year, student) not in wanted.colleges and who != "super_admin"

    def happens(self, year: Year, who: str) -> None:
        with rescoring(year):
            for (student, course), (before, _) in self._import(year).changes.items():
                del year.courses[student][course]
                if before is not None:
                    year.courses[student][course] = before
        del year.course_imports[self.place]

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        query = "select id from import_record where kind = 'COURSE_SCORES' and undone_at is null order by id"
        return {"id": str((await campus.rows(query))[self.place][0])}
