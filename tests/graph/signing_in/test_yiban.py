"""Signing in from the Yiban app: once for each request, within minutes, and only whom Yiban confirms (R9.1)."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import orjson
import pytest
from structlog.testing import capture_logs

from core.acting import Act
from core.actions import bindings
from core.actions.people import COMMAND_LINE
from core.errors import NotFound
from core.errors.entering import RequestUnreadable
from db.queries.people import accounts
from graph.signing_in.yiban import read
from tests.campus import NOBODY, ZONE, Campus
from tests.conftest import Cluster, Template
from tests.graph.people.entering import ACTIVATE, PASSWORD, activation_code, give_password, hold_off
from tests.graph.signing_in.visiting import browser, campus_with, log_of, sessions, told, who
from tests.graph.signing_in.yiban_stand_in import ADDRESS, APP_ID, APP_SECRET, VECTOR, Yiban, sealed, visit, yiban

STUDENT = "20190101"


@pytest.fixture
async def beside() -> AsyncIterator[Yiban]:
    async with yiban() as stand_in:
        yield stand_in


@pytest.fixture
async def campus(cluster: Cluster, template: Template, beside: Yiban) -> AsyncIterator[Campus]:
    """One that is opened from the Yiban app."""
    async with campus_with(cluster, template, **beside.settings()) as served:
        yield served


async def opened(client: httpx2.AsyncClient, verify_request: str, **options: Any) -> httpx2.Response:
    return await client.get("/m/yiban", params={"verify_request": verify_request}, **options)


def test_the_test_vector_is_read() -> None:
    request = read(VECTOR, APP_ID, APP_SECRET)
    assert request.visited_at == datetime(2020, 8, 25, tzinfo=UTC)
    assert (request.userid, request.shown, request.access_token) == ("10000001", "n1", "t0")


def test_numbers_come_as_numbers_too() -> None:
    request = read(visit(userid=10000001, token=77), APP_ID, APP_SECRET)
    assert (request.userid, request.access_token) == ("10000001", "77")


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "zz",
        "00" * 16,
        VECTOR[:-2],
        VECTOR[32:],
        VECTOR.replace("c1", "c2"),
        visit(secret="f" * 32),
        visit(app_id="0" * 16),
        sealed(b"[]"),
        sealed(b'{"visit_time": "soon", "visit_user": {"userid": "1"}, "visit_oauth": false}'),
        sealed(b'{"visit_time": 1e400, "visit_user": {"userid": "1"}, "visit_oauth": false}'),
        sealed(b'{"visit_time": 1, "visit_user": {"userid": {}}, "visit_oauth": false}'),
        sealed(b'{"visit_time": 1, "visit_user": {"userid": "1"}, "visit_oauth": true}'),
        sealed(b'{"visit_time": 1, "visit_user": null, "visit_oauth": false}'),
    ],
)
def test_whatever_else_is_sent_is_unreadable(sent: str) -> None:
    with pytest.raises(RequestUnreadable):
        read(sent, APP_ID, APP_SECRET)


async def test_whom_yiban_names_by_number_gets_in_and_is_bound(campus: Campus, beside: Yiban) -> None:
    beside.numbers["10000001"] = {"yb_studentid": STUDENT}
    async with browser(campus) as client:
        response = await opened(client, visit())
        assert (response.status_code, response.headers["location"]) == (303, "/m")
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(response.headers["set-cookie"].split("; "))
        assert await who(client) == STUDENT
    assert await log_of(campus, "bindSignIn", campus.jia) == [{"method": "yiban", "subject": "10000001"}]
    assert await log_of(campus, "signIn", campus.jia) == [{"method": "yiban"}]


async def test_who_is_bound_needs_no_number_again(campus: Campus, beside: Yiban) -> None:
    beside.numbers["10000001"] = {"yb_studentid": STUDENT}
    async with browser(campus) as client:
        await opened(client, visit())
        beside.numbers.clear()
        before = await sessions(campus)
        await opened(client, visit(ago=1))
        assert await who(client) == STUDENT
    assert await sessions(campus) == before
    assert len(await log_of(campus, "bindSignIn", campus.jia)) == 1


async def test_staff_come_by_their_own_number(campus: Campus, beside: Yiban) -> None:
    beside.numbers["10000001"] = {"yb_studentid": "", "yb_employid": campus.counsellor_li.username}
    async with browser(campus) as client:
        await opened(client, visit())
        assert await who(client) == campus.counsellor_li.username


async def test_a_request_is_good_for_once(campus: Campus, beside: Yiban) -> None:
    beside.numbers["10000001"] = {"yb_studentid": STUDENT}
    request = visit()
    async with browser(campus) as first, browser(campus) as second:
        await opened(first, request)
        before = await sessions(campus)
        for again in (request, request.upper()):
            assert told(await opened(second, again), 403, "已经用过")
        assert await who(second) is None
    assert await sessions(campus) == before
    assert not any(request in str(row) for row in await campus.rows("select * from spent_request"))


async def test_many_at_once_with_one_request_are_one(campus: Campus, beside: Yiban) -> None:
    beside.numbers["10000001"] = {"yb_studentid": STUDENT}
    request, before = visit(), await sessions(campus)
    async with browser(campus) as client:
        answers = await asyncio.gather(*(opened(client, request) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403, 403]
    assert await sessions(campus) == before + 1


@pytest.mark.parametrize("ago", [None, 302, -302])
async def test_a_request_of_another_time_is_refused(campus: Campus, beside: Yiban, ago: int | None) -> None:
    async with browser(campus) as client:
        request = VECTOR if ago is None else visit(ago=ago)
        assert told(await opened(client, request), 403, "登录请求已过期")
        assert await who(client) is None
    assert beside.asked == []


async def test_a_request_under_another_key_is_told(campus: Campus, beside: Yiban) -> None:
    async with browser(campus) as client:
        for sent in (visit(secret="f" * 32), "", "zz", "00" * 5000):
            assert told(await opened(client, sent), 400, "无法识别易班发来的登录请求")
        assert told(await client.get("/m/yiban"), 400, "请回到易班，重新打开本应用")
    assert beside.asked == []


@pytest.mark.parametrize(("userid", "token"), [("10000001", "t1"), ("10000001", "gone"), ("10000002", "t0")])
async def test_whom_yiban_does_not_confirm_stays_out(campus: Campus, beside: Yiban, userid: str, token: str) -> None:
    beside.numbers |= {one: {"yb_studentid": STUDENT} for one in ("10000001", "10000002")}
    before = await sessions(campus)
    async with browser(campus) as client:
        assert told(await opened(client, visit(userid, token)), 403, "易班没有确认您的身份")
        assert await who(client) is None
    assert await sessions(campus) == before
    assert await campus.rows("select * from sign_in_binding") == []


async def test_without_consent_yiban_is_asked_for_it(campus: Campus) -> None:
    async with browser(campus) as client:
        response = await opened(client, visit(token=None))
    assert response.status_code == 303
    address = httpx2.URL(response.headers["location"])
    assert address.path == "/oauth/authorize"
    assert dict(address.params) == {"client_id": APP_ID, "redirect_uri": ADDRESS, "display": "html"}


async def test_a_number_without_an_account_is_told(campus: Campus, beside: Yiban) -> None:
    beside.numbers["10000001"] = {"yb_studentid": "30990101"}
    async with browser(campus) as client:
        assert told(await opened(client, visit()), 403, "本系统中没有“30990101”的账号")
    assert await campus.rows("select * from sign_in_binding") == []


async def test_a_disabled_account_is_told(campus: Campus, beside: Yiban) -> None:
    beside.numbers["10000001"] = {"yb_studentid": STUDENT}
    await campus.execute("update account set disabled_at = now() where username = :name", name=STUDENT)
    async with browser(campus) as client:
        assert told(await opened(client, visit()), 403, "您的账号已停用")
    assert await campus.rows("select * from sign_in_binding") == []


async def test_an_account_is_one_yiban_user(campus: Campus, beside: Yiban) -> None:
    beside.numbers |= {one: {"yb_studentid": STUDENT} for one in ("10000001", "10000002")}
    async with browser(campus) as first, browser(campus) as second:
        await opened(first, visit())
        assert told(await opened(second, visit("10000002", "t1")), 403, "已绑定另一个易班用户")
        assert await who(second) is None
    bound = await campus.rows("select subject from sign_in_binding")
    assert [row.subject for row in bound] == ["10000001"]


async def test_the_super_admin_unbinds_and_the_next_visit_binds_anew(campus: Campus, beside: Yiban) -> None:
    """The person who bound the account wrongly is out at once."""
    beside.numbers |= {one: {"yb_studentid": STUDENT} for one in ("10000001", "10000002")}
    async with browser(campus) as wrong, browser(campus) as right:
        await opened(wrong, visit())
        await unbound(campus)
        assert await who(wrong) is None
        await opened(right, visit("10000002", "t1"))
        assert await who(right) == STUDENT
        await campus.execute("delete from sign_in_binding")
        with pytest.raises(NotFound):
            await unbound(campus)


async def test_a_new_activation_code_ends_this_way_in_too(campus: Campus, beside: Yiban) -> None:
    """R9.1: a person who proves anew whose the account is shuts out everybody else."""
    beside.numbers["10000001"] = {"yb_studentid": STUDENT}
    async with browser(campus) as client:
        await opened(client, visit())
        code = await activation_code(campus, campus.jia)
        await campus.ask(NOBODY, ACTIVATE, username=STUDENT, code=code, password=PASSWORD)
        assert await who(client) is None
    assert await campus.rows("select * from sign_in_binding") == []


async def unbound(campus: Campus) -> None:
    async with campus.database.write() as db:
        act = Act.at(db, COMMAND_LINE, datetime.now(UTC), ZONE, None)
        await bindings.unbind(act, await accounts.read_account(db, username=STUDENT))


async def test_where_yiban_is_silent_a_page_says_so(campus: Campus, beside: Yiban) -> None:
    beside.broken = True
    async with browser(campus) as client:
        assert told(await opened(client, visit()), 503, "暂时无法连接“易班”")


async def test_a_first_visit_without_a_number_asks_for_the_password_once(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    async with browser(campus) as client:
        response = await opened(client, visit(nick="<b>小甲"), follow_redirects=True)
        assert response.url.path == "/m/yiban/bind"
        assert not response.url.query
        assert told(response, 200, "&lt;b&gt;小甲（10000001）")
        response = await bind(client, STUDENT, PASSWORD)
        assert (response.status_code, response.headers["location"]) == (303, "/m")
        assert await who(client) == STUDENT
        assert told(await client.get("/m/yiban/bind"), 400, "没有完成")
    assert await log_of(campus, "bindSignIn", campus.jia) == [{"method": "yiban", "subject": "10000001"}]
    async with browser(campus) as later:
        await opened(later, visit(ago=2))
        assert await who(later) == STUDENT


async def bind(client: httpx2.AsyncClient, username: str, password: str, origin: str | None = None) -> httpx2.Response:
    headers = {"origin": origin or str(client.base_url).rstrip("/")}
    return await client.post("/m/yiban/bind", data={"username": username, "password": password}, headers=headers)


async def test_a_wrong_password_binds_nothing_and_is_slowed_down(campus: Campus) -> None:
    """The same counter as that of the password's own sign-in slows it down."""
    await give_password(campus, campus.jia)
    async with browser(campus) as client:
        await opened(client, visit(), follow_redirects=True)
        for _ in range(5):
            assert told(await bind(client, STUDENT, "Wrong-Ships-2019"), 403, "用户名或密码不正确")
        await hold_off(campus)
        assert told(await bind(client, STUDENT, PASSWORD), 403, "尝试次数过多")
        assert await who(client) is None
    assert await campus.rows("select * from sign_in_binding") == []


