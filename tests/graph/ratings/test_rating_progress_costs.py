"""The progress of rating costs a limited number of statements, and they look at little of a large university (R5.5)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from db.tables import Module
from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.ratings.progress import CLASSES, NESTED, PEOPLE, TOTALS, compute
from tests.growth import SETTLED, Growth, grow
from tests.plans import RUNS, scans
from tests.statements import counted, recorded

OTHERS = Growth(colleges=3, majors=3, classes=10, students=30, courses=1)
"""Ninety other classes with 2,700 students."""

GROWN = {"ballot", "mark", "rating_result", "participant", "student", "account"}
MOST_ROWS = 400
"""Looked at in one table by one statement: two classes of eight in all, with three items."""

ITEMS = """
insert into batch_rating_item (batch_id, college_id, name, "order", min_points, max_points,
                               counsellor_weight, head_teacher_weight, peer_weight)
select :batch, id, item, 1, 0, 10, 40, 30, 30 from college, unnest(array['思想', '体育', '实践']) item
where code like 'A%'
"""
BALLOTS = """
insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at, submitted_at)
select batch_id, class_id, college_id, kind, rater_id, now(), case when rater_id % 3 > 0 then now() end from (
  select batch_id, class_id, 'COUNSELLOR' as kind, staff_id as rater_id from counsellor
  union all select batch_id, class_id, 'HEAD_TEACHER', staff_id from head_teacher
  union all select batch_id, class_id, 'PEER', student_id from participant
) rater join batch_class using (batch_id, class_id)
"""
MARKS = """
insert into mark (ballot_id, student_id, item_id, points)
select ballot.id, student_id, item.id, 5 from ballot
join participant using (batch_id, class_id) join batch_rating_item item
  on item.batch_id = participant.batch_id and item.college_id = participant.college_id
where kind <> 'PEER' or student_id % 10 = 0
"""


@pytest.fixture(scope="module")
async def large(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """The campus among others, everybody with a ballot and computed. Only for reading."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await grow(campus, OTHERS)
        await campus.open_phases(Module.RATING)
        for statement in (ITEMS, BALLOTS, MARKS):
            await campus.execute(statement, **({"batch": campus.ids["batch"]} if ":batch" in statement else {}))
        await compute(campus)
        await campus.execute(SETTLED)
        yield campus


async def statements(campus: Campus, query: str, **given: Any) -> int:
    with counted(campus.database) as seen:
        answer = await campus.ask(campus.super_admin, query, batch=campus.batch, **given)
    assert {one["extensions"]["code"] for one in answer.errors} <= {"FORBIDDEN"}, answer.errors
    return len(seen)


@pytest.mark.parametrize(("query", "cost"), [(CLASSES, 9), (PEOPLE, 7)])
async def test_a_page_costs_as_many_statements_however_long(large: Campus, query: str, cost: int) -> None:
    """Viewer, rows, total, and one for each kind of thing that the rows name."""
    assert {await statements(large, query, first=first) for first in (1, 5, 60)} == {cost}


async def test_the_totals_of_all_colleges_are_one_statement(large: Campus) -> None:
    """Viewer, batch, colleges, their names, totals, phases, progress."""
    assert await statements(large, TOTALS) == 7


async def test_the_totals_are_those_of_the_classes_together(large: Campus) -> None:
    """They are counted all at once, and the classes one by one: both say the same."""
    told = (await large.ask(large.super_admin, TOTALS, batch=large.batch)).data["batch"]["colleges"]
    rows = (await large.ask(large.super_admin, CLASSES, batch=large.batch, first=200)).data["ratingProgress"]["nodes"]
    names = {"participants": "participantCount"} | {
        name: name for name in ("ratedByCounsellors", "ratedByHeadTeachers", "peersSubmitted", "counsellorsSubmitted")
    }
    assert len(told) == 5
    for one in told:
        of_college = [row for row in rows if row["college"] == one["college"]]
        for total, count in names.items():
            assert one["ratingTotals"][total] == sum(row[count] for row in of_college), (one["college"], total)


async def test_the_progress_of_many_students_is_one_statement(large: Campus) -> None:
    """Viewer, students, progress, and for their item scores the results and the items."""
    query = NESTED.replace("first: 50", "first: $first").replace("$batch: ID!)", "$batch: ID!, $first: Int!)", 1)
    assert {await statements(large, query, first=first) for first in (1, 5, 60)} == {5}


OWN = """query Own($batch: ID!) { viewer { student { ratingProgress(batchId: $batch) {
  ballotSubmitted ratedByCounsellor ratedByHeadTeacher } } } }"""
ASKED = {
    "a counsellor's classes": ("counsellor_li", CLASSES),
    "a head teacher's class": ("head_teacher_chen", CLASSES),
    "a counsellor's students": ("counsellor_li", PEOPLE),
    "the own progress": ("yi", PEOPLE),
    "the own progress, through oneself": ("yi", OWN),
    "a college's classes": ("college_admin", CLASSES),
    "a college's students": ("college_admin", PEOPLE),
}
ORDERS: dict[str, tuple[str, ...]] = {
    CLASSES: ("CODE", "PEERS_SUBMITTED", "RATED_BY_COUNSELLORS"),
    PEOPLE: ("NUMBER", "NAME"),
}
FILTERS: dict[str, tuple[dict[str, Any], ...]] = {
    CLASSES: ({}, {"finished": True}, {"finished": False}),
    PEOPLE: ({}, {"ratedByCounsellor": True}, {"ratedByHeadTeacher": False}, {"ballotSubmitted": True}),
}


@pytest.mark.parametrize("what", ASKED)
async def test_a_class_costs_as_much_in_a_large_university(large: Campus, what: str) -> None:
    """No large table is read whole, nor more of it than the classes have, by whichever plan PostgreSQL comes to."""
    who, query = ASKED[what]
    orders: list[dict[str, str] | None] = [{"field": order} for order in ORDERS.get(query, ())] or [None]
    with recorded(large.database) as runs:
        for by in orders:
            for filter_ in FILTERS.get(query, ({},)):
                given = {"by": by, "filter": filter_} if by else {}
                answer = await large.ask(large.people[who], query, batch=large.batch, **given)
                assert set(answer.codes) <= {"FORBIDDEN"}, answer.errors
    assert len({run.statement for run in runs}) > 1, "only who asks was recorded"
    told = [
        f"after {before} runs: {scan}\n{run.statement}"
        for run in {(run.statement, str(run.values)): run for run in runs}.values()
        for before in RUNS
        for scan in await scans(large.database, run, before)
        if scan.table in GROWN and (scan.how == "Seq Scan" or scan.rows > MOST_ROWS)
    ]
    assert not told, "\n".join(told)
