"""Undoing while others undo or import, and undoing that is broken off: all or nothing (R10.9)."""

import asyncio

import pytest
from sqlalchemy import text

from db.tables import Module
from tests.campus import Campus, Person
from tests.graph.access.attempts import everything
from tests.graph.comprehensive_acts import bring_in, of_class
from tests.graph.course_acts import imported, of
from tests.graph.imports.acts import UNDO, last_id, state, undo, undone
from tests.graph.people.rosters import NEW_COLLEGE, take_in
from tests.waiting import until

KINDS = ("scores", "results", "roster")


async def one_import(campus: Campus, kind: str) -> Person:
    """Imports something of a kind that replaces and adds; returns who may undo it."""
    if kind == "scores":
        await imported(campus, campus.college_admin, of(campus.jia, 成绩=70))
        await imported(campus, campus.college_admin, of(campus.jia, 成绩=80), of(campus.yi))
        return campus.college_admin
    if kind == "results":
        await campus.open_phases(Module.COMPREHENSIVE)
        await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
        return campus.counsellor_li
    await take_in(campus, **NEW_COLLEGE, monitors=[("J1901", "20190102")])
    return campus.super_admin


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_undone_once_however_many_ask_at_once(campus: Campus, kind: str) -> None:
    """R10.9: the others are told that it is undone."""
    who = await one_import(campus, kind)
    id_ = await last_id(campus)
    answers = await asyncio.gather(*(undo(campus, who, id_) for _ in range(4)))
    codes = sorted(error["code"] for answer in answers for error in answer["userErrors"])
    assert codes == ["IMPORT_UNDONE"] * 3
    assert await campus.rows("select id from import_change where import_id = :id", id=int(id_)) == []


async def test_an_import_and_an_undo_at_once_do_not_mix(campus: Campus) -> None:
    """R10.9: either the undo comes first, or the import stands in its way."""
    await imported(campus, campus.college_admin, of(campus.jia, 成绩=70))
    await imported(campus, campus.college_admin, of(campus.jia, 成绩=80), of(campus.yi))
    id_ = await last_id(campus)
    undoing, importing = await asyncio.gather(
        undo(campus, campus.college_admin, id_), imported(campus, campus.college_admin, of(campus.jia, 成绩=90))
    )
    assert (importing["userErrors"], importing["replaced"]) == ([], 1)
    refused = [error["code"] for error in undoing["userErrors"]]
    assert refused in ([], ["IMPORT_OVERLAID"])
    scores = dict(await campus.rows("select student_id, score::int from course_score"))
    assert scores == {campus.jia.id: 90} | ({campus.yi.id: 91} if refused else {})
    assert await undone(campus, campus.college_admin) == (1, 0)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_undo_that_is_broken_off_leaves_everything_as_it_was(campus: Campus, kind: str) -> None:
    """R10.9: its connection ends when the rows are restored already; afterwards it can be undone as before."""
    who = await one_import(campus, kind)
    imported_state, id_ = await state(campus), await last_id(campus)
    before = await everything(campus)
    async with campus.database.write() as db:
        await db.execute(text("lock table import_change in share mode"))
        asking = asyncio.create_task(campus.ask(who, UNDO, id=id_, dry=False))

        async def waits() -> bool:
            found = await campus.rows(
                "select pid from pg_stat_activity where wait_event_type = 'Lock' and query like 'DELETE FROM import_%'"
                " and datname = current_database()"
            )
            return bool(found)

        await until(waits)
        await campus.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'"
            " and query like 'DELETE FROM import_%' and datname = current_database()"
        )
        answer = await asking
    assert (bool(answer.data), bool(answer.errors)) == (False, True), answer.body
    assert await everything(campus) == before
    assert await state(campus) == imported_state
    await undone(campus, who, id_)
