"""A token that opens nothing is told so by HTTP, on every route that asks who is there (R9.1)."""

import pytest

from tests.campus import Campus
from tests.graph.people.entering import PASSWORD, SIGN_IN, WHO, ask_with, browser, give_password, new_token
from tests.graph.reports.reading import basic, fetch
from tests.server.talking import code, hear, say, socket

ROUTES = ("/graphql?query={viewer{name}}", "/schema.graphql", "/downloads/guessed", "/reports", "/reports/students.csv")
WORDS = {"zh": "访问令牌无效、已过期或已撤销", "en": "The token is not valid, has expired, or was revoked"}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "accept", ["application/json", "application/graphql-response+json", "text/event-stream", "*/*"]
)
async def test_a_token_that_opens_nothing_is_401_on_every_route(campus: Campus, path: str, accept: str) -> None:
    """A reporting tool shows an error, and not an empty table."""
    await campus.execute("update session set expires_at = now() where account_id = (select id from account "
                         "where username = '20190101')")  # fmt: skip
    for credentials in ("Bearer zs_nonsense", "bearer", f"Bearer {campus.jia.token}"):
        response = await campus.client.get(path, headers={"authorization": credentials, "accept": accept})
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
        [error] = response.json()["errors"]
        assert (error["message"], error["extensions"]) == (WORDS["zh"], {"code": "UNAUTHENTICATED"})


async def test_the_refusal_is_in_the_persons_language(campus: Campus) -> None:
    """R9.5"""
    headers = {"authorization": "Bearer x", "accept-language": "en"}
    response = await campus.client.get("/reports", headers=headers)
    assert response.json()["errors"][0]["message"] == WORDS["en"]


async def test_a_revoked_token_does_nothing_at_all(campus: Campus) -> None:
    """Not even what needs no sign-in, so that a program notices."""
    answer = await ask_with(campus, "zs_nonsense", SIGN_IN, username="20190101", password=PASSWORD)
    assert (answer.status, answer.data) == (401, None)


async def test_a_browser_whose_session_has_ended_is_answered_as_before(campus: Campus) -> None:
    """R9.1: its page asks who is there, and offers to sign in."""
    async with browser(campus) as client:
        client.cookies.set("zongce", "zs_nonsense")
        response = await client.post("/graphql", json={"query": WHO})
        assert (response.status_code, response.json()) == (200, {"data": {"viewer": None}})
        response = await client.post("/graphql", json={"query": "{ batches { totalCount } }"})
        assert (response.status_code, response.json()["errors"][0]["extensions"]) == (200, {"code": "UNAUTHENTICATED"})
        response = await client.get("/reports/students.csv")
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")


async def test_a_spreadsheet_sends_the_token_as_a_password(campus: Campus) -> None:
    """Power Query and Grafana keep a password outside of the workbook or the dashboard."""
    token = (await new_token(campus))["token"]
    for user in ("", "token", "张甲"):
        response = await campus.client.get("/reports/students.csv", headers=basic(user, token))
        assert response.status_code == 200
    for wrong in (basic("", "zs_nonsense"), basic(token, ""), basic("a", "密码"), {"authorization": "Basic ?"}):
        response = await campus.client.get("/reports/students.csv", headers=wrong)
        assert response.status_code == 401
        assert "Basic" in response.headers["www-authenticate"]
    assert (await campus.client.get("/schema.graphql", headers=basic("", token))).status_code == 401


async def test_a_session_opens_reports_too(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    async with browser(campus) as client:
        variables = {"username": "20190101", "password": PASSWORD, "wantToken": False}
        await client.post("/graphql", json={"query": SIGN_IN, "variables": variables})
        assert (await client.get("/reports/students.csv")).status_code == 200
    assert (await fetch(campus, None, "students")).status_code == 401


async def test_a_websocket_refuses_such_a_token_by_its_own_code(campus: Campus) -> None:
    """graphql-transport-ws: 4403 before it is open, 4401 for a subscription of a session that has ended."""
    base = str(campus.client.base_url).rstrip("/")
    async with socket(base, authorization="Bearer zs_nonsense") as opened:
        await say(opened, type="connection_init")
        assert await code(opened) == 4403
    async with socket(base, authorization=f"Bearer {campus.jia.token}") as opened:
        await say(opened, type="connection_init")
        assert (await hear(opened))["type"] == "connection_ack"
        await campus.execute("delete from session")
        query = "subscription { operation(id: 1) { id } }"
        await say(opened, type="subscribe", id="1", payload={"query": query})
        assert await code(opened) == 4401
