"""Watches the raters' answers, and those of /readyz."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any

import orjson

from tests.evening.wire import Connection, Lost, Wire

PASSING = (200, 502, 503, 504)
"""Statuses of answers that say when to come back; a gateway's are those of haproxy, where no app node answered."""
READY = b"GET /readyz HTTP/1.1\r\nhost: zongce\r\n\r\n"


@dataclass
class Watched(Wire):
    """A connection that counts the answers, obeys Retry-After as pages do, and continues after forbidden answers."""

    refusals: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """Each answer that is neither right nor a refusal that says when to come back."""

    broken: int = 0
    """Answers that did not come, though the client waited."""

    async def ask(
        self, token: str, query: str, variables: dict[str, Any], drop: float | None = None, sent: float = 1.0
    ) -> dict[str, Any]:
        try:
            return await super().ask(token, query, variables, drop, sent)
        except Lost as lost:
            self.broken += drop is None and lost.__cause__ is not None
            raise

    def told(self, status: int, body: bytes) -> dict[str, Any]:
        answer: dict[str, Any] = orjson.loads(body)
        extensions = [error.get("extensions") or {} for error in answer.get("errors") or ()]
        codes = {one.get("code") for one in extensions}
        if status == 200 and not codes:
            return answer
        self.refusals[f"{status} {'/'.join(sorted(map(str, codes)))}"] += 1
        if codes != {"UNAVAILABLE"} or status not in PASSING:
            self.faults.append(f"{status} {json.dumps(answer, ensure_ascii=False)[:300]}")
        raise Lost("refused", after=max((one.get("retryAfter", 0) for one in extensions), default=0))


@dataclass
class Readiness:
    """Requests /readyz five times a second."""

    port: int
    tls: SSLContext
    changes: list[tuple[float, str]] = field(default_factory=list)
    """Each change of the answer, with its time."""
    slowest: float = 0

    async def watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            status = await self._asked()
            self.slowest = max(self.slowest, loop.time() - began)
            if not self.changes or self.changes[-1][1] != status:
                self.changes.append((loop.time(), status))
            await asyncio.sleep(0.2)

    async def _asked(self) -> str:
        try:
            async with asyncio.timeout(30):
                connection = await Connection.open(self.port, self.tls)
                try:
                    status, _ = await connection.ask(READY)
                finally:
                    connection.drop()
                return str(status)
        except (OSError, EOFError, TimeoutError) as error:
            return type(error).__name__