async def test_a_page_elsewhere_cannot_bind(campus: Campus) -> None:
    """R9.1: another page can't forge this act, nor any other act of a page."""
    await give_password(campus, campus.jia)
    async with browser(campus) as client, browser(campus) as stranger:
        await opened(client, visit(), follow_redirects=True)
        assert (await bind(client, STUDENT, PASSWORD, "https://evil.example")).status_code == 403
        assert told(await bind(stranger, STUDENT, PASSWORD), 400, "没有完成")
    assert await campus.rows("select * from sign_in_binding") == []


async def test_what_waits_for_the_password_waits_for_minutes(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    async with browser(campus) as client:
        await opened(client, visit(), follow_redirects=True)
        await campus.execute("update waiting_binding set expires_at = now()")
        assert told(await bind(client, STUDENT, PASSWORD), 400, "没有完成")


async def test_nothing_of_a_request_reaches_the_log(
    cluster: Cluster, template: Template, beside: Yiban, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "zongce")
    beside.owners["s3cret-token"] = "10000001"
    requests = [visit(token="s3cret-token"), visit(token="gone-token"), visit(token=None), VECTOR]
    async with campus_with(cluster, template, log_level="debug", **beside.settings()) as campus:
        with capture_logs() as logs:
            async with browser(campus) as client:
                for request in requests:
                    await opened(client, request)
                beside.broken = True
                await opened(client, visit(token="s3cret-token", ago=1))
                await opened(client, visit(token="s3cret-token", secret="f" * 32))
    said = str(logs) + caplog.text
    assert "/m/" in said
    for hidden in (*requests, "s3cret-token", "gone-token", "10000001", "verify_request"):
        assert hidden not in said


async def test_it_is_off_unless_configured(cluster: Cluster, template: Template) -> None:
    async with campus_with(cluster, template) as campus:
        for path in ("/m/yiban", "/m/yiban/bind", "/signin/yiban", "/signin/oidc", "/signin/cas/back"):
            assert (await campus.client.get(path)).status_code == 404
        assert orjson.loads((await campus.client.get("/signin/methods")).content) == {
            "methods": [{"name": "password", "label": "学号（工号）和密码", "start": None}]
        }


async def test_the_pages_know_it_before_anybody_signs_in(campus: Campus) -> None:
    listed = (await campus.client.get("/signin/methods")).json()["methods"]
    assert {"name": "yiban", "label": "易班", "start": "/signin/yiban"} in listed
    response = await campus.client.get("/signin/yiban")
    assert (response.status_code, response.headers["location"]) == (303, ADDRESS)
