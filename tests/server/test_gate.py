"""A lasting crowd is refused before it costs anything (`graph.server.gate`); who has priority goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from graph.server.admission import Limits, Rank
from graph.server.connection_limits import BoundedHttp
from graph.server.gate import Gate
from tests.evening.wire import Connection, request
from tests.server.toy import OPERATOR, toy_app
from tests.serving import serving
from tests.waiting import HANG_SECONDS, until

HELLO = request("/graphql", b'{"query": "{ hello }"}')
GREET = request("/graphql", b'{"query": "mutation { greet(name: \\"x\\") }"}')
HEALTH = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"


class Crowded:
    """A site whose only place is taken, and where the load has been found to last."""

    def __init__(self, port: int, admission: Any) -> None:
        self.port, self.admission = port, admission
        self.place: Any = None

    async def fill(self) -> None:
        """The second who finds no room makes the load a lasting one, because any moment counts as long here."""
        self.place = self.admission.at_once(Rank.ORDINARY)
        self.place.asked_at += 3600  # it is not taken back
        first, second = await Connection.open(self.port), await Connection.open(self.port)
        first.writer.write(HELLO)
        await until(lambda: self.admission.waiting)
        for connection, sent in ((second, HELLO), (first, b"")):
            assert (await connection.ask(sent))[0] == 503
            connection.drop()

    async def ask(self, sent: bytes) -> tuple[int, bytes]:
        async with asyncio.timeout(HANG_SECONDS):
            connection = await Connection.open(self.port)
            answer = await connection.ask(sent)
            connection.drop()
            return answer

    async def head_and_body(self, sent: bytes) -> tuple[bytes, bytes]:
        async with asyncio.timeout(HANG_SECONDS):
            connection = await Connection.open(self.port)
            connection.writer.write(sent)
            head = await connection.reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            body = await connection.reader.readexactly(length)
            connection.drop()
            return head, body


@asynccontextmanager
async def crowded(**settings: Any) -> AsyncIterator[Crowded]:
    app = toy_app(requests_in_flight=1, **settings)
    app.state.admission.limits = Limits(1, 0, patience=3600, lasting=0, refusing=3600)
    async with serving(app, http=BoundedHttp) as url:
        site = Crowded(int(url.rpartition(":")[2]), app.state.admission)
        await site.fill()
        yield site
        site.place.leave()


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Returns what the gate said of each request that it was asked about: whether it refused it."""
    said: list[bool] = []
    refusal = Gate.refusal

    def noted(gate: Gate, scope: Any, body: bytes) -> Any:
        said.append((answer := refusal(gate, scope, body)) is not None)
        return answer

    monkeypatch.setattr(Gate, "refusal", noted)
    return said


def with_headers(sent: bytes, *lines: str) -> bytes:
    first, _, rest = sent.partition(b"\r\n")
    return b"\r\n".join([first, *(line.encode() for line in lines), rest])


def parts(head: bytes) -> dict[bytes, bytes]:
    lines = head.rstrip().split(b"\r\n")
    return dict(line.lower().split(b": ", 1) for line in lines[1:])


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_who_is_refused_at_the_gate_gets_the_same_answer_as_within(
    monkeypatch: pytest.MonkeyPatch, judged: list[bool], accept: str, language: str
) -> None:
    """Status, words, headers: only the delay, which is random, the date and the request's id may differ."""
    sent = with_headers(HELLO, f"accept: {accept}", f"accept-language: {language}")
    async with crowded(secure_cookies=True) as site:
        at_gate, body_at_gate = await site.head_and_body(sent)
        assert judged == [True]
        monkeypatch.setattr(Gate, "shut", False)
        within, body_within = await site.head_and_body(sent)
    assert judged == [True]
    assert at_gate.partition(b"\r\n")[0] == within.partition(b"\r\n")[0] == b"HTTP/1.1 503 Service Unavailable"
    told, inside = parts(at_gate), parts(within)
    assert set(told) == set(inside)
    differ = {b"retry-after", b"date", b"x-request-id"}
    assert {name: told[name] for name in set(told) - differ} == {name: inside[name] for name in set(told) - differ}
    assert 2 <= int(told[b"retry-after"]) <= 4
    (error,), (error_within,) = orjson.loads(body_at_gate)["errors"], orjson.loads(body_within)["errors"]
    assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfter": int(told[b"retry-after"])}
    assert error["message"] == error_within["message"]


async def test_the_proxys_request_id_comes_back() -> None:
    async with crowded() as site:
        head, _ = await site.head_and_body(with_headers(HELLO, "x-request-id: 0d6f1c9e-6a4b"))
        assert parts(head)[b"x-request-id"] == b"0d6f1c9e-6a4b"


