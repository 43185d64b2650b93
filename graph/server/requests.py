"""Parses the operation of a request from the address, a JSON body or a multipart body, and checks it part by part."""

import re
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.datastructures import FormData
from starlette.requests import Request

from graph.server.errors import BadRequest
from graph.server.headers import header
from graph.server.responses import Refused
from graph.server.settings import ServerSettings
from graph.server.trusted_documents import Trusted
from graph.server.uploads import placed, read_form

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_JSON_ENCODINGS = ("", "utf-8", "utf8")


@dataclass(slots=True)
class Ask:
    """Represents one operation as it was sent; its files are open until it is closed.

    `trusted` marks a text of the pages' own, named by its id.
    """

    query: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None
    trusted: bool = False
    files: FormData | None = None

    async def close(self) -> None:
        if self.files is not None:
            await self.files.close()


async def asked(request: Request, settings: ServerSettings, trusted: Trusted) -> Ask:
    """Parses the operation of a request; the caller closes it.

    Raises:
        BadRequest, TooLarge, Refused: the request can't be read.
    """
    if request.method in ("GET", "HEAD"):
        return ask_of(_from_address(request), trusted)
    content_type = header(request.scope, b"content-type")
    if header(request.scope, b"content-encoding", "identity").lower() != "identity":
        raise Refused(415, "请求内容不能压缩", "The body must not be compressed")
    kind = content_type.partition(";")[0].strip().lower()
    if content_type == "application/json" or (kind == "application/json" and _is_utf8(content_type)):
        return ask_of(decoded(await request.body(), "JSON"), trusted)
    if kind == "multipart/form-data":
        return await _uploaded(request, settings, trusted)
    raise Refused(
        415,
        "请求内容应为 application/json（UTF-8）或 multipart/form-data",
        "The body must be application/json (UTF-8) or multipart/form-data",
        Accept="application/json, multipart/form-data",
    )


async def _uploaded(request: Request, settings: ServerSettings, trusted: Trusted) -> Ask:
    form = await read_form(request, settings.upload_headers)
    try:
        operation = decoded(form.get("operations"), "operations")
        operation = placed(operation, decoded(form.get("map"), "map"), form, settings.upload_max_bytes)
        return ask_of(operation, trusted, form)
    except BaseException:
        await form.close()
        raise


def _is_utf8(content_type: str) -> bool:
    return _charset(content_type.partition(";")[2]) in _JSON_ENCODINGS


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def _from_address(request: Request) -> dict[str, Any]:
    parts: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if parts.get(name):
            parts[name] = decoded(parts[name], name)
        else:
            parts.pop(name, None)
    return parts


def decoded(text: Any, name: str) -> Any:
    """Decodes strict JSON: no NaN, no lone surrogates, no unlimited depth, and no NUL, which no text column takes."""
    if not isinstance(text, str | bytes):
        raise BadRequest(f"缺少 {name}", f"{name} is missing")
    try:
        raw = text.encode() if isinstance(text, str) else text
        value = orjson.loads(raw)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as wrong:
        raise BadRequest(f"{name} 不是有效的 JSON", f"{name} is not valid JSON") from wrong
    if b"u0000" in raw and _NUL.search(raw):
        raise BadRequest("文本中不能有空字符", "Text must not contain the NUL character")
    return value


def ask_of(parts: Any, trusted: Trusted, files: FormData | None = None) -> Ask:
    if isinstance(parts, list):
        raise BadRequest(
            "不支持批量请求，请逐个发送", "Batched requests are not supported; send one operation at a time"
        )
    if not isinstance(parts, dict):
        raise BadRequest("请求内容应为 JSON 对象", "The body must be a JSON object")
    for name, kind, zh, en in (
        ("query", str, "字符串", "a string"),
        ("documentId", str, "字符串", "a string"),
        ("operationName", str, "字符串", "a string"),
        ("variables", dict, "对象", "an object"),
        ("extensions", dict, "对象", "an object"),
    ):
        if not isinstance(parts.get(name), kind | None):
            raise BadRequest(f"{name} 应为{zh}", f"{name} must be {en}")
    query, document_id = parts.get("query") or "", parts.get("documentId") or ""
    if not query and not document_id:
        raise BadRequest("缺少 query", "query is missing")
    if query and document_id:
        raise BadRequest("query 与 documentId 只能有一个", "Send query or documentId, not both")
    others = parts.get("variables"), parts.get("operationName") or None, parts.get("extensions")
    return Ask(query or trusted.text(document_id), *others, trusted=bool(document_id), files=files)
