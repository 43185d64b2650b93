"""The sign-out from the campus's OpenID Connect is one from here, and the other way round by choice (R16.1)."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from joserfc.jwk import RSAKey

from graph.signing_in import leaving
from graph.signing_in import oidc as issuer
from tests.campus import Campus
from tests.conftest import Cluster, Template
from tests.graph.people.entering import give_password, is_refused
from tests.graph.second_factors.codes import enter
from tests.graph.signing_in.leaving import sign_out, stored
from tests.graph.signing_in.oidc_stand_in import EVENT, Oidc, oidc
from tests.graph.signing_in.stand_ins import enter_by
from tests.graph.signing_in.visiting import browser, campus_with, log_of, who

STUDENT, OTHER = "20190101", "20190102"
END = "/signin/oidc/end"
WHEN = {"an hour ago": -3600, "in an hour": 3600}


@pytest.fixture(scope="module")
async def system() -> AsyncIterator[Oidc]:
    async with oidc() as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
async def campus(cluster: Cluster, template: Template, system: Oidc) -> AsyncIterator[Campus]:
    async with campus_with(cluster, template, **system.settings()) as served:
        system.registered = f"{str(served.client.base_url).rstrip('/')}/"
        yield served


@pytest.fixture
def beside(system: Oidc) -> Oidc:
    """The issuer, which does again what its documents say."""
    system.claims, system.algorithm, system.signs_with = {"sub": STUDENT}, "RS256", None
    system.broken, system.slow, system.end, system.sid = False, False, "/logout", uuid4().hex
    return system


async def entered(client: httpx2.AsyncClient, beside: Oidc, sid: str | None = None) -> str | None:
    """Signs in with a browser, and returns the session's name there."""
    beside.sid = sid or uuid4().hex
    await enter_by(client, "oidc")
    return beside.sid


async def told(campus: Campus, token: str) -> httpx2.Response:
    return await campus.client.post(END, data={"logout_token": token})


async def test_the_end_of_a_session_there_ends_the_one_that_it_opened(campus: Campus, beside: Oidc) -> None:
    async with browser(campus) as one, browser(campus) as other:
        sid = await entered(one, beside)
        await entered(other, beside)
        response = await told(campus, beside.logout_token(sid=sid))
        assert (response.status_code, response.content) == (200, b"")
        assert response.headers["cache-control"] == "no-store"
        assert [await who(one), await who(other)] == [None, STUDENT]
    assert (await log_of(campus, "signOut", campus.jia))[-1] == {"sessions": 1, "method": "oidc"}


async def test_the_end_of_a_person_there_ends_all_sessions_that_the_person_opened_there(
    campus: Campus, beside: Oidc
) -> None:
    """No other person's, and not the one by password."""
    await give_password(campus, campus.jia)
    by_password = (await enter(campus, campus.jia))["token"]
    async with browser(campus) as one, browser(campus) as other, browser(campus) as another:
        for client in (one, other):
            await entered(client, beside)
        token = beside.logout_token(sid=None)
        beside.claims = {"sub": OTHER}
        await entered(another, beside)
        assert (await told(campus, token)).status_code == 200
        assert [await who(client) for client in (one, other, another)] == [None, None, OTHER]
    assert not await is_refused(campus, by_password)


async def test_where_the_issuer_names_no_sessions_the_person_is_enough(campus: Campus, beside: Oidc) -> None:
    async with browser(campus) as one, browser(campus) as other:
        await entered(one, beside)
        beside.sid = None
        await enter_by(other, "oidc")
        await told(campus, beside.logout_token(sid="a session that no ID token has named"))
        assert [await who(one), await who(other)] == [STUDENT, None]


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://id.evil.example"},
        {"aud": "another client"},
        {"aud": None},
        {"iat": None},
        {"iat": "now"},
        {"iat": "an hour ago"},
        {"iat": "in an hour"},
        {"iat": 10**18},
        {"exp": "an hour ago"},
        {"exp": "never"},
        {"jti": None},
        {"jti": 7},
        {"jti": "x" * 300},
        {"nonce": "of an ID token"},
        {"events": None},
        {"events": {}},
        {"events": [EVENT]},
        {"events": {EVENT: "yes"}},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"sid": None, "sub": None},
        {"sid": 7},
        {"sid": ["a", "b"]},
        {"sub": ""},
        {"kind": "at+jwt"},
    ],
    ids=str,
)
async def test_a_token_that_says_something_else_ends_nothing(
    campus: Campus, beside: Oidc, lies: dict[str, Any]
) -> None:
    async with browser(campus) as client:
        await entered(client, beside)
        before = await stored(campus)
        said: dict[str, Any] = {}
        said |= {name: time.time() + WHEN[str(value)] if str(value) in WHEN else value for name, value in lies.items()}
        response = await told(campus, beside.logout_token(**said))
        assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})
        assert await stored(campus) == before


