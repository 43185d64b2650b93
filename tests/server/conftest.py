"""The toy app over real HTTP; it needs no database."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.server.toy import toy_app
from tests.serving import serving
from tests.waiting import connected


@pytest.fixture(scope="session")
async def toy_url() -> AsyncIterator[str]:
    async with serving(toy_app()) as base_url:
        yield base_url


@pytest.fixture(scope="session")
async def client(toy_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who is not signed in."""
    async with connected(toy_url) as client:
        yield client


@pytest.fixture(scope="session")
async def member(toy_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who is signed in by a token."""
    async with connected(toy_url, headers={"authorization": "Bearer toy"}) as client:
        yield client
