"""Rating scores by hand, in exact fractions, from marks alone (R5.4)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from db.tables import RaterKind
from tests.evening.college import Item

Cell = tuple[int, int]
"""A student and an item."""


def rating_score(
    student: int, items: Sequence[Item], ballots: Iterable[tuple[RaterKind, Mapping[Cell, Decimal]]]
) -> Decimal | None:
    """Computes the score from the submitted ballots of the student's class, each with its kind; rounds half up at
    the end."""
    given = list(ballots)
    total = Fraction(0)
    for item in items:
        averages: dict[RaterKind, Fraction] = {}
        for kind in RaterKind:
            marks = [
                Fraction(marks[student, item.id]) for of, marks in given if of is kind and (student, item.id) in marks
            ]
            if marks:
                averages[kind] = sum(marks, Fraction(0)) / len(marks)
        weight = sum((Fraction(item.weights[kind]) for kind in averages), Fraction(0))
        if not weight:
            return None
        total += sum((averages[kind] * Fraction(item.weights[kind]) for kind in averages), Fraction(0)) / weight
    return _half_up(total)


def _half_up(value: Fraction) -> Decimal:
    """Rounds half up to two places; no score is negative."""
    return Decimal((200 * value.numerator + value.denominator) // (2 * value.denominator)).scaleb(-2)
