"""Two devices of one rater at the same moment, held up by locks so that they surely meet (R5.3)."""

import asyncio
from asyncio import FIRST_COMPLETED
from typing import Any

from sqlalchemy import text

from db.tables import Module
from tests.campus import Campus
from tests.graph.operations.activity import WAITING
from tests.waiting import until

SAVE = """mutation($batch: ID!, $marks: [MarkInput!]!) {
  saveBallot(input: {batchId: $batch, marks: $marks}) { userErrors { code } } }"""
SUBMIT = "mutation($batch: ID!) { submitBallot(input: {batchId: $batch}) { userErrors { code } } }"
BEGUN = """insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at)
  select batch_id, class_id, college_id, 'PEER', :rater, now() from batch_class
  where batch_id = :batch and class_id = :class"""
GIVEN = """insert into mark select ballot.id, :student, item.id, item.min_points from ballot
  join batch_rating_item item using (batch_id, college_id) where rater_id = :rater and item.name in ('思想', '体育')"""
REMEMBERED = """insert into mark select ballot.id, remembered.student_id, item_id, points from remembered, ballot"""
STANDING = """select item.name, points::int from mark join batch_rating_item item on item.id = item_id order by name"""


def own(campus: Campus) -> dict[str, Any]:
    return {"batch": campus.ids["batch"], "class": campus.ids["cs1"], "rater": campus.jia.id}


async def waits(campus: Campus) -> bool:
    return bool(await campus.rows(WAITING))


async def item_id(campus: Campus, name: str) -> str:
    query = """select item.id from batch_rating_item item join batch_class using (batch_id, college_id)
               where name = :name and class_id = :class"""
    [(found,)] = await campus.rows(query, name=name, **{"class": campus.ids["cs1"]})
    return str(found)


async def test_two_first_saves_at_once_are_kept_one_after_the_other(campus: Campus) -> None:
    """The second takes a mark back that the first gives: what stands is the second's, wholly."""
    await campus.open_phases(Module.RATING)
    yi = {"studentId": str(campus.yi.id)}
    marks = [
        {**yi, "itemId": await item_id(campus, "思想"), "points": None},
        {**yi, "itemId": await item_id(campus, "体育"), "points": "39"},
    ]
    async with campus.database.write() as first:
        await first.execute(text(BEGUN), own(campus))
        await first.execute(text(GIVEN), {"rater": campus.jia.id, "student": campus.yi.id})
        second = asyncio.create_task(campus.ask(campus.jia, SAVE, batch=campus.batch, marks=marks))
        await until(lambda: waits(campus))
    assert (await second).data["saveBallot"]["userErrors"] == []
    assert await campus.rows(STANDING) == [("体育", 39)]


async def test_what_another_device_takes_back_meanwhile_is_missing_to_the_submission(campus: Campus) -> None:
    """A submission that began before there was any ballot, and ends after one was filled in and changed."""
    await campus.open_phases(Module.RATING)
    await campus.fill(campus.jia, "cs1", submitted=False)
    await campus.execute("create table remembered as select * from mark")
    await campus.execute("delete from ballot")
    async with campus.database.write() as other:
        async with campus.database.write() as shut:
            await shut.execute(text("lock table batch_rating_item in access exclusive mode"))
            submitting = asyncio.create_task(campus.ask(campus.jia, SUBMIT, batch=campus.batch))
            await until(lambda: waits(campus))
            await campus.execute(BEGUN, **own(campus))
            await campus.execute(REMEMBERED)
            await other.execute(text("select id from ballot for update"))
            await other.execute(text("delete from mark where student_id = :yi"), {"yi": campus.yi.id})
        await asyncio.wait({submitting, asyncio.create_task(until(lambda: waits(campus)))}, return_when=FIRST_COMPLETED)
    answer = await submitting
    assert [error["code"] for error in answer.data["submitBallot"]["userErrors"]] == ["BALLOT_INCOMPLETE"]
    assert await campus.rows("select submitted_at from ballot") == [(None,)]
