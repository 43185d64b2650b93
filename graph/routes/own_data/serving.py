"""Serves /own-data.zip: everything that the system holds of the person who asks and that the person may see (R16.3).

The answers are those of the API with the rights of that moment, so nothing is in the file that a page would hide.
"""

import asyncio
import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from graphql import get_named_type
from starlette.requests import Request
from starlette.responses import Response
from strawberry.types.graphql import OperationType

from core.workbooks.writing import write_pages
from graph.routes.own_data.documents import batch_query, own_query
from graph.routes.own_data.sheets import Sheets
from graph.server.admission import Admission, Rank
from graph.server.application import ContextFactory
from graph.server.clients import Client
from graph.server.engine.execution import Schema
from graph.server.errors import ReportedError, Unauthenticated, Unavailable, cause_of
from graph.server.responses import refused

BATCHES = """query OwnBatches($after: String) {
  batches(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } } }"""
NAME = {"zh": "本人数据", "en": "own-data"}


class OwnData:
    """Answers the route."""

    def __init__(self, schema: Schema, context_factory: ContextFactory) -> None:
        self._schema, self._context_factory = schema, context_factory

    @cached_property
    def _own(self) -> str:
        return own_query(self._schema.query_type)

    @cached_property
    def _of_batch(self) -> str:
        return batch_query(self._schema.query_type)

    async def answer(self, request: Request) -> Response:
        admission: Admission = request.app.state.admission
        place = admission.at_once(Rank.LONG) or await admission.wait(Rank.LONG, Client())
        try:
            return await self._file(request)
        except ReportedError as error:
            return refused(request.scope, error)
        finally:
            place.leave()

    async def _file(self, request: Request) -> Response:
        context = await self._context_factory(request, Response())
        if context.viewer is None:
            raise Unauthenticated
        own = await self._asked(request, self._own)
        batches = [await self._asked(request, self._of_batch, batch=one) for one in await self._batches(request)]
        settings = request.app.state.settings
        now = datetime.now(UTC).astimezone(ZoneInfo(settings.timezone))
        content = await asyncio.to_thread(self._packed, own, batches, context.language, now)
        headers = {
            "Content-Disposition": f'attachment; filename="own-data-{now:%Y%m%d}.zip"',
            "Cache-Control": "no-store",
        }
        return Response(content, media_type="application/zip", headers=headers)

    async def _batches(self, request: Request) -> list[str]:
        found, after = [], None
        while True:
            page = (await self._asked(request, BATCHES, after=after))["batches"]
            found += [one["id"] for one in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    async def _asked(self, request: Request, query: str, **variables: Any) -> Any:
        """Returns the data of a query. Fields that a rule withholds are null in it."""
        settings = request.app.state.settings
        context = await self._context_factory(request, Response())
        try:
            async with asyncio.timeout(settings.request_seconds):
                result = await self._schema.answer(
                    query,
                    variable_values=variables,
                    context_value=context,
                    operation_name=None,
                    allowed_operation_types={OperationType.QUERY},
                    fast=settings.fast_path,
                )
        except TimeoutError as over:
            raise Unavailable from over
        for error in result.errors or ():
            if passing := self._schema.errors.unavailable(cause_of(error)):
                raise passing
            if (error.extensions or {}).get("code") != "FORBIDDEN":
                raise ReportedError(error.message, error.message, **(error.extensions or {}))
        return result.data

    def _packed(self, own: Any, batches: list[Any], language: str, now: datetime) -> bytes:
        """Packs the same answers twice: as JSON for programs, and as a workbook for people."""
        packed, name = io.BytesIO(), NAME[language]
        held = {"at": now.isoformat(), "viewer": own["viewer"], "batches": [_of_batch(one) for one in batches]}
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(f"{name}.json", orjson.dumps(held, option=orjson.OPT_INDENT_2))
            file.writestr(f"{name}.xlsx", self._workbook(own, batches, language))
        return packed.getvalue()

    def _workbook(self, own: Any, batches: list[Any], language: str) -> bytes:
        sheets = Sheets(1 if language == "en" else 0)
        viewer: Any = get_named_type(self._schema.query_type.fields["viewer"].type)
        sheets.add(viewer, own["viewer"], sheets.own, {})
        for one in batches:
            known = {("批次", "Batch")[sheets.language]: one["batch"]["name"]}
            self._add_batch(sheets, viewer, one["viewer"], known)
        content = io.BytesIO()
        write_pages(content, sheets.pages())
        return content.getvalue()

    def _add_batch(self, sheets: Sheets, kind: Any, value: Mapping[str, Any], known: dict[str, str]) -> None:
        """Adds what a batch holds: each object or list of it is a sheet, whose rows name the batch."""
        for name, found in value.items():
            declared = kind.fields[name]
            inner = get_named_type(declared.type)
            if found is not None and inner.name == "Student":
                self._add_batch(sheets, inner, found, known)
            elif found is not None:
                for row in found if isinstance(found, list) else [found]:
                    sheets.add(inner, row, sheets.head(declared, name), known)


def _of_batch(answer: Any) -> dict[str, Any]:
    """Returns a batch with what it holds of the person; fields of the student stand beside those of the viewer."""
    viewer = answer["viewer"]
    return {**answer["batch"], **(viewer.get("student") or {}), **{k: v for k, v in viewer.items() if k != "student"}}
