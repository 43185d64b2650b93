"""Every right reaches the same in Python, in the WHERE clauses and in the functions of the database (R8.1)."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from core.access import Right
from core.identity.viewing import viewer_of_account
from core.reporting import part_name, rights
from db.queries.comprehensive.sheets import result
from db.scopes import Scope, placed, reached_by, reached_by_stage
from tests.building import STAFF
from tests.campus import STUDENTS, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.reporting.connection import ANYBODY, connected, login_for, set_up
from tests.graph.reporting.scopes import SCOPES, in_python, of_row
from tests.graph.reporting.worlds import WORLDS, add_a_year, draw

CAST = [*STAFF, *(key for members in STUDENTS.values() for key, _ in members)]


@pytest.fixture(scope="module")
async def world(cluster: Cluster, full: Template) -> AsyncIterator[tuple[Campus, dict[str, str]]]:
    """A campus of two years, and a login of everybody, who may ask the database what a right reaches."""
    name, people, ids = full
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await add_a_year(campus)
        await set_up(campus)
        await campus.execute("grant usage on schema report_wall to public")
        yield campus, {key: await login_for(campus, campus.people[key]) for key in CAST}


@pytest.mark.parametrize("seed", WORLDS)
async def test_a_right_reaches_the_same_in_python_in_sql_and_in_the_database(world: Any, seed: int) -> None:
    """R8.1, R16.4: every right, every role, every stage, in worlds that were drawn."""
    campus, logins = world
    await draw(campus, seed)
    rows = await campus.rows("select * from comprehensive_result")
    tried: dict[Scope, set[int]] = {}
    for key, login in logins.items():
        [(account,)] = await campus.rows("select id from account where username = :n", n=campus.people[key].username)
        viewer = await viewer_of_account(campus.database, account)
        assert viewer is not None
        scopes = in_python(viewer)
        async with connected(campus, login) as session:
            found = {row["name"]: of_row(row) for row in await session.fetch(SCOPES, list(scopes))}
        expected = {name: Scope() for name in scopes} if viewer.scope(ANYBODY).empty else scopes
        differing = {name for name, scope in found.items() if scope != expected[name]}
        assert differing <= {"CONNECT_REPORTS"}, (key, differing)
        for scope in {*scopes.values()} - tried.keys():
            tried[scope] = await _found(campus, reached_by(scope, **placed(result)))
            assert tried[scope] == {row.id for row in rows if scope.reaches(row)}, scope
        for right in (one for one in rights().values() if not isinstance(one, Right)):
            staged: Any = viewer.scope(right)
            seen = await _found(campus, reached_by_stage(staged, result.c.stage, **placed(result)))
            assert seen == {row.id for row in rows if staged.reaches(row)} == _by_hand(scopes, right, rows), key
    assert len(tried) > 10


async def _found(campus: Campus, condition: Any) -> set[int]:
    async with campus.database.read() as db:
        return set((await db.execute(select(result.c.id).where(condition))).scalars())


def _by_hand(scopes: dict[str, Scope], right: Any, rows: list[Any]) -> set[int]:
    """Returns the rows that some part reaches from its stage on."""
    name = next(key for key, one in rights().items() if one is right)
    return {
        row.id
        for row in rows
        for stage, _ in right.parts()
        if row.stage >= stage and scopes[part_name(name, stage.name)].reaches(SimpleNamespace(**row._mapping))
    }
