"""Measures lists and a page as clients request them, for all contenders in turn: requests a second."""

import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from bench.figures import Line, Outcome, compared_rates
from bench.ground import Ground
from bench.lines import BARE, GENERIC, JIT, JSON, PEER
from bench.load import lasting, load
from bench.mercurius import MERCURIUS
from bench.npm import NOT_INSTALLED
from bench.postgraphile import POSTGRAPHILE, renamed
from bench.servers import process
from tests.evening.server import UNHURRIED, Served
from tests.evening.wire import Connection, request

SECONDS, WARM = 2.0, 0.5
Read = Callable[[Any], Any]


@dataclass
class Contender:
    """A server that answers: its requests, and how its answers are read."""

    name: str
    port: int
    requests: Sequence[bytes]
    read: Read
    rates: list[float] = field(default_factory=list)
    shortest: int = 0

    async def answers(self) -> list[Any]:
        connection = await Connection.open(self.port)
        answers = [await connection.ask(one) for one in self.requests]
        connection.drop()
        assert all(status == 200 for status, _ in answers), answers[0]
        self.shortest = min(len(body) for _, body in answers)
        return [self.read(orjson.loads(body)["data"]) for _, body in answers]

    def good(self, body: bytes) -> bool:
        """Accepts answers of the usual length: they were compared once, and a refusal is shorter than any answer."""
        return len(body) >= self.shortest

    async def run(self, connections: int, seconds: float) -> float:
        return (await load(self.port, lasting(self.requests, seconds), connections, self.good)).rate


@dataclass(frozen=True)
class Query:
    """The question to us, to the bare endpoint and to Mercurius, and where they can be asked, to PostGraphile and
    PostgreSQL itself.
    """

    tokens: Sequence[str]
    query: str
    variables: Sequence[Mapping[str, Any]]
    path: str
    places: Sequence[Mapping[str, int]]
    read: Read = lambda data: data
    peer_query: str = ""
    json_path: str = ""

    def ours(self, port: int, name: str = "ours") -> Contender:
        return Contender(name, port, self._asked(self.tokens), self.read)

    def jit(self, port: int) -> Contender:
        """Mercurius gets the same query; it has no sign-in, and takes the token for the student."""
        students = [str(place.get("student", "")) for place in self.places]
        return Contender(JIT, port, self._asked(students), self.read)

    def _asked(self, tokens: Sequence[str]) -> list[bytes]:
        bodies = ({"query": self.query, "variables": one} for one in self.variables)
        return [request("/graphql", orjson.dumps(body), token) for body, token in zip(bodies, tokens, strict=True)]

    def bare(self, port: int) -> Contender:
        return self._plain(BARE, port, self.path)

    def json(self, port: int) -> Contender:
        return self._plain(JSON, port, self.json_path)

    def _plain(self, name: str, port: int, path: str) -> Contender:
        return Contender(name, port, [request(path, orjson.dumps(place)) for place in self.places], self.read)

    def peer(self, port: int) -> Contender:
        bodies = [{"query": self.peer_query, "variables": _as_text(place)} for place in self.places]
        whole = [request("/graphql", orjson.dumps(body)) for body in bodies]
        return Contender(PEER, port, whole, lambda data: list(map(renamed, students(data))))


async def compared(ground: Ground, query: Query) -> dict[str, list[float]]:
    """Measures the rates of each available contender in every round."""
    async with AsyncExitStack() as stack:
        bare = await stack.enter_async_context(_bare_server(ground.url))
        contenders = [query.ours(ground.served.port), query.bare(bare)]
        if query.json_path:
            contenders.append(query.json(bare))
        if query.peer_query and POSTGRAPHILE.installed():
            contenders.append(query.peer(await stack.enter_async_context(POSTGRAPHILE.serving(ground.url))))
        if MERCURIUS.installed():
            contenders.append(query.jit(await stack.enter_async_context(MERCURIUS.serving(ground.url))))
        return await _in_turns(ground, contenders)


async def fast_and_generic(ground: Ground, query: Query) -> dict[str, list[float]]:
    """Measures our rates with the fast path and without it, each on a server of its own."""
    async with Served(ground.url, settings={**UNHURRIED, "ZONGCE_FAST_PATH": "false"}) as generic:
        return await _in_turns(ground, [query.ours(ground.served.port), query.ours(generic.port, GENERIC)])


async def _in_turns(ground: Ground, contenders: Sequence[Contender]) -> dict[str, list[float]]:
    """Checks that all give the same answers, and measures one after the other in every round."""
    answers = [await one.answers() for one in contenders]
    for one, other in zip(contenders[1:], answers[1:], strict=True):
        assert answers[0] == other, f"{one.name} answers otherwise: {other[0]!r:.900}; ours {answers[0][0]!r:.900}"
    for one in contenders:
        await one.run(ground.connections, WARM)
    for _ in range(ground.rounds):
        for one in contenders:
            one.rates.append(await one.run(ground.connections, SECONDS))
    return {one.name: one.rates for one in contenders}


@asynccontextmanager
async def _bare_server(url: str) -> AsyncIterator[int]:
    async with process(lambda port: (sys.executable, "-m", "bench.bare_reads", url, str(port))) as port:
        yield port


def outcomes(lines: Sequence[Line], measured: dict[str, list[float]]) -> list[Outcome]:
    """Returns the outcome of each line, by the name of its contender."""
    ours = measured["ours"]
    return [
        compared_rates(ours, theirs) if (theirs := measured.get(line.against)) else Outcome((), NOT_INSTALLED)
        for line in lines
    ]


def students(data: Any) -> list[Any]:
    """Returns the students of one list, or of the lists in a list, in the order of the answer."""
    (root,) = data.values()
    lists = [node.get("students", node.get("studentsByClassId")) for node in root["nodes"]]
    return [one for inner in lists for one in inner["nodes"]] if any(lists) else root["nodes"]


def _as_text(place: Mapping[str, int]) -> dict[str, str]:
    return {name: str(value) for name, value in place.items()}
