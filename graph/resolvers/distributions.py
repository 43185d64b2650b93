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
from db.qualities import Quality, qualities_of
from db.queries.distributions import days, levels, scores
from graph.context import Info
from graph.inputs.distributions import DistributionFilter, LevelGrouping
from graph.resolvers.batches import batch
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
    quality: Quality
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
        overall = self.counts[-1].quality
        return sum(one.people for one in self.counts if one.quality == overall)


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
        str | None, argument("素质的代号，默认总成绩 | Code of the quality; the overall result by default")
    ] = None,
    filter: Chosen = None,
) -> Scores:
    scope, row = info.context.person.scope(SEE_COMPREHENSIVE), await batch(info, batch_id)
    if row is None:
        return Scores([])
    qualities = qualities_of(row)
    codes = [one.code for one in qualities]
    if quality is not None and quality not in codes:
        zh = f"该批次没有代号为 {quality[:40]} 的素质：请改用 {'、'.join(codes)} 之一"
        raise BadRequest(zh, f"The batch has no quality {quality[:40]}: use one of {', '.join(codes)}")
    number = codes.index(quality) if quality else len(codes) - 1
    return await _scores(info, scores.comprehensive_scores(scope, row.id, _place(filter), qualities, number))


async def level_distribution(
    info: Info,
    batch_id: Batch,
    by: Annotated[
        LevelGrouping, argument("按什么统计，默认学院 | What to count by; colleges by default")
    ] = LevelGrouping.COLLEGE,
    filter: Chosen = None,
) -> list[Group]:
    scope, place = info.context.person.scope(SEE_COMPREHENSIVE), _place(filter)
    if by is LevelGrouping.SCHOOL_CLASS and not scope.few and place.college_id is None and place.class_id is None:
        raise BadRequest("按班级统计时，请指定学院或班级", "Specify the college or the class to count by class")
    row = await batch(info, batch_id)
    if row is None:
        return []
    rows = await _rows(info, levels.levels(scope, row.id, qualities_of(row), place, by.value))
    return [_group(by, one, list(found), row) for one, found in groupby(rows, attrgetter(by.value))]


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


def _group(by: LevelGrouping, one: int, rows: Sequence[Any], batch: Any) -> Group:
    """Sorts the levels of each quality from high to low; those that the batch no longer names come last."""
    order = {level: number for number, level in enumerate(batch.levels)}
    counts = []
    for number, quality in enumerate(qualities_of(batch)):
        found = [(level, row.people) for row in rows if (level := getattr(row, f"level_{number}")) is not None]
        found.sort(key=lambda each: (order.get(each[0], len(order)), each[0]))
        counts += [LevelCount(quality, level, people) for level, people in found]
    is_college = by is LevelGrouping.COLLEGE
    return Group(one if is_college else None, None if is_college else one, counts)
