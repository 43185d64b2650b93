"""The manual's 计算公式 (1.1.2, 1.1.3) as SQL expressions: `numeric` throughout, exact, rounded half up (四舍五入)."""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Numeric, case, cast, func, literal

from db.tables.columns import RATIO

PASSED_FROM = 60
NO_RATIO = cast(literal(0), RATIO)
PLACES = 2
PERIODIC, EXACT_PLACES = Numeric(80, 40), 30
"""Averages have no end; cut off at forty places and rounded to thirty, their sums are exact again where they end."""


def effective_ratio(score: Any, adjusted: Any, default: Any) -> ColumnElement[Any]:
    """学分加成比例 that applies: none for a failed course (R4.5), else the adjusted one, else the college's default."""
    return case((score < PASSED_FROM, NO_RATIO), else_=func.coalesce(adjusted, default))


def credit_average(score: Any, credit: Any, counted: Any) -> ColumnElement[Any]:
    """平均学分成绩 = Σ(成绩·学分) / Σ(学分) over the counted courses; NULL where there is none (R4.3, R4.4)."""
    weighted = func.sum(score * credit).filter(counted)
    return weighted / func.nullif(func.sum(credit).filter(counted), 0)


def bonus(credit: Any, ratio: Any, counted: Any) -> ColumnElement[Any]:
    """Σ(学分·加成比例) over the counted courses; a failed one has ratio 0 (R4.4)."""
    return func.coalesce(func.sum(credit * ratio).filter(counted), 0)


def shown(value: Any) -> ColumnElement[Any]:
    """Rounded half up to two places, as every score is shown and ranked (R4.4)."""
    return func.round(value, PLACES)


def shared_place(score: Any, *within: Any) -> ColumnElement[Any]:
    """名次: equal scores share a place, the next one skips; without a score, no place (R4.8)."""
    place = func.rank().over(partition_by=within, order_by=score.desc().nulls_last())
    return case((score.is_not(None), place))


def ranked_size(score: Any, *within: Any) -> ColumnElement[Any]:
    """How many are ranked: the divisor of every place among them."""
    return case((score.is_not(None), func.count(score).over(partition_by=within)))


def rating_item_score(kinds: Iterable[tuple[Any, Any, Any]]) -> ColumnElement[Any]:
    """评分项目得分 = Σ(平均分·权重), of (sum of points, ballots, weight) by kind of rater; unrounded (R5.4).

    The weight of a kind without a ballot is shared by the others in proportion to theirs; NULL where that is all of it.
    """
    kinds = list(kinds)
    averages = (cast(points, PERIODIC) / func.nullif(ballots, 0) * weight for points, ballots, weight in kinds)
    weights = (case((ballots > 0, weight), else_=0) for _, ballots, weight in kinds)
    weighted: ColumnElement[Any] = _sum(func.coalesce(one, 0) for one in averages)
    return weighted / func.nullif(_sum(weights), 0)


def shown_rating(value: Any) -> ColumnElement[Any]:
    """Rounded half up to two places, where periodic averages may add up to an exact half of the last one."""
    return shown(func.round(value, EXACT_PLACES))


def _sum(terms: Iterable[Any]) -> Any:
    return reduce(add, terms)
