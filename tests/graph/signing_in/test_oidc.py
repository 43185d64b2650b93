"""Signing in by the campus's OpenID Connect: a code, a proof of who asked, a token that is signed for us (R9.1)."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey

from tests.campus import Campus
from tests.conftest import Cluster, Template
from tests.graph.signing_in.oidc_stand_in import Oidc, oidc
from tests.graph.signing_in.visiting import browser, campus_with, log_of, sessions, told, who

STUDENT = "20190101"


@pytest.fixture
async def beside() -> AsyncIterator[Oidc]:
    async with oidc() as stand_in:
        yield stand_in


@pytest.fixture
async def campus(cluster: Cluster, template: Template, beside: Oidc) -> AsyncIterator[Campus]:
    async with campus_with(cluster, template, **beside.settings()) as served:
        yield served


async def entered(client: httpx2.AsyncClient, to: str = "/") -> httpx2.Response:
    """There and back; where our own site then sends the browser is not followed."""
    out = await client.get("/signin/oidc", params={"to": to})
    assert out.status_code == 303, out.text
    there = await client.get(out.headers["location"])
    return await client.get(there.headers["location"])


async def test_whom_the_campus_knows_gets_in(campus: Campus) -> None:
    async with browser(campus) as client:
        response = await entered(client, "/batches?page=2")
        assert (response.status_code, response.headers["location"]) == (303, "/batches?page=2")
        assert await who(client) == STUDENT
        assert not any("journey" in name for name in client.cookies)
    assert await log_of(campus, "signIn", campus.jia) == [{"method": "oidc"}]
    assert await campus.rows("select * from sign_in_binding") == []


async def test_signing_in_again_replaces_the_browsers_session(campus: Campus) -> None:
    async with browser(campus) as client:
        await entered(client)
        before = await sessions(campus)
        await entered(client)
        assert await who(client) == STUDENT
    assert await sessions(campus) == before


async def test_each_journey_has_a_state_a_nonce_and_a_challenge_of_its_own(campus: Campus, beside: Oidc) -> None:
    async with browser(campus) as client:
        for _ in range(2):
            await entered(client)
    for name in ("state", "nonce", "code_challenge"):
        first, second = (asked[name] for asked in beside.asked)
        assert first != second
        assert len(first) == (64 if name == "state" else 43)
    assert len({value for asked in beside.asked for value in (asked["state"], asked["nonce"])}) == 4


async def test_the_way_back_is_for_the_browser_that_set_out(campus: Campus) -> None:
    """A stranger's code must not sign somebody else in."""
    async with browser(campus) as stranger, browser(campus) as victim:
        out = await stranger.get("/signin/oidc")
        back = (await stranger.get(out.headers["location"])).headers["location"]
        assert told(await victim.get(back), 400, "没有完成")
        await victim.get("/signin/oidc")
        assert told(await victim.get(back), 400, "没有完成")
        assert await who(victim) is None
        assert (await stranger.get(back)).status_code == 303
        assert told(await stranger.get(back), 400, "没有完成")


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "of another journey"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": ["another client", "third"], "azp": "zongce"},
        {"iss": "https://id.evil.example"},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"sub": None},
        {"sub": ["20190101"]},
        {"sub": ""},
    ],
    ids=str,
)
async def test_a_token_that_says_something_else_opens_nothing(
    campus: Campus, beside: Oidc, lies: dict[str, Any]
) -> None:
    beside.lies = lies
    before = await sessions(campus)
    async with browser(campus) as client:
        assert told(await entered(client), 403, "没有确认这次登录")
        assert await who(client) is None
    assert await sessions(campus) == before


@pytest.mark.parametrize("algorithm", ["none", "HS256", "another key"])
async def test_a_token_is_signed_by_the_campus(campus: Campus, beside: Oidc, algorithm: str) -> None:
    """Whatever its own configuration offers."""
    if algorithm == "another key":
        beside.signs_with = RSAKey.generate_key(2048, {"kid": "first"})
    else:
        beside.algorithm = algorithm
    async with browser(campus) as client:
        assert told(await entered(client), 403, "没有确认这次登录")
        assert await who(client) is None


async def test_keys_may_change(campus: Campus, beside: Oidc) -> None:
    async with browser(campus) as client:
        await entered(client)
        beside.key = RSAKey.generate_key(2048, {"kid": "second"})
        assert (await entered(client)).status_code == 303
        assert await who(client) == STUDENT


async def test_a_code_without_the_proof_of_who_asked_is_worth_nothing(campus: Campus, beside: Oidc) -> None:
    """PKCE: the stand-in compares the verifier with the challenge."""
    async with browser(campus) as client:
        out = await client.get("/signin/oidc")
        back = (await client.get(out.headers["location"])).headers["location"]
        (code,) = parse_qs(urlsplit(back).query)["code"]
        beside.codes[code]["code_challenge"] = "of another journey"
        assert told(await client.get(back), 403, "没有确认这次登录")


