"""The built pages are served from their folder, kept by browsers for as long as they may, and lead nowhere else."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.graph.pages.toy import toy_app
from tests.graph.pages.web import SCRIPT, built_pages
from tests.serving import serving
from tests.waiting import connected

SHOWN = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
"""A browser sends this when somebody goes to an address."""


@pytest.fixture
async def pages(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with serving(toy_app(web_folder=built_pages(tmp_path))) as url, connected(url) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "console"),
        ("/batches", "console"),
        ("/batches/12/phases", "console"),
        ("/m", "mini"),
        ("/m/", "mini"),
        ("/m/ballot/3", "mini"),
    ],
)
async def test_a_page_answers_at_each_of_its_own_addresses(pages: httpx2.AsyncClient, path: str, title: str) -> None:
    response = await pages.get(path, headers=SHOWN)
    assert response.status_code == 200
    assert f"<title>{title}</title>" in response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("accepted", "chosen", "title"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", None, "console"),
        ("fr", None, "console"),
        ("en-US,en;q=0.9,zh;q=0.5", None, "console-en"),
        ("en", "zh", "console"),
        ("zh-CN", "en", "console-en"),
        ("zh-CN", "../en", "console"),
    ],
)
async def test_a_page_speaks_the_language_that_was_chosen_or_is_preferred(
    pages: httpx2.AsyncClient, accepted: str, chosen: str | None, title: str
) -> None:
    """R9.5: what somebody chose on a page goes before what the browser prefers."""
    cookie = {"cookie": f"zongce-language={chosen}"} if chosen else {}
    response = await pages.get("/batches", headers={**SHOWN, "accept-language": accepted, **cookie})
    assert f"<title>{title}</title>" in response.text
    assert {"accept-language", "cookie"} <= set(response.headers["vary"].lower().split(", "))


async def test_a_page_that_was_not_built_in_english_is_chinese(tmp_path: Path) -> None:
    folder = built_pages(tmp_path)
    (folder / "mini-en" / "index.html").unlink()
    async with serving(toy_app(web_folder=folder)) as url, connected(url) as client:
        assert "<title>mini</title>" in (await client.get("/m", headers={"accept-language": "en"})).text


async def test_a_page_is_asked_for_anew_and_told_when_it_is_the_same(pages: httpx2.AsyncClient) -> None:
    first = await pages.get("/", headers=SHOWN)
    assert first.headers["cache-control"] == "public, no-cache"
    again = await pages.get("/", headers={**SHOWN, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["console/assets/index-DiwrgTda.js", "mini/index-DiwrgTda.js", "mini/Own-BRsZfG9x.js"])
async def test_hashed_parts_are_kept_for_a_year(pages: httpx2.AsyncClient, path: str) -> None:
    response = await pages.get(f"/assets/{path}", headers={"accept-encoding": "identity"})
    assert response.content == SCRIPT
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "Accept-Encoding" in response.headers["vary"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
async def test_what_the_build_compressed_goes_as_it_is(
    pages: httpx2.AsyncClient, accepted: str, coding: str | None
) -> None:
    address = "/assets/console/assets/index-DiwrgTda.js"
    async with pages.stream("GET", address, headers={"accept-encoding": accepted}) as response:
        raw = b"".join([part async for part in response.aiter_raw()])
    assert response.headers.get("content-encoding") == coding
    assert (raw == b"as brotli leaves it") is (coding == "br")
    assert int(response.headers["content-length"]) == len(raw)


async def test_what_stands_at_the_top_is_found_there(pages: httpx2.AsyncClient) -> None:
    for path in ("/favicon.svg", "/assets/console/favicon.svg", "/console-previews.svg"):
        response = await pages.get(path)
        assert (response.text, response.headers["cache-control"]) == ("<svg/>", "public, no-cache")
        assert response.headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/console/index.html",
        "/assets/console/gone-DiwrgTda.js",
        "/assets/console/assets/index-DiwrgTda.js.br",
        "/assets/documents.json",
        "/assets/console/../documents.json",
        "/assets/console/%2e%2e/documents.json",
        "/assets/console/..%2f..%2fetc/passwd",
        "/documents.json",
        "/.git/config",
        "/%00",
        "/graphql/",
        "/healthz/",
        "/downloads/",
        "/batches.php",
    ],
)
async def test_nothing_else_is_found_in_the_folder_or_beside_it(pages: httpx2.AsyncClient, path: str) -> None:
    response = await pages.get(path, headers=SHOWN)
    assert response.status_code == 404
    assert response.json()["errors"][0]["message"] == "页面不存在"


async def test_only_somebody_who_goes_to_an_address_is_shown_the_page(pages: httpx2.AsyncClient) -> None:
    """A script that asks for a missing page gets an answer that says so."""
    assert (await pages.get("/batches", headers={"accept": "application/json"})).status_code == 404
    assert (await pages.post("/batches", headers=SHOWN)).status_code == 404
    assert (await pages.head("/batches", headers=SHOWN)).status_code == 200


@pytest.mark.parametrize(
    ("path", "title"),
    [("/help", "index"), ("/help/", "index"), ("/help/batches", "batches"), ("/help?role=辅导员", "for/辅导员")],
)
async def test_the_manual_is_read_by_everybody(pages: httpx2.AsyncClient, path: str, title: str) -> None:
    """R9.8: whoever can't sign in finds out how."""
    response = await pages.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f"<title>{title}</title>" in response.text


async def test_pictures_of_the_manual_are_beside_it(pages: httpx2.AsyncClient) -> None:
    assert (await pages.get("/help/pictures/phases.png")).headers["content-type"] == "image/png"


@pytest.mark.parametrize("path", ["/help/gone", "/help?role=nobody", "/help?role=../batches", "/help/..%2findex.html"])
async def test_chapters_and_roles_that_are_not_there_are_missing(pages: httpx2.AsyncClient, path: str) -> None:
    assert (await pages.get(path, headers=SHOWN)).status_code == 404


async def test_graphiql_is_for_those_who_are_signed_in(pages: httpx2.AsyncClient) -> None:
    """R9.1: the schema, which it shows, is for them, too."""
    signed_in = {"authorization": "Bearer toy"}
    for path in ("/graphiql", "/graphiql/", "/graphiql/assets/graphiql.css"):
        assert (await pages.get(path)).status_code == 401
        response = await pages.get(path, headers=signed_in)
        assert response.status_code == 200
        assert response.headers["cache-control"].startswith("private")
        assert "default-src 'self'; " in response.headers["content-security-policy"]
    assert "请先登录" in (await pages.get("/graphiql")).text
    assert (await pages.get("/graphiql/gone.js", headers=signed_in)).status_code == 404


async def test_where_nothing_is_built_the_page_says_so(tmp_path: Path) -> None:
    async with serving(toy_app(web_folder=tmp_path)) as url, connected(url) as client:
        for path in ("/", "/m", "/m/ballot"):
            response = await client.get(path, headers=SHOWN)
            assert response.status_code == 200
            assert "尚未构建页面" in response.text
        assert "not built" in (await client.get("/", headers={"accept-language": "en"})).text
        assert (await client.get("/batches", headers=SHOWN)).status_code == 404
        signed_in = {"authorization": "Bearer toy"}
        assert (await client.get("/graphiql", headers=signed_in)).status_code == 404
