"""When more is asked for than can be answered: early 503s, and probes and streams that a crowd does not touch."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import httpx2

from graph.server.admission import Rank
from graph.server.application import bearer_token
from graph.server.operators import Operators
from tests.evening.wire import Connection, request
from tests.server.toy import toy_app
from tests.serving import serving
from tests.waiting import connected, until

HELLO = {"query": "{ hello }"}


@asynccontextmanager
async def crowded(**settings: Any) -> AsyncIterator[tuple[httpx2.AsyncClient, Any]]:
    """A site whose only place is taken, for as long as nobody gives it back."""
    app = toy_app(requests_in_flight=1, **settings)
    async with serving(app) as url, connected(url) as client:
        yield client, app.state.admission


async def test_who_cannot_be_answered_in_time_is_told_when_to_come_back() -> None:
    """503, Retry-After and UNAVAILABLE, in the person's language."""
    async with crowded() as (client, admission):
        place = admission.at_once(Rank.ORDINARY)
        place.asked_at += 3600  # it is not taken back
        response = await client.post("/graphql", json=HELLO, headers={"accept-language": "en"})
        assert response.status_code == 503
        assert 1 <= int(response.headers["retry-after"]) <= 4
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "UNAVAILABLE"
        assert error["message"].startswith("The server is busy")
        place.leave()
        assert (await client.post("/graphql", json=HELLO)).json() == {"data": {"hello": "world"}}


async def test_probes_and_numbers_are_answered_whatever_the_crowd() -> None:
    async with crowded() as (client, admission):
        place = admission.at_once(Rank.ORDINARY)
        place.asked_at += 3600
        assert (await client.get("/healthz")).status_code == 200
        waiting = asyncio.create_task(client.post("/graphql", json=HELLO))
        await until(lambda: admission.waiting)
        numbers = (await client.get("/metrics")).text
        assert "toy_requests_in_flight 1.0" in numbers
        assert "toy_requests_waiting 1.0" in numbers
        place.leave()
        assert (await waiting).status_code == 200


async def test_a_stream_holds_no_place() -> None:
    async with crowded() as (client, admission):
        headers = {"accept": "text/event-stream", "authorization": "Bearer toy"}
        query = {"query": "subscription { wait }"}
        async with client.stream("POST", "/graphql", json=query, headers=headers) as stream:
            assert stream.status_code == 200
            assert admission.in_flight == 0
            assert (await client.post("/graphql", json=HELLO)).status_code == 200


async def test_a_client_that_leaves_while_it_waits_is_forgotten() -> None:
    """Its request is never run."""
    async with crowded() as (client, admission):
        place = admission.at_once(Rank.ORDINARY)
        place.asked_at += 3600
        admission.limits = type(admission.limits)(1, 1, patience=3600)
        left = await Connection.open(int(str(client.base_url).rstrip("/").rpartition(":")[2]))
        left.writer.write(request("/graphql", b'{"query": "mutation { greet(name: \\"x\\") }"}'))
        await until(lambda: admission.waiting)
        left.drop()
        await until(lambda: not admission.waiting)
        place.leave()
        numbers = (await client.get("/metrics")).text
        assert 'toy_requests_total{kind="other",status="499"} 1.0' in numbers
        assert 'kind="mutation"' not in numbers


def test_an_operator_is_known_by_the_session_once_it_was_met() -> None:
    """The memory of sessions only decides the order: the person who asks is read from the database all the same."""
    operators = Operators(bearer_token)

    def asked_by(token: str) -> Any:
        return {"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]}

    assert not operators.asks(asked_by("zs_admin"))
    operators.note(asked_by("zs_admin"), SimpleNamespace(operates=True))
    operators.note(asked_by("zs_college"), SimpleNamespace(operates=False))
    operators.note({"type": "http", "headers": []}, None)
    assert operators.asks(asked_by("zs_admin"))
    assert not operators.asks(asked_by("zs_college"))
    assert not operators.asks(asked_by("zs_other"))
