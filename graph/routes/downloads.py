"""Serves /downloads/...: a finished workbook, to the person it was made for, for a limited time."""

from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from db.queries.operations import operations
from graph.auth import viewer_of
from graph.server.responses import Refused, refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def download(request: Request) -> Response:
    """Returns the file, or 404 if the address holds no file for this person now (R8.5)."""
    state = request.app.state
    viewer = await viewer_of(request.scope, state.database, state.settings)
    token, file = request.path_params["token"], None
    if viewer and token.isascii() and token.isprintable():
        starter = operations.Starter(viewer.account_id, viewer.entitlements)
        file = await operations.fetch_download(state.database, token, starter, datetime.now(UTC))
    if file is None:
        return refused(
            request.scope, Refused(404, "没有此文件，或地址已过期", "No such file, or the address has expired")
        )
    headers = {
        "Content-Disposition": f"attachment; filename=\"export.xlsx\"; filename*=UTF-8''{quote(file.file_name)}",
        "Cache-Control": "no-store",
    }
    return Response(file.content, media_type=XLSX, headers=headers)
