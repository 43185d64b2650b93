"""Counts scores in bands of equal width, those of a class beside the others of its grade (R8.8)."""

from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import ARRAY, ColumnElement, Numeric, Select, Table, and_, func, literal, select, true

from db.filters import PlaceFilter
from db.qualities import Qualities
from db.queries.academic import results as academic
from db.queries.batches.batches import batch_class
from db.queries.comprehensive.qualities import of_list
from db.queries.comprehensive.sheets import result as comprehensive_result
from db.queries.distributions.small_classes import without_small_classes
from db.queries.ratings import results as ratings
from db.queries.ratings.results import Seen
from db.scopes import Scope, StagedScope, reached_by, reached_by_stage


class Place(Protocol):
    """Says who is counted: those of a filter, or of the college of a row beside which they are counted."""

    @property
    def class_id(self) -> int | None: ...
    def placed(self, rows: Any) -> list[ColumnElement[bool]]: ...


WIDTHS = [width * 10**power for power in range(6) for width in (1, 2, 5)]
MOST_BANDS = 15
"""A distribution has at most so many bands: they are as narrow as this allows."""


def academic_scores(scope: Scope, batch_id: Any, place: Place) -> Select[Any]:
    result = academic.result
    reached = reached_by(scope, college=result.c.college_id, batch=result.c.batch_id, klass=result.c.class_id)
    return _bands(result, result.c.academic_score, reached, batch_id, place)


def rating_scores(seen: Seen, batch_id: Any, place: Place) -> Select[Any]:
    """Counts the scores that the viewer sees: a score that rests on one ballot is withheld here, too."""
    result = ratings.result
    reached = reached_by(seen.results, college=result.c.college_id, batch=result.c.batch_id, klass=result.c.class_id)
    return _bands(result, ratings.seen_score(seen), reached, batch_id, place)


def comprehensive_scores(
    scope: StagedScope, batch_id: Any, place: Place, qualities: Qualities, number: int
) -> Select[Any]:
    """Counts the scores of one quality, by its number in the batch's list."""
    score = of_list(comprehensive_result, qualities, "score")[number]
    return _of_comprehensive(scope, score, batch_id, place)


def overall_scores(scope: StagedScope, batch_id: Any, place: Place) -> Select[Any]:
    """Counts the scores of the last quality, which is the same column in every batch."""
    return _of_comprehensive(scope, comprehensive_result.c.overall_score, batch_id, place)


def _of_comprehensive(scope: StagedScope, score: Any, batch_id: Any, place: Place) -> Select[Any]:
    result = comprehensive_result
    reached = reached_by_stage(
        scope, result.c.stage, college=result.c.college_id, batch=result.c.batch_id, klass=result.c.class_id
    )
    return _bands(result, score, and_(reached, result.c.participating), batch_id, place)


def _bands(rows: Table, score: Any, reached: Any, batch_id: Any, place: Place) -> Select[Any]:
    """Selects the bands from the lowest score to the highest, each with its people of the place (`inside`) and, of a
    class, with the others of its grade (`outside`); no band unless people of the place are counted.
    """
    counted = without_small_classes(_people(rows, score, reached, batch_id, place), rows.c.class_id)
    lowest, highest = func.min(counted.c.score), func.max(counted.c.score)
    ends = select(lowest.label("lowest"), highest.label("highest")).having(func.bool_or(counted.c.inside)).cte("ends")
    widths = func.unnest(literal(WIDTHS, ARRAY(Numeric))).table_valued("width").render_derived(name="widths")
    first, last = func.floor(ends.c.lowest / widths.c.width), func.floor(ends.c.highest / widths.c.width)
    fitting = select(first.label("first"), last.label("last"), widths.c.width)
    narrowest = (
        fitting.join_from(ends, widths, last - first < MOST_BANDS).order_by(widths.c.width).limit(1).cte("scale")
    )
    band = select(func.generate_series(narrowest.c.first, narrowest.c.last).label("number"), narrowest.c.width).cte(
        "band"
    )
    lies_in = func.floor(counted.c.score / band.c.width) == band.c.number
    parts = (counted, ends, narrowest, band)
    return (
        select(
            (band.c.number * band.c.width).label("lowest"),
            ((band.c.number + 1) * band.c.width).label("below"),
            func.count().filter(counted.c.inside).label("inside"),
            func.count().filter(~counted.c.inside).label("outside"),
        )
        .select_from(band)
        .outerjoin(counted, lies_in)
        .group_by(band.c.number, band.c.width)
        .order_by(band.c.number)
        .add_cte(*parts, nest_here=True)  # so that all of it can be asked beside a row
    )


def _people(rows: Table, score: Any, reached: Any, batch_id: Any, place: Place) -> Select[Any]:
    """Selects everybody of the place who has a score; where it is one class, everybody of the class's grade."""
    inside: ColumnElement[bool] = true() if place.class_id is None else rows.c.class_id == place.class_id
    query = select(score.label("score"), inside.label("inside"))
    if place.class_id is not None:
        grade = [rows.c[name] == batch_class.c[name] for name in ("batch_id", "college_id", "major_id", "grade")]
        query = query.join(batch_class, and_(*grade)).where(batch_class.c.class_id == place.class_id)
    fits = (replace(place, class_id=None) if isinstance(place, PlaceFilter) else place).placed(rows)
    return query.where(rows.c.batch_id == batch_id, reached, score.is_not(None), *fits)
