"""Gives every quality its level: by score, or by share of the class or the grade, under conditions (R11)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, select, true

from db.queries.schemes.exact import Exact, number, rounded
from db.queries.schemes.nodes import within_bounds
from db.schemes import LevelRule, Scheme


def with_levels(scheme: Scheme, rows: Subquery, value: Callable[[str], Exact], keys: Sequence[str]) -> Select[Any]:
    """Selects the keys, and by quality the score as it is shown and the level, which compares scores as shown."""
    scores = {code: rows.c[f"score_{place}"] for place, code in enumerate(scheme.qualities)}
    columns: list[ColumnElement[Any]] = []
    for place, (code, rule) in enumerate(scheme.qualities.items()):
        *first, last = rule.levels
        fits = [(_fits(one, scores[code], rows, scores, value), literal(one.level)) for one in first]
        level = case(*fits, else_=literal(last.level)) if fits else literal(last.level)
        columns += [scores[code], level.label(f"level_{place}")]
    return select(*(rows.c[name] for name in keys), *columns)


def _fits(
    rule: LevelRule,
    score: ColumnElement[Any],
    rows: Subquery,
    scores: Mapping[str, ColumnElement[Any]],
    value: Callable[[str], Exact],
) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if rule.at_least is not None:
        conditions.append(score >= number(rule.at_least))
    if rule.top_percent is not None:
        group = rows.c.class_id if rule.within == "class" else rows.c.grade_id
        counted = case((~rows.c.lacking, score))  # a trial leaves out whom something is lacking to
        places = func.div(func.count(counted).over(partition_by=group) * number(rule.top_percent), number(100))
        place = func.rank().over(partition_by=group, order_by=counted.desc().nulls_last())
        conditions.append(place <= places)
    for name, bounds in rule.when.items():
        compared = scores[name] if name in scores else rounded(value(name))
        conditions.append(within_bounds(Exact(compared), bounds))
    return and_(true(), *conditions)
