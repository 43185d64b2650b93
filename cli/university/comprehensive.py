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
OF_ACADEMIC = Decimal("0.6")
"""The weight of the academic score in the overall result; the other qualities share the rest."""


class Earned(NamedTuple):
    """Holds the computed scores of a student, 学业成绩 and 评分成绩, either of which may be missing."""

    number: str
    name: str
    academic: Decimal | None
    rating: Decimal | None


ComprehensiveResult = tuple[Any, ...]
"""One row in the order of the import's columns (R6.1): number, name, and score and level of each quality."""


def of_class(seed: object, earned: Sequence[Earned], count: int) -> list[ComprehensiveResult]:
    """Works out `count` qualities: the first from the rating, the second from the academic score, the others from
    random achievements, and the last from all of them. Of two, the first is the academic score.
    """
    scores = [_scores(seed, one, count) for one in earned]
    levels = [_levels(column) for column in zip(*scores, strict=True)]
    rows = zip(earned, scores, zip(*levels, strict=True), strict=True)
    return [_row(one, *zip(scored, level, strict=True)) for one, scored, level in rows]


def _row(one: Earned, *qualities: tuple[Decimal, str]) -> ComprehensiveResult:
    return (one.number, one.name, *(cell for pair in qualities for cell in pair))


def _scores(seed: object, one: Earned, count: int) -> tuple[Decimal, ...]:
    throw = dice(seed, "comprehensive", one.number)
    rated = _rounded(one.rating if one.rating is not None else Decimal(throw.gauss(82, 5)))
    academic = PASSED if one.academic is None else one.academic
    achieved = [_rounded(Decimal(round(2 * min(100.0, max(50.0, throw.gauss(78, 8))))) / 2) for _ in range(count - 3)]
    others = [min(rated, MOST), *achieved][: count - 2]
    share = (1 - OF_ACADEMIC) / len(others) if others else Decimal()
    overall = OF_ACADEMIC * academic + share * sum(others, Decimal()) if others else academic
    return (*others[:1], academic, *others[1:], _rounded(overall))


def _levels(scores: Sequence[Decimal]) -> list[str]:
    """Returns levels by place in the class; equal scores get the same level."""
    ordered = sorted(scores, reverse=True)
    return [
        LEVELS[bisect_right(SHARES, ordered.index(score) / len(scores))] if score >= PASSED else LEVELS[-1]
        for score in scores
    ]


def _rounded(score: Decimal) -> Decimal:
    return score.quantize(Decimal("0.01"), ROUND_HALF_UP)
