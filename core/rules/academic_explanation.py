"""How an academic score came about, from the courses it was computed from (R4.3, R4.4, R9.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from db.tables import EXPLAINED

PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ExplainedCourse:
    """One course as it counted: `bonus` is credit · ratio of a counted course."""

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
    """The sums behind `credit_average` = `weighted_sum` / `credit_sum` and `academic_score` = that + `bonus_sum`."""

    courses: Sequence[ExplainedCourse]

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
        """The calculation in one line, as somebody would check it by hand."""
        if not self.credit_sum:
            return "No counted course: no score and no rank" if language == "en" else "没有参评课程：无成绩、无排名"
        average = self.weighted_sum / self.credit_sum
        total = (average + self.bonus_sum).quantize(PLACES, ROUND_HALF_UP)
        return f"{self.weighted_sum} ÷ {self.credit_sum} + {self.bonus_sum} = {total}"


def explained(row: Any) -> AcademicExplanation:
    """From what was stored beside the result (`db.tables.EXPLAINED`), in the order of terms and codes."""
    columns = (getattr(row, name) for name in EXPLAINED)
    courses = [ExplainedCourse(*values) for values in zip(*columns, strict=True)]
    return AcademicExplanation(sorted(courses, key=lambda one: (one.term, one.course_code)))
