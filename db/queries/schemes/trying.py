"""Compares what a draft of a scheme gives with the stored results, and stores nothing (R11)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db import formulas
from db.qualities import Qualities
from db.queries.batches.batches import batch_class, somebody_takes_part
from db.queries.classes import klass, major
from db.queries.comprehensive.qualities import of_list
from db.queries.comprehensive.results import reached
from db.queries.comprehensive.sheets import result
from db.queries.computations.classes import reached_classes
from db.queries.ratings.results import result as rating
from db.queries.schemes.computing import Computing
from db.queries.schemes.reckoning import reckoned
from db.queries.students import student
from db.schemes import Scheme
from db.scopes import Scope, StagedScope


async def classes_of(db: AsyncConnection, batch_id: int, college_id: int, scope: Scope) -> list[int]:
    """Reads the participating classes of the college that the scope reaches."""
    conditions = batch_class.c.batch_id == batch_id, batch_class.c.college_id == college_id, reached_classes(scope)
    query = select(batch_class.c.class_id).where(*conditions, somebody_takes_part())
    return list((await db.execute(query.order_by(batch_class.c.class_id))).scalars())


async def tried(
    db: AsyncConnection, computing: Computing, qualities: Qualities, scope: StagedScope, *, sees_marks: bool
) -> Sequence[Row[Any]]:
    """Reads every student whom the draft computes: number, name, class, major, grade, `lacking`, and by
    quality score, level and the places in class and grade, of the draft and of the stored result.

    A result that the viewer does not see counts as not stored. `withheld` is a student whose rating score would tell
    one rater's marks (R5.7). Others with a stored result are `compared`: places count these alone, on both sides.

    Args:
        sees_marks: whether the viewer sees single marks, so that only what R5.7 withholds from everybody is withheld.
    """
    found = reckoned(computing.scheme, *computing.given()).subquery("found")
    withheld = and_(~found.c.lacking, _of_few_ratings(computing.scheme, sees_marks))
    known_to_all = and_(~found.c.lacking, ~withheld)
    compared = and_(known_to_all, result.c.overall_score.is_not(None))
    codes = list(computing.scheme.qualities)
    news = {what: [found.c[f"{what}_{codes.index(one.code)}"] for one in qualities] for what in ("score", "level")}
    columns: list[ColumnElement[Any]] = []
    for what, new in news.items():
        for place, (fresh, stored) in enumerate(zip(new, of_list(result, qualities, what), strict=True)):
            known = case((known_to_all, fresh))
            columns += [known.label(f"new_{what}_{place}"), stored.label(f"old_{what}_{place}")]
            if what == "score":
                for when, score in (("new", fresh), ("old", stored)):
                    columns += _places(case((compared, score)), f"{when}_{place}", found)
    batch_id = computing.batch.id
    query = (
        select(
            student.c.number,
            student.c.name,
            klass.c.name.label("class_name"),
            major.c.name.label("major_name"),
            batch_class.c.grade,
            found.c.lacking,
            withheld.label("withheld"),
            compared.label("compared"),
            *columns,
        )
        .select_from(found)
        .join(student, student.c.id == found.c.student_id)
        .join(klass, klass.c.id == found.c.class_id)
        .join(batch_class, and_(batch_class.c.batch_id == batch_id, batch_class.c.class_id == found.c.class_id))
        .join(major, major.c.id == batch_class.c.major_id)
        .outerjoin(rating, and_(rating.c.batch_id == batch_id, rating.c.student_id == found.c.student_id))
        .outerjoin(
            result, and_(result.c.batch_id == batch_id, result.c.student_id == found.c.student_id, reached(scope))
        )
    )
    return list(await db.execute(query.order_by(klass.c.code, student.c.number), computing.values))


def _of_few_ratings(scheme: Scheme, sees_marks: bool) -> ColumnElement[bool]:
    """Matches students whose rating score rests on so few ballots that it tells marks, if the scheme reads it."""
    reads = any(one.source == "ratingScore" for one in scheme.inputs.values())
    tells = or_(rating.c.peers_withheld, rating.c.score_withheld) if sees_marks else tells_marks()
    return func.coalesce(tells, False) if reads else false()


def tells_marks() -> ColumnElement[bool]:
    """Matches rating results whose score would tell one rater's marks (R5.7)."""
    return or_(rating.c.rests_on_one, rating.c.peers_withheld, rating.c.score_withheld)


def _places(score: Any, label: str, found: Any) -> Sequence[ColumnElement[Any]]:
    return (
        formulas.shared_place(score, found.c.class_id).label(f"{label}_in_class"),
        formulas.shared_place(score, found.c.grade_id).label(f"{label}_in_grade"),
    )
