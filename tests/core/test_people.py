"""The command line makes the first super admin, and nobody a second first one (R9.1)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from core.acting import Act
from core.actions.people import COMMAND_LINE, ActivationCode, create_first_super_admin, issue_activation_codes
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.viewer import Viewer
from tests.campus import ZONE, Campus
from tests.graph.people.entering import ACTIVATE, PASSWORD, codes, sign_in

DAY = timedelta(days=1)


async def make_first(campus: Campus, username: str = "admin", name: str = "管理员") -> ActivationCode:
    async with campus.database.write() as db:
        act = Act.at(db, COMMAND_LINE, datetime.now(UTC), ZONE, None)
        return await create_first_super_admin(act, username, name, DAY)


async def without_super_admin(campus: Campus) -> None:
    await campus.execute("delete from role_grant where role = 'SUPER_ADMIN'")


async def test_the_first_super_admin_activates_the_account_and_signs_in(campus: Campus) -> None:
    await without_super_admin(campus)
    made = await make_first(campus)
    variables = {"username": "admin", "code": made.code, "password": PASSWORD}
    assert codes((await campus.ask(campus.jia, ACTIVATE, **variables)).data["activateAccount"]) == []
    assert codes(await sign_in(campus, "admin")) == []
    rows = await campus.rows("select account_id, actor_name, action from audit_entry where action = 'grantRole'")
    assert [tuple(row) for row in rows] == [(None, "命令行", "grantRole")]
    assert made.code not in repr(made)


async def test_there_is_no_second_first_super_admin(campus: Campus) -> None:
    with pytest.raises(Conflict):
        await make_first(campus)
    await without_super_admin(campus)
    made = await asyncio.gather(*(make_first(campus, f"admin{n}") for n in range(3)), return_exceptions=True)
    assert sorted(isinstance(one, Conflict) for one in made) == [False, True, True]
    assert len(await campus.rows("select 1 from role_grant where role = 'SUPER_ADMIN'")) == 1


async def test_somebody_of_the_roster_may_be_the_first(campus: Campus) -> None:
    """The name stays the roster's."""
    await without_super_admin(campus)
    made = await make_first(campus, "S010", "别名")
    assert (made.account.username, made.account.name) == ("S010", "路人")


async def test_a_name_is_needed(campus: Campus) -> None:
    await without_super_admin(campus)
    for username, name in (("", "管理员"), ("admin", "  ")):
        with pytest.raises(Invalid):
            await make_first(campus, username, name)


async def test_codes_go_to_known_accounts_alone_and_by_those_who_may(campus: Campus) -> None:
    async with campus.database.write() as db:
        act = Act.at(db, COMMAND_LINE, datetime.now(UTC), ZONE, None)
        with pytest.raises(NotFound):
            await issue_activation_codes(act, [-1], DAY)
        nobody = Act.at(db, Viewer(1, "x", "x"), datetime.now(UTC), ZONE, None)
        with pytest.raises(Forbidden):
            await issue_activation_codes(nobody, [], DAY)
