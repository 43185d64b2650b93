"""A person who signs out of the campus's CAS is signed out here, and the other way round by choice (R16.1)."""

from collections.abc import AsyncIterator

import pytest

from tests.campus import Campus
from tests.conftest import Cluster, Template
from tests.graph.people.entering import give_password, is_refused
from tests.graph.second_factors.codes import enter
from tests.graph.signing_in.cas_stand_in import LAUGHS, Cas, cas, logout_request
from tests.graph.signing_in.leaving import sign_out, stored
from tests.graph.signing_in.visiting import browser, campus_with, log_of, way_back, who

STUDENT = "20190101"
SESSION = '<s:LogoutRequest xmlns:s="urn:oasis:names:tc:SAML:2.0:protocol"><s:SessionIndex>{}</s:SessionIndex>'


@pytest.fixture(scope="module")
async def beside() -> AsyncIterator[Cas]:
    async with cas() as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
async def campus(cluster: Cluster, template: Template, beside: Cas) -> AsyncIterator[Campus]:
    async with campus_with(cluster, template, **beside.settings()) as served:
        yield served


def ticket_of(address: str) -> str:
    return address.rpartition("ticket=")[2]


async def test_the_end_of_a_session_there_ends_the_one_that_it_opened(campus: Campus, beside: Cas) -> None:
    """No other: not the person's in another browser, and not the one by password."""
    await give_password(campus, campus.jia)
    by_password = (await enter(campus, campus.jia))["token"]
    async with browser(campus) as one, browser(campus) as other:
        back = await way_back(one, "cas")
        await one.get(back)
        await other.get(await way_back(other, "cas"))
        response = await beside.end(ticket_of(back))
        assert (response.status_code, response.content) == (200, b"")
        assert [await who(one), await who(other)] == [None, STUDENT]
    assert not await is_refused(campus, by_password)
    assert (await log_of(campus, "signOut", campus.jia))[-1] == {"sessions": 1, "method": "cas"}


async def test_a_ticket_is_stored_as_a_hash_alone(campus: Campus) -> None:
    """A person who knows it can end its session."""
    async with browser(campus) as client:
        back = await way_back(client, "cas")
        await client.get(back)
        assert await who(client) == STUDENT
    assert ticket_of(back) not in str(await stored(campus))


async def test_both_addresses_are_told_and_an_end_is_told_once(campus: Campus, beside: Cas) -> None:
    """CAS tells the service's address, or the one that its administrator has set."""
    async with browser(campus) as client:
        back = await way_back(client, "cas")
        await client.get(back)
        form = {"logoutRequest": logout_request(ticket_of(back))}
        assert (await campus.client.post("/signin/cas/end", data=form)).status_code == 200
        assert await who(client) is None
        await client.get(await way_back(client, "cas"))
        assert (await campus.client.post("/signin/cas/end", data=form)).status_code == 200
        assert await who(client) == STUDENT


async def test_an_unknown_ticket_is_answered_like_a_known_one(campus: Campus) -> None:
    async with browser(campus) as client:
        await client.get(await way_back(client, "cas"))
        before = await stored(campus)
        entries = await campus.rows("select count(*) from audit_entry")
        for ticket in ("ST-unknown", "20190101", "%", "'; drop table session --"):
            form = {"logoutRequest": logout_request(ticket.replace("<", ""))}
            response = await campus.client.post("/signin/cas/end", data=form)
            assert (response.status_code, response.content) == (200, b"")
        assert await stored(campus) == before
        assert await campus.rows("select count(*) from audit_entry") == entries


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("logoutRequest=", 400),
        ("logoutRequest=yes", 400),
        ("logoutRequest=%ff%fe", 400),
        (f"other={SESSION}", 400),
        ("&".join(f"a{n}=1" for n in range(50)), 400),
        ("logoutRequest=" + "x" * 70_000, 413),
    ],
    ids=["nothing", "empty", "no XML", "no text", "another field", "many fields", "too long"],
)
async def test_what_is_no_message_of_cas_changes_nothing(campus: Campus, body: str, status: int) -> None:
    before = await stored(campus)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = await campus.client.post("/signin/cas/end", content=body, headers=headers)
    assert (response.status_code, response.json()) == (status, {"error": "invalid_request"})
    assert await stored(campus) == before


