"""Files come in by the multipart request spec: few, bounded, asked for on purpose, and closed in the end."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette import formparsers

from graph.server.file_names import LONGEST, NAMELESS, plain_name
from tests.server.toy import toy_app
from tests.serving import serving
from tests.waiting import connected

QUERY = "mutation ($file: Upload!) { upload(file: $file) }"
OPERATION = {"query": QUERY, "variables": {"file": None}}
MAP = {"0": ["variables.file"]}
OURS = {"graphql-preflight": "1"}


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


async def test_an_upload_needs_the_header_that_no_foreign_form_can_send(client: httpx2.AsyncClient) -> None:
    response = await client.post("/graphql", files=parts(_0=b"x"))
    assert response.status_code == 400
    assert "GraphQL-Preflight" in response.text


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


@contextmanager
def full(folder: Path) -> Iterator[Path]:
    """A file system of 1 MB, where this user may mount one."""
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(params=["full", "gone", "not to be written"])
def no_room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    if request.param == "full":
        with full(tmp_path) as folder:
            yield folder
    else:
        yield tmp_path / "nowhere" if request.param == "gone" else Path("/proc")


async def test_a_machine_without_room_for_files_says_so_and_serves_on(
    no_room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file stays in memory."""
    monkeypatch.setattr(tempfile, "tempdir", str(no_room))
    async with serving(toy_app(upload_max_bytes=8 * 2**20)) as url, connected(url, headers=OURS) as client:
        response = await client.post("/graphql", files=parts(_0=b"x" * (3 * 2**20)))
        assert (response.status_code, response.headers["retry-after"]) == (503, "60")
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert (await client.post("/graphql", files=parts(_0=b"x"))).json() == {"data": {"upload": 1}}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("成绩.xlsx", "成绩.xlsx"),
        ("C:\\桌面\\成绩.xlsx", "成绩.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\0b\x1b[2J\r\nc.xlsx", "ab[2Jc.xlsx"),
        ("\u202ex\u2066slx.exe", "xslx.exe"),
        ("half\ud800.csv", "half.csv"),
        ("e\u0301té.csv", "\u00e9t\u00e9.csv"),
        ("x" * 500 + ".xlsx", "x" * (LONGEST - 5) + ".xlsx"),
        ("x" * 100 + "." + "y" * 100, "x" * 100 + "." + "y" * 19),
        ("~$成绩.xlsx", "~$成绩.xlsx"),
        *[(nothing, NAMELESS) for nothing in ("", "..", "\0", "/", "\u200b", None)],
    ],
)
def test_a_file_name_is_one_plain_step_of_a_path(sent: str | None, kept: str) -> None:
    assert plain_name(sent) == kept
