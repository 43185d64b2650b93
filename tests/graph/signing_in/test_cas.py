"""Signing in by the campus's CAS: a ticket for our address alone, that the server itself is asked about (R9.1)."""

from collections.abc import AsyncIterator

import pytest

from tests.campus import Campus
from tests.conftest import Cluster, Template
from tests.graph.signing_in.cas_stand_in import FAILURE, LAUGHS, SUCCESS, Cas, cas
from tests.graph.signing_in.visiting import browser, campus_with, log_of, sessions, told, way_back, who

STUDENT = "20190101"
READS = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + SUCCESS.partition("?>")[2].format(
    user="&x;", attributes=""
)


@pytest.fixture
async def beside() -> AsyncIterator[Cas]:
    async with cas() as stand_in:
        yield stand_in


@pytest.fixture
async def campus(cluster: Cluster, template: Template, beside: Cas) -> AsyncIterator[Campus]:
    async with campus_with(cluster, template, **beside.settings()) as served:
        yield served


@pytest.mark.parametrize("protocol", ["2", "3"])
async def test_whom_the_campus_knows_gets_in(cluster: Cluster, template: Template, beside: Cas, protocol: str) -> None:
    async with campus_with(cluster, template, cas_protocol=protocol, **beside.settings()) as campus:
        async with browser(campus) as client:
            response = await client.get(await way_back(client, "cas"))
            assert (response.status_code, response.headers["location"]) == (303, "/m")
            assert await who(client) == STUDENT
        assert await log_of(campus, "signIn", campus.jia) == [{"method": "cas"}]
    assert beside.asked == ["/cas/serviceValidate" if protocol == "2" else "/cas/p3/serviceValidate"]


async def test_a_ticket_is_good_once_and_for_one_journey(campus: Campus) -> None:
    async with browser(campus) as client, browser(campus) as stranger:
        back = await way_back(client, "cas")
        assert told(await stranger.get(back), 400, "没有完成")
        ticket = back.rpartition("ticket=")[2]
        other = (await way_back(stranger, "cas")).rpartition("ticket=")[0]
        assert told(await stranger.get(other + ticket), 403, "没有确认这次登录")
        assert await who(stranger) is None
        again = (await way_back(client, "cas")).rpartition("ticket=")[0]
        assert told(await client.get(again + ticket), 403, "没有确认这次登录")


@pytest.mark.parametrize(
    "says",
    [
        LAUGHS.encode(),
        READS.encode(),
        LAUGHS.encode("utf-16"),
        LAUGHS.encode("utf-16-le"),
        SUCCESS.format(user="", attributes="").encode(),
        SUCCESS.format(user=STUDENT, attributes="").encode()[:-20],
        SUCCESS.replace("www.yale.edu", "evil.example").format(user=STUDENT, attributes="").encode(),
        SUCCESS.format(user=STUDENT, attributes=" " * 70_000).encode(),
        FAILURE.encode(),
        f"yes\n{STUDENT}\n".encode(),
        b"",
    ],
)
async def test_whatever_else_is_answered_opens_nothing(campus: Campus, beside: Cas, says: bytes) -> None:
    """No entity is expanded, and nothing is read that the answer points to."""
    beside.says = says
    before = await sessions(campus)
    async with browser(campus) as client:
        assert told(await client.get(await way_back(client, "cas")), 403, "没有确认这次登录")
        assert await who(client) is None
    assert await sessions(campus) == before


async def test_a_database_that_is_away_is_no_reason_to_turn_somebody_away(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that says to try again; who is signed in already stays so."""
    server = campus.database.server
    monkeypatch.setattr(server, "revive", lambda: None)
    async with browser(campus) as client:
        back = await way_back(client, "cas")
        server.give_up()
        away = await client.get(back)
        assert told(away, 503, "请稍后重试")
        assert int(away.headers["retry-after"]) > 0
        assert "set-cookie" not in away.headers
        monkeypatch.undo()
        server.revive()
        assert (await client.get(await way_back(client, "cas"))).status_code == 303
        server.give_up()
        server.revive()
        assert await who(client) == STUDENT


@pytest.mark.parametrize("ticket", ["", "ST-1&service=evil", "ST-" + "a" * 2000])
async def test_a_made_up_ticket_opens_nothing(campus: Campus, ticket: str) -> None:
    async with browser(campus) as client:
        back = (await way_back(client, "cas")).rpartition("ticket=")[0]
        assert told(await client.get(back + ticket), 403, "没有确认这次登录")


async def test_the_school_says_which_attribute_is_the_number(cluster: Cluster, template: Template, beside: Cas) -> None:
    beside.user = "zhangjia"
    async with campus_with(cluster, template, cas_attribute="employeeNumber", **beside.settings()) as campus:
        async with browser(campus) as client:
            assert told(await client.get(await way_back(client, "cas")), 403, "没有确认这次登录")
        beside.attributes = {"mail": "jia@example.edu", "employeeNumber": STUDENT}
        async with browser(campus) as client:
            await client.get(await way_back(client, "cas"))
            assert await who(client) == STUDENT


async def test_without_an_account_here_nobody_gets_in(campus: Campus, beside: Cas) -> None:
    beside.user = "30990101"
    async with browser(campus) as client:
        assert told(await client.get(await way_back(client, "cas")), 403, "本系统中没有“30990101”的账号")


async def test_where_it_is_silent_a_page_says_so(cluster: Cluster, template: Template) -> None:
    settings = {"cas_address": "http://127.0.0.1:9/cas"}
    async with campus_with(cluster, template, **settings) as campus, browser(campus) as client:
        out = await client.get("/signin/cas")
        state = out.headers["location"].rpartition("state%3D")[2]
        response = await client.get(f"/signin/cas/back?state={state}&ticket=ST-1")
        assert told(response, 503, "暂时无法连接“统一身份认证”")
        assert int(response.headers["retry-after"]) > 0
