"""A person has the roles in the database that the API gives, while they and the token hold (R8.5, R16.4)."""

from unittest.mock import patch

import pytest

from core.identity.viewing import viewer_of_account
from core.reporting import rights
from db.reporting import wall
from db.scopes import Scope
from tests.campus import Campus
from tests.graph.reporting.connection import connected, login_for, set_up
from tests.graph.reporting.scopes import SCOPES, in_python, of_row

PEOPLE = ("super_admin", "college_admin", "counsellor_zhao", "head_teacher_chen", "jia", "yi")


async def in_database(campus: Campus, login: str) -> dict[str, Scope]:
    async with connected(campus, login) as session:
        return {row["name"]: of_row(row) for row in await session.fetch(SCOPES, NAMES)}


NAMES = ["SEE_STUDENTS", "SEE_COURSES", "SEE_STAFF", "SEE_BATCHES", "SEE_COMPREHENSIVE_PUBLISHED", "SEE_AUDIT"]


@pytest.fixture
async def logins(campus: Campus) -> dict[str, str]:
    await set_up(campus)
    await campus.execute("grant usage on schema report_wall to public")
    return {key: await login_for(campus, campus.people[key]) for key in PEOPLE}


CHANGES = (
    "select 1",
    "insert into role_grant (account_id, role, college_id) select id, 'COLLEGE_ADMIN', null from account",
    "update batch set status = 'ENDED'",
    "update student set class_id = (select max(id) from school_class) where monitor",
    "insert into role_grant (account_id, role, college_id) select account.id, 'STUDENT_AFFAIRS', max(college.id)"
    " from account, college group by account.id",
    "update student set retired_at = now()",
    "update staff set retired_at = now()",
)
"""Each change comes on top of those before it."""


async def test_a_role_ends_in_the_database_as_in_the_api(campus: Campus, logins: dict[str, str]) -> None:
    """R8.5, R16.4: a grant without a college, a batch that is over, a monitor who moved, a grant of the school's
    that names a college, people who left."""
    for change in CHANGES:
        await campus.execute(change)
        for key, login in logins.items():
            [(account,)] = await campus.rows(
                "select id from account where username = :n", n=campus.people[key].username
            )
            viewer = await viewer_of_account(campus.database, account)
            assert viewer is not None
            expected = {name: scope for name, scope in in_python(viewer).items() if name in NAMES}
            assert await in_database(campus, login) == expected, (change, key)


@pytest.mark.parametrize("change", ["expires_at = now()", "revoked_at = now()"])
async def test_a_token_shows_nothing_once_it_is_over(campus: Campus, logins: dict[str, str], change: str) -> None:
    """R16.4: even if its login is still there."""
    assert (await in_database(campus, logins["super_admin"]))["SEE_STUDENTS"].school
    await campus.execute(f"update report_token set {change}")
    for login in logins.values():
        assert all(scope == Scope() for scope in (await in_database(campus, login)).values())


async def test_a_session_of_somebody_who_may_not_connect_shows_nothing(campus: Campus) -> None:
    """R16.4: even if its login is still there, and with a college's grant that names no college."""
    await set_up(campus, rights())
    await campus.execute("grant usage on schema report_wall to public")
    logins = {key: await login_for(campus, campus.people[key]) for key in ("jia", "counsellor_zhao")}
    for change in CHANGES[:2]:
        await campus.execute(change)
        found = {key: await in_database(campus, login) for key, login in logins.items()}
        assert all(scope == Scope() for scope in found["jia"].values())
        assert found["counsellor_zhao"]["SEE_STUDENTS"].classes
    for key, login in logins.items():
        async with connected(campus, login) as session:
            for view in ("colleges", "majors", "staff_members"):
                held = await session.fetchval(f"select count(*) from report.{view}")
                assert (held > 0) == (key != "jia" and view != "staff_members"), (key, view)


async def test_a_session_of_a_disabled_account_shows_nothing(campus: Campus, logins: dict[str, str]) -> None:
    """R8.5: even if its login is still there."""
    await campus.execute("update account set disabled_at = now()")
    for login in logins.values():
        assert all(scope == Scope() for scope in (await in_database(campus, login)).values())


async def test_a_long_transaction_sees_nothing_any_more(campus: Campus) -> None:
    """R16.4: it would keep the rights of its beginning; here it is long after a moment."""
    with patch.object(wall, "ROLES", wall.ROLES.replace(wall.LONGEST_TRANSACTION, "50 milliseconds")):
        await set_up(campus)
    await campus.execute("grant usage on schema report_wall to public")
    login = await login_for(campus, campus.super_admin)
    async with connected(campus, login) as session, session.transaction():
        await session.execute("select pg_sleep(0.1)")
        assert [of_row(row) for row in await session.fetch(SCOPES, ["SEE_STUDENTS"])] == [Scope()]
    async with connected(campus, login) as session:
        assert [of_row(row).school for row in await session.fetch(SCOPES, ["SEE_STUDENTS"])] == [True]
