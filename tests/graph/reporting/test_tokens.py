"""A report token is a login of the database: made and revoked through the API, and put up by the program (R16.4)."""

from typing import Any

import asyncpg
import pytest
from alembic import command
from sqlalchemy.engine import make_url

from core.actions.report_tokens import MOST
from core.reporting import product_wall
from db.migrate import _config, upgrade
from db.reporting.logins import put_to_sleep
from db.reporting.wall import install
from db.session import Database
from tests.campus import TODAY, Campus, Person
from tests.graph.reporting.connection import connected, set_up
from tests.waiting import until

CREATE = """mutation($name: String!, $until: Date!) {
  createReportToken(input: {name: $name, expiresOn: $until}) {
    reportToken { id login name expiresOn revokedAt } password database address userErrors { code message } } }"""
REVOKE = """mutation($id: ID!) {
  revokeReportToken(input: {id: $id}) { reportToken { revokedAt } userErrors { code } } }"""
OWN = "{ viewer { reportTokens { name login revokedAt } } }"


async def made(campus: Campus, person: Person) -> Any:
    answer = await campus.ask(person, CREATE, name="看板", until=str(TODAY))
    return answer.data["createReportToken"]


async def test_a_person_makes_a_token_logs_in_with_it_and_revokes_it(campus: Campus) -> None:
    """R16.4: PostgreSQL itself checks the password; a revoked token's session ends at once."""
    await install(campus.database, product_wall())
    token = await made(campus, campus.college_admin)
    assert token["userErrors"] == []
    [listed] = (await campus.ask(campus.college_admin, OWN)).data["viewer"]["reportTokens"]
    assert listed == {"name": "看板", "login": token["reportToken"]["login"], "revokedAt": None}
    with pytest.raises(asyncpg.InvalidPasswordError):
        async with connected(campus, listed["login"], "zr_wrong"):
            pass
    async with connected(campus, listed["login"], token["password"]) as session:
        assert {row[0] for row in await session.fetch("select distinct college_name from students")} == {"信息学院"}
        assert await session.fetchval("show default_transaction_read_only") == "on"
        for other, code in ((campus.deputy_secretary, "NOT_FOUND"), (campus.college_admin, None)):
            answer = await campus.ask(other, REVOKE, id=token["reportToken"]["id"])
            assert [one["code"] for one in answer.data["revokeReportToken"]["userErrors"]] == [code] * bool(code)
        await until(session.is_closed)
    with pytest.raises(asyncpg.InvalidPasswordError):
        async with connected(campus, listed["login"], token["password"]):
            pass
    log = await campus.rows("select action, old, new from audit_entry where action like '%ReportToken' order by id")
    assert [row.action for row in log] == ["createReportToken", "revokeReportToken"]
    assert token["password"] not in str(log)


async def test_sessions_end_with_the_role_and_with_the_account(campus: Campus) -> None:
    """R8.5: open sessions end; a role that is granted again opens the connection again."""
    await install(campus.database, product_wall())
    token = await made(campus, campus.college_admin)
    login = (token["reportToken"]["login"], token["password"])
    [(account,)] = await campus.rows("select id from account where username = 'S003'")
    role = f'accountId: "{account}", role: COLLEGE_ADMIN, collegeId: "{campus.info}"'
    for act in (f"revokeRole(input: {{{role}}})", f'disableAccount(input: {{accountId: "{account}"}})'):
        async with connected(campus, *login) as session:
            assert await session.fetchval("select count(*) from students")
            await campus.ask(campus.super_admin, f"mutation {{ {act} {{ userErrors {{ code }} }} }}")
            await until(session.is_closed)
        async with connected(campus, *login) as session:
            assert await session.fetchval("select count(*) from students") == 0
        await campus.ask(campus.super_admin, f"mutation {{ grantRole(input: {{{role}}}) {{ userErrors {{ code }} }} }}")


async def test_a_token_shows_nothing_while_its_owner_needs_a_second_factor_that_it_lacks(campus: Campus) -> None:
    """R16.1: neither an active factor nor a demanded one is got round by a token of before."""
    await install(campus.database, product_wall())
    token, admin = await made(campus, campus.college_admin), campus.college_admin.username

    async def seen() -> Any:
        async with connected(campus, token["reportToken"]["login"], token["password"]) as session:
            return await session.fetchval("select count(*) from students")

    async def demand(demanded: bool) -> None:
        async with campus.database.write() as db:
            await put_to_sleep(db, demanded)

    assert await seen()
    await demand(True)
    assert await seen() == 0
    await demand(False)
    assert await seen()
    factor = "insert into second_factor (account_id, secret, active_at) select id, 'x', now() from account"
    await campus.execute(f"{factor} where username = :name", name=admin)
    assert await seen() == 0
    await campus.execute("update report_token set proven = true")
    await demand(True)
    assert await seen()


async def test_a_token_needs_a_set_up_database_and_is_one_of_few(campus: Campus) -> None:
    """R16.4: where there is no connection, the refusal says what the operator can do."""
    refused = await made(campus, campus.student_affairs)
    assert [one["code"] for one in refused["userErrors"]] == ["NO_REPORT_CONNECTION"]
    await install(campus.database, product_wall())
    for _ in range(MOST):
        assert (await made(campus, campus.student_affairs))["userErrors"] == []
    refused = await made(campus, campus.student_affairs)
    assert [one["code"] for one in refused["userErrors"]] == ["TOO_MANY_REPORT_TOKENS"]


DEFINITIONS = """
select relname, pg_get_viewdef(oid), reloptions::text, relacl::text from pg_class
where relnamespace = 'report'::regnamespace
union all select proname, pg_get_functiondef(oid), null, proacl::text from pg_proc
where pronamespace = 'report_wall'::regnamespace order by 1"""


async def test_what_is_installed_is_what_the_program_generates(campus: Campus) -> None:
    """R16.4: another table of rights makes other functions, and the program puts its own back."""
    await install(campus.database, product_wall())
    first = await campus.rows(DEFINITIONS)
    assert len(first) == len(product_wall().views) + 3
    assert all("security_barrier=true" in row[2] for row in first if row[2] is not None)
    await set_up(campus)
    assert await campus.rows(DEFINITIONS) != first
    await install(campus.database, product_wall())
    assert await campus.rows(DEFINITIONS) == first
    uncommented = "select relname, attname from pg_attribute join pg_class on pg_class.oid = attrelid"
    uncommented += " where relnamespace = 'report'::regnamespace and col_description(attrelid, attnum) is null"
    assert await campus.rows(uncommented) == []


async def test_a_migration_takes_the_views_away_before_it_changes_a_table(campus: Campus) -> None:
    """R16.4: no view stands in the way of `alter table`; the command that migrates puts them back."""
    async with campus.database.write() as db:
        await db.run_sync(lambda connection: command.downgrade(_config(connection), "-1"))
    await install(campus.database, product_wall())
    await upgrade(campus.database)
    assert await campus.rows("select 1 from pg_namespace where nspname like 'report%'") == []
    assert await install(campus.database, product_wall())


async def test_a_user_who_may_not_create_roles_gets_no_connection(campus: Campus) -> None:
    """R16.4: everything else works without it."""
    name = (await campus.rows("select current_database() || '_plain'"))[0][0]
    await campus.execute(f"create role \"{name}\" login password 'plain'")
    url = make_url(campus.database.url).set(username=name, password="plain")
    plain = Database(url.render_as_string(hide_password=False))
    assert not await install(plain, product_wall())
    await plain.dispose()
