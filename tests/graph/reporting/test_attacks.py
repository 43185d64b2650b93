"""A person with a report token gets past the wall neither to rows nor to columns, nor to anything else (R16.4)."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from db.reporting.wall import LONGEST_TRANSACTION
from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.reporting.connection import connected, login_for, set_up
from tests.waiting import until

WHOLE = "select count(*) from report.comprehensive_results"


@pytest.fixture(scope="module")
async def walled(cluster: Cluster, full: Template) -> AsyncIterator[tuple[Campus, str]]:
    """A campus with results, and the login of a counsellor of two classes."""
    name, people, ids = full
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        await set_up(campus)
        yield campus, await login_for(campus, campus.counsellor_li)


@pytest.fixture
async def session(walled: tuple[Campus, str]) -> AsyncIterator[asyncpg.Connection]:
    """A session that has thrown off all limits that it can."""
    async with connected(*walled) as connection:
        await connection.execute("set default_transaction_read_only = off; set statement_timeout = 0")
        yield connection


FORBIDDEN = {
    "a table": "select * from public.comprehensive_result",
    "another schema's functions": "select * from report_wall.roles()",
    "the passwords": "select * from public.account",
    "the roles' passwords": "select * from pg_authid",
    "the statistics": "select * from pg_statistic",
    "a file": "select pg_read_file('/etc/passwd')",
    "a program": "copy (select 1) to program 'cat'",
    "a file on the server": "copy report.students to '/tmp/students'",
    "a temporary table": "create temporary table t (x int)",
    "a temporary function": "create function pg_temp.f() returns int language sql as 'select 1'",
    "a function": "create function public.f() returns int language sql as 'select 1'",
    "a table of its own": "create table report.t (x int)",
    "a schema": "create schema mine",
    "a view's owner": "alter view report.students set (security_barrier = off)",
    "rows of a view": "delete from report.batches",
    "a change through a view": "update report.colleges set name = 'x'",
    "a lock": "begin; lock table report.students in exclusive mode",
    "an extension": "create extension dblink",
    "another role": "set role postgres",
    "another session": "set session authorization postgres",
    "more rights": "alter role current_user createrole",
    "the sequence": "select nextval('public.entity_id')",
    "a large object of the system": "select lo_import('/etc/passwd')",
    "the function as its owner": "alter function report_wall.scope(text) security invoker",
}


@pytest.mark.parametrize("what", FORBIDDEN)
async def test_it_reaches_nothing_but_the_views(session: asyncpg.Connection, what: str) -> None:
    """R16.4: a login owns nothing, and its group may read the views of one schema, which nobody can write through."""
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError)):
        await session.execute(FORBIDDEN[what])


async def test_no_setting_makes_it_another_person(session: asyncpg.Connection, walled: tuple[Campus, str]) -> None:
    """R16.4: the person follows from the login, which a session can't change."""
    campus, login = walled
    before = await session.fetchval(WHOLE)
    [(everything,)] = await campus.rows("select count(*) from comprehensive_result")
    assert 0 < before < everything
    for setting in (
        f'set role "{login.rpartition("_")[0]}"',
        "set search_path = public",
        "select set_config('zongce.account', '1', false)",
        "set row_security = off",
        "set session_replication_role = default",
    ):
        try:
            await session.execute(setting)
        except asyncpg.InsufficientPrivilegeError:
            assert "replication" in setting
        assert await session.fetchval(WHOLE) == before, setting
    await session.execute("reset role; reset all")


async def test_an_error_tells_nothing_of_hidden_rows(session: asyncpg.Connection, walled: tuple[Campus, str]) -> None:
    """R8.2: a condition of the session is tried on the rows that the person sees, and on no others."""
    campus, _ = walled
    [(score,)] = await campus.rows(
        "select overall_score from comprehensive_result join student on student.id = student_id where number = :n",
        n=campus.mei.username,
    )
    condition = f"1 / (overall_score - {score}) is not null"
    rows = await session.fetch(f"select overall_score from report.comprehensive_results where {condition}")
    assert len(rows) == await session.fetchval(WHOLE)


