"""Forged requests are refused, bodies are bounded, and headers tell browsers what our pages may do."""

from typing import Any

import httpx2
import pytest

from tests.server.toy import toy_app
from tests.serving import serving
from tests.waiting import connected

MUTATION = {"query": 'mutation { greet(name: "a") }'}
COOKIE = {"cookie": "zongce=toy"}


async def greet(client: httpx2.AsyncClient, **headers: str) -> int:
    response = await client.post(
        "/graphql", json=MUTATION, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    client.cookies.clear()
    if response.status_code != 200:
        assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert "set-cookie" not in response.headers
    return response.status_code


async def test_a_page_of_another_site_cannot_act_with_the_cookie(client: httpx2.AsyncClient, toy_url: str) -> None:
    for headers in (
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": toy_url + ".evil.example"},
        {"origin": toy_url.replace("http://", "ftp://")},
        {"origin": "https://evil.example", "sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ):
        assert await greet(client, **COOKIE, **headers) == 403, headers
    for headers in (
        {"origin": toy_url},
        {"origin": toy_url.replace("http://", "https://")},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": toy_url, "sec_fetch_site": "same-origin"},
    ):
        assert await greet(client, **COOKIE, **headers) == 200, headers


async def test_signing_in_cannot_be_forged_either(client: httpx2.AsyncClient) -> None:
    assert await greet(client, origin="https://evil.example") == 403
    assert await greet(client) == 200


async def test_a_program_with_a_token_names_no_origin(client: httpx2.AsyncClient) -> None:
    assert await greet(client, authorization="Bearer toy") == 200
    assert await greet(client, authorization="Bearer toy", **COOKIE) == 200


async def test_reading_is_open_to_links_from_elsewhere(client: httpx2.AsyncClient) -> None:
    headers = {**COOKIE, "sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    response = await client.get("/graphql", params={"query": "{ me }"}, headers=headers)
    assert response.json() == {"data": {"me": 7}}
    assert "access-control-allow-origin" not in response.headers


async def test_allowed_origins_may_ask_and_read() -> None:
    ours = "https://console.example.edu"
    async with serving(toy_app(allowed_origins=(ours,))) as url, connected(url) as client:
        assert await greet(client, origin=ours, **COOKIE) == 200
        assert await greet(client, origin="https://other.example.edu", **COOKIE) == 403
        asked = {
            "origin": ours,
            "access-control-request-method": "POST",
            "access-control-request-headers": "graphql-preflight",
        }
        preflight = await client.options("/graphql", headers=asked)
        assert preflight.headers["access-control-allow-origin"] == ours


async def test_every_answer_binds_the_browser(client: httpx2.AsyncClient) -> None:
    for path in ("/healthz", "/nothing", "/graphql"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert "upgrade-insecure-requests" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in headers
        assert "server" not in headers
        assert headers["cache-control"] == "no-store"


async def test_a_deployment_names_its_hosts_and_who_may_frame_it() -> None:
    app = toy_app(allowed_hosts=("zongce.example.edu",), frame_ancestors=("https://app.yiban.cn",), secure_cookies=True)
    async with serving(app) as url, connected(url) as client:
        assert (await client.get("/healthz")).status_code == 400
        for host in ("zongce.example.edu", "zongce.example.edu:8000", "ZONGCE.example.edu"):
            response = await client.get("/healthz", headers={"host": host})
            assert response.status_code == 200
        assert "frame-ancestors 'self' https://app.yiban.cn" in response.headers["content-security-policy"]
        assert response.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("chunked", [False, True])
async def test_too_large_a_body_is_refused(client: httpx2.AsyncClient, chunked: bool) -> None:
    body = b'{"query": "{ hello }", "variables": {"a": "' + b"x" * 2**21 + b'"}}'

    async def pieces() -> Any:
        for start in range(0, len(body), 2**16):
            yield body[start : start + 2**16]

    response = await client.post(
        "/graphql", content=pieces() if chunked else body, headers={"content-type": "application/json"}
    )
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["most"] == 2**20


@pytest.mark.parametrize(
    "path", ["/nothing", "/graphql/", "/healthz/", "/downloads/", "/../etc/passwd", "/%00", "/.git/config"]
)
async def test_unknown_addresses_are_told_as_json(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 404
    assert response.json()["errors"][0]["message"] == "页面不存在"


async def test_pages_that_are_only_read_take_no_other_method(client: httpx2.AsyncClient) -> None:
    response = await client.post("/healthz")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert response.json()["errors"]
