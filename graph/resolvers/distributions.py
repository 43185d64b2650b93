"""Distributions: a read calls db.queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any

import strawberry

from core.access import SEE_ACADEMIC_RESULT, SEE_COMPREHENSIVE, SEE_PROGRESS, SEE_RATING_PROGRESS
from core.rules.rating_sight import seen_by
from db.filters import PlaceFilter
from db.queries.distributions import days, levels, scores
from graph.context import Info
from graph.inputs.distributions import ComprehensiveQuality, DistributionFilter, LevelGrouping
from graph.server.errors import BadRequest
from graph.vocabulary.fields import argument
from graph.vocabulary.ids import key

Batch = Annotated[strawberry.ID, argument("批次 | Batch")]
Chosen = Annotated[
    DistributionFilter | None,
    argument("统计的范围，默认为有权看到的全部 | What is counted; by default all that you may see"),
]


@dataclass(frozen=True, slots=True)
class Band:
    """Represents a band of scores; without a comparison, `grade_people` is None."""

    lowest: Any
    below: Any
    people: int
    grade_people: int | None


@dataclass(frozen=True, slots=True)
class Scores:
    """Represents the bands of a distribution; without people there is none."""

    bands: Sequence[Band]

    @property
    def people(self) -> int | None:
        return sum(band.people for band in self.bands) or None

    @property
    def grade_people(self) -> int | None:
        return sum(band.grade_people or 0 for band in self.bands) or None


@dataclass(frozen=True, slots=True)
class LevelCount:
    quality: ComprehensiveQuality
    level: str
    people: int


@dataclass(frozen=True, slots=True)
class Group:
    """Represents one college or class with its levels; everybody has one in each quality."""

    college_id: int | None
    class_id: int | None
    counts: Sequence[LevelCount]

    @property
    def people(self) -> int:
        return sum(one.people for one in self.counts if one.quality is ComprehensiveQuality.OVERALL)


@dataclass(frozen=True, slots=True)
class Days:
    students: int | None
    days: Sequence[Any]


async def academic_distribution(info: Info, batch_id: Batch, filter: Chosen = None) -> Scores:
    scope = info.context.person.scope(SEE_ACADEMIC_RESULT)
    return await _scores(info, scores.academic_scores(scope, key(batch_id), _place(filter)))


async def rating_distribution(info: Info, batch_id: Batch, filter: Chosen = None) -> Scores:
    seen = seen_by(info.context.person)
    return await _scores(info, scores.rating_scores(seen, key(batch_id), _place(filter)))


async def comprehensive_distribution(
    info: Info,
    batch_id: Batch,
    quality: Annotated[
        ComprehensiveQuality, argument("哪一项，默认素质综合测评 | Which result; the overall one by default")
    ] = ComprehensiveQuality.OVERALL,
    filter: Chosen = None,
) -> Scores:
    scope = info.context.person.scope(SEE_COMPREHENSIVE)
    query = scores.comprehensive_scores(scope, key(batch_id), _place(filter), quality.value)
    return await _scores(info, query)


async def level_distribution(
    info: Info,
    batch_id: Batch,
    by: Annotated[
        LevelGrouping, argument("按什么统计，默认学院 | What to count by; colleges by default")
    ] = LevelGrouping.COLLEGE,
    filter: Chosen = None,
) -> list[Group]:
    scope, batch, place = info.context.person.scope(SEE_COMPREHENSIVE), key(batch_id), _place(filter)
    if by is LevelGrouping.SCHOOL_CLASS and not scope.few and place.college_id is None and place.class_id is None:
        raise BadRequest("按班级统计时，请指定学院或班级", "Specify the college or the class to count by class")
    rows = await _rows(info, levels.levels(scope, batch, place, by.value))
    if not rows:
        return []
    order = (await info.context.loaders.batch.load(batch)).levels
    return [_group(by, one, list(found), order) for one, found in groupby(rows, attrgetter(by.value))]


async def rating_days(info: Info, batch_id: Batch, filter: Chosen = None) -> Days:
    """Counts what the viewer's progress covers: that of classes, and that of whole colleges where no part is chosen."""
    viewer, place = info.context.person, _place(filter)
    whole = place.major_id is None and place.grade is None and place.class_id is None
    scopes = [viewer.scope(SEE_RATING_PROGRESS), *([viewer.scope(SEE_PROGRESS)] if whole else [])]
    rows = await _rows(info, days.days(scopes, key(batch_id), place, info.context.zone))
    return Days(rows[0].students or None, [row for row in rows if row.day is not None])


def _place(filter: DistributionFilter | None) -> PlaceFilter:
    return filter.to_filter() if filter else PlaceFilter()


async def _rows(info: Info, query: Any) -> Sequence[Any]:
    async with info.context.database.read() as db:
        rows: Sequence[Any] = (await db.execute(query)).all()
    return rows


async def _scores(info: Info, query: Any) -> Scores:
    rows = await _rows(info, query)
    compared = any(row.outside for row in rows)
    return Scores(
        [Band(row.lowest, row.below, row.inside, row.inside + row.outside if compared else None) for row in rows]
    )


def _group(by: LevelGrouping, one: int, rows: Sequence[Any], order: Sequence[str]) -> Group:
    """Sorts the levels of each quality from high to low; those that the batch no longer names come last."""
    counts = [
        LevelCount(quality, level, row.people)
        for quality in ComprehensiveQuality
        for row in rows
        if (level := getattr(row, f"{quality.value}_level")) is not None
    ]
    place = {level: number for number, level in enumerate(order)}
    qualities = list(ComprehensiveQuality)
    counts.sort(key=lambda each: (qualities.index(each.quality), place.get(each.level, len(place)), each.level))
    is_college = by is LevelGrouping.COLLEGE
    return Group(one if is_college else None, None if is_college else one, counts)
