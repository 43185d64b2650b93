"""Signing out of this site with a browser, and what becomes of sessions (R16.1)."""

from typing import Any

import httpx2

from tests.campus import Campus

SIGN_OUT = "mutation { signOut { sessionsEnded elsewhere { label address } userErrors { code } } }"


async def sign_out(client: httpx2.AsyncClient) -> Any:
    headers = {"origin": str(client.base_url).rstrip("/"), "accept": "application/json"}
    response = await client.post("/graphql", json={"query": SIGN_OUT}, headers=headers)
    return response.json()["data"]["signOut"]


async def stored(campus: Campus) -> list[Any]:
    """Returns all sessions with all that is stored of them, to see that nothing has changed."""
    return [tuple(row) for row in await campus.rows("select * from session order by id")]
