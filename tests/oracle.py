"""The law once more, in plain Fractions and by hand, to hold the database against (R4.3 - R4.9, R5.4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Course:
    """One course as it counts in a batch; `adjusted` is None where nobody changed the ratio.

    `score` is None where the course is left out, and where it is undecided.
    """

    score: Decimal | None
    credit: Decimal
    counted: bool = True
    adjusted: Decimal | None = None
    undecided: bool = False


@dataclass(frozen=True)
class Scored:
    """Holds every number of an academic result, by the key of its column."""

    credit_average: Decimal | None
    academic_score: Decimal | None
    undecided_courses: int = 0


def score(courses: Iterable[Course], default_ratio: Decimal) -> Scored:
    """R4.3 - R4.5: the average is used unrounded; both are shown rounded half up.

    R10.4, R10.6: a course that is left out is in no sum; one that is undecided leaves the student without a score.
    """
    undecided = sum(course.counted and course.undecided for course in courses)
    counted = [(course, course.score) for course in courses if course.counted and course.score is not None]
    if not counted or undecided:
        return Scored(None, None, undecided)
    credit = sum((Fraction(course.credit) for course, _ in counted), Fraction(0))
    average = sum((Fraction(points) * Fraction(course.credit) for course, points in counted), Fraction(0)) / credit
    ratios = [Fraction(_ratio(points, course, default_ratio)) for course, points in counted]
    bonus = sum((Fraction(one.credit) * ratio for (one, _), ratio in zip(counted, ratios, strict=True)), Fraction(0))
    return Scored(_half_up(average), _half_up(average + bonus))


def _ratio(points: Decimal, course: Course, default_ratio: Decimal) -> Decimal:
    if points < 60:
        return Decimal(0)
    return default_ratio if course.adjusted is None else course.adjusted


def places(scores: Mapping[str, Decimal | None]) -> dict[str, str | None]:
    """R4.8: one more than the number of better ones, of so many that have a score; "2/5"."""
    known = [value for value in scores.values() if value is not None]
    return {
        who: None if value is None else f"{1 + sum(other > value for other in known)}/{len(known)}"
        for who, value in scores.items()
    }


def places_within(scores: Mapping[str, Decimal | None], groups: Mapping[str, str]) -> dict[str, str | None]:
    """The places within each group: a class, or a major's grade."""
    members: dict[str, dict[str, Decimal | None]] = defaultdict(dict)
    for who, value in scores.items():
        members[groups[who]][who] = value
    return {who: place for group in members.values() for who, place in places(group).items()}


Ballots = Sequence[Sequence[Decimal]]
"""The points that each ballot of one kind of rater gives one student, item by item."""


@dataclass(frozen=True)
class Rated:
    """Holds the ratings of one student; unrounded averages have no end, so they are fractions until they are shown."""

    item_scores: list[Decimal | None]
    rating_score: Decimal | None
    rests_on_one: bool


def rating(weights: Sequence[Sequence[Decimal]], kinds: Sequence[Ballots]) -> Rated:
    """R5.4: `weights` holds for each item those of the kinds of rater, in their order; rounded at the end only."""
    items = [_item_score(place, shares, kinds) for place, shares in enumerate(weights)]
    total = None if None in items or not items else sum((one for one in items if one is not None), Fraction(0))
    behind = [sum(len(kind) for kind, share in zip(kinds, shares, strict=True) if share > 0) for shares in weights]
    return Rated(
        [_half_up(one) for one in items], _half_up(total), total is not None and all(count <= 1 for count in behind)
    )


def _item_score(place: int, shares: Sequence[Decimal], kinds: Sequence[Ballots]) -> Fraction | None:
    """The averages by weight, over the kinds that somebody submitted for."""
    there = [(Fraction(share), kind) for share, kind in zip(shares, kinds, strict=True) if share > 0 and kind]
    if not there:
        return None
    weighted = sum((share * _average([ballot[place] for ballot in kind]) for share, kind in there), Fraction(0))
    return weighted / sum(share for share, _ in there)


def _average(points: Sequence[Decimal]) -> Fraction:
    return sum((Fraction(one) for one in points), Fraction(0)) / len(points)


def _half_up(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(floor(value * 100 + Fraction(1, 2))).scaleb(-2)
