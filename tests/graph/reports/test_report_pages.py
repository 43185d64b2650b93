"""A report is read page by page, each with the rights of its moment, and is whole or breaks off (R9.6)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from graph.routes.reports import reading, serving
from graph.routes.reports.layouts import LAYOUTS
from graph.server.admission import busy
from graph.server.errors import Unavailable
from tests.campus import Campus
from tests.graph.reports.reading import fetch, table

STUDENTS = 12
Read = Callable[[Any, str | None], Awaitable[Any]]


@pytest.fixture
def by_five(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LAYOUTS, "students", replace(LAYOUTS["students"], page=5))


def before_each_page(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], Awaitable[None]]) -> list[str | None]:
    """Does something before each page, and returns the cursors of the pages that were asked for."""
    asked: list[str | None] = []
    read: Read = reading.Reading._page

    async def page(self: Any, after: str | None) -> Any:
        asked.append(after)
        await act(len(asked))
        return await read(self, after)

    monkeypatch.setattr(reading.Reading, "_page", page)
    return asked


@pytest.mark.usefixtures("by_five")
async def test_rows_of_many_pages_are_there_once_each(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_number: int) -> None: ...

    asked = before_each_page(monkeypatch, nothing)
    found = await table(campus, campus.super_admin, "students")
    assert len(asked) == 3
    assert found.column("number") == sorted(set(found.column("number")))
    assert len(found.rows) == STUDENTS


@pytest.mark.usefixtures("by_five")
async def test_a_token_that_is_refused_meanwhile_breaks_the_file_off(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R8.5: nobody reads on with rights that have ended, or takes a part for the whole."""

    async def revoke(number: int) -> None:
        if number == 2:
            await campus.execute("update account set disabled_at = now() where username = 'S003'")
            await campus.execute(
                "delete from session where account_id = (select id from account where username='S001')"
            )

    before_each_page(monkeypatch, revoke)
    assert campus.college_admin.username == "S003"
    with pytest.raises(httpx2.RemoteProtocolError):
        await fetch(campus, campus.college_admin, "students")


@pytest.mark.usefixtures("by_five")
async def test_a_page_that_can_not_be_read_just_now_is_read_later(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail_once(number: int) -> None:
        if number == 2:
            raise Unavailable(retry_after=1)

    asked = before_each_page(monkeypatch, fail_once)
    found = await table(campus, campus.super_admin, "students")
    assert len(found.rows) == STUDENTS
    assert asked[1] == asked[2]


async def test_a_report_that_can_not_begin_just_now_is_503(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports have the rank of exports: they wait behind pages, and are asked to come back in a crowd."""

    async def refuse(_number: int) -> None:
        raise busy(3)

    before_each_page(monkeypatch, refuse)
    response = await fetch(campus, campus.super_admin, "students")
    assert (response.status_code, response.headers["retry-after"]) == (503, "3")
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


@pytest.mark.usefixtures("by_five")
async def test_a_report_that_does_not_end_is_cut_off(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stall(number: int) -> None:
        if number == 2:
            await asyncio.Event().wait()

    before_each_page(monkeypatch, stall)
    monkeypatch.setattr(serving, "SECONDS", 0.2)
    with pytest.raises(httpx2.RemoteProtocolError):
        await fetch(campus, campus.super_admin, "students")
