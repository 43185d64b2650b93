"""The built pages: `/` the console, `/m` the mini-page, their parts below `/assets/`, and GraphiQL.

`web/dist` as the build leaves it: `console/` and `mini/`, each with an `index.html` and what it needs, some of it in
`assets/`; `graphiql/`; `documents.json`. A path is looked up among the files that were there at the start, so that
none leads out of the folder; each is read once, when it is first asked for.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph.server.errors import language_of
from graph.server.plain_pages import link, paragraphs, plain_page
from graph.server.responses import Refused, refused

BUILT = Path(__file__).parents[2] / "web" / "dist"
"""Beside the code, in a checkout and in an installed wheel alike."""
APPS = {"console": "", "mini": "/m"}
"""Each page's folder, and where its own addresses begin."""
KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".map": "application/json",
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
}
CODINGS = {"br": ".br", "gzip": ".gz"}
"""The best first."""
LASTING = "max-age=31536000, immutable"
_HASHED = re.compile(r"-(?=[\w-]*[A-Z0-9_-])[\w-]{8}\.\w+$")
"""As the build names what never changes under its name; a word of eight small letters is none."""


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    tag: str


class Pages:
    """The files of one folder; none where nothing is built."""

    def __init__(self, folder: Path) -> None:
        found = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
        self._paths = {path.relative_to(folder).as_posix(): path for path in found}
        self._files: dict[str, File] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._paths

    @cached_property
    def documents(self) -> dict[str, str]:
        """The pages' own queries by the SHA-256 of their text, as the build lists them."""
        listed: dict[str, Any] = orjson.loads(self._file("documents.json").content) if "documents.json" in self else {}
        return {name.removeprefix("sha256:").lower(): text for name, text in listed.items() if isinstance(text, str)}

    def answer(self, request: Request, name: str, *, shared: bool = True) -> Response | None:
        """The file as this browser takes it; None where there is none.

        Args:
            shared: caches in between may keep it.
        """
        if name not in self or name.endswith(tuple(CODINGS.values())):
            return None
        tag = self._file(name).tag
        keeping = LASTING if _HASHED.search(name) else "no-cache"
        headers = {"ETag": tag, "Cache-Control": f"{'public' if shared else 'private'}, {keeping}"}
        headers["Vary"] = "Accept-Encoding"
        if tag in (known.strip() for known in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        coding = self._coding(name, request.headers.get("accept-encoding", ""))
        if coding:
            headers["Content-Encoding"] = coding
        kind = KINDS.get(Path(name).suffix, "application/octet-stream")
        return Response(self._file(name + CODINGS.get(coding, "")).content, media_type=kind, headers=headers)

    def _coding(self, name: str, accepted: str) -> str:
        taken = _codings(accepted)
        return next((coding for coding, suffix in CODINGS.items() if coding in taken and name + suffix in self), "")

    def _file(self, name: str) -> File:
        if name not in self._files:
            content = self._paths[name].read_bytes()
            self._files[name] = File(content, f'W/"{blake2b(content, digest_size=12).hexdigest()}"')
        return self._files[name]


def _codings(accepted: str) -> set[str]:
    """What the browser takes; `q=0` is what it does not."""
    taken = set[str]()
    for part in accepted.lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";q=")
        if weight not in ("0", "0.0", "0.00", "0.000"):
            taken.add(coding)
    return taken


def index(pages: Pages, app: str, request: Request) -> Response:
    """The page itself, at every address that is its own; a few words where it is not built."""
    return pages.answer(request, f"{app}/index.html") or _not_built(request)


def asset(pages: Pages, request: Request) -> Response:
    """`/assets/console/...`, `/assets/mini/...`: what stands beside the page, or in its `assets/`."""
    app, _, rest = request.path_params["path"].partition("/")
    names = (f"{app}/{rest}", f"{app}/assets/{rest}") if app in APPS and rest != "index.html" else ()
    answers = (pages.answer(request, name) for name in names)
    return next((answer for answer in answers if answer is not None), None) or missing(request)


def own_address(pages: Pages, request: Request, taken: set[str]) -> Response | None:
    """What no route answers: a part of the console that stands at the top (`/favicon.ico`), or one of its addresses.

    Args:
        taken: the first words of addresses that are routes.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    path = request.url.path.strip("/")
    if found := pages.answer(request, f"console/{path}"):
        return found
    first, last = path.partition("/")[0], path.rpartition("/")[2]
    shown = "text/html" in request.headers.get("accept", "") and "." not in last
    clean = request.url.path == f"/{path}" and not path.startswith(".") and "\0" not in path
    if not shown or not clean or first in taken or "console/index.html" not in pages:
        return None
    return index(pages, "console", request)


def missing(request: Request) -> Response:
    return refused(request.scope, Refused(404, "没有这个页面", "There is no such page"))


def _not_built(request: Request) -> Response:
    if language_of(request.headers.get("accept-language")) == "en":
        words = "The pages are not built on this server; its API answers at /graphql. To build them: make demo."
        return plain_page("Zongce", paragraphs(words), language="en")
    return plain_page(
        "综测",
        paragraphs("这台服务器上还没有构建页面；接口 /graphql 可用。", "构建页面：make demo。请联系管理员。"),
    )


def sign_in_first(request: Request) -> Response:
    """For a page that is shown to those who are signed in."""
    if language_of(request.headers.get("accept-language")) == "en":
        return plain_page("Sign in first", link("/", "To the sign-in page"), status=401, language="en")
    return plain_page("请先登录", link("/", "前往登录"), status=401)
