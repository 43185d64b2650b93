"""No way leads around the second factor (R16.1): each way in is gone while the deployment demands it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from graphql import get_named_type, is_object_type

from core.acting import Act
from core.actions.access_tokens import TokenForm, create_access_token_for
from core.actions.people import COMMAND_LINE
from core.identity.tokens import hash_of
from db.demands import Demands
from db.queries.people import ways_in
from graph.schema import schema
from graph.signing_in.methods import _METHODS
from tests import access
from tests.campus import NOBODY, TODAY, Campus
from tests.conftest import Cluster, Template
from tests.graph.access.addresses import ADDRESSES
from tests.graph.access.calls import calls
from tests.graph.people.entering import (
    ACTIVATE,
    PASSWORD,
    SIGN_IN,
    TOKEN,
    account_id,
    activation_code,
    ask_with,
    give_password,
    is_refused,
)
from tests.graph.second_factors.codes import (
    CONFIRM,
    REMOVE,
    SET_UP,
    VERIFY,
    act,
    codes,
    enter,
    forget_steps,
    now_code,
    opens,
    with_factor,
)
from tests.graph.signing_in.oidc_stand_in import Oidc, oidc
from tests.graph.signing_in.stand_ins import STAND_INS, enter_by, every_system
from tests.graph.signing_in.visiting import browser, campus_with, log_of
from tests.graph.signing_in.yiban_stand_in import visit

MONITOR = "20190101"
DEMANDED = Demands(factor_demanded=True)
WHO_AND_STEP = {"query": "{ viewer { username } signInStep }"}


async def by_password(client: httpx2.AsyncClient) -> None:
    variables = {"username": MONITOR, "password": PASSWORD, "wantToken": False}
    await client.post("/graphql", json={"query": SIGN_IN, "variables": variables}, headers=_page(client))


async def by_binding(client: httpx2.AsyncClient) -> None:
    """Yiban does not tell the number, so the person binds the account by its password."""
    await client.get("/m/yiban", params={"verify_request": visit(userid="10000002", token="t1")})
    sent = {"username": MONITOR, "password": PASSWORD}
    assert (await client.post("/m/yiban/bind", data=sent, headers=_page(client))).status_code == 303


WAYS: dict[str, Callable[[httpx2.AsyncClient], Awaitable[None]]] = {
    "password": by_password,
    "binding": by_binding,
    **{method: partial(enter_by, method=method) for method in _METHODS},
}


def _page(client: httpx2.AsyncClient) -> dict[str, str]:
    return {"origin": str(client.base_url).rstrip("/"), "accept": "application/json"}


@pytest.fixture(scope="module")
async def campus(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """A deployment that demands the factor, and that may be entered in every way."""
    async with (
        every_system() as settings,
        campus_with(cluster, template, second_factor="above_student", **settings) as demanding,
    ):
        yield demanding


def test_every_way_in_is_tried_here() -> None:
    """A new other system brings its stand-in along; a mutation that hands out a token has to be named here."""
    assert set(STAND_INS) == set(_METHODS)
    mutation: Any = schema._schema.mutation_type
    payloads = {name: get_named_type(field.type) for name, field in mutation.fields.items()}
    giving = {name for name, type_ in payloads.items() if is_object_type(type_) and "token" in type_.fields}
    assert giving == {"signIn", "verifySecondFactor", "confirmSecondFactor", "createAccessToken"}


@pytest.mark.parametrize("way", WAYS)
async def test_no_way_in_opens_the_account_without_the_factor(campus: Campus, way: str) -> None:
    await give_password(campus, campus.jia)
    await campus.execute("delete from sign_in_binding")
    async with browser(campus) as client:
        await WAYS[way](client)
        answer = (await client.post("/graphql", json=WHO_AND_STEP, headers=_page(client))).json()
        assert answer["data"] == {"viewer": None, "signInStep": "SET_UP"}
    [*_, last] = await log_of(campus, "signIn", campus.jia)
    assert last["secondFactor"] == "PENDING"


async def test_half_a_session_opens_no_field_no_act_and_no_route(campus: Campus) -> None:
    """Every answer is a stranger's, but for the way to the other half; a program's token is no better."""
    await give_password(campus, campus.jia)
    token = (await enter(campus, campus.jia))["token"]
    cookie = {"cookie": f"zongce={token}"}
    for path in access.listed("routes"):
        route = ADDRESSES.get(path, path)
        stranger, half = await campus.client.get(route), await campus.client.get(route, headers=cookie)
        assert half.status_code == stranger.status_code, path
    step = {"verifySecondFactor", "setUpSecondFactor", "confirmSecondFactor", "renewRecoveryCodes"}
    step |= {"removeSecondFactor", "signIn", "activateAccount"}
    fields = [one for one in calls() if one.name.split(".")[0] in ("Query", "Mutation")]
    tried = [one for one in fields if one.name.split(".")[1] not in step]
    assert len(tried) > 90
    campus.ids.update(item=1, score=1)
    for call in tried:
        answer = await ask_with(campus, token, call.document, **call.variables(campus, {}))
        assert answer.codes in (["UNAUTHENTICATED"], ["BAD_REQUEST"]), call.name
        assert not any((answer.data or {}).values()), call.name
    async with campus.database.driver() as db:
        hashes = {hash_of(token), hash_of(campus.yi.token)}
        assert await ways_in.alive(db, hashes, datetime.now(UTC), DEMANDED) == {hash_of(campus.yi.token)}, "followers"


async def test_half_a_session_lasts_ten_minutes_and_can_be_given_up(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    token = (await enter(campus, campus.jia))["token"]
    await campus.execute(
        "update session set created_at = created_at - interval '11 minutes', expires_at = now() + interval '1 day'"
        " where token_hash = :hash",
        hash=hash_of(token),
    )
    assert await is_refused(campus, token)
    other = (await enter(campus, campus.jia))["token"]
    assert (await act(campus, other, "mutation { signOut { sessionsEnded } }")) == {"sessionsEnded": 1}
    assert await is_refused(campus, other)


async def test_whoever_has_none_sets_one_up_first_and_keeps_it(cluster: Cluster, template: Template) -> None:
    async with campus_with(cluster, template, second_factor="above_student") as campus:
        await give_password(campus, campus.jia)
        halves = [(await enter(campus, campus.jia))["token"] for _ in range(2)]
        assert codes(await act(campus, halves[0], VERIFY, code="000000")) == ["SIGN_IN_NEEDED"]
        secret = (await act(campus, halves[0], SET_UP))["secret"]
        [token] = await confirm_by_each(campus, halves, now_code(secret))
        assert await opens(campus, token)
        await forget_steps(campus)
        assert codes(await act(campus, token, REMOVE, code=now_code(secret))) == ["SECOND_FACTOR_DEMANDED"]
        code = await activation_code_of(campus)
        answer = await campus.ask(NOBODY, ACTIVATE, username=MONITOR, code=code, password="Other-Ships-2020")
        assert answer.data["activateAccount"]["activated"] is True
        assert await is_refused(campus, token)
        assert (await enter(campus, campus.jia, "Other-Ships-2020"))["step"] == "GIVE_CODE", (
            "a new password is no factor"
        )


async def confirm_by_each(campus: Campus, tokens: Sequence[str], code: str) -> list[str]:
    """Confirms at once, and returns the tokens of the sessions that opened.

    The first ends the other sessions: the second finds nothing to confirm, or comes too late to be anybody.
    """
    answers = await asyncio.gather(*(ask_with(campus, one, CONFIRM, code=code) for one in tokens))
    told = [one.codes or codes(one.data["confirmSecondFactor"]) for one in answers]
    assert all(one in ([], ["SECOND_FACTOR_NOT_SET_UP"], ["UNAUTHENTICATED"]) for one in told), told
    return [one.data["confirmSecondFactor"]["token"] for one, refused in zip(answers, told, strict=True) if not refused]


async def activation_code_of(campus: Campus) -> str:
    """The super admin has given a factor already."""
    await campus.execute("update session set proven_at = now() where token_hash = :hash",
                         hash=hash_of(campus.super_admin.token))  # fmt: skip
    return await activation_code(campus, campus.jia)


async def test_an_access_token_is_as_good_as_the_session_that_made_it(cluster: Cluster, template: Template) -> None:
    """R16.1: one that was made without the factor sleeps while it is needed; the server's operator hands out others."""
    made: dict[str, str] = {}
    form = TokenForm("报表", TODAY + timedelta(days=30))
    async with campus_with(cluster, template) as campus:
        variables = {"name": "报表", "until": (TODAY + timedelta(days=30)).isoformat()}
        for who, session in (("before", campus.jia.token), ("student", campus.yi.token)):
            made[who] = (await act(campus, session, TOKEN, **variables))["token"]
        async with campus.database.write() as db:
            acting = Act.at(db, COMMAND_LINE, datetime.now(UTC), ZoneInfo("Asia/Shanghai"), None)
            _, made["operator"] = await create_access_token_for(acting, MONITOR, form, acting.zone, 365)
        assert [await opens(campus, one) for one in made.values()] == [True] * 3
        session, _, _ = await with_factor(campus, campus.jia)
        made["after"] = (await act(campus, session, TOKEN, **variables))["token"]
        found = {name: await opens(campus, one) for name, one in made.items()}
        assert found == {"before": False, "student": True, "operator": True, "after": True}
        assert await is_refused(campus, made["before"])
        for mutation in (SET_UP, REMOVE):
            assert codes(await act(campus, made["after"], mutation, code="000000"))[0] in (
                "SIGN_IN_NEEDED",
                "READ_ONLY_TOKEN",
            )


