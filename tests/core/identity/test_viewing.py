"""A viewer is read by a token and for queued work: with each role while it holds, and nobody else's (R8.5, R9.1)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.identity.tokens import hash_of
from core.identity.viewing import viewer_from, viewer_of_account
from core.viewer import Viewer
from db.demands import Demands
from db.queries.people import accounts
from tests.building import GRANTS, STAFF
from tests.campus import STUDENTS, Campus

COUNSELS = {"counsellor_li": ("cs1", "cs2"), "counsellor_zhao": ("se1",), "counsellor_ma": ("en1",)}
HEADS = {"head_teacher_chen": ("cs1",), "counsellor_zhao": ("cs2",)}
USUAL, DEMANDED = Demands(), Demands(factor_demanded=True)
TOKENS = """insert into access_token (account_id, name, token_hash, read_only, expires_at)
select id, '报表', username, true, now() + interval '1 day' from account"""
FACTORS = "insert into second_factor (account_id, secret, active_at) select id, 'x', now() from account"


async def by_token(campus: Campus, key: str, demands: Demands = USUAL, token: str | None = None) -> Viewer | None:
    """Returns who comes in by the session of a person, or by another token."""
    hashed = token or hash_of(campus.people[key].token)
    async with campus.database.driver() as db:
        row = await accounts.viewer(db, hashed, datetime.now(UTC), demands)
    return None if row is None else viewer_from(row)


async def by_account(campus: Campus, key: str) -> Viewer | None:
    username = campus.people[key].username
    [(account,)] = await campus.rows("select id from account where username = :name", name=username)
    return await viewer_of_account(campus.database, account)


def places(campus: Campus, classes: tuple[str, ...], *batches: int | None) -> frozenset[Any]:
    return frozenset((batch, campus.ids[klass]) for klass in classes for batch in batches)


def holds(viewer: Viewer | None) -> tuple[Any, ...]:
    assert viewer is not None
    return viewer.grants, viewer.counsels, viewer.heads, viewer.belongs, viewer.monitor


@pytest.mark.parametrize("read", [by_token, by_account])
async def test_everybody_has_the_own_roles_and_nobody_elses(campus: Campus, read: Any) -> None:
    """R8.1: grants, assigned classes, one's own class, the monitor's office."""
    here = (campus.ids["batch"], None)
    for key in STAFF:
        role = GRANTS.get(key)
        grants = ((role[0], campus.ids[role[1]] if role[1] else None),) if role else ()
        assigned = [places(campus, one.get(key, ()), *here) for one in (COUNSELS, HEADS)]
        assert holds(await read(campus, key)) == (grants, *assigned, frozenset(), False), key
    for klass, members in STUDENTS.items():
        for key, _ in members:
            viewer = await read(campus, key)
            assert holds(viewer)[:4] == ((), frozenset(), frozenset(), places(campus, (klass,), *here)), key
            assert viewer.monitor == (key == members[0][0]), key


@pytest.mark.parametrize("read", [by_token, by_account])
async def test_a_role_ends_with_the_office_the_batch_and_the_account(campus: Campus, read: Any) -> None:
    """R8.5: from the next request on."""
    await campus.execute("update batch set status = 'ENDED'")
    for key, place in (("counsellor_zhao", 1), ("head_teacher_chen", 2)):
        assert {batch for batch, _ in holds(await read(campus, key))[place]} == {campus.ids["batch"]}, key
    await campus.execute("update staff set retired_at = now()")
    await campus.execute("update student set retired_at = now()")
    for key in STAFF:
        assert holds(await read(campus, key)) == ((), frozenset(), frozenset(), frozenset(), False), key
    assert holds(await read(campus, "jia"))[4] is False
    await campus.execute("update account set disabled_at = now()")
    assert [await read(campus, key) for key in ("super_admin", "jia")] == [None, None]


async def test_a_token_opens_its_own_account_until_it_ends_or_is_revoked(campus: Campus) -> None:
    """R9.1: sessions and access tokens alike."""
    await campus.execute(TOKENS)
    for key in ("super_admin", "jia"):
        username = campus.people[key].username
        for token in (None, username):
            viewer = await by_token(campus, key, token=token)
            assert viewer is not None
            assert (viewer.username, viewer.by_token) == (username, token is not None)
    assert await by_token(campus, "jia", token="nobody's") is None
    for table, change in (("access_token", "revoked_at = now()"), ("session", "expires_at = now()")):
        await campus.execute(f"update {table} set {change}")
        token = campus.super_admin.username if table == "access_token" else None
        assert await by_token(campus, "super_admin", token=token) is None, table
    await campus.execute("update access_token set revoked_at = null, expires_at = now()")
    assert await by_token(campus, "super_admin", token=campus.super_admin.username) is None


async def test_a_session_that_lacks_the_second_factor_opens_nothing(campus: Campus) -> None:
    """R16.1: where one is active, and where the person's roles demand one."""

    async def in_by(demands: Demands = DEMANDED) -> list[str]:
        keys = ("super_admin", "bystander", "jia", "yi")
        return [key for key in keys if await by_token(campus, key, demands) is not None]

    assert await in_by() == ["yi"]
    await campus.execute("update student set retired_at = now() where monitor")
    assert await in_by() == ["jia", "yi"]
    await campus.execute(f"{FACTORS} where username in ('S001', :yi)", yi=campus.people["yi"].username)
    assert await in_by(USUAL) == ["bystander", "jia"]
    await campus.execute("update session set proven_at = now()")
    assert await in_by() == ["super_admin", "bystander", "jia", "yi"]


async def test_a_session_ends_that_was_not_used_for_long(campus: Campus) -> None:
    """R16.1: a student's later than anybody else's; a monitor who left is a student again."""
    keys = ("super_admin", "jia", "yi")

    async def in_after(minutes: int) -> list[str]:
        await campus.execute("update session set used_at = now() - make_interval(mins => :n)", n=minutes)
        return [key for key in keys if await by_token(campus, key) is not None]

    assert await in_after(29) == list(keys)
    assert await in_after(31) == ["yi"]
    await campus.execute("update student set retired_at = now() where monitor")
    assert await in_after(31) == ["jia", "yi"]
    assert await in_after(241) == []
