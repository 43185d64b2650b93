"""Operators see what happened, to which request; never what somebody sent."""

import json
from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx2
import pytest
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from graph.server.observability import is_local
from tests.server.toy import toy_app
from tests.serving import serving
from tests.waiting import connected


@pytest.mark.parametrize("given", ["a" * 8, "0d6f1c9e-6a4b-4c56-9a57-0d6b6b1b2c3d"])
async def test_a_sane_request_id_is_kept(client: httpx2.AsyncClient, given: str) -> None:
    assert (await client.get("/healthz", headers={"x-request-id": given})).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "two words here", 'quote"quote', "<script>alert</script>"])
async def test_any_other_request_id_is_replaced(client: httpx2.AsyncClient, given: str) -> None:
    answered = (await client.get("/healthz", headers={"x-request-id": given})).headers["x-request-id"]
    assert answered != given
    assert len(answered) == 32


async def test_a_log_line_tells_names_and_codes_but_nothing_that_was_sent() -> None:
    query = 'query Look($n: Int!) { me fails(password: "hunter2") students(first: $n) { nodes { rank } } }'
    body = {"query": query, "variables": {"n": 3, "unused": "13800138000"}}
    headers = {"authorization": "Bearer toy"}
    app = toy_app(log_level="info")
    with capture_logs() as logs:
        async with serving(app) as url, connected(url) as member:
            await member.post("/graphql?secret=1", json=body, headers=headers)
            await member.get("/schema.graphql/t0psecret")
    toy_app()  # the quiet settings of the other tests
    line, other = (line for line in logs if line["event"] == "request")
    assert (line["method"], line["path"], line["status"]) == ("POST", "/graphql", 200)
    assert (line["kind"], line["operation"], line["account_id"]) == ("query", "Look", 7)
    assert line["codes"] == ["FORBIDDEN", "INTERNAL"]
    assert other["path"] == "/schema.graphql/…"
    for hidden in ("hunter2", "13800138000", "t0psecret", "secret=1", "Bearer", "students("):
        assert hidden not in str(logs)


async def test_logs_are_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    app = toy_app(log_format="json", log_level="info")
    async with serving(app) as url, connected(url) as client:
        await client.post("/graphql", json={"query": "query Hi { hello }"})
    toy_app()  # the quiet settings of the other tests
    (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"request"' in line]
    assert (line["event"], line["level"], line["operation"], line["status"]) == ("request", "info", "Hi", 200)


async def test_numbers_count_what_was_answered() -> None:
    async with serving(toy_app()) as url, connected(url) as client:
        for query in (
            "{ hello }",
            "{ helo }",
            'mutation { greet(name: "a") }',
            "{ students(first: 2) { nodes { rank } } }",
        ):
            await client.post("/graphql", json={"query": query})
        text = (await client.get("/metrics")).text
    assert 'toy_requests_total{kind="query",status="200"} 2.0' in text
    assert 'toy_requests_total{kind="mutation",status="200"} 1.0' in text
    assert 'toy_requests_total{kind="other",status="200"} 1.0' in text
    assert 'toy_errors_total{code="BAD_REQUEST"} 1.0' in text
    assert 'toy_errors_total{code="FORBIDDEN"} 1.0' in text
    assert 'toy_request_seconds_count{kind="query"} 2.0' in text
    assert "toy_requests_running 1.0" in text


def connection(host: str | None, **headers: str) -> HTTPConnection:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": "http", "client": (host, 1) if host else None, "headers": raw})


def test_numbers_are_for_this_machine_alone() -> None:
    assert is_local(connection("127.0.0.1"))
    assert is_local(connection("::1"))
    assert not is_local(connection("10.0.0.7"))
    assert not is_local(connection("testclient"))
    assert not is_local(connection(None))
    assert not is_local(connection("127.0.0.1", x_forwarded_for="127.0.0.1"))
    assert not is_local(connection("127.0.0.1", forwarded="for=127.0.0.1"))


async def test_a_deployment_can_open_its_numbers() -> None:
    proxied = {"x-forwarded-for": "10.1.2.3"}
    for public, status in ((False, 404), (True, 200)):
        async with serving(toy_app(metrics_public=public)) as url, connected(url) as client:
            assert (await client.get("/metrics", headers=proxied)).status_code == status


async def test_whoever_only_asks_whether_it_lives_is_answered(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "alive"}
    assert (await client.head("/healthz")).status_code == 200


async def _broken(_request: Request) -> Response:
    raise RuntimeError("password 'hunter2' of 13800138000")


async def _breaks_later(_request: Request) -> Response:
    async def body() -> AsyncIterator[bytes]:
        yield b"x"
        raise RuntimeError("later")

    return StreamingResponse(body())


async def test_a_route_that_breaks_is_masked_like_everything_else() -> None:
    app = toy_app(routes=[Route("/broken", _broken), Route("/later", _breaks_later)])
    with capture_logs() as logs:
        async with serving(app) as url, connected(url) as client:
            response = await client.get("/broken", headers={"x-request-id": "campus-0002", "accept-language": "en"})
            with pytest.raises(httpx2.RemoteProtocolError):
                await client.get("/later")
    assert response.status_code == 500
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "campus-0002" in error["message"]
    assert "hunter2" not in str(logs)
    assert len([line for line in logs if line["event"] == "unexpected"]) == 2


def test_there_is_no_shared_registry() -> None:
    """Two apps in one process count for themselves."""
    from graph.server.observability import Metrics

    first, second = Metrics("toy"), Metrics("toy")
    first.count(SimpleNamespace(kind="query", codes=set()), 200, 0.1)  # type: ignore[arg-type]  # a trail's two parts
    assert b'status="200"' in first.text()
    assert b'status="200"' not in second.text()
