"""Trusted documents: the pages' own queries by the hash of their text, and nothing else where that is demanded."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.campus import NOBODY, Campus
from tests.conftest import Template, campus_on
from tests.graph.pages.toy import toy_app
from tests.graph.pages.web import COUNT, GREET, HELLO, built_pages, id_of
from tests.graph.people.entering import PASSWORD, SIGN_IN, WHO, browser, give_password
from tests.server.talking import hear as heard
from tests.server.talking import introduced, say
from tests.serving import serving
from tests.waiting import connected

UPLOAD = "mutation Upload($file: Upload!) { upload(file: $file) }"
COOKIE = {"cookie": "zongce=toy", "sec-fetch-site": "same-origin"}


@asynccontextmanager
async def toy(folder: Path, *, only: bool = False) -> AsyncIterator[httpx2.AsyncClient]:
    app = toy_app(web_folder=built_pages(folder, HELLO, GREET, COUNT, UPLOAD), trusted_documents_only=only)
    async with serving(app) as url, connected(url) as client:
        yield client


async def ask(client: httpx2.AsyncClient, **body: Any) -> Any:
    headers = body.pop("headers", {})
    return await client.post("/graphql", json=body, headers=headers)


def reason(response: Any) -> Any:
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST")
    return error["extensions"].get("reason")


async def test_a_document_is_run_by_its_id(tmp_path: Path) -> None:
    async with toy(tmp_path) as client:
        assert (await ask(client, documentId=id_of(HELLO))).json() == {"data": {"hello": "world"}}
        by_address = await client.get("/graphql", params={"documentId": id_of(HELLO)})
        assert by_address.json() == {"data": {"hello": "world"}}
        assert by_address.headers["etag"]
        assert (await ask(client, query="{ hello }")).json() == {"data": {"hello": "world"}}


async def test_a_mutation_by_its_id_is_not_run_by_get(tmp_path: Path) -> None:
    async with toy(tmp_path) as client:
        assert (await client.get("/graphql", params={"documentId": id_of(GREET)})).status_code == 405
        assert (await ask(client, documentId=id_of(GREET))).json() == {"data": {"greet": "hello a"}}


async def test_an_upload_names_its_document_too(tmp_path: Path) -> None:
    operations = json.dumps({"documentId": id_of(UPLOAD), "variables": {"file": None}})
    files: Any = {"operations": (None, operations), "map": (None, '{"0": ["variables.file"]}'), "0": ("a", b"abc")}
    async with toy(tmp_path) as client:
        response = await client.post("/graphql", files=files, headers={"graphql-preflight": "1"})
    assert response.json() == {"data": {"upload": 3}}


@pytest.mark.parametrize("unknown", ["sha256:" + "0" * 64, id_of(HELLO).removeprefix("sha256:"), "sha256:", "md5:1"])
async def test_an_unknown_id_is_refused_with_its_reason(tmp_path: Path, unknown: str) -> None:
    async with toy(tmp_path) as client:
        assert reason(await ask(client, documentId=unknown)) == "UNKNOWN_DOCUMENT"
        response = await client.get("/graphql", params={"documentId": unknown})
        assert reason(response) == "UNKNOWN_DOCUMENT"
        assert "请刷新" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("body", [{"documentId": 1}, {"documentId": id_of(HELLO), "query": "{ me }"}, {}])
async def test_what_names_no_one_document_is_refused(tmp_path: Path, body: dict[str, Any]) -> None:
    async with toy(tmp_path) as client:
        assert reason(await ask(client, **body)) is None


async def test_where_it_is_demanded_a_page_runs_nothing_else(tmp_path: Path) -> None:
    async with toy(tmp_path, only=True) as client:
        for headers in ({}, COOKIE):
            assert reason(await ask(client, query="{ hello }", headers=headers)) == "UNTRUSTED_DOCUMENT"
            response = await client.get("/graphql", params={"query": "{ hello }"}, headers=headers)
            assert reason(response) == "UNTRUSTED_DOCUMENT"
            events = {**headers, "accept": "text/event-stream"}
            assert reason(await ask(client, query=COUNT, headers=events)) == "UNTRUSTED_DOCUMENT"
            allowed = await ask(client, documentId=id_of(HELLO), headers=headers)
            assert allowed.json() == {"data": {"hello": "world"}}


async def test_what_is_followed_over_a_websocket_is_no_exception(tmp_path: Path) -> None:
    app = toy_app(web_folder=built_pages(tmp_path, COUNT), trusted_documents_only=True)
    async with serving(app) as url, introduced(url) as opened:
        await say(opened, type="subscribe", id="1", payload={"query": COUNT + " "})
        assert [error["extensions"]["reason"] for error in (await heard(opened))["payload"]] == ["UNTRUSTED_DOCUMENT"]
        await say(opened, type="subscribe", id="2", payload={"documentId": "sha256:0"})
        assert [error["extensions"]["reason"] for error in (await heard(opened))["payload"]] == ["UNKNOWN_DOCUMENT"]
        await say(opened, type="subscribe", id="3", payload={"documentId": id_of(COUNT)})
        assert (await heard(opened))["payload"] == {"data": {"count": 0}}


async def test_free_queries_are_left_to_access_tokens(cluster: Any, template: Template, tmp_path: Path) -> None:
    """A session is refused by cookie and by bearer token alike, before anything was done."""
    name, people, ids = template
    folder = built_pages(tmp_path, SIGN_IN)
    async with (
        cluster.fresh(name) as copy,
        campus_on(cluster.database_url(copy), people, ids, web_folder=folder, trusted_documents_only=True) as campus,
    ):
        await give_password(campus, campus.jia)
        await only_access_tokens_ask_freely(campus)


async def only_access_tokens_ask_freely(campus: Campus) -> None:
    variables = {"username": campus.jia.username, "password": PASSWORD, "wantToken": False}
    before = await campus.rows("select count(*) from session")
    assert reason_of(await campus.ask(NOBODY, SIGN_IN, **variables)) == "UNTRUSTED_DOCUMENT"
    assert await campus.rows("select count(*) from session") == before
    assert reason_of(await campus.ask(campus.jia, WHO)) == "UNTRUSTED_DOCUMENT"
    async with browser(campus) as client:
        signed_in = await client.post("/graphql", json={"documentId": id_of(SIGN_IN), "variables": variables})
        assert signed_in.json()["data"]["signIn"]["viewer"]["name"] == "张甲"
        assert reason(await client.post("/graphql", json={"query": WHO})) == "UNTRUSTED_DOCUMENT"
    await campus.execute(
        """insert into access_token (account_id, name, token_hash, read_only, expires_at)
           select id, '报表', encode(sha256('zt_tool'), 'hex'), true, now() + interval '1 day'
           from account where username = :username""",
        username=campus.jia.username,
    )
    headers = {"authorization": "Bearer zt_tool"}
    response = await campus.client.post("/graphql", json={"query": WHO}, headers=headers)
    assert response.json() == {"data": {"viewer": {"username": campus.jia.username}}}


def reason_of(answer: Any) -> Any:
    return answer.errors[0]["extensions"]["reason"]