async def test_a_student_who_becomes_staff_needs_one_from_the_next_request_on(campus: Campus) -> None:
    """R8.5."""
    await give_password(campus, campus.yi)
    token = (await enter(campus, campus.yi))["token"]
    assert await opens(campus, token)
    yi = int(await account_id(campus, campus.yi))
    await campus.execute(
        "insert into role_grant (account_id, role, granted_at) values (:id, 'STUDENT_AFFAIRS', now())", id=yi
    )
    assert not await opens(campus, token)
    await campus.execute("delete from role_grant where account_id = :id", id=yi)
    assert await opens(campus, token)


async def test_a_trusted_system_vouches_for_the_factor(cluster: Cluster, template: Template) -> None:
    """R16.1: by the words that the deployment trusts, in the signed token alone."""
    async with oidc() as beside:
        settings = {**beside.settings(), "second_factor": "above_student"}
        async with campus_with(cluster, template, oidc_second_factor=("mfa", "loa3"), **settings) as campus:
            for said in ({}, {"amr": ["pwd"]}, {"acr": "loa1"}):
                assert await _opened(campus, beside, said) is False, said
            beside.profile = {"amr": ["mfa"]}
            assert await _opened(campus, beside, {}) is False
            for said in ({"amr": ["pwd", "mfa"]}, {"acr": "loa3"}):
                assert await _opened(campus, beside, said) is True, said
            assert (await log_of(campus, "signIn", campus.jia))[-1] == {"method": "oidc", "secondFactor": "BY_METHOD"}


async def _opened(campus: Campus, beside: Oidc, said: dict[str, Any]) -> bool:
    beside.claims = {"sub": MONITOR, **said}
    async with browser(campus) as client:
        await enter_by(client, "oidc")
        answer = (await client.post("/graphql", json=WHO_AND_STEP, headers=_page(client))).json()
    return answer["data"]["viewer"] is not None
