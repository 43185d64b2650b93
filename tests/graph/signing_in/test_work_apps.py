"""Signing in through the work apps WeChat Work and DingTalk: what both platforms have in common (R9.1)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.responses import JSONResponse, Response

from graph.signing_in import journey
from tests.campus import Campus
from tests.conftest import Cluster, Template
from tests.graph.signing_in.dingtalk_stand_in import Dingtalk, dingtalk
from tests.graph.signing_in.visiting import browser, campus_with, log_of, sessions, told, way_back, who
from tests.graph.signing_in.wecom_stand_in import INSIDE, Wecom, wecom

STUDENT = "20190101"
BOTH = pytest.mark.parametrize("name", ["wecom", "dingtalk"])
CODE = {"wecom": "code", "dingtalk": "authCode"}


@pytest.fixture(scope="module")
async def apps() -> AsyncIterator[dict[str, Any]]:
    async with wecom() as one, dingtalk() as other:
        yield {"wecom": one, "dingtalk": other}


@pytest.fixture(scope="module")
async def campus(cluster: Cluster, template: Template, apps: dict[str, Any]) -> AsyncIterator[Campus]:
    settings = {**apps["wecom"].settings(), **apps["dingtalk"].settings()}
    async with campus_with(cluster, template, **settings) as served:
        yield served


@pytest.fixture
def app(apps: dict[str, Any], name: str) -> Any:
    """One platform, which does again what its documents say."""
    one = apps[name]
    fresh: Any = (Wecom if name == "wecom" else Dingtalk)()
    for kept in ("userid", "member", "contact_type", "agrees", "says", "attributes"):
        if hasattr(fresh, kept):
            setattr(one, kept, getattr(fresh, kept))
    one.asked.clear()
    return one


async def entered(client: httpx2.AsyncClient, name: str, to: str = "/m") -> httpx2.Response:
    return await client.get(await way_back(client, name, to))


@BOTH
async def test_a_member_of_the_school_gets_in(campus: Campus, app: Any, name: str) -> None:
    async with browser(campus) as client:
        response = await entered(client, name, "/batches?page=2")
        assert (response.status_code, response.headers["location"]) == (303, "/batches?page=2")
        assert await who(client) == STUDENT
    assert (await log_of(campus, "signIn", campus.jia))[-1] == {"method": name}
    assert await campus.rows("select * from sign_in_binding") == []


@BOTH
async def test_the_way_back_is_for_the_browser_that_set_out_and_its_code_is_good_once(
    campus: Campus, app: Any, name: str
) -> None:
    async with browser(campus) as client, browser(campus) as stranger:
        back = await way_back(client, name)
        await stranger.get(f"/signin/{name}")
        assert told(await stranger.get(back), 400, "没有完成")
        assert (await client.get(back)).status_code == 303
        (code,) = parse_qs(urlsplit(back).query)[CODE[name]]
        (state,) = parse_qs(urlsplit(await way_back(stranger, name)).query)["state"]
        assert told(
            await stranger.get(f"/signin/{name}/back?state={state}&{CODE[name]}={code}"), 403, "没有确认这次登录"
        )
        assert await who(stranger) is None


@BOTH
@pytest.mark.parametrize("kind", ["stranger", "contact", "no consent", "no number", "no account"])
async def test_nobody_else_gets_in(campus: Campus, app: Any, name: str, kind: str) -> None:
    """A platform signs in everybody who has its app; the school's own app is told who belongs to the school."""
    words = "没有确认这次登录"
    if kind == "no consent":
        app.agrees = False
    elif kind == "stranger":
        app.userid = app.member = None
    elif kind == "contact":
        app.userid, app.contact_type = None, 1
    elif kind == "no account":
        app.userid, app.member, words = "30990101", {"job_number": "30990101"}, "没有“30990101”的账号"
    else:
        app.userid, app.member = "", {"name": "20190101"}
    before = await sessions(campus)
    async with browser(campus) as client:
        assert told(await entered(client, name), 403, words)
        assert await who(client) is None
    assert await sessions(campus) == before


@BOTH
async def test_all_visitors_share_one_token_of_the_app(campus: Campus, app: Any, name: str) -> None:
    """The platforms limit how often it is fetched."""
    async with AsyncExitStack() as browsers:
        clients = [await browsers.enter_async_context(browser(campus)) for _ in range(4)]
        await entered(clients[0], name)
        app.end_token(42001)
        app.asked.clear()
        answers = await asyncio.gather(*(entered(client, name) for client in clients))
        assert [answer.status_code for answer in answers] == [303] * 4
    assert app.asked.count("token") == 1


@BOTH
@pytest.mark.parametrize("code", [40014, 42001])
async def test_a_token_that_the_platform_has_ended_is_fetched_anew(
    campus: Campus, app: Any, name: str, code: int
) -> None:
    async with browser(campus) as client:
        await entered(client, name)
        app.end_token(code)
        assert (await entered(client, name)).status_code == 303
        assert await who(client) == STUDENT


