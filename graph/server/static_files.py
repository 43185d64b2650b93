"""Serves the pages' built files from one folder, compressed, with cache headers.

A path is looked up among the files that existed at the start, so that no path leads out of the folder; each file is
read once, on first use. `documents.json` lists the pages' own queries by their hash.
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
"""The build's names of files that never change under their name; a word of eight small letters is not a hash."""


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    tag: str


class StaticFiles:
    """Holds the files of one folder; it is empty if nothing is built."""

    def __init__(self, folder: Path) -> None:
        found = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
        self._paths = {path.relative_to(folder).as_posix(): path for path in found}
        self._files: dict[str, File] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._paths

    @cached_property
    def documents(self) -> dict[str, str]:
        """Returns the pages' own queries by the SHA-256 of their text, as the build lists them."""
        listed: dict[str, Any] = orjson.loads(self._file("documents.json").content) if "documents.json" in self else {}
        return {name.removeprefix("sha256:").lower(): text for name, text in listed.items() if isinstance(text, str)}

    def answer(
        self, request: Request, name: str, *, shared: bool = True, varies: str = "Accept-Encoding"
    ) -> Response | None:
        """Returns the file in a form that this browser accepts, or None if there is no such file.

        Args:
            shared: caches in between may keep it.
            varies: the headers of the request by which the file was chosen.
        """
        if name not in self or name.endswith(tuple(CODINGS.values())):
            return None
        tag = self._file(name).tag
        keeping = LASTING if _HASHED.search(name) else "no-cache"
        headers = {"ETag": tag, "Cache-Control": f"{'public' if shared else 'private'}, {keeping}"}
        headers["Vary"] = varies
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
    """Returns the content codings that the browser accepts; `q=0` excludes one."""
    taken = set[str]()
    for part in accepted.lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";q=")
        if weight not in ("0", "0.0", "0.00", "0.000"):
            taken.add(coding)
    return taken
