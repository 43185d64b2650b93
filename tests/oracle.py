"""The law of academic scores once more, in plain Decimals and by hand, to hold the database against (R4.3 - R4.9)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Course:
    """One course as it counts in a batch; `adjusted` is None where nobody changed the ratio."""

    score: Decimal
    credit: Decimal
    counted: bool = True
    adjusted: Decimal | None = None


@dataclass(frozen=True)
class Scored:
    credit_average: Decimal | None
    academic_score: Decimal | None


def score(courses: Iterable[Course], default_ratio: Decimal) -> Scored:
    """R4.3 - R4.5: the average is used unrounded; both are shown rounded half up."""
    counted = [course for course in courses if course.counted]
    if not counted:
        return Scored(None, None)
    with localcontext() as context:
        context.prec = 60
        credit = sum((course.credit for course in counted), Decimal(0))
        average = sum((course.score * course.credit for course in counted), Decimal(0)) / credit
        bonus = sum((course.credit * _ratio(course, default_ratio) for course in counted), Decimal(0))
        return Scored(_shown(average), _shown(average + bonus))


def _ratio(course: Course, default_ratio: Decimal) -> Decimal:
    if course.score < 60:
        return Decimal(0)
    return default_ratio if course.adjusted is None else course.adjusted


def _shown(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)


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