async def test_refusals_are_counted_and_told_together(judged: list[bool]) -> None:
    """No request of theirs begins, so none has a line of its own."""
    async with crowded(log_level="info") as site:
        before = site.admission.refused
        with capture_logs() as logs:
            for _ in range(5):
                assert (await site.ask(HELLO))[0] == 503
            await until(lambda: sum(line.get("requests", 0) for line in logs) == 5)
        assert {line["event"] for line in logs} == {"refused"}
        assert judged == [True] * 5
        assert site.admission.refused == before + 5
        _, numbers = await site.head_and_body(b"GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n")
        assert f"toy_requests_refused {before + 5}.0".encode() in numbers
        assert f'toy_requests_total{{kind="other",status="503"}} {before + 5}.0'.encode() in numbers
        assert f'toy_errors_total{{code="UNAVAILABLE"}} {before + 5}.0'.encode() in numbers
    toy_app()  # the quiet settings of the other tests


async def test_ballots_and_operators_pass_the_gate(judged: list[bool]) -> None:
    """An operator is known by the session once it was met; a ballot by its document once it was read."""
    from_operator = with_headers(HELLO, f"authorization: Bearer {OPERATOR}")
    async with crowded() as site:
        site.place.leave()
        assert [(await site.ask(sent))[0] for sent in (GREET, from_operator)] == [200, 200]
        site.place = site.admission.at_once(Rank.ORDINARY)
        site.place.asked_at += 3600
        judged.clear()
        assert [(await site.ask(sent))[0] for sent in (GREET, from_operator, HELLO)] == [200, 200, 503]
        assert judged == [False, False, True]


async def test_probes_and_whatever_is_no_request_in_json_do_not_meet_the_gate(judged: list[bool]) -> None:
    async with crowded() as site:
        assert (await site.ask(HEALTH))[0] == 200
        assert (await site.ask(b"GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nhost: x\r\n\r\n"))[0] == 503
        assert (await site.ask(HELLO.replace(b"application/json", b"text/plain")))[0] == 415
        assert judged == []


async def test_whatever_is_in_doubt_at_the_gate_is_judged_within(judged: list[bool]) -> None:
    """A body that is no JSON, an answer that can't be accepted, a page of another origin that needs its headers."""
    async with crowded(allowed_origins=("https://campus.example",)) as site:
        assert (await site.ask(HELLO.replace(b'{"query"', b'["query"')))[0] == 400
        assert (await site.ask(with_headers(HELLO, "accept: text/html")))[0] == 406
        head, _ = await site.head_and_body(with_headers(HELLO, "origin: https://campus.example"))
        assert parts(head)[b"access-control-allow-origin"] == b"https://campus.example"
        assert judged == [False] * 3


async def test_who_finds_room_passes_the_gate(judged: list[bool]) -> None:
    async with crowded() as site:
        site.place.leave()
        assert await site.ask(HELLO) == (200, b'{"data":{"hello":"world"}}')
        assert judged == [False]


async def test_a_body_that_comes_later_is_not_waited_for(judged: list[bool]) -> None:
    async with crowded() as site:
        connection = await Connection.open(site.port)
        connection.writer.write(HELLO[:-5])
        assert (await site.ask(HEALTH))[0] == 200  # what came before that has been read
        connection.writer.write(HELLO[-5:])
        assert (await connection.ask(b""))[0] == 503
        connection.drop()
        assert judged == []


async def test_a_connection_is_used_again_and_its_requests_are_answered_in_order(judged: list[bool]) -> None:
    async with crowded() as site, asyncio.timeout(HANG_SECONDS):
        connection = await Connection.open(site.port)
        for _ in range(3):
            assert (await connection.ask(HELLO))[0] == 503
        assert judged == [True] * 3
        first = await connection.ask(HELLO + HELLO + HEALTH + HELLO)
        answers = [first, *[await connection.ask(b"") for _ in range(3)]]
        assert [status for status, _ in answers] == [503, 503, 200, 503]
        assert judged == [True] * 5  # the last one waited for the answer before it
        connection.drop()


async def test_a_client_that_wants_to_close_is_let_go(judged: list[bool]) -> None:
    async with crowded() as site, asyncio.timeout(HANG_SECONDS):
        for sent in (with_headers(HELLO, "connection: close"), HELLO.replace(b"HTTP/1.1", b"HTTP/1.0")):
            connection = await Connection.open(site.port)
            connection.writer.write(sent)
            head, _, _ = (await connection.reader.read()).partition(b"\r\n\r\n")
            assert parts(head)[b"connection"] == b"close"
            connection.drop()
    assert judged == [True, True]
