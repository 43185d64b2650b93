"""Acts on course scores and academic scores (R4, R10)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.campus import YEAR, Campus
from tests.soak.acts import ADMINS, Act, OfCounsellor
from tests.soak.courses import Adjusted, Attempt, Course, Taken
from tests.soak.reckoning import compute_academic, rank_major, rescoring
from tests.soak.standing import adjusting_shut, idle, may
from tests.soak.year import Klass, Year


@dataclass(frozen=True)
class OfStudent(Act):
    """An act on a student's course."""

    student: str
    course: Course

    def on(self, year: Year) -> Klass:
        return year.home(self.student)

    def usual(self, year: Year) -> str:
        return ADMINS[self.on(year).college]

    def is_theirs(self, year: Year, who: str) -> bool:
        return may(self.mutation, who, self.on(year))


@dataclass(frozen=True)
class AddScore(OfStudent):
    """A course score by hand, in place of an earlier one (R4.1, R10.3); it belongs to a year and to no batch."""

    credit: str
    score: str
    name = "addCourseScore"

    def makes_sense(self, year: Year) -> bool:
        return self.student in year.people.classes

    def against(self, year: Year, who: str) -> list[str]:
        return []

    def happens(self, year: Year, who: str) -> None:
        attempts = (Attempt(self.score, Decimal(self.credit)),)
        mine = year.courses[self.student]
        if self.course not in mine or mine[self.course].attempts != attempts:
            with rescoring(year):
                mine[self.course] = Taken(attempts, year.moment)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        term, code = self.course
        entered = {"score": self.score} if self.score[0].isdigit() else {"text": self.score}
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
        with rescoring(year):
            del year.courses[self.student][self.course]

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return {"ids": [await score_id(campus, self.student, self.course)]}


async def score_id(campus: Campus, student: str, course: Course) -> str:
    query = "select id from course_score where student_id = :student and term = :term and course_code = :code"
    term, code = course
    [(found,)] = await campus.rows(query, student=campus.people[student].id, term=term, code=code)
    return str(found)


@dataclass(frozen=True)
class Adjust(OfStudent):
    """参评课程调整 (R4.5, R4.6)."""

    counted: bool
    ratio: str | None
    name = "adjustCourses"

    def on(self, year: Year) -> Klass:
        return year.class_of(self.student) or year.home(self.student)

    def makes_sense(self, year: Year) -> bool:
        return self.course in year.courses[self.student]

    def is_theirs(self, year: Year, who: str) -> bool:
        return super().is_theirs(year, who) and self.on(year).members.get(self.student, False)

    def against(self, year: Year, who: str) -> list[str]:
        worth = year.worth(self.student, self.course)
        if found := adjusting_shut(year, who, self.on(year)):
            return found
        if worth.left_out and (self.counted or self.ratio is not None):
            return ["COURSE_LEFT_OUT"]
        return ["FAILED_COURSE_LOCKED"] if worth.failed and self.ratio is not None and Decimal(self.ratio) else []

    def happens(self, year: Year, who: str) -> None:
        klass, mine = self.on(year), year.adjusted[self.student]
        worth = year.worth(self.student, self.course)
        ratio = None if worth.failed or self.ratio is None else Decimal(self.ratio)
        old = mine.get(self.course, Adjusted())
        if worth.left_out or (self.counted, ratio) == (old.counted, old.ratio):
            return
        mine[self.course] = Adjusted(self.counted, ratio, year.moment)
        if (self.counted, ratio) == (True, None):
            del mine[self.course]
        klass.inputs_changed |= klass.computed

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
