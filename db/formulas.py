"""Writes the manual's 计算公式 (1.1.2, 1.1.3) as SQL: `numeric` throughout, exact, rounded half up (四舍五入).

`ACADEMIC` is the formula of academic scores. Everything that depends on it asks this object: what counts as failed, the
computation, the explanation, and the texts that name the pass mark.
"""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, Numeric, String, and_, case, cast, func, literal, literal_column

from db.tables.columns import RATIO

NO_RATIO = cast(literal(0), RATIO)
PLACES = 2
PERIODIC, EXACT_PLACES = Numeric(80, 40), 30
"""Averages may be periodic; cut off at forty places and rounded to thirty, sums that end are exact again."""


class CourseSums(NamedTuple):
    """The sums over a student's counted courses: SQL expressions in a computation, decimals in an explanation.

    A sum that an explanation does not show has a default.
    """

    weighted: Any
    """Σ(成绩·学分)"""
    credit: Any
    """Σ(学分); NULL or zero if no course counts."""
    bonus: Any
    """Σ(学分·加成比例)"""


class AcademicFormula:
    """The manual's formula of academic scores (1.1.2). A school that computes otherwise subclasses it.

    `average` and `score` use operators only, so the same lines make the SQL expression that computes a score and
    repeat the calculation with decimals when the score is explained.
    """

    passed_from: ClassVar[int] = 60
    calculation: ClassVar[str] = "{0.weighted} ÷ {0.credit} + {0.bonus}"
    """The score in figures, as a person would check it; a format of `CourseSums`."""

    def failed(self, score: Any) -> ColumnElement[bool]:
        """Compiles whether a course score is below the pass mark (R4.5). No score is not failed (R10.4)."""
        return and_(score.is_not(None), score < literal_column(str(self.passed_from)))

    def ratio(self, score: Any, adjusted: Any, default: Any) -> ColumnElement[Any]:
        """Returns the 学分加成比例: zero for a failed course (R4.5), else the adjusted ratio, else the default."""
        return case((self.failed(score), NO_RATIO), else_=func.coalesce(adjusted, default))

    def average(self, sums: CourseSums) -> Any:
        """Computes 平均学分成绩 = Σ(成绩·学分) / Σ(学分) (R4.3)."""
        return sums.weighted / sums.credit

    def score(self, sums: CourseSums) -> Any:
        """Computes 学业成绩 = 平均学分成绩 + Σ(学分·加成比例) (R4.4)."""
        return self.average(sums) + sums.bonus

    def sums(self, score: Any, credit: Any, ratio: Any, counted: Any) -> CourseSums:
        """Sums the counted courses in SQL; the credits are NULL if no course counts, and so is their quotient.

        A failed course has the ratio 0 (R4.4).
        """
        return CourseSums(
            func.sum(score * credit).filter(counted),
            func.nullif(func.sum(credit).filter(counted), 0),
            func.coalesce(func.sum(credit * ratio).filter(counted), 0),
        )

    def values(self, sums: CourseSums) -> dict[str, Any]:
        """Returns the stored values by column of `academic_result`; they are rounded only when stored (R4.4)."""
        return {"credit_average": self.average(sums), "academic_score": self.score(sums)}


ACADEMIC = AcademicFormula()


def shown(value: Any) -> ColumnElement[Any]:
    """Rounds half up to two places, as every score is shown and ranked (R4.4)."""
    return func.round(value, PLACES)


def shared_place(score: Any, *within: Any) -> ColumnElement[Any]:
    """Ranks (名次): equal scores share a place, the next place is skipped, and no score has no place (R4.8)."""
    place = func.rank().over(partition_by=within, order_by=score.desc().nulls_last())
    return case((score.is_not(None), place))


def ranked_size(score: Any, *within: Any) -> ColumnElement[Any]:
    """Counts the ranked students, which is the divisor of their ranks."""
    return case((score.is_not(None), func.count(score).over(partition_by=within)))


def rating_item_score(kinds: Iterable[tuple[Any, Any, Any]]) -> ColumnElement[Any]:
    """Computes 评分项目得分 = Σ(平均分·权重) from (sum of points, ballots, weight) by kind of rater; unrounded (R5.4).

    The other kinds share the weight of a kind without a ballot in proportion to their own weights. The score is NULL if
    no kind with a weight has a ballot.
    """
    kinds = list(kinds)
    averages = (cast(points, PERIODIC) / func.nullif(ballots, 0) * weight for points, ballots, weight in kinds)
    weights = (case((ballots > 0, weight), else_=0) for _, ballots, weight in kinds)
    weighted: ColumnElement[Any] = _sum(func.coalesce(one, 0) for one in averages)
    return weighted / func.nullif(_sum(weights), 0)


def shown_rating(value: Any) -> ColumnElement[Any]:
    """Rounds half up to two places, also if periodic averages add up to an exact half of the last place."""
    return shown(func.round(value, EXACT_PLACES))


def _sum(terms: Iterable[Any]) -> Any:
    return reduce(add, terms)


def rank_label(position: Any, size: Any) -> ColumnElement[Any]:
    """Renders a rank with its divisor, as in "2/5"."""
    return case((position.is_not(None), cast(position, String) + "/" + cast(size, String)))