@pytest.mark.parametrize("said", ["error=access_denied", "error=x&error_description=<script>", "", "code=", "code=1"])
async def test_whoever_is_refused_there_is_told(campus: Campus, said: str) -> None:
    async with browser(campus) as client:
        out = await client.get("/signin/oidc")
        (state,) = parse_qs(urlsplit(out.headers["location"]).query)["state"]
        response = await client.get(f"/signin/oidc/back?state={state}&{said}")
        assert told(response, 403, "“统一身份认证”没有确认这次登录")


async def test_an_answer_of_another_issuer_is_refused(campus: Campus) -> None:
    """RFC 9207."""
    async with browser(campus) as client:
        out = await client.get("/signin/oidc")
        back = (await client.get(out.headers["location"])).headers["location"]
        mixed = back.rpartition("&iss=")[0] + "&iss=https%3A%2F%2Fid.evil.example"
        assert told(await client.get(mixed), 403, "没有确认这次登录")


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/a\r\nset-cookie: x=1",
        "evil",
        "/批次",
        "/" + "a" * 300,
    ],
)
async def test_a_sign_in_leads_to_no_other_site(campus: Campus, to: str) -> None:
    async with browser(campus) as client:
        response = await client.get("/signin/oidc", params={"to": to})
        assert told(response, 400, "登录后只能前往本站的页面")
        assert "set-cookie" not in response.headers


async def test_a_journey_that_was_tampered_with_leads_to_no_other_site(campus: Campus) -> None:
    """The cookie may have been written by anybody."""
    async with browser(campus) as client:
        out = await client.get("/signin/oidc")
        back = (await client.get(out.headers["location"])).headers["location"]
        secret = client.cookies["zongce-journey"].strip('"').partition(":")[0]
        client.cookies.clear()
        client.cookies.set("zongce-journey", f"{secret}://evil.example")
        assert told(await client.get(back), 400, "登录后只能前往本站的页面")
        assert await who(client) is None


async def test_the_school_says_which_claim_is_the_number(cluster: Cluster, template: Template, beside: Oidc) -> None:
    """The claim stands in the token, or in the profile of the same person."""
    beside.claims = {"sub": "7f3a"}
    async with campus_with(cluster, template, oidc_claim="number", **beside.settings()) as campus:
        for where in (beside.claims, beside.profile):
            where["number"] = "２０１９０１０１ "
            async with browser(campus) as client:
                await entered(client)
                assert await who(client) == STUDENT
            del where["number"]
        beside.profile = {"sub": "another", "number": STUDENT}
        async with browser(campus) as client:
            assert told(await entered(client), 403, "没有确认这次登录")


async def test_without_an_account_here_nobody_gets_in(campus: Campus, beside: Oidc) -> None:
    beside.claims = {"sub": "30990101"}
    async with browser(campus) as client:
        assert told(await entered(client), 403, "本系统中没有“30990101”的账号")
    beside.claims = {"sub": STUDENT}
    await campus.execute("update account set disabled_at = now() where username = :name", name=STUDENT)
    async with browser(campus) as client:
        assert told(await entered(client), 403, "您的账号已停用")
        assert await who(client) is None


async def test_where_it_is_silent_a_page_says_so_and_it_is_asked_again(campus: Campus, beside: Oidc) -> None:
    beside.broken = True
    async with browser(campus) as client:
        assert told(await client.get("/signin/oidc"), 503, "暂时无法连接“统一身份认证”")
        beside.broken, beside.issuer = False, "https://id.evil.example"
        assert told(await client.get("/signin/oidc"), 403, "没有确认这次登录")
        beside.issuer, beside.garbled = None, True
        assert told(await client.get("/signin/oidc"), 403, "没有确认这次登录")
        beside.garbled = False
        assert (await entered(client)).status_code == 303


async def test_failures_by_one_address_slow_it_down_and_shut_nobody_out(campus: Campus) -> None:
    async with browser(campus) as client:
        out = await client.get("/signin/oidc")
        (state,) = parse_qs(urlsplit(out.headers["location"]).query)["state"]
        await client.get(f"/signin/oidc/back?state={state}&error=x")
        await campus.execute("update sign_in_throttle set blocked_until = now() + interval '1 second'")
        assert (await entered(client)).status_code == 303
        again = await campus.rows("select blocked_until < now() as over from sign_in_throttle")
        assert all(row.over for row in again)


async def test_behind_a_proxy_the_way_back_is_our_public_address(
    cluster: Cluster, template: Template, beside: Oidc
) -> None:
    settings = {"public_address": "https://zongce.example.edu", "secure_cookies": True, **beside.settings()}
    async with campus_with(cluster, template, **settings) as campus:
        response = await campus.client.get("/signin/oidc")
    (home,) = parse_qs(urlsplit(response.headers["location"]).query)["redirect_uri"]
    assert home == "https://zongce.example.edu/signin/oidc/back"
    assert response.headers["set-cookie"].startswith("__Host-zongce-journey=")
    assert "Secure" in response.headers["set-cookie"]
