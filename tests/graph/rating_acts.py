"""Ballots with marks to the point, computing, and reading results, as the tests of rating scores need them."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.tables import Module, RaterKind
from tests.campus import Answer, Campus, Person

COUNSELLOR, HEAD_TEACHER, PEER = RaterKind
COMPUTE = """
mutation Compute($input: ComputeRatingScoresInput!) {
  computeRatingScores(input: $input) {
    classes { name } studentCount operation { kind status progress { done total } } userErrors { code message path } } }
"""
EXPLAINED = """
  ratingScore missing note computedAt computedBy
  explanation { counsellorBallots headTeacherBallots peerBallots missing sentence
    items { item { name } score kinds { kind weight effectiveWeight ballots average } } }
"""
RESULTS = """
query Results($batch: ID!, $filter: RatingResultFilter, $order: RatingResultOrder, $first: Int! = 60, $after: String) {
  ratingResults(batchId: $batch, filter: $filter, orderBy: $order, first: $first, after: $after) {
    totalCount edges { cursor } pageInfo { endCursor hasNextPage } nodes { student { number name } FIELDS } } }
"""
PUT_ITEM = """
insert into batch_rating_item (batch_id, college_id, name, "order", min_points, max_points,
                               counsellor_weight, head_teacher_weight, peer_weight)
values (:batch, :college, :name, :order, 0, 100, :c, :h, :p)
"""
BALLOT = """
with filled as (
  insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at, submitted_at)
  select batch_id, class_id, college_id, :kind, :rater, now(), case when :submitted then now() end
  from batch_class where batch_id = :batch and class_id = :class returning id
), item as (
  select id, row_number() over (order by "order", batch_rating_item.id) as place
  from batch_rating_item where batch_id = :batch and college_id = :college
)
insert into mark (ballot_id, student_id, item_id, points)
select filled.id, given.student_id, item.id, given.points
from filled, unnest(cast(:students as bigint[]), cast(:places as int[]), cast(:points as numeric[]))
             as given (student_id, place, points)
join item using (place)
"""

Weights = Sequence[Sequence[Any]]


async def set_items(campus: Campus, *weights: Sequence[Any]) -> None:
    """Rating opened, with these items of 信息学院, each of 0-100 points, by the weights of the three kinds."""
    await campus.open_phases(Module.RATING)
    await replace_items(campus, weights)


async def replace_items(campus: Campus, weights: Weights) -> None:
    place = {"batch": campus.ids["batch"], "college": campus.ids["info"]}
    await campus.execute("delete from rating_shown where batch_id = :batch", batch=campus.ids["batch"])
    for table in ("rating_result", "ballot", "batch_rating_item"):
        await campus.execute(f"delete from {table} where batch_id = :batch and college_id = :college", **place)
    for order, (c, h, p) in enumerate(weights, start=1):
        await campus.execute(PUT_ITEM, name=f"项目{order}", order=order, c=c, h=h, p=p, **place)


async def rate(
    campus: Campus,
    rater: Person,
    kind: RaterKind,
    marks: Mapping[Person, Sequence[Any]] | Sequence[Any],
    klass: str = "cs1",
    *,
    submitted: bool = True,
) -> None:
    """A ballot with points item by item: for each student, or the same for the first of the class, 张甲."""
    given = marks if isinstance(marks, Mapping) else {campus.jia: marks}
    flat = [(who.id, place, points) for who, one in given.items() for place, points in enumerate(one, start=1)]
    students, places, points = zip(*flat, strict=True) if flat else ((), (), ())
    await campus.execute(
        BALLOT,
        batch=campus.ids["batch"],
        college=campus.ids["info"],
        rater=rater.id,
        kind=kind,
        submitted=submitted,
        students=list(students),
        places=list(places),
        points=list(points),
        **{"class": campus.ids[klass]},
    )


async def compute(campus: Campus, person: Person, *classes: str, **chosen: Any) -> dict[str, Any]:
    """The payload; a top-level error fails the test."""
    if classes:
        chosen["classIds"] = [str(campus.ids[name]) for name in classes]
    answer = await campus.ask(person, COMPUTE, input={"batchId": campus.batch, **chosen})
    assert not answer.errors, answer.errors
    found: dict[str, Any] = answer.data["computeRatingScores"]
    return found


async def ask_results(
    campus: Campus, person: Person, fields: str = EXPLAINED, klass: str | None = None, **asked: Any
) -> Answer:
    if klass:
        asked["filter"] = {"classId": str(campus.ids[klass])}
    return await campus.ask(person, RESULTS.replace("FIELDS", fields), batch=campus.batch, **asked)


async def results(campus: Campus, person: Person, klass: str | None = None) -> dict[str, Any]:
    """Returns the results by name, for somebody who may see all of it."""
    answer = await ask_results(campus, person, klass=klass)
    assert not answer.errors, answer.errors
    return {row["student"]["name"]: row for row in answer.data["ratingResults"]["nodes"]}
