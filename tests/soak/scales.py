"""Acts on what course scores count as: a college's scale, and decisions on undecided scores (R10.3 - R10.7)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.campus import YEAR, Campus
from tests.soak.acts import ADMINS, Act, OfCollege
from tests.soak.courses import LEVELS, TREATMENTS, Asked, Course, Decision, Scale
from tests.soak.reckoning import rescoring
from tests.soak.standing import may_for_college
from tests.soak.work import score_id
from tests.soak.year import Year


def settled(year: Year, college: str) -> list[str]:
    """R10.7: of an approved college's year."""
    return ["RESULTS_APPROVED"] if year.colleges[college].approved else []


@dataclass(frozen=True)
class SetScale(OfCollege):
    """成绩等级设置 (R10.3 - R10.5): what is left out takes its default."""

    levels: tuple[tuple[str, str | None], ...] | None
    treatments: tuple[tuple[str, str], ...] | None
    retake: str | None
    name = "setGradeScale"

    def against(self, year: Year, who: str) -> list[str]:
        return settled(year, self.college)

    def happens(self, year: Year, who: str) -> None:
        here = year.colleges[self.college]
        levels = LEVELS if self.levels is None else dict(self.levels)
        treatments = TREATMENTS if self.treatments is None else dict(self.treatments)
        with rescoring(year):
            here.scale = Scale(dict(levels), dict(treatments), self.retake or "FIRST", here.scale.decisions)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        levels = self.levels and [{"word": word, "points": points} for word, points in self.levels]
        treatments = self.treatments and [{"word": word, "treatment": how} for word, how in self.treatments]
        given = {"levels": levels, "treatments": treatments, "retakeRule": self.retake}
        return {"academicYear": YEAR, "collegeId": str(campus.ids[self.college]), **given}


@dataclass(frozen=True)
class DecideWord(OfCollege):
    """待定成绩处理 (R10.6): a word, for everybody of the college."""

    word: str
    outcome: str
    points: str | None
    name = "decideScores"

    def makes_sense(self, year: Year) -> bool:
        return (self.outcome == "POINTS") == (self.points is not None)

    def against(self, year: Year, who: str) -> list[str]:
        if found := settled(year, self.college):
            return found
        scale = year.colleges[self.college].scale
        known = self.word in asked(year, self.college)
        return [] if known and not scale.settles(self.word) else ["SCORE_NOT_UNDECIDED"]

    def happens(self, year: Year, who: str) -> None:
        decide(year, self.college, (self.word, None, None), self.outcome, self.points)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        decision = {"text": self.word, "outcome": self.outcome, "points": self.points, "reason": "按规定"}
        return {"academicYear": YEAR, "collegeId": str(campus.ids[self.college]), "decisions": [decision]}


def asked(year: Year, college: str) -> set[str | None]:
    """Tells what the scores of the college's students ask, and what was decided."""
    of_scores = {
        year.worth(student, course).question
        for student, courses in year.courses.items()
        for course in courses
        if year.home(student).college == college
    }
    return of_scores | {text for text, *_ in year.colleges[college].scale.decisions}


def decide(year: Year, college: str, asked: Asked, outcome: str, points: str | None) -> None:
    """The same again changes nothing."""
    decisions = year.colleges[college].scale.decisions
    new = Decision(outcome, None if points is None else Decimal(points), year.moment)
    old = decisions.get(asked)
    if old is None or (old.outcome, old.points) != (new.outcome, new.points):
        with rescoring(year):
            decisions[asked] = new


@dataclass(frozen=True)
class DecideCourse(Act):
    """待定成绩处理 (R10.6): one course of one student, which goes before the word."""

    student: str
    course: Course
    outcome: str
    points: str | None
    name = "decideScores"

    def _college(self, year: Year) -> str:
        return year.home(self.student).college

    def makes_sense(self, year: Year) -> bool:
        return self.course in year.courses[self.student] and (self.outcome == "POINTS") == (self.points is not None)

    def usual(self, year: Year) -> str:
        return ADMINS[self._college(year)]

    def is_theirs(self, year: Year, who: str) -> bool:
        return may_for_college(self.name, who, year, self._college(year))

    def against(self, year: Year, who: str) -> list[str]:
        asked = year.worth(self.student, self.course).question
        return settled(year, self._college(year)) or ([] if asked else ["SCORE_NOT_UNDECIDED"])

    def happens(self, year: Year, who: str) -> None:
        question = year.worth(self.student, self.course).question
        assert question
        decide(year, self._college(year), (question, self.student, self.course), self.outcome, self.points)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        course = await score_id(campus, self.student, self.course)
        decision = {"courseScoreId": course, "outcome": self.outcome, "points": self.points, "reason": "按规定"}
        college = str(campus.ids[self._college(year)])
        return {"academicYear": YEAR, "collegeId": college, "decisions": [decision]}


@dataclass(frozen=True)
class UndoDecision(OfCollege):
    """撤销处理 (R10.6): one of the college's, the oldest or the newest."""

    place: int
    name = "undoDecisions"

    def _asked(self, year: Year) -> Asked:
        return list(year.colleges[self.college].scale.decisions)[self.place]

    def makes_sense(self, year: Year) -> bool:
        return bool(year.colleges[self.college].scale.decisions)

    def against(self, year: Year, who: str) -> list[str]:
        return settled(year, self.college)

    def happens(self, year: Year, who: str) -> None:
        with rescoring(year):
            del year.colleges[self.college].scale.decisions[self._asked(year)]

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        text, student, course = self._asked(year)
        term, code = course or (None, None)
        [(found,)] = await campus.rows(
            """select id from score_decision where college_id = :college and question = :text
            and (student_id, term, course_code) is not distinct from
            (cast(:student as bigint), cast(:term as int), cast(:code as text))""",
            college=campus.ids[self.college],
            text=text,
            student=campus.people[student].id if student else None,
            term=term,
            code=code,
        )
        return {"ids": [str(found)]}
