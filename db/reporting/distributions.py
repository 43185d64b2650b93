"""The views of distributions, by batch and college, made by the SELECTs of the API's own (R8.8).

Each counts the rows that the session's person may see, and nobody of a class with fewer than five of them: what it
shows may stand on a dashboard that others look at.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, case, cast, func, literal_column, select, true

from db.queries import progress
from db.queries.batches.batches import batch
from db.queries.classes import college
from db.queries.comprehensive.sheets import result
from db.queries.distributions import days, scores
from db.queries.distributions.small_classes import without_small_classes
from db.queries.ratings.results import Seen
from db.reporting.batches import BATCH
from db.reporting.views import Rights, View, of_college
from db.scopes import reached_by_stage

mine = progress.mine
BATCH_ID = literal_column(f"{mine.name}.batch_id", BigInteger)
COLLEGE_ID = literal_column(f"{mine.name}.college_id", BigInteger)
"""The batch and the college of the row beside which people are counted; a lateral subquery sees them by name."""


class OfTheCollege:
    """Is the place of a distribution: the whole college of a row of the view."""

    class_id = None

    def placed(self, rows: Any) -> list[ColumnElement[bool]]:
        return [rows.c.college_id == COLLEGE_ID]


def views(rights: Rights) -> Iterable[View]:
    place = OfTheCollege()
    academic = scores.academic_scores(rights.scope("SEE_ACADEMIC_RESULT"), BATCH_ID, place)
    seen = Seen(rights.scope("SEE_RATING_RESULT"), rights.scope("SEE_SINGLE_MARKS"))
    yield _bands("academic", "学业成绩", academic)
    yield _bands("rating", "评分成绩", scores.rating_scores(seen, BATCH_ID, place))
    overall = scores.overall_scores(rights.staged("SEE_COMPREHENSIVE"), BATCH_ID, place)
    yield _bands("comprehensive", "综合测评成绩", overall)
    yield _levels(rights)
    yield _days(rights)


def _bands(name: str, of: str, query: Select[Any]) -> View:
    bands = query.lateral("bands")
    words = {"lowest": "分数段的下限，含", "below": "分数段的上限，不含", "people": "人数"}
    found = _beside(bands).with_only_columns(
        *BATCH, *of_college(), bands.c.lowest, bands.c.below, bands.c.inside.label("people"), maintain_column_froms=True
    )
    return View(f"{name}_distribution", f"各学院{of}的分布，每个分数段一行；不足 5 人的班级不统计", found, words)


def _beside(found: Any) -> Select[Any]:
    """Selects what was found beside each college of each batch."""
    return (
        select(mine.c.batch_id)
        .join(batch, batch.c.id == mine.c.batch_id)
        .join(college, college.c.id == mine.c.college_id)
        .join(found, true())
    )


def _levels(rights: Rights) -> View:
    """Declares how many have which level: a row for each college, quality and level."""
    place = {name: result.c[name] for name in ("batch_id", "college_id", "class_id")}
    reached = reached_by_stage(
        rights.staged("SEE_COMPREHENSIVE"),
        result.c.stage,
        college=place["college_id"], batch=place["batch_id"], klass=place["class_id"],
    )  # fmt: skip
    people = select(place["batch_id"], place["college_id"], result.c.levels, result.c.overall_level).where(
        result.c.participating, reached
    )
    counted = without_small_classes(people, [place["batch_id"], place["class_id"]])
    others = func.coalesce(func.cardinality(counted.c.levels), literal_column("0"))
    series = func.generate_series(literal_column("1"), others + 1).table_valued("at").render_derived("place")
    at = cast(series.c.at, Integer)
    last = at > others

    def called(names: Any) -> ColumnElement[Any]:
        return case((last, names[func.cardinality(names)]), else_=names[at])

    each = (
        select(
            *BATCH,
            *of_college(),
            called(batch.c.quality_codes).label("quality"),
            called(batch.c.quality_names).label("quality_name"),
            case((last, counted.c.overall_level), else_=counted.c.levels[at]).label("level"),
        )
        .select_from(counted)
        .join(batch, batch.c.id == counted.c.batch_id)
        .join(college, college.c.id == counted.c.college_id)
        .join(series, true())
        .subquery("each_one")
    )
    query = select(*each.c, func.count().label("people")).where(each.c.level.is_not(None)).group_by(*each.c)
    words = {"quality": "素质的代号", "quality_name": "素质的名称", "people": "人数"}
    return View("level_distribution", "各学院各项素质的等次人数；不足 5 人的班级不统计", query, words)


def _days(rights: Rights) -> View:
    scopes = [rights.scope("SEE_RATING_PROGRESS"), rights.scope("SEE_PROGRESS")]
    found = days.days(list(scopes), BATCH_ID, OfTheCollege(), None).lateral("days")
    query = (
        _beside(found)
        .with_only_columns(
            *BATCH,
            *of_college(),
            found.c.day,
            found.c.submitted,
            cast(found.c.so_far, BigInteger).label("submitted_so_far"),
            maintain_column_froms=True,
        )
        .where(found.c.day.is_not(None))
    )
    words = {"day": "日期", "submitted": "当天提交的份数", "submitted_so_far": "至当天累计提交的份数"}
    return View("rating_days", "各学院互评逐日提交的份数；不足 5 人的班级不统计", query, words)
