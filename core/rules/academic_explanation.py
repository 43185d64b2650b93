"""An academic score is explained by the courses from which it was computed (R4.3, R4.4, R9.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from db.formulas import ACADEMIC, PLACES, AcademicFormula, CourseSums
from db.tables import EXPLAINED


@dataclass(frozen=True, slots=True)
class ExplainedCourse:
    """Represents one course as it counted: `bonus` is credit · ratio of a counted course."""

    course_code: str
    course_name: str
    term: int
    score: Decimal
    credit: Decimal
    counted: bool
    ratio: Decimal
    adjusted_by: str | None

    @property
    def bonus(self) -> Decimal:
        return self.credit * self.ratio if self.counted else Decimal(0)


@dataclass(frozen=True, slots=True)
class AcademicExplanation:
    """Holds the courses behind an academic score, their sums, and the calculation that the formula makes of them."""

    courses: Sequence[ExplainedCourse]
    formula: AcademicFormula = ACADEMIC

    @property
    def weighted_sum(self) -> Decimal:
        return sum((one.score * one.credit for one in self.courses if one.counted), Decimal(0))

    @property
    def credit_sum(self) -> Decimal:
        return sum((one.credit for one in self.courses if one.counted), Decimal(0))

    @property
    def bonus_sum(self) -> Decimal:
        return sum((one.bonus for one in self.courses), Decimal(0))

    def sentence(self, language: str) -> str:
        """Writes the calculation in one line, as a person would check it by hand."""
        sums = CourseSums(self.weighted_sum, self.credit_sum, self.bonus_sum)
        if not sums.credit:
            return "No counted course: no score and no rank" if language == "en" else "没有参评课程：无成绩、无排名"
        score = round_half_up(self.formula.score(sums))
        return f"{self.formula.calculation.format(sums)} = {score}"


def round_half_up(value: Decimal) -> Decimal:
    """Rounds as `db.formulas.shown` does in the database."""
    return value.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP)


def explained(row: Any, formula: AcademicFormula = ACADEMIC) -> AcademicExplanation:
    """Explains a result by the courses stored with it (`db.tables.EXPLAINED`), in the order of terms and codes."""
    columns = (getattr(row, name) for name in EXPLAINED)
    courses = [ExplainedCourse(*values) for values in zip(*columns, strict=True)]
    return AcademicExplanation(sorted(courses, key=lambda one: (one.term, one.course_code)), formula)
