"""The trail of one request for the log and the metrics: names and codes, never a value that somebody sent."""

import re
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from graph.server.headers import header

UNKNOWN = "other"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(slots=True)
class Trail:
    """Collects the facts of one request. `kind` is query, mutation or subscription once the operation begins."""

    request_id: str
    kind: str = UNKNOWN
    operation: str | None = None
    account_id: int | None = None
    codes: set[str] = field(default_factory=set)


_CURRENT: ContextVar[Trail | None] = ContextVar("trail", default=None)


def begin(scope: Mapping[str, Any]) -> Trail:
    """Starts a new trail, under the proxy's request id if that is well formed."""
    trail = Trail(request_id_of(scope))
    _CURRENT.set(trail)
    return trail


def request_id_of(scope: Mapping[str, Any]) -> str:
    """Returns the proxy's request id if that is well formed, or else a new one."""
    given = header(scope, b"x-request-id")
    return given if given and _SANE.fullmatch(given) else secrets.token_hex(16)


def trail() -> Trail:
    """Returns the current request's trail, or outside of any request one that is discarded."""
    return _CURRENT.get() or Trail("-")
