"""A campus with another system beside it, and somebody with a browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from tests.campus import Campus, Person
from tests.conftest import Cluster, Template, campus_on
from tests.graph.people.entering import WHO
from tests.waiting import connected

PAGE = "default-src 'self'"


@asynccontextmanager
async def campus_with(cluster: Cluster, template: Template, **settings: Any) -> AsyncIterator[Campus]:
    name, people, ids = template
    async with (
        cluster.fresh(name) as copy,
        campus_on(cluster.database_url(copy), people, ids, **settings) as campus,
    ):
        yield campus


@asynccontextmanager
async def browser(campus: Campus, **options: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """Keeps cookies of its own, and goes where it is sent."""
    base = str(campus.client.base_url).rstrip("/")
    async with connected(base, headers={"accept": "text/html"}, **options) as client:
        yield client


async def way_back(client: httpx2.AsyncClient, name: str, to: str = "/m") -> str:
    """Returns the address to which the other system sends the browser, with its ticket or code."""
    out = await client.get(f"/signin/{name}", params={"to": to})
    assert out.status_code == 303, out.text
    return str((await client.get(out.headers["location"].partition("#")[0])).headers["location"])


async def who(client: httpx2.AsyncClient) -> str | None:
    """Returns the person who is signed in with this browser."""
    headers = {"origin": str(client.base_url).rstrip("/"), "accept": "application/json"}
    response = await client.post("/graphql", json={"query": WHO}, headers=headers)
    viewer = response.json()["data"]["viewer"]
    return viewer and str(viewer["username"])


async def sessions(campus: Campus) -> int:
    return int((await campus.rows("select count(*) from session"))[0].count)


async def log_of(campus: Campus, action: str, person: Person) -> list[Any]:
    """Returns the entries of the audit log on this person's action, oldest first."""
    return [
        row.new
        for row in await campus.rows(
            """select new from audit_entry join account on account.id = account_id
               where action = :action and username = :username order by audit_entry.id""",
            action=action,
            username=person.username,
        )
    ]


def told(response: httpx2.Response, status: int, words: str) -> bool:
    """A plain page of ours, in Chinese, that asks for nothing elsewhere."""
    assert response.status_code == status, response.text
    assert words in response.text
    assert '<html lang="zh-CN">' in response.text
    assert PAGE in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"
    assert "http" not in response.text.replace("http-equiv", "")
    assert "<script" not in response.text
    return True
