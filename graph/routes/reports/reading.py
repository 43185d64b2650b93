"""Reads a report page by page, as a client of the API would: each page is a query with the rights of that moment.

A page holds a place among the requests in flight and gives it back, so a long report is in nobody's way. The first
page decides the status of the answer. If a later one can't be read just now, it is asked for again; if that does not
help, the connection is cut, so that nobody takes a part for the whole.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from strawberry.types.graphql import OperationType

from db.slots import as_kind
from graph.routes.reports.compiled import Report
from graph.routes.reports.rows import head_of, lines_of
from graph.server.admission import Admission, Rank
from graph.server.application import Context, ContextFactory
from graph.server.clients import Client
from graph.server.engine.execution import Schema
from graph.server.errors import STATUS, LimitExceeded, ReportedError, Unauthenticated, Unavailable, cause_of
from graph.server.request_log import trail

MOST_ROWS = 200_000
AGAIN = 20
"""The number of times that a page is asked for again."""


class Answered(ReportedError):
    """Holds an error that the API has answered, already in the person's language."""

    def __init__(self, told: Any) -> None:
        super().__init__(told.message, told.message, **(told.extensions or {}))
        self.status = STATUS.get((told.extensions or {}).get("code", ""), 400)  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Page:
    lines: bytes
    next: str | None
    """The cursor after which the next page begins."""


@dataclass(slots=True)
class Reading:
    """Represents one request for a report."""

    schema: Schema
    context_factory: ContextFactory
    before_long_query: Callable[[Any], Awaitable[None]]
    request: Request
    report: Report
    variables: Mapping[str, Any]
    viewer: Any = None
    """The person who reads, known from the first page on."""

    async def first(self) -> Page:
        """Reads the first page.

        Raises:
            ReportedError: the report is refused.
        """
        return await self._page(None)

    async def rest(self, first: Page) -> AsyncIterator[bytes]:
        """Yields the whole file, of which the first page is there already."""
        yield head_of(self.report) + first.lines
        after = first.next
        while after is not None:
            page = await self._patiently(after)
            yield page.lines
            after = page.next

    async def _patiently(self, after: str) -> Page:
        for _ in range(AGAIN):
            try:
                return await self._page(after)
            except Unavailable as passing:
                await asyncio.sleep(passing.retry_after)
        return await self._page(after)

    async def _page(self, after: str | None) -> Page:
        admission: Admission = self.request.app.state.admission
        place = admission.at_once(Rank.LONG) or await admission.wait(Rank.LONG, Client())
        try:
            found = await self._found(after)
            if after is None and self.report.paged and found["totalCount"] > MOST_ROWS:
                raise _too_many(found["totalCount"])
            rows = found
            for step in self.report.rows_path:
                rows = rows and rows[step]
            lines = lines_of(self.report, rows or [], ZoneInfo(self.request.app.state.settings.timezone))
        finally:
            place.leave()
        goes_on = self.report.paged and found["pageInfo"]["hasNextPage"]
        return Page(lines, found["pageInfo"]["endCursor"] if goes_on else None)

    async def _found(self, after: str | None) -> Any:
        """Asks once more where a first answer could not be read just now, as from a standby that has ended."""
        try:
            return await self._answer(await self._context(beside=True), after)
        except Unavailable:
            return await self._answer(await self._context(beside=False), after)

    async def _context(self, *, beside: bool) -> Context:
        try:
            context = await self.context_factory(self.request, Response())
            if beside:
                await self.before_long_query(context)
        except Exception as error:
            if passing := self.schema.errors.unavailable(error):
                raise passing from error
            raise
        if context.viewer is None:
            raise Unauthenticated
        self.viewer, trail().account_id = context.viewer, context.viewer.account_id
        return context

    async def _answer(self, context: Context, after: str | None) -> Any:
        """Returns the value of the query's root field. Fields that a rule withholds are null in it."""
        query = self.report.first_query if after is None else self.report.next_query
        part = {"first": self.report.layout.page, "after": after} if self.report.paged else {}
        variables = {**self.variables, **part}
        settings = self.request.app.state.settings
        try:
            with as_kind(hash(query)):
                async with asyncio.timeout(settings.request_seconds):
                    result = await self.schema.answer(
                        query,
                        variable_values=variables,
                        context_value=context,
                        operation_name=None,
                        allowed_operation_types={OperationType.QUERY},
                        fast=settings.fast_path,
                    )
        except TimeoutError as over:
            raise Unavailable from over
        found = (result.data or {}).get(self.report.layout.root)
        for error in result.errors or ():
            if passing := self.schema.errors.unavailable(cause_of(error)):
                raise passing
            if found is None or (error.extensions or {}).get("code") != "FORBIDDEN":
                raise Answered(error)
        return found


def _too_many(count: int) -> LimitExceeded:
    return LimitExceeded(
        f"共 {count} 行，一次最多 {MOST_ROWS} 行，请用参数缩小范围",
        f"There are {count} rows, and at most {MOST_ROWS} at once; narrow them by parameters",
        limit="rows",
        most=MOST_ROWS,
    )
