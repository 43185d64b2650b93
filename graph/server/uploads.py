"""The multipart request specification: files beside an operation, limited in size and number, and always closed.

https://github.com/jaydenseric/graphql-multipart-request-spec
"""

from collections.abc import Sequence
from typing import Any

import strawberry
from graphql import GraphQLError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from graph.server.error_log import log_fault
from graph.server.errors import BadRequest, TooLarge, Unavailable
from graph.server.file_names import plain_name
from graph.server.request_log import trail

HEADER = "GraphQL-Preflight"
"""An upload needs this header, which no form of a foreign page can send, or another that the application names."""
MOST_FILES = 8
MOST_FIELDS = 2
OPERATIONS_BYTES = 256 * 1024
ENVELOPE_BYTES = 2 * OPERATIONS_BYTES + 64 * 1024
"""The bytes of a request besides its files: the operation, the map, and the headers of the parts."""


def _file(value: Any) -> UploadFile:
    if not isinstance(value, UploadFile):
        raise GraphQLError("文件须以 multipart/form-data 上传 / a file must be sent as multipart/form-data")
    return value


def _never(_value: Any) -> Any:
    raise GraphQLError("files are not sent this way")


UPLOAD = strawberry.scalar(
    name="Upload",
    description=f"上传的文件，按 GraphQL multipart request 规范发送，并带请求头 {HEADER}: 1 | "
    f"An uploaded file, sent as the GraphQL multipart request specification says, with the header {HEADER}: 1",
    serialize=_never,
    parse_value=_file,
)


async def read_form(request: Request, headers: Sequence[str]) -> FormData:
    """Reads the parts of the request, with files as temporary ones; the caller closes the form.

    Raises:
        BadRequest: no page of ours sent the request, or it can't be read.
        Unavailable: this machine has no room for the upload.
    """
    if not any(request.headers.get(name) for name in headers):
        raise BadRequest(f"上传须带请求头 {HEADER}: 1", f"An upload needs the header {HEADER}: 1")
    try:
        return await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=OPERATIONS_BYTES)
    except OSError as refused:
        log_fault(refused, trail().request_id, "upload")
        raise Unavailable(
            "服务器的临时目录已满或不可写，暂时不能接收文件：请稍后重试，或联系管理员",
            "The server has no room for files just now: try again later, or tell the administrators",
            retry_after=60,
        ) from refused
    except (MultiPartException, HTTPException, ValueError) as wrong:
        raise BadRequest(
            f"无法读取上传内容（最多 {MOST_FILES} 个文件）", f"The upload can't be read (at most {MOST_FILES} files)"
        ) from wrong


def placed(operation: Any, places: Any, form: FormData, max_bytes: int) -> dict[str, Any]:
    """Returns the operation with its files where the map puts them.

    Raises:
        BadRequest: the parts do not fit each other.
        TooLarge: a file has more than `max_bytes`.
    """
    if not isinstance(operation, dict):
        raise BadRequest(
            "operations 应为一个 JSON 对象，不支持批量请求",
            "operations must be one JSON object; batched requests are not supported",
        )
    files = {name: part for name, part in form.multi_items() if isinstance(part, UploadFile)}
    if not isinstance(places, dict) or set(places) != set(files):
        raise BadRequest("map 应为 JSON 对象，并列出每个文件", "map must be a JSON object that names each file")
    if any((file.size or 0) > max_bytes for file in files.values()):
        raise TooLarge(f"文件超过 {max_bytes} 字节", f"A file is larger than {max_bytes} bytes", most=max_bytes)
    for file in files.values():
        file.filename = plain_name(file.filename)
    for name, paths in places.items():
        if not isinstance(paths, list) or len(paths) != 1 or not isinstance(paths[0], str):
            raise BadRequest("map 中每个文件须对应且只对应一个位置", "Each file in map must have exactly one place")
        _place(operation, paths[0], files[name])
    return operation


def _place(operation: dict[str, Any], path: str, file: UploadFile) -> None:
    """Puts a file at a path such as `variables.input.file` or `variables.files.0`, which must hold null."""
    steps: list[Any] = path.split(".")
    holder: Any = operation if steps[0] == "variables" and 2 <= len(steps) <= 10 else None
    for step in steps[:-1]:
        holder = _inside(holder, step)
    last = steps[-1]
    if isinstance(holder, dict) and last in holder and holder[last] is None:
        holder[last] = file
    elif isinstance(holder, list) and last.isdecimal() and int(last) < len(holder) and holder[int(last)] is None:
        holder[int(last)] = file
    else:
        raise BadRequest(f"operations 的 {path[:80]} 处应为 null", f"operations must hold null at {path[:80]}")


def _inside(holder: Any, step: str) -> Any:
    if isinstance(holder, dict):
        return holder.get(step)
    if isinstance(holder, list) and step.isdecimal() and int(step) < len(holder):
        return holder[int(step)]
    return None
