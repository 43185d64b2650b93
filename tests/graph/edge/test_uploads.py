"""Files come in by the multipart request spec: few, bounded, asked for on purpose, and closed in the end."""

import json
import tempfile
from typing import Any

import httpx2
import pytest
from starlette import formparsers

QUERY = "mutation ($file: Upload!) { upload(file: $file) }"
OPERATION = {"query": QUERY, "variables": {"file": None}}
MAP = {"0": ["variables.file"]}
OURS = {"x-zongce-upload": "1"}


def parts(operation: Any = OPERATION, places: Any = MAP, **files: bytes) -> dict[str, Any]:
    """The parts of a request; a file is named by its key without the underscore."""
    sent: dict[str, Any] = {}
    if operation is not None:
        sent["operations"] = (None, operation if isinstance(operation, str) else json.dumps(operation))
    if places is not None:
        sent["map"] = (None, places if isinstance(places, str) else json.dumps(places))
    return sent | {name.lstrip("_"): ("scores.xlsx", content) for name, content in files.items()}


async def test_a_file_arrives_whole(client: httpx2.AsyncClient) -> None:
    response = await client.post("/graphql", files=parts(_0=b"x" * 60_000), headers=OURS)
    assert response.json() == {"data": {"upload": 60_000}}
    other = await client.post("/graphql", files=parts(_0=b"x"), headers={"graphql-preflight": "1"})
    assert other.json() == {"data": {"upload": 1}}


async def test_an_upload_needs_the_header_that_no_foreign_form_can_send(client: httpx2.AsyncClient) -> None:
    response = await client.post("/graphql", files=parts(_0=b"x"))
    assert response.status_code == 400
    assert "X-Zongce-Upload" in response.text


@pytest.mark.parametrize("size", [64 * 1024 + 1, 2 * 2**20, 30 * 2**20])
async def test_too_large_a_file_is_refused(client: httpx2.AsyncClient, size: int) -> None:
    response = await client.post("/graphql", files=parts(_0=b"x" * size), headers=OURS)
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_too_large_an_upload_without_a_length_is_ended_on_the_way(client: httpx2.AsyncClient) -> None:
    async def endless() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="0"; filename="a"\r\n\r\n'
        for _ in range(200):
            yield b"x" * 2**16

    response = await client.post(
        "/graphql", content=endless(), headers={**OURS, "content-type": "multipart/form-data; boundary=b"}
    )
    assert response.status_code == 413


@pytest.mark.parametrize(
    "wrong",
    [
        parts(operation=None, _0=b"x"),
        parts(places=None, _0=b"x"),
        parts(operation="{", _0=b"x"),
        parts(operation=[OPERATION], _0=b"x"),
        parts(operation="null", _0=b"x"),
        parts(operation={"query": QUERY}, _0=b"x"),
        parts(operation={"query": QUERY, "variables": {}}, _0=b"x"),
        parts(operation={"query": QUERY, "variables": {"file": "here"}}, _0=b"x"),
        parts(places="[]", _0=b"x"),
        parts(places={}, _0=b"x"),
        parts(places={"0": ["variables.file"], "1": ["variables.file"]}, _0=b"x"),
        parts(places={"0": ["variables.file", "variables.file"]}, _0=b"x"),
        parts(places={"0": []}, _0=b"x"),
        parts(places={"0": "variables.file"}, _0=b"x"),
        parts(places={"0": [7]}, _0=b"x"),
        parts(places={"0": ["query"]}, _0=b"x"),
        parts(places={"0": ["variables.file.0"]}, _0=b"x"),
        parts(places={"0": ["variables." + "a." * 5000 + "b"]}, _0=b"x"),
        parts(_0=b"x", _1=b"y"),
        {"map": (None, json.dumps(MAP)), "0": (None, "no file")},
        {"operations": ("file.json", json.dumps(OPERATION)), "map": (None, "{}")},
    ],
)
async def test_parts_that_do_not_fit_are_told(client: httpx2.AsyncClient, wrong: dict[str, Any]) -> None:
    response = await client.post("/graphql", files=wrong, headers=OURS)
    assert response.status_code == 400, response.text
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_thousand_parts_are_a_bad_request(client: httpx2.AsyncClient) -> None:
    fields = parts(_0=b"x") | {f"f{number}": (None, "x") for number in range(1100)}
    assert (await client.post("/graphql", files=fields, headers=OURS)).status_code == 400
    files = parts(_0=b"x") | {f"f{number}": ("x", b"x") for number in range(1100)}
    assert (await client.post("/graphql", files=files, headers=OURS)).status_code == 400


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"garbage"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"),
        ("multipart/form-data; boundary=b; charset=nonsense", b"--b\r\n\xff\xfe: x\r\n\r\nx\r\n--b--"),
        ("multipart/form-data; boundary=" + "b" * 300, b"--b"),
    ],
)
async def test_a_broken_body_is_a_bad_request(client: httpx2.AsyncClient, content_type: str, body: bytes) -> None:
    response = await client.post("/graphql", content=body, headers={**OURS, "content-type": content_type})
    assert response.status_code == 400, response.text


async def test_a_text_in_place_of_a_file_is_told(client: httpx2.AsyncClient) -> None:
    response = await client.post("/graphql", json={"query": QUERY, "variables": {"file": "scores.xlsx"}})
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert "multipart/form-data" in error["message"]


async def test_no_file_stays_open(client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    def spooled(**options: Any) -> Any:
        opened.append(tempfile.SpooledTemporaryFile(**options))  # noqa: SIM115  # closed by whom, is the question
        return opened[-1]

    monkeypatch.setattr(formparsers, "SpooledTemporaryFile", spooled)
    for sent in (parts(_0=b"x"), parts(_0=b"x" * 2**17), parts(_0=b"x", _1=b"y"), parts(operation="{", _0=b"x")):
        await client.post("/graphql", files=sent, headers=OURS)
    assert len(opened) == 5
    assert all(file.closed for file in opened)
