"""graphql-transport-ws by the letter of its protocol: who gets in, what is answered, with which code it is closed."""

import asyncio
from typing import Any
from unittest.mock import patch

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from graph.server import open_connections, sockets
from tests.server.talking import MEMBER, code, hear, introduced, say, socket
from tests.server.toy import toy_app
from tests.serving import serving
from tests.waiting import connected, until

COUNT = "subscription { count(to: 2) }"


async def subscribe(opened: ClientConnection, query: str, id_: str = "1") -> None:
    await say(opened, type="subscribe", id=id_, payload={"query": query})


async def test_a_subscription_is_told_event_by_event_and_completed(toy_url: str) -> None:
    async with introduced(toy_url) as opened:
        await subscribe(opened, COUNT)
        events = [await hear(opened) for _ in range(3)]
    assert [one["type"] for one in events] == ["next", "next", "complete"]
    assert [one.get("payload") for one in events[:2]] == [{"data": {"count": 0}}, {"data": {"count": 1}}]


async def test_an_id_may_be_used_again_once_it_is_complete(toy_url: str) -> None:
    async with introduced(toy_url) as opened:
        for _ in range(2):
            await subscribe(opened, COUNT)
            while (await hear(opened))["type"] != "complete":
                pass


async def test_a_ping_is_answered_at_any_time(toy_url: str) -> None:
    async with socket(toy_url) as opened:
        await say(opened, type="ping")
        assert await hear(opened) == {"type": "pong"}
        await say(opened, type="connection_init", payload=MEMBER)
        assert (await hear(opened))["type"] == "connection_ack"
        await say(opened, type="ping")
        assert await hear(opened) == {"type": "pong"}


@pytest.mark.parametrize("headers", [{"authorization": "Bearer toy"}, {"cookie": "zongce=toy", "origin": "own"}])
async def test_a_header_or_the_cookie_of_our_own_page_lets_in(toy_url: str, headers: dict[str, str]) -> None:
    """R9.1."""
    own = {name: toy_url if value == "own" else value for name, value in headers.items()}
    async with socket(toy_url, **own) as opened:
        await say(opened, type="connection_init")
        assert (await hear(opened))["type"] == "connection_ack"


@pytest.mark.parametrize("payload", [None, {}, {"authorization": "Bearer wrong"}, {"authorization": 7}])
async def test_nobody_else_gets_in(toy_url: str, payload: Any) -> None:
    """R9.1."""
    async with socket(toy_url) as opened:
        await say(opened, type="connection_init", payload=payload)
        assert await code(opened) == 4403


@pytest.mark.parametrize(
    "headers", [{"cookie": "zongce=toy", "origin": "https://evil.example"}, {"cookie": "zongce=toy"}]
)
async def test_a_page_of_another_site_gets_no_connection(toy_url: str, headers: dict[str, str]) -> None:
    """Browsers send cookies along with every WebSocket, whichever page opens it."""
    with pytest.raises(InvalidStatus) as refused:
        async with socket(toy_url, **headers):
            pass
    assert refused.value.response.status_code == 403


async def test_an_unknown_host_gets_no_connection() -> None:
    async with serving(toy_app(allowed_hosts=("zongce.example.edu",))) as url:
        with pytest.raises(InvalidStatus) as refused:
            async with socket(url):
                pass
    assert refused.value.response.status_code == 400


async def test_a_subscription_before_the_introduction_is_unauthorized(toy_url: str) -> None:
    async with socket(toy_url) as opened:
        await subscribe(opened, COUNT)
        assert await code(opened) == 4401


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ('{"type": "connection_init"}', 4429),
        ("{", 4400),
        ("[]", 4400),
        ('{"type": "subscribe"}', 4400),
        ('{"type": "shout"}', 4400),
        (b"bytes", 4400),
        ('{"type": "ping", "payload": "%s"}' % ("x" * sockets.MESSAGE_CHARACTERS), 1009),
    ],
)
async def test_what_breaks_the_protocol_is_told_by_its_code(toy_url: str, message: Any, expected: int) -> None:
    async with introduced(toy_url) as opened:
        await opened.send(message)
        assert await code(opened) == expected


async def test_an_id_that_is_in_use_is_told_by_its_code(toy_url: str) -> None:
    async with introduced(toy_url) as opened:
        await subscribe(opened, "subscription { wait }")
        await subscribe(opened, "subscription { wait }")
        assert await code(opened) == 4409


