"""The report connection never shows a row or a column that the API would not, and shows all that it would (R16.4)."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from random import Random
from typing import Any

import pytest

from core.reporting import product_wall
from tests.building import STAFF
from tests.campus import STUDENTS, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.reporting.connection import api_rows, connected, differing, login_for, report_of, set_up, view_rows
from tests.graph.reporting.counting import BY_COLLEGE, counted_by_the_api
from tests.graph.reporting.worlds import WORLDS, add_a_year, draw, enlarge

VIEWS = {view.name: view.columns for view in product_wall().views}
CAST = [*STAFF, *(key for members in STUDENTS.values() for key, _ in members)]
LARGE = {
    **{view: view.removesuffix("s") for view in ("participants", "course_scores", "academic_results")},
    **{view: view.removesuffix("s") for view in ("rating_results", "comprehensive_results")},
    "quality_scores": "comprehensive_result",
}
"""The views that hold a row or more for each student of each year, with their tables."""
KNOWN_TO_ALL = ("colleges", "majors")
"""The API shows these to everybody who is signed in, and a report connection only to people who may have one."""


@pytest.fixture(scope="module")
async def world(cluster: Cluster, full: Template) -> AsyncIterator[tuple[Campus, dict[str, Any]]]:
    """A campus with the results of two years, and a report connection of everybody."""
    name, people, ids = full
    async with (
        cluster.fresh(name) as copy,
        campus_on(cluster.database_url(copy), people, ids) as campus,
        AsyncExitStack() as open_,
    ):
        await enlarge(campus)
        await add_a_year(campus)
        await campus.execute("update rating_result set rests_on_one = true where student_id % 5 = 0")
        await campus.execute("update school_class set retired_at = now() where id = :old", old=campus.ids["old"])
        await set_up(campus)
        connections = {
            key: await open_.enter_async_context(connected(campus, await login_for(campus, campus.people[key])))
            for key in CAST
        }
        yield campus, connections


async def compare(campus: Campus, connection: Any, key: str) -> dict[str, int]:
    """Compares every view with the API for one person, and returns how many rows each view holds."""
    held = {}
    for view, all_columns in VIEWS.items():
        if view in BY_COLLEGE:
            continue
        known = report_of(view).layout.columns
        assert set(all_columns) <= set(known), "a view has the columns of the report of the same list"
        ours = await view_rows(connection, view, all_columns)
        theirs = await api_rows(campus, campus.people[key], view, all_columns)
        if not (view in KNOWN_TO_ALL and not ours):
            assert not list(differing(ours, theirs)), (view, key)
        held[view] = len(ours)
    counted = await counted_by_the_api(campus, campus.people[key])
    for view in BY_COLLEGE:
        ours = await view_rows(connection, view, ["batch_id", "college_code", *BY_COLLEGE[view]])
        assert ours == counted[view], (view, key)
        held[view] = len(ours)
    return held


EACH_ROLE = ("super_admin", "student_affairs", "college_admin", "deputy_secretary", "counsellor_zhao", "jia", "yi")


@pytest.mark.parametrize("key", EACH_ROLE)
async def test_each_role_finds_in_the_views_what_the_api_shows(world: tuple[Campus, dict[str, Any]], key: str) -> None:
    """R8.4, R16.4: rows and columns, in a year with results at every stage."""
    campus, connections = world
    held = await compare(campus, connections[key], key)
    assert held["batches"]
    assert key != "super_admin" or all(held.values()), held


async def test_a_batch_out_of_sight_has_no_row_in_the_views(world: tuple[Campus, dict[str, Any]]) -> None:
    """R1.6, R16.4: a college sees its notices and schemes with the batch."""
    campus, connections = world
    counts = "select (select count(*) from report.public_notices), (select count(*) from report.schemes)"
    assert all(await connections["college_admin"].fetchrow(counts))
    await campus.execute("update batch set opened_at = null")
    try:
        assert not any(await connections["college_admin"].fetchrow(counts))
    finally:
        await campus.execute("update batch set opened_at = now()")


@pytest.mark.parametrize("seed", WORLDS)
async def test_so_do_people_of_a_world_that_was_drawn(world: tuple[Campus, dict[str, Any]], seed: int) -> None:
    """R8.1, R8.6: several roles at once, other classes in other years, retired people, batches that are over."""
    campus, connections = world
    await draw(campus, seed)
    for key in Random(seed).sample(CAST, 4):
        await compare(campus, connections[key], key)


@pytest.mark.parametrize("view", LARGE)
async def test_the_rows_of_a_few_are_found_by_indexes(world: tuple[Campus, dict[str, Any]], view: str) -> None:
    """R16.4: each way to a row is one of an index, so that nobody's class is looked for among all rows of all years.

    A small table is read whole all the same, unless PostgreSQL may not. It has a bitmap only of conditions that an
    index serves.
    """
    connection = world[1]["counsellor_zhao"]
    for kind in ("seqscan", "indexscan", "indexonlyscan"):
        await connection.execute(f"set enable_{kind} = off")
    plan = "\n".join(row[0] for row in await connection.fetch(f"explain select * from report.{view}"))
    await connection.execute("reset all")
    assert f"Seq Scan on {LARGE[view]}" not in plan
    assert f"Bitmap Heap Scan on {LARGE[view]} " in plan
