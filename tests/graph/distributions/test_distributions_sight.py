"""Distributions count for each role the classes that the matrix promises (R8.1, R8.2, R8.8)."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from db.tables import Stage
from tests import access
from tests.campus import STUDENTS, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.distributions.asking import ACADEMIC, DAYS, LEVELS, OVERALL, RATING, ask
from tests.graph.distributions.large_classes import enlarge, rate, score
from tests.graph.results import bring_all
from tests.statements import counted

MORE = 5
QUERIES = {
    "Query.academicDistribution": (ACADEMIC, "people"),
    "Query.ratingDistribution": (RATING, "people"),
    "Query.comprehensiveDistribution": (OVERALL, "people"),
    "Query.levelDistribution": (LEVELS, "people"),
    "Query.ratingDays": (DAYS, "students"),
}
WHOLE_COLLEGES = ("Query.ratingDays", "studentAffairs")
"""Student affairs sees the progress of whole colleges (R8's row "rating progress": totals)."""


@pytest.fixture(scope="module")
async def large(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """Classes that are large enough, with every kind of result, approved. Only for reading."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await enlarge(campus, MORE)
        await score(campus, {klass: [Decimal(80)] * (len(members) + MORE) for klass, members in STUDENTS.items()})
        await rate(campus)
        await bring_all(campus, Stage.APPROVED)
        yield campus


def people(found: Any, key: str) -> int:
    return sum(one[key] or 0 for one in (found if isinstance(found, list) else [found]))


def size(classes: set[str]) -> int:
    return sum(len(STUDENTS[klass]) + MORE for klass in classes)


@pytest.mark.parametrize("name", QUERIES)
async def test_a_distribution_counts_what_the_lists_hold(large: Campus, name: str) -> None:
    """R8.2, R8.8: for every role, of all and of each class; a student's own result is no distribution."""
    query, key = QUERIES[name]
    [line] = [line for line in access.lines("rows") if line.name == name]
    given: dict[str, Any] = {"by": "COLLEGE"} if query == LEVELS else {}
    for role in access.ROLES:
        who, reached = access.person(large, role), access.classes(role, line.cells[role].reach)
        assert people(await ask(large, who, query, **given), key) == size(reached), role
        for klass in STUDENTS:
            seen = klass in reached and (name, role) != WHOLE_COLLEGES
            found = await ask(large, who, query, {"classId": large.ids[klass]}, **given)
            assert people(found, key) == (size({klass}) if seen else 0), (role, klass)


@pytest.mark.parametrize("stage", [Stage.IMPORTED, Stage.SUBMITTED, Stage.PUBLISHED])
async def test_results_are_counted_from_the_stage_on_at_which_they_are_seen(campus: Campus, stage: Stage) -> None:
    """R6.4, R7.5: what is not handed in yet is in no distribution of the college's, nor of student affairs'."""
    await enlarge(campus, MORE)
    await bring_all(campus, stage)
    asked: tuple[tuple[str, dict[str, Any]], ...] = ((OVERALL, {}), (LEVELS, {"by": "COLLEGE"}))
    for query, given in asked:
        seen = [people(await ask(campus, who, query, **given), "people") for who in (
            campus.counsellor_li, campus.college_admin, campus.student_affairs, campus.jia)]  # fmt: skip
        mine, college = size({"cs1", "cs2"}), size({"cs1", "cs2", "se1"})
        assert seen == [mine, college if stage >= Stage.SUBMITTED else 0, 0, 0]


@pytest.mark.parametrize("name", QUERIES)
async def test_a_distribution_costs_one_statement_however_much_it_counts(large: Campus, name: str) -> None:
    query, _ = QUERIES[name]
    levels = query == LEVELS
    for place in ({"classId": large.ids["cs1"]}, {}):
        with counted(large.database) as seen:
            await ask(large, large.super_admin, query, place, **({"by": "COLLEGE"} if levels else {}))
        more = 2 * levels or query == OVERALL
        assert len(seen) == 2 + more, "viewer and bands; for qualities the batch, and for levels the colleges, too"
