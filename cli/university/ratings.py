"""Rating items and marks are generated as people give them: flat or careful, generous or strict (R5.1, R5.3)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from cli.university.people import Student, dice


class RatingItem(NamedTuple):
    name: str
    detail: str
    min_points: int
    max_points: int
    counsellor_weight: int
    head_teacher_weight: int
    peer_weight: int
    """The weights are percentages that add up to 100."""


class Mark(NamedTuple):
    student_number: str
    item_name: str
    points: Decimal


ITEMS = (
    ("思想", "理想信念、遵纪守法、集体观念、诚实守信", 20, 30),
    ("体育", "体育锻炼、体质测试、参加体育活动", 30, 40),
    ("实践", "社会实践、志愿服务、劳动与创新", 20, 30),
)
WEIGHTS = ((40, 30, 30), (30, 30, 40), (40, 20, 40), (30, 20, 50))
FLAT = 0.15
"""The share of raters who give everybody the same."""

LEANINGS = (-0.2, -0.1, 0.0, 0.0, 0.1, 0.2)
"""The leanings of raters from strict to generous, in shares of an item's range."""


def items(seed: int, college_code: str) -> list[RatingItem]:
    """Returns the same three items everywhere; each college weighs them in its own way."""
    throw = dice(seed, "rating items", college_code)
    return [RatingItem(*item, *throw.choice(WEIGHTS)) for item in ITEMS]


def marks(seed: object, rater: str, rated: Sequence[Student], of: Sequence[RatingItem]) -> Iterator[Mark]:
    """Yields a whole ballot, which depends on the merit of the rated students and on the rater's character."""
    throw = dice(seed, "ballot", rater, rated[0].class_code)
    leaning = throw.choice(LEANINGS)
    flat = 0.6 + leaning if throw.random() < FLAT else None
    for student in rated:
        merit = dice(seed, "merit", student.number).gauss(0.6, 0.15)
        for item in of:
            share = flat if flat is not None else throw.gauss(merit + leaning + 0.15 * (student.number == rater), 0.1)
            yield Mark(student.number, item.name, _points(throw, item, share))


def _points(throw: Random, item: RatingItem, share: float) -> Decimal:
    """Returns points within the item's range: whole or half points, and sometimes tenths."""
    steps = throw.choices((1, 2, 10), (14, 5, 1))[0]
    share = min(1.0, max(0.0, share))
    return item.min_points + Decimal(round(share * (item.max_points - item.min_points) * steps)) / steps
