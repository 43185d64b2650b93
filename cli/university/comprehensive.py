"""Counsellors work these comprehensive results out beside the system, from its scores (R6.1)."""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from cli.university.people import dice
from db.levels import LEVELS

SHARES = (0.15, 0.55, 0.9)
"""The class shares up to which 优秀, 良好 and 中等 go; the rest is 合格, and below PASSED it is 不合格."""
PASSED, MOST = Decimal(60), Decimal(100)
WEIGHTS = (Decimal("0.2"), Decimal("0.6"), Decimal("0.2"))
"""The weights of political, scholastic and development in overall."""


class Earned(NamedTuple):
    """Holds the computed scores of a student, 学业成绩 and 评分成绩, either of which may be missing."""

    number: str
    name: str
    academic: Decimal | None
    rating: Decimal | None


ComprehensiveResult = tuple[Any, ...]
"""One row in the order of the import's columns (R6.1): number, name, and score and level of each quality."""


def of_class(seed: object, earned: Sequence[Earned]) -> list[ComprehensiveResult]:
    """Takes political from the rating, scholastic from the academic score, and development from a
    random achievement.
    """
    scores = [_scores(seed, one) for one in earned]
    levels = [_levels(column) for column in zip(*scores, strict=True)]
    rows = zip(earned, scores, zip(*levels, strict=True), strict=True)
    return [_row(one, *zip(scored, level, strict=True)) for one, scored, level in rows]


def _row(one: Earned, *qualities: tuple[Decimal, str]) -> ComprehensiveResult:
    return (one.number, one.name, *(cell for pair in qualities for cell in pair))


def _scores(seed: object, one: Earned) -> tuple[Decimal, ...]:
    throw = dice(seed, "comprehensive", one.number)
    political = _rounded(one.rating if one.rating is not None else Decimal(throw.gauss(82, 5)))
    scholastic = PASSED if one.academic is None else one.academic
    development = Decimal(round(2 * min(100.0, max(50.0, throw.gauss(78, 8))))) / 2
    parts = (min(political, MOST), scholastic, _rounded(development))
    overall = sum((weight * part for weight, part in zip(WEIGHTS, parts, strict=True)), Decimal())
    return (*parts, _rounded(overall))


def _levels(scores: Sequence[Decimal]) -> list[str]:
    """Returns levels by place in the class; equal scores get the same level."""
    ordered = sorted(scores, reverse=True)
    return [
        LEVELS[bisect_right(SHARES, ordered.index(score) / len(scores))] if score >= PASSED else LEVELS[-1]
        for score in scores
    ]


def _rounded(score: Decimal) -> Decimal:
    return score.quantize(Decimal("0.01"), ROUND_HALF_UP)
