"""The toy app over real HTTP; it needs no database but where one is asked for."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from core.settings import Settings
from db.session import Database
from graph.app import create_app
from tests.graph.edge.toy import toy_context, toy_schema
from tests.serving import serving
from tests.waiting import connected

NOWHERE = "postgresql://nobody:nothing@127.0.0.1:9/none"


def toy_app(**settings: Any) -> Any:
    given = Settings(**{"log_level": "error", "upload_max_bytes": 64 * 1024, "operation_slots": 0, **settings})
    return create_app(given, Database(NOWHERE, pool_size=1), toy_schema(), context_factory=toy_context)


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