@pytest.mark.parametrize(
    "message",
    [
        LAUGHS,
        SESSION.format("ST-1"),
        SESSION.format("") + "</s:LogoutRequest>",
        SESSION.format("a" * 2000) + "</s:LogoutRequest>",
        SESSION.replace("SAML:2.0", "SAML:9.9").format("ST-1") + "</s:LogoutRequest>",
        SESSION.replace("LogoutRequest", "LogoutResponse").format("ST-1") + "</s:LogoutResponse>",
    ],
    ids=["entities", "cut off", "no ticket", "endless ticket", "another language", "another message"],
)
async def test_what_cas_would_not_say_is_refused(campus: Campus, message: str) -> None:
    response = await campus.client.post("/signin/cas/end", data={"logoutRequest": message})
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


async def test_only_configured_systems_are_heard(campus: Campus) -> None:
    form = {"logoutRequest": logout_request("ST-1")}
    for name, post, get in (("cas", 200, 405), ("oidc", 404, 404), ("yiban", 404, 404), ("nobody", 404, 404)):
        assert (await campus.client.post(f"/signin/{name}/end", data=form)).status_code == post
        assert (await campus.client.get(f"/signin/{name}/end")).status_code == get


async def test_a_database_that_is_away_is_told_as_passing(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    """CAS may tell it again."""
    server = campus.database.server
    monkeypatch.setattr(server, "revive", lambda: None)
    async with browser(campus) as client:
        back = await way_back(client, "cas")
        await client.get(back)
        form = {"logoutRequest": logout_request(ticket_of(back))}
        server.give_up()
        away = await campus.client.post("/signin/cas/end", data=form)
        assert away.status_code == 503
        assert int(away.headers["retry-after"]) > 0
        monkeypatch.undo()
        server.revive()
        assert await who(client) == STUDENT
        assert (await campus.client.post("/signin/cas/end", data=form)).status_code == 200
        assert await who(client) is None


@pytest.mark.parametrize(("protocol", "parameter"), [("2", "url"), ("3", "service")])
async def test_our_sign_out_says_where_one_is_still_signed_in(
    cluster: Cluster, template: Template, beside: Cas, protocol: str, parameter: str
) -> None:
    """It is the person's choice to sign out there, too; the session here has ended at once."""
    beside.given.clear()
    served = campus_with(cluster, template, cas_protocol=protocol, **beside.settings())
    async with served as campus, browser(campus) as client, browser(campus) as other:
        for one in (client, other):
            await one.get(await way_back(one, "cas"))
        left = await sign_out(client)
        assert left["sessionsEnded"] == 1
        assert left["elsewhere"]["label"] == "统一身份认证"
        assert [await who(client), await who(other)] == [None, STUDENT]
        there = await client.get(left["elsewhere"]["address"])
        assert f"/cas/logout?{parameter}=" in left["elsewhere"]["address"]
        assert there.headers["location"] == f"{str(campus.client.base_url).rstrip('/')}/"
        assert await who(other) is None


async def test_who_came_by_password_is_signed_in_nowhere_else(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    token = (await enter(campus, campus.jia))["token"]
    async with browser(campus) as client:
        client.headers["authorization"] = f"Bearer {token}"
        assert await sign_out(client) == {"sessionsEnded": 1, "elsewhere": None, "userErrors": []}
    assert await is_refused(campus, token)


async def test_half_a_session_ends_with_the_one_there(cluster: Cluster, template: Template, beside: Cas) -> None:
    """R16.1: it waits for its second factor, and is over for that, too; giving it up says where else one is."""
    served = campus_with(cluster, template, second_factor="above_student", **beside.settings())
    async with served as campus, browser(campus) as client:
        back = await way_back(client, "cas")
        await client.get(back)
        before = len(await stored(campus))
        await beside.end(ticket_of(back))
        assert len(await stored(campus)) == before - 1
        await client.get(await way_back(client, "cas"))
        left = await sign_out(client)
        assert (left["sessionsEnded"], left["elsewhere"]["label"]) == (1, "统一身份认证")
