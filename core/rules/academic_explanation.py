"""An academic score is explained by the courses from which it was computed (R4.3, R4.4, R9.4, R10.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.rules.settled_courses import ShownAttempt, listed_attempt
from core.score_texts import plain_number
from db.formulas import ACADEMIC, PLACES, AcademicFormula, CourseSums
from db.score_kinds import AttemptKind, ScoreRule
from db.tables import EXPLAINED, ORIGINS


@dataclass(frozen=True, slots=True)
class ExplainedCourse:
    """Represents one course as it counted. `score` is None if it is left out, and if it is undecided."""

    course_code: str
    course_name: str
    term: int
    score: Decimal | None
    credit: Decimal
    counted: bool
    ratio: Decimal
    adjusted_by: str | None
    origin: Mapping[str, Any]
    """The mapping says how the score came, if it is not just one number (`db.tables.AcademicExplanation`)."""

    @property
    def text(self) -> str:
        """The score as it came: of the attempt that counts, or of the first one. A plain number is its own text."""
        if listed := self.origin.get("attempts"):
            return str(next((one["text"] for one in listed if one["counts"]), listed[0]["text"]))
        given = self.origin.get("text")
        return str(given) if given is not None or self.score is None else plain_number(self.score)

    @property
    def rule(self) -> ScoreRule:
        return ScoreRule(self.origin.get("rule") or ScoreRule.NUMBER)

    @property
    def reason(self) -> str | None:
        """The reason of the decision, if one gave the points."""
        return self.origin.get("reason")

    @property
    def undecided(self) -> bool:
        return self.counted and self.score is None

    @property
    def named(self) -> str:
        """The name with the score as it came; attempts that clash are named, not one of them."""
        clash = self.origin.get("question") if self.rule is ScoreRule.DECISION else None
        return f"{self.course_name}（{clash or self.text}）"

    @property
    def attempts(self) -> Sequence[ShownAttempt]:
        """All attempts in their order. A course without a list of them had one."""
        if listed := self.origin.get("attempts"):
            return [listed_attempt(one) for one in listed]
        return [
            ShownAttempt(
                AttemptKind.FIRST, self.text, self.score, self.rule, True, self.course_name, self.credit, None, None
            )
        ]

    @property
    def points(self) -> Decimal:
        """The course adds this to the weighted sum; it adds nothing without a score."""
        return self.score * self.credit if self.counted and self.score is not None else Decimal(0)

    @property
    def bonus(self) -> Decimal:
        """Credit · ratio of a counted course that has a score."""
        return self.credit * self.ratio if self.counted and self.score is not None else Decimal(0)


@dataclass(frozen=True, slots=True)
class AcademicExplanation:
    """Holds the courses behind an academic score, their sums, and the calculation that the formula makes of them."""

    courses: Sequence[ExplainedCourse]
    formula: AcademicFormula = ACADEMIC

    @property
    def weighted_sum(self) -> Decimal:
        return sum((one.points for one in self.courses), Decimal(0))

    @property
    def credit_sum(self) -> Decimal:
        return sum((one.credit for one in self.courses if one.counted and one.score is not None), Decimal(0))

    @property
    def bonus_sum(self) -> Decimal:
        return sum((one.bonus for one in self.courses), Decimal(0))

    @property
    def undecided(self) -> Sequence[ExplainedCourse]:
        """The courses that wait for a decision; with one of them there is no score (R10.6)."""
        return [one for one in self.courses if one.undecided]

    def sentence(self, language: str) -> str:
        """Writes the calculation in one line, as a person would check it by hand."""
        if self.undecided:
            return _waiting(self.undecided, language)
        sums = CourseSums(self.weighted_sum, self.credit_sum, self.bonus_sum)
        if not sums.credit:
            return "No counted course: no score and no rank" if language == "en" else "没有参评课程：无成绩、无排名"
        score = round_half_up(self.formula.score(sums))
        return f"{self.formula.calculation.format(sums)} = {score}"


def _waiting(undecided: Sequence[ExplainedCourse], language: str) -> str:
    if language == "en":
        courses = ", ".join(one.named for one in undecided)
        return f"No score and no rank yet. These courses wait for a decision: {courses}"
    courses = "、".join(one.named for one in undecided)
    return f"成绩待定的课程：{courses}；处理后重新计算，此前无成绩、无排名"


def round_half_up(value: Decimal) -> Decimal:
    """Rounds as `db.formulas.shown` does in the database."""
    return value.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP)


def explained(row: Any, formula: AcademicFormula = ACADEMIC) -> AcademicExplanation:
    """Explains a result by the courses stored with it (`db.tables.EXPLAINED`), in the order of terms and codes."""
    columns = (getattr(row, name) for name in EXPLAINED)
    origins = getattr(row, ORIGINS) or {}
    courses = [
        ExplainedCourse(*(*values, origins.get(f"{values[_TERM]} {values[_CODE]}", {})))
        for values in zip(*columns, strict=True)
    ]
    return AcademicExplanation(sorted(courses, key=lambda one: (one.term, one.course_code)), formula)


_CODE, _TERM = (list(EXPLAINED.values()).index(name) for name in ("course_code", "term"))
