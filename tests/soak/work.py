"""Acts on course scores and academic scores (R4, R10)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.campus import YEAR, Campus
from tests.soak.acts import ADMINS, Act, OfCounsellor
from tests.soak.reckoning import compute_academic, rank_major
from tests.soak.standing import adjusting_shut, idle, may
from tests.soak.year import KLASS_OF, Adjusted, Course, Klass, Taken, Year

WORDS = {"缓考": None, "免修": None, "缺考": "0", "优秀": "95"}
"""R10.3, R10.4: what the default scale makes of them; 缓考 is undecided, and 免修 left out."""


@dataclass(frozen=True)
class OfStudent(Act):
    """An act on a student's course."""

    student: str
    course: Course

    def on(self, year: Year) -> Klass:
        return year.classes[KLASS_OF[self.student]]

    def usual(self, year: Year) -> str:
        return ADMINS[self.on(year).college]

    def is_theirs(self, year: Year, who: str) -> bool:
        return may(self.mutation, who, self.on(year))

    def changed(self, year: Year) -> None:
        """R10.7: the class must be computed again."""
        klass = self.on(year)
        if klass.members[self.student] and klass.computed:
            klass.inputs_changed = True


@dataclass(frozen=True)
class AddScore(OfStudent):
    """A course score by hand, in place of an earlier one (R4.1, R10.3); it belongs to a year and to no batch."""

    credit: str
    score: str
    name = "addCourseScore"

    @property
    def _taken(self) -> Taken:
        points = WORDS.get(self.score, self.score)
        text = self.score if self.score in WORDS else None
        return Taken(Decimal(self.credit), None if points is None else Decimal(points), text)

    def against(self, year: Year, who: str) -> list[str]:
        return []

    def happens(self, year: Year, who: str) -> None:
        if year.courses[self.student].get(self.course) != self._taken:
            year.courses[self.student][self.course] = self._taken
            self.changed(year)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        term, code = self.course
        entered = {"text": self.score} if self.score in WORDS else {"score": self.score}
        about = {"courseCode": code, "courseName": f"课程{code}", "courseKind": "必修", "credit": self.credit}
        number = campus.people[self.student].username
        return {"studentNumber": number, "academicYear": YEAR, "term": term, "replace": True, **about, **entered}


@dataclass(frozen=True)
class DeleteScore(OfStudent):
    """A course score is deleted; what was adjusted stays (R4.1)."""

    name = "deleteCourseScores"

    def makes_sense(self, year: Year) -> bool:
        return self.course in year.courses[self.student]

    def against(self, year: Year, who: str) -> list[str]:
        return []

    def happens(self, year: Year, who: str) -> None:
        del year.courses[self.student][self.course]
        self.changed(year)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        query = "select id from course_score where student_id = :student and term = :term and course_code = :code"
        term, code = self.course
        [(found,)] = await campus.rows(query, student=campus.people[self.student].id, term=term, code=code)
        return {"ids": [str(found)]}


@dataclass(frozen=True)
class Adjust(OfStudent):
    """参评课程调整 (R4.5, R4.6)."""

    counted: bool
    ratio: str | None
    name = "adjustCourses"

    def makes_sense(self, year: Year) -> bool:
        return self.course in year.courses[self.student]

    def is_theirs(self, year: Year, who: str) -> bool:
        return super().is_theirs(year, who) and self.on(year).members[self.student]

    def against(self, year: Year, who: str) -> list[str]:
        taken = year.courses[self.student][self.course]
        if found := adjusting_shut(year, who, self.on(year)):
            return found
        if taken.left_out and (self.counted or self.ratio is not None):
            return ["COURSE_LEFT_OUT"]
        failed = taken.score is not None and taken.score < 60
        return ["FAILED_COURSE_LOCKED"] if failed and self.ratio is not None and Decimal(self.ratio) else []

    def happens(self, year: Year, who: str) -> None:
        taken, mine = year.courses[self.student][self.course], year.adjusted[self.student]
        failed = taken.score is not None and taken.score < 60
        ratio = None if failed or self.ratio is None else Decimal(self.ratio)
        new = Adjusted(self.counted, ratio)
        if taken.left_out or new == mine.get(self.course, Adjusted()):
            return
        mine[self.course] = new
        self.changed(year)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        term, code = self.course
        named = {"studentId": str(campus.people[self.student].id), "term": term, "courseCode": code}
        return {"batchId": campus.batch, "adjustments": [{**named, "counted": self.counted, "ratio": self.ratio}]}


@dataclass(frozen=True)
class ComputeAcademic(OfCounsellor):
    """学业成绩计算 (R4.7)."""

    name = "computeAcademicScores"

    def against(self, year: Year, who: str) -> list[str]:
        klass = self.on(year)
        found = idle(year, klass.college, "ACADEMIC")
        return found or ([] if klass.participants else ["NOTHING_TO_COMPUTE"])

    def happens(self, year: Year, who: str) -> None:
        compute_academic(year, self.on(year))


@dataclass(frozen=True)
class RankMajor(Act):
    """专业年级排名 (R4.9)."""

    major: str
    name = "rankMajorGrade"

    def _classes(self, year: Year) -> list[Klass]:
        return year.of_major(self.major)

    def usual(self, year: Year) -> str:
        return ADMINS[self._classes(year)[0].college]

    def is_theirs(self, year: Year, who: str) -> bool:
        return may(self.name, who, self._classes(year)[0])

    def against(self, year: Year, who: str) -> list[str]:
        classes = self._classes(year)
        if found := idle(year, classes[0].college, "ACADEMIC"):
            return found
        waited_for = [klass for klass in classes if klass.participants]
        return [] if waited_for and all(klass.computed for klass in waited_for) else ["CLASSES_NOT_COMPUTED"]

    def happens(self, year: Year, who: str) -> None:
        rank_major(year, self.major)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return {"batchId": campus.batch, "majorId": str(campus.ids[self.major]), "grade": 2019}
