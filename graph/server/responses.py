"""Refusals over HTTP that are not a GraphQL result: the same shape of JSON, in the person's language."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from graph.server.errors import INTERNAL, INTERNAL_WORDS, STATUS, ReportedError, language_of
from graph.server.headers import header
from graph.server.request_log import trail

JSON = "application/json"
NO_STORE = {"Cache-Control": "no-store"}


class Refused(Exception):
    """Refuses a request, with an HTTP status and headers."""

    def __init__(self, status: int, zh: str, en: str, **headers: str) -> None:
        self.status, self.zh, self.en, self.headers = status, zh, en, headers
        super().__init__(en)


class Json(Response):
    """Renders JSON by orjson."""

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


def refused(
    scope: Scope, error: ReportedError | Refused, *, media_type: str = JSON, code: str | None = None
) -> Response:
    """Renders the response of an error."""
    language = language_of(header(scope, b"accept-language"))
    if isinstance(error, ReportedError):
        status = error.status or STATUS[error.code]
        words, extensions, headers = error.words(language), error.extensions or {}, error.headers
    else:
        status, headers = error.status, {name.replace("_", "-"): value for name, value in error.headers.items()}
        words = error.en if language == "en" else error.zh
        extensions = {"code": code or ("FORBIDDEN" if status == 403 else "BAD_REQUEST")}
    trail().codes.add(extensions["code"])
    return _answer(status, words, extensions, media_type, headers)


def _answer(
    status: int, words: str, extensions: Mapping[str, Any], media_type: str, headers: Mapping[str, str]
) -> Response:
    body = {"errors": [{"message": words, "extensions": extensions}]}
    return Json(body, status, {**NO_STORE, **headers, "Content-Type": f"{media_type}; charset=utf-8"})


def missing(request: HTTPConnection) -> Response:
    return refused(request.scope, Refused(404, "页面不存在", "Page not found"))


def internal(scope: Scope, request_id: str) -> Response:
    """Renders a masked error; the log has the details under the request id."""
    error = Refused(500, *(words.format(request_id=request_id) for words in INTERNAL_WORDS))
    return refused(scope, error, code=INTERNAL)
