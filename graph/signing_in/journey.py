"""The small interface behind which every other system stands: set out for it, come back, and say who it is."""

import logging
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Protocol, TypeVar

import httpx2
import structlog

from core.actions.bindings import Identity
from core.errors.entering import JourneyLost, OtherSystemSilent

T = TypeVar("T")
SECONDS = 10
"""In which another system answers."""

log = structlog.get_logger("zongce")
for library in ("httpx2", "httpcore2"):
    logging.getLogger(library).setLevel(logging.WARNING)
"""They would log addresses, in which other systems want tokens."""


@dataclass(frozen=True, slots=True)
class Journey:
    """From setting out to coming back, by one browser, which keeps the secret in a cookie.

    What the other system is told follows from the secret, and nothing of it is kept here.

    Args:
        home: where the other system sends the browser back to.
    """

    secret: str
    home: str

    @property
    def state(self) -> str:
        return self._derived("state")

    @property
    def nonce(self) -> str:
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """Of PKCE."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        return urlsafe_b64encode(sha256(f"{purpose}:{self.secret}".encode()).digest()).rstrip(b"=").decode()

    def require(self, state: str | None) -> None:
        """Raises: JourneyLost, where somebody else set out on it."""
        if not compare_digest((state or "").encode(), self.state.encode()):
            raise JourneyLost


class Method(Protocol):
    """Another system that says who somebody is."""

    name: str
    label: str

    async def start(self, journey: Journey) -> str:
        """The address to send the browser to.

        Raises:
            OtherSystemSilent
        """
        ...

    async def back(self, journey: Journey, said: Mapping[str, str]) -> Identity:
        """Whom the system confirms, told by what the browser brings from there.

        Raises:
            TurnedAway: of whatever kind.
        """
        ...


async def heard(method: Method, asking: Awaitable[T]) -> T:
    """What the other system answers. Its addresses hold tokens: the log gets the kind of failure alone.

    Raises:
        OtherSystemSilent
    """
    try:
        return await asking
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as error:
        log.warning("sign-in", method=method.name, failure=type(error).__name__)
        raise OtherSystemSilent(label=method.label) from None


def client() -> httpx2.AsyncClient:
    """For asking another system; it is followed nowhere else."""
    return httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False)