async def test_whoever_says_nothing_is_not_kept(toy_url: str) -> None:
    with patch.object(sockets, "INIT_SECONDS", 0.1):
        async with socket(toy_url) as opened:
            assert await code(opened) == 4408


async def test_another_protocol_is_not_spoken(toy_url: str) -> None:
    async with socket(toy_url, "graphql-ws") as opened:
        assert await code(opened) == 4406


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ hello }", "BAD_REQUEST"),
        ('mutation { greet(name: "x") }', "BAD_REQUEST"),
        ("subscription { cuont }", "BAD_REQUEST"),
        ("subscription {", "BAD_REQUEST"),
        ("subscription { " + "count(to: 1) " * 3000 + "}", "LIMIT_EXCEEDED"),
        ("subscription { " + " ".join(f"a{n}: count(to: 1)" for n in range(60)) + "}", "LIMIT_EXCEEDED"),
    ],
)
async def test_what_is_wrong_is_told_and_the_connection_stays(toy_url: str, query: str, expected: str) -> None:
    """The same limits as over HTTP; and subscriptions alone."""
    async with introduced(toy_url) as opened:
        await subscribe(opened, query)
        refused = await hear(opened)
        assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", expected)
        await subscribe(opened, COUNT)
        assert (await hear(opened))["type"] == "next"


async def test_only_so_many_are_followed_over_one_connection(toy_url: str) -> None:
    async with introduced(toy_url) as opened:
        for number in range(21):
            await subscribe(opened, "subscription { wait }", str(number))
        refused = await hear(opened)
        assert (refused["id"], refused["type"]) == ("20", "error")
        assert refused["payload"][0]["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "subscriptions", "most": 20}
        await say(opened, type="complete", id="0")
        await subscribe(opened, COUNT, "20")
        assert (await hear(opened))["id"] == "20"


async def test_a_connection_that_is_lost_takes_its_subscriptions_along(toy_url: str) -> None:
    before = len(asyncio.all_tasks())
    for _ in range(5):
        async with introduced(toy_url) as opened:
            await subscribe(opened, "subscription { wait }")
            await say(opened, type="ping")
            await hear(opened)
            opened.transport.abort()

    async def no_task_is_left() -> bool:
        return len(asyncio.all_tasks()) <= before

    await until(no_task_is_left)


def taken(app: Any) -> dict[Any, int]:
    """The places that are held at the endpoint."""
    view = next(route.endpoint for route in app.routes if route.path == "/graphql")
    return dict(view.places._counts)


async def test_a_person_holds_only_so_many_connections_and_one_that_ends_makes_room() -> None:
    app = toy_app(connections_per_person=2)
    async with serving(app) as url, introduced(url) as first:
        async with introduced(url), socket(url) as third:
            await say(third, type="connection_init", payload=MEMBER)
            assert await code(third) == 4429
        await until(lambda: taken(app) == {("person", 7): 1})
        async with introduced(url):
            await subscribe(first, COUNT)
            assert (await hear(first))["type"] == "next", "who was in stays in"
        first.transport.abort()
        await until(lambda: not taken(app))


async def test_event_streams_are_counted_with_them_and_refused_as_http_says() -> None:
    app, query = toy_app(connections_per_person=2), {"query": "subscription { wait }"}
    headers = {**MEMBER, "accept": "text/event-stream"}
    async with serving(app) as url, connected(url, headers=headers) as client, introduced(url):
        async with client.stream("POST", "/graphql", json=query) as stream:
            assert stream.status_code == 200
            refused = await client.post("/graphql", json=query)
            assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (429, "RATE_LIMITED")
            plain = await client.post("/graphql", json={"query": "{ hello }"}, headers={"accept": "application/json"})
            assert plain.status_code == 200, "what is answered at once needs no place"
        await until(lambda: taken(app) == {("person", 7): 1})
        assert (await client.post("/graphql", json={"query": COUNT})).status_code == 200
        assert taken(app) == {("person", 7): 1}


async def test_an_address_holds_only_so_many_connections_that_do_not_say_whose_they_are() -> None:
    app = toy_app()
    async with serving(app) as url:
        with patch.object(open_connections, "MOST_UNKNOWN", 1):
            async with introduced(url), socket(url) as silent:
                with pytest.raises(InvalidStatus) as refused:
                    async with socket(url):
                        pass
                await say(silent, type="connection_init", payload=MEMBER)
                assert (await hear(silent))["type"] == "connection_ack"
                async with introduced(url):
                    pass
    assert refused.value.response.status_code == 429
    assert "连接过多" in (refused.value.response.body or b"").decode()
