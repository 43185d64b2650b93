"""The common interface of all other systems: start a sign-in there, come back, and return the identity."""

import asyncio
import logging
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from hmac import compare_digest
from ssl import SSLContext
from typing import Protocol, TypeVar, runtime_checkable

import httpx2
import structlog

from core.actions.bindings import Identity
from core.actions.signing_out import EndedThere
from core.errors.entering import JourneyLost, OtherSystemRefused, OtherSystemSilent

T = TypeVar("T")
SECONDS = 10
"""The timeout, in seconds, of one step of a request to the other system."""
LONGEST_SECONDS = 20
"""The timeout, in seconds, of all that is asked of the other system at once, however slowly it answers."""

log = structlog.get_logger()
for library in ("httpx2", "httpcore2"):
    logging.getLogger(library).setLevel(logging.WARNING)
"""These libraries would log addresses, which hold tokens of other systems."""


@dataclass(frozen=True, slots=True)
class Journey:
    """Represents one browser's sign-in from start to return. The browser keeps the secret in a cookie.

    State, nonce and verifier are derived from the secret, and the server stores nothing.

    Args:
        home: where the other system sends the browser back to.
        agent: what the browser calls itself; the apps of other systems say so there.
    """

    secret: str
    home: str
    agent: str = ""

    @property
    def state(self) -> str:
        """Returns letters and digits; WeChat Work promises to bring back nothing else."""
        return sha256(f"state:{self.secret}".encode()).hexdigest()

    @property
    def nonce(self) -> str:
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """Returns the code verifier of PKCE."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        return urlsafe_b64encode(sha256(f"{purpose}:{self.secret}".encode()).digest()).rstrip(b"=").decode()

    def require(self, state: str | None) -> None:
        """Checks the state, which fails if another browser started the journey.

        Raises:
            JourneyLost, where somebody else set out on it
        """
        if not compare_digest((state or "").encode(), self.state.encode()):
            raise JourneyLost


class Method(Protocol):
    """Identifies people through another system."""

    name: str
    label: str

    async def start(self, journey: Journey) -> str:
        """Returns the address to send the browser to.

        Raises:
            OtherSystemSilent
        """
        ...

    async def back(self, journey: Journey, parameters: Mapping[str, str]) -> Identity:
        """Returns the identity that the system confirms, from the parameters that the browser brings back.

        Raises:
            TurnedAway: the system does not confirm the person, or can't be reached.
        """
        ...


@runtime_checkable
class SignsOut(Protocol):
    """Belongs to a system that tells when a session there ends, and where a person can end it."""

    name: str
    label: str

    async def farewell(self, site: str, id_token: str | None) -> str | None:
        """Returns the address at which a browser signs out there and comes back to this site, or None if there is none.

        Raises:
            TurnedAway
        """
        ...

    async def ended(self, form: Mapping[str, str]) -> EndedThere:
        """Returns the session that has ended there, after checking that the system itself tells so.

        Raises:
            TurnedAway
        """
        ...


async def await_answer(method: Method, asking: Awaitable[T]) -> T:
    """Awaits an answer of the other system. Its addresses hold tokens, so only the kind of a failure is logged.

    Raises:
        OtherSystemSilent
    """
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await asking
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as error:
        log.warning("sign-in", method=method.name, failure=type(error).__name__)
        raise OtherSystemSilent(label=method.label) from None


def refused(method: Method, why: str) -> OtherSystemRefused:
    """Returns the refusal of a sign-in that the other system does not confirm, and logs the reason."""
    log.warning("sign-in", method=method.name, failure=why)
    return OtherSystemRefused(label=method.label)


def client() -> httpx2.AsyncClient:
    """Returns a client for the other system that follows no redirects."""
    return httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False, verify=_trusted())


@cache
def _trusted() -> SSLContext:
    """Returns the certificates that are trusted. Reading them takes longer than most answers."""
    return httpx2.create_ssl_context(trust_env=False)