@pytest.mark.parametrize("algorithm", ["none", "HS256", "another key"])
async def test_a_token_is_signed_by_the_issuer(campus: Campus, beside: Oidc, algorithm: str) -> None:
    async with browser(campus) as client:
        await entered(client, beside)
        before = await stored(campus)
        if algorithm == "another key":
            beside.signs_with = RSAKey.generate_key(2048, {"kid": str(beside.key.kid)})
        else:
            beside.algorithm = algorithm
        assert (await told(campus, beside.logout_token())).status_code == 400
        assert await stored(campus) == before


@pytest.mark.parametrize("body", ["", "logout_token=", "logout_token=a.b.c", "token=x", "logout_token=" + "a" * 20_000])
async def test_what_is_no_token_is_refused(campus: Campus, beside: Oidc, body: str) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await campus.client.post(END, content=body, headers=headers)).status_code == 400


async def test_a_token_ends_sessions_once(campus: Campus, beside: Oidc) -> None:
    """A copy of it is answered alike and does nothing, in whatever order and at whatever time it comes."""
    async with browser(campus) as client:
        sid = await entered(client, beside)
        token = beside.logout_token(sid=sid)
        assert {one.status_code for one in await asyncio.gather(*(told(campus, token) for _ in range(3)))} == {200}
        assert await who(client) is None
        await entered(client, beside, sid)
        assert (await told(campus, token)).status_code == 200
        assert await who(client) == STUDENT
        assert (await told(campus, beside.logout_token(sid=sid))).status_code == 200
        assert await who(client) is None


async def test_an_unknown_session_is_answered_like_a_known_one(campus: Campus, beside: Oidc) -> None:
    async with browser(campus) as client:
        await entered(client, beside)
        before, entries = await stored(campus), await campus.rows("select count(*) from audit_entry")
        response = await told(campus, beside.logout_token(sid="unknown", sub=None))
        assert (response.status_code, response.content) == (200, b"")
        assert await stored(campus) == before
        assert await campus.rows("select count(*) from audit_entry") == entries


async def test_keys_may_change_but_nobody_makes_us_ask_for_them_again_and_again(campus: Campus, beside: Oidc) -> None:
    async with browser(campus) as client:
        sid = await entered(client, beside)
        beside.key = RSAKey.generate_key(2048, {"kid": "second"})
        assert (await told(campus, beside.logout_token(sid=sid))).status_code == 200
        assert await who(client) is None
    asked = beside.keys_asked
    for number in range(5):
        beside.signs_with = RSAKey.generate_key(2048, {"kid": f"made up {number}"})
        assert (await told(campus, beside.logout_token())).status_code == 400
    assert beside.keys_asked == asked


async def test_our_sign_out_says_where_one_is_still_signed_in(campus: Campus, beside: Oidc) -> None:
    """The issuer gets its ID token back and sends the person to our page (RP-Initiated Logout)."""
    async with browser(campus) as client:
        await entered(client, beside)
        left = await sign_out(client)
        assert (left["sessionsEnded"], left["elsewhere"]["label"]) == (1, "统一身份认证")
        assert await who(client) is None
        there = await client.get(left["elsewhere"]["address"])
        assert (there.status_code, there.headers["location"]) == (302, beside.registered)


@pytest.mark.parametrize("end", [None, "javascript:alert(1)"])
async def test_an_issuer_without_an_address_for_signing_out_is_not_offered(
    cluster: Cluster, template: Template, beside: Oidc, end: str | None
) -> None:
    """Its ID token is not stored either."""
    beside.end = end
    async with campus_with(cluster, template, **beside.settings()) as campus, browser(campus) as client:
        await entered(client, beside)
        assert "eyJ" not in str(await stored(campus))
        assert await sign_out(client) == {"sessionsEnded": 1, "elsewhere": None, "userErrors": []}


@pytest.mark.parametrize("fault", ["broken", "slow"])
async def test_our_sign_out_waits_for_nobody(
    cluster: Cluster, template: Template, beside: Oidc, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session here has ended all the same."""
    monkeypatch.setattr(issuer, "DISCOVERED_SECONDS", -1)
    monkeypatch.setattr(leaving, "PATIENCE_SECONDS", 0.2)
    async with campus_with(cluster, template, **beside.settings()) as campus, browser(campus) as client:
        await entered(client, beside)
        setattr(beside, fault, True)
        assert await sign_out(client) == {"sessionsEnded": 1, "elsewhere": None, "userErrors": []}
        assert await who(client) is None


async def test_an_issuer_that_is_silent_is_told_as_passing(cluster: Cluster, template: Template, beside: Oidc) -> None:
    beside.broken = True
    async with campus_with(cluster, template, **beside.settings()) as campus:
        response = await told(campus, beside.logout_token())
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
