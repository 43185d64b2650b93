"""Finds what a scheme is given of each student: what the system knows, and what the college has imported (R11)."""

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_snake
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    Select,
    String,
    Subquery,
    and_,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from db.formulas import ACADEMIC
from db.queries.academic.results import result as academic
from db.queries.batches.batches import batch_class, participant
from db.queries.computations.compiled import BATCH, CLASSES, YEAR
from db.queries.courses.courses import course_score
from db.queries.ratings.items import batch_item
from db.queries.ratings.results import result as rating
from db.queries.schemes.reckoning import input_label
from db.schemes import Category, Column, RatingItem, Scheme, bests_in
from db.tables import SchemeItem, SchemeValue, table

value, item = table(SchemeValue), table(SchemeItem)
OF_ACADEMIC = ("academicScore", "creditAverage")
"""These are columns of the academic result, under the names of the API."""
COMPULSORY = "必修"
"""A course whose kind holds this word is compulsory."""
FACTS = ("category", "item", "level", "award", "role", "kind", "amount", "points")


def students_of(scheme: Scheme) -> Select[Any]:
    """Selects the participants of the classes with every input that is no category (`reckoning.reckoned`)."""
    failed, values = _failed(), _values(scheme)
    known: Mapping[str, ColumnElement[Any]] = {
        **{name: academic.c[to_snake(name)] for name in OF_ACADEMIC},
        "ratingScore": rating.c.rating_score,
        "failedCourses": func.coalesce(failed.c.all, 0),
        "failedCompulsoryCourses": func.coalesce(failed.c.compulsory, 0),
    }
    inputs = []
    for name, source in scheme.inputs.items():
        if isinstance(source, Category):
            continue
        if isinstance(source, Column):
            found: ColumnElement[Any] = values.c[input_label(scheme, name)]
        elif isinstance(source, RatingItem):
            found = _of_item(source.item)
        else:
            found = known[source.source]
        inputs.append(cast(found, Numeric).label(input_label(scheme, name)))
    of_student = participant.c.student_id
    return (
        select(
            of_student,
            participant.c.class_id,
            (batch_class.c.major_id * 10_000 + batch_class.c.grade).label("grade_id"),
            func.coalesce(or_(rating.c.peers_withheld, rating.c.score_withheld), False).label("withheld"),
            *inputs,
        )
        .join(batch_class, _same(batch_class, participant, "class_id"))
        .outerjoin(academic, _same(academic, participant, "student_id"))
        .outerjoin(rating, _same(rating, participant, "student_id"))
        .outerjoin(failed, failed.c.student_id == of_student)
        .outerjoin(values, values.c.student_id == of_student)
        .where(*_of_classes())
    )


def _of_classes() -> tuple[ColumnElement[bool], ...]:
    """Matches the participants who are computed."""
    return participant.c.batch_id == BATCH, participant.c.participating, participant.c.class_id == any_(CLASSES)


def _theirs(student_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Keeps the sums over rows of students to those who are computed."""
    return student_id.in_(select(participant.c.student_id).where(*_of_classes()))


def _same(one: Any, other: Any, what: str) -> ColumnElement[bool]:
    return and_(one.c.batch_id == other.c.batch_id, one.c[what] == other.c[what])


def _failed() -> Subquery:
    """Counts the failed courses of the year, counted or not, as 是否挂科 does."""
    compulsory = course_score.c.course_kind.contains(COMPULSORY)
    return (
        select(
            course_score.c.student_id,
            func.count().label("all"),
            func.count().filter(compulsory).label("compulsory"),
        )
        .where(
            course_score.c.academic_year == YEAR,
            _theirs(course_score.c.student_id),
            ACADEMIC.failed(course_score.c.score),
        )
        .group_by(course_score.c.student_id)
        .subquery("failed")
    )


def _values(scheme: Scheme) -> Subquery:
    """Selects one row for each student with the columns that the college imported."""
    columns = {input_label(scheme, name): one for name, one in scheme.inputs.items() if isinstance(one, Column)}
    names = {input_label(scheme, name): name for name in scheme.inputs}
    found = (
        func.max(value.c.value).filter(value.c.heading == (one.heading or names[label])).label(label)
        for label, one in columns.items()
    )
    query = select(value.c.student_id, *found).where(value.c.batch_id == BATCH, _theirs(value.c.student_id))
    return query.group_by(value.c.student_id).subquery("of_columns")


def _of_item(name: str) -> ColumnElement[Any]:
    """Returns the score of the rating item of this name in the student's college."""
    of_it = (
        select(batch_item.c.id)
        .where(
            batch_item.c.batch_id == rating.c.batch_id,
            batch_item.c.college_id == rating.c.college_id,
            batch_item.c.name == name,
        )
        .correlate(rating)
        .scalar_subquery()
    )
    scores: ColumnElement[Any] = rating.c.item_scores[func.array_position(rating.c.item_ids, of_it)]
    return scores


def items_of() -> Select[Any]:
    """Selects the items of the participants of the classes."""
    facts = (item.c[name] for name in FACTS)
    query = select(item.c.id.label("item_id"), item.c.student_id, *facts)
    return query.where(item.c.batch_id == BATCH, _theirs(item.c.student_id))


def given_of(scheme: Scheme, students: FromClause, items: FromClause, reckoned: FromClause | None = None) -> Any:
    """Selects for each student what the scheme is given, as `SchemeGiven` keeps it.

    `withheld` says that what comes from ratings would tell one rater's marks (R5.7).

    Args:
        reckoned: it has the highest values that the scheme needs (`bests_in`); without it they are left out.
    """
    values = []
    for name, source in scheme.inputs.items():
        if not isinstance(source, Category):
            values += [literal(name, String), cast(students.c[input_label(scheme, name)], String)]
    facts = array([cast(items.c[name], String) for name in FACTS])
    listed = (
        select(func.array_agg(facts).label("listed"), items.c.student_id)
        .where(items.c.category.in_([name for name, one in scheme.inputs.items() if isinstance(one, Category)]))
        .group_by(items.c.student_id)
        .subquery("listed")
    )
    given = func.jsonb_build_object(
        *([] if reckoned is None else _bests(scheme, reckoned)),
        *(literal("values", String), func.jsonb_build_object(*values)),
        *(literal("withheld", String), students.c.withheld),
    )
    no_items: Any = literal([], ARRAY(String))
    query = select(
        students.c.student_id,
        students.c.class_id,
        given.label("given"),
        func.coalesce(listed.c.listed, no_items).label("items"),
    ).outerjoin(listed, listed.c.student_id == students.c.student_id)
    return query if reckoned is None else query.join(reckoned, reckoned.c.student_id == students.c.student_id)


def _bests(scheme: Scheme, reckoned: FromClause) -> list[Any]:
    """Returns the highest values as JSON with their key: of each its name, its group and its text."""
    found = (
        func.jsonb_build_array(literal(name, String), literal(of, String), reckoned.c[f"best_{place}"])
        for place, (name, of) in enumerate(bests_in(scheme))
    )
    return [literal("bests", String), func.jsonb_build_array(*found)]