@BOTH
@pytest.mark.parametrize(
    "says",
    [
        Response("<html>502 Bad Gateway</html>", 502),
        Response("<html>Sign in to the network</html>"),
        JSONResponse(["a list"]),
        JSONResponse({"errcode": -1, "errmsg": "system busy"}),
        JSONResponse({"errcode": 45009, "errmsg": "api freq out of limit"}),
        JSONResponse({"errcode": 0, "more": "x" * 300_000}),
        JSONResponse({"code": "ServiceUnavailable", "message": "try later"}, 503),
        JSONResponse({}, 429),
    ],
    ids=["502", "html", "list", "busy", "too often", "endless", "503", "429"],
)
async def test_a_platform_that_does_not_answer_is_told_as_passing(
    campus: Campus, app: Any, name: str, says: Response
) -> None:
    async with browser(campus) as client:
        back = await way_back(client, name)
        app.says = says
        answer = await client.get(back)
        assert told(answer, 503, "暂时无法连接")
        assert int(answer.headers["retry-after"]) > 0
        app.says = None
        assert (await entered(client, name)).status_code == 303


@BOTH
@pytest.mark.parametrize(
    "says",
    [
        JSONResponse({"errcode": 60020, "errmsg": "not allow to access from your ip"}),
        JSONResponse({"errcode": 88, "sub_code": "60011", "errmsg": "ding talk error"}),
        JSONResponse({"code": "Forbidden.AccessDenied", "message": "no right"}, 403),
        JSONResponse({}, 404),
        JSONResponse({}),
        JSONResponse({"errcode": 0, "access_token": 7, "accessToken": ["a"], "expires_in": "soon", "userid": {}}),
    ],
    ids=["ip", "right", "403", "404", "empty", "kinds"],
)
async def test_whatever_else_is_answered_opens_nothing(campus: Campus, app: Any, name: str, says: Response) -> None:
    before = await sessions(campus)
    async with browser(campus) as client:
        back = await way_back(client, name)
        app.says = says
        assert told(await client.get(back), 403, "没有确认这次登录")
        assert await who(client) is None
    assert await sessions(campus) == before


@BOTH
async def test_no_platform_is_waited_for_without_end(
    campus: Campus, app: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that sends a byte now and then never lets a single step run out of time."""

    class Dripping(Response):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for _ in range(40):
                await send({"type": "http.response.body", "body": b" ", "more_body": True})
                await asyncio.sleep(0.05)
            await send({"type": "http.response.body", "body": b""})

    monkeypatch.setattr(journey, "LONGEST_SECONDS", 0.3)
    async with browser(campus) as client:
        back = await way_back(client, name)
        app.says = Dripping()
        assert told(await client.get(back), 503, "暂时无法连接")
        app.says = None


async def test_inside_the_app_wecom_asks_without_a_code_to_scan(campus: Campus, apps: dict[str, Any]) -> None:
    one = apps["wecom"]
    one.userid, one.says, one.agrees = STUDENT, None, True
    for agent, path in ((INSIDE, "/connect/oauth2/authorize"), ("Mozilla/5.0 Chrome/120", "/wwlogin/sso/login")):
        one.asked.clear()
        async with browser(campus) as client:
            client.headers["user-agent"] = agent
            assert (await entered(client, "wecom")).status_code == 303
            assert one.asked[0] == path
            assert await who(client) == STUDENT


@pytest.mark.parametrize("name", ["wecom", "dingtalk"])
async def test_the_school_says_which_attribute_is_the_number(
    cluster: Cluster, template: Template, app: Any, name: str
) -> None:
    """It is one that administrators fill in: a nickname or an alias of the same text is nobody's number."""
    async with campus_with(cluster, template, **{f"{name}_attribute": "学号"}, **app.settings()) as campus:
        app.userid, app.member = "zhangjia", {"extension": '{"爱好":"旅游"}', "学号": STUDENT}
        async with browser(campus) as client:
            assert told(await entered(client, name), 403, "没有确认这次登录")
            app.attributes, app.member = {"爱好": "旅游", "学号": f" {STUDENT}"}, {"extension": '{"学号":"20190101"}'}
            await entered(client, name)
            assert await who(client) == STUDENT


async def test_dingtalks_own_id_may_be_the_number(cluster: Cluster, template: Template, apps: dict[str, Any]) -> None:
    one = apps["dingtalk"]
    one.member, one.contact_type, one.agrees, one.says = {"job_number": STUDENT}, 0, True, None
    served = campus_with(cluster, template, dingtalk_attribute="userid", **one.settings())
    async with served as campus, browser(campus) as client:
        assert told(await entered(client, "dingtalk"), 403, "没有“manager4220”的账号")


async def test_no_secret_of_theirs_is_logged(campus: Campus, apps: dict[str, Any], capfd: Any) -> None:
    """Their addresses hold tokens and secrets, so only codes of failures are logged."""
    async with browser(campus) as client:
        for name in ("wecom", "dingtalk"):
            apps[name].says = JSONResponse({"errcode": 60020, "errmsg": "secret of the app"})
            await entered(client, name)
            apps[name].says = None
    logged = "".join(capfd.readouterr())
    assert "the secret of the app" not in logged
    assert not any(token in logged for one in apps.values() for token in one.tokens)