async def test_a_leaky_function_is_called_with_rows_that_are_seen_alone(
    session: asyncpg.Connection, walled: tuple[Campus, str]
) -> None:
    """R8.2: PostgreSQL may not move a condition of the session below the wall, however cheap it looks."""
    campus, _ = walled
    others = [
        row.name for row in await campus.rows("select name from student where class_id = :c", c=campus.ids["en1"])
    ]
    with pytest.raises(asyncpg.DataError) as told:
        await session.fetch("select * from report.students where (name || number)::numeric = 1")
    assert not [name for name in others if name in str(told.value)]
    plan = await session.fetch("explain (verbose) select * from report.students where textlike(name, '%x%')")
    assert "Subquery Scan on students" in "\n".join(row[0] for row in plan)


async def test_a_withheld_column_can_not_be_sorted_or_compared_by(walled: tuple[Campus, str], cluster: Cluster) -> None:
    """R8.3: a value that the person does not see is NULL to every condition, too."""
    campus, _ = walled
    async with connected(campus, await login_for(campus, campus.head_teacher_chen)) as session:
        rows = await session.fetch("select * from report.academic_results")
        assert rows
        assert {row["major_grade_position"] for row in rows} == {None}
        at_all = "select count(*) from report.academic_results where major_grade_position between 0 and 99999"
        assert await session.fetchval(at_all) == 0
        with_it = "select count(*) from report.academic_results where 1 / (major_grade_position - 1) is not null"
        assert await session.fetchval(with_it) == 0


async def test_a_session_of_another_database_sees_nothing(walled: tuple[Campus, str], cluster: Cluster) -> None:
    """R16.4: logins belong to a server; a login of one school is nobody in another one's database."""
    _, login = walled
    async with cluster.fresh() as other:
        there = Campus(_Elsewhere(cluster.database_url(other)), None)  # type: ignore[arg-type]
        async with connected(there, login) as session:
            with pytest.raises(asyncpg.PostgresError):
                await session.fetch("select * from report.students")


class _Elsewhere:
    def __init__(self, url: str) -> None:
        self.url = url


async def test_rights_are_those_of_each_query(walled: tuple[Campus, str]) -> None:
    """R8.5: a class that is taken away, a role, an account and a token end with the next query of an open session."""
    campus, _ = walled
    login = await login_for(campus, campus.counsellor_zhao)
    async with connected(campus, login) as session:

        async def classes() -> set[str]:
            return {row[0] for row in await session.fetch("select distinct class_name from report.academic_results")}

        assert await classes() == {"软工1901", "计科1902"}
        await campus.execute("delete from head_teacher where staff_id = :id", id=campus.counsellor_zhao.id)
        assert await classes() == {"软工1901"}
        for change, back in (
            ("update account set disabled_at = now() where username = 'S006'", "update account set disabled_at = null"),
            ("update staff set retired_at = now() where number = 'S006'", "update staff set retired_at = null"),
            ("update report_token set expires_at = now()", "update report_token set expires_at = '2100-01-01'"),
            ("update report_token set revoked_at = now()", "update report_token set revoked_at = null"),
        ):
            await campus.execute(change)
            assert await classes() == set(), change
            assert await session.fetchval("select count(*) from report.colleges") == 0
            await campus.execute(back)
            assert await classes() == {"软工1901"}, change


async def test_a_transaction_that_is_kept_open_ends_to_see_anything(walled: tuple[Campus, str]) -> None:
    """R16.4: a repeatable read keeps the rights of its beginning, and so may not last long."""
    campus, login = walled
    [(source,)] = await campus.rows("select pg_get_functiondef('report_wall.roles'::regproc)")
    assert LONGEST_TRANSACTION in source
    async with campus.database.write() as db:
        await db.exec_driver_sql(source.replace(LONGEST_TRANSACTION, "100 milliseconds"))
    async with connected(campus, login) as session:

        async def sees_nothing() -> bool:
            return bool(await session.fetchval(WHOLE) == 0)

        async def sees_something() -> bool:
            return not await sees_nothing()

        await session.execute("begin isolation level repeatable read")
        await until(sees_nothing)
        await session.execute("rollback")
        await until(sees_something)
    async with campus.database.write() as db:
        await db.exec_driver_sql(source)


async def test_a_query_says_how_many_rows_there_are_of_its_own_alone(session: Any) -> None:
    """R8.2: sums and counts are those of the visible rows."""
    rows = await session.fetch("select * from report.quality_scores")
    assert await session.fetchval("select count(*) from report.quality_scores") == len(rows)
    assert {row["class_name"] for row in rows} == {"计科1901", "计科1902"}
