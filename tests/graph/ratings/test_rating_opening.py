"""Opening the rating phase through the API: the items that a batch keeps (R5.1), and self-rating (R5.2)."""

import asyncio
from typing import Any

import pytest

from tests.campus import Campus
from tests.graph.batch_acts import clear, codes, days, move_phase, opened, press, schedule
from tests.graph.rating_item_acts import create, delete, listed, stored, update
from tests.waiting import held_up

SELF = """mutation S($input: SchedulePhaseInput!) {
  schedulePhase(input: $input) { phase { module selfRating } userErrors { code message path } } }"""
INFO = ["信息思想", "信息体育", "信息实践"]


async def taken(campus: Campus) -> list[str]:
    return await listed(campus, campus.yi, batch=campus.batch)


async def reopened(campus: Campus, by: str = "stop") -> dict[str, Any]:
    await move_phase(campus, by, "RATING")
    return await move_phase(campus, "open", "RATING")


async def test_opening_keeps_the_items_as_they_are_then(campus: Campus) -> None:
    """R5.1: later changes by the college are for later batches; the audit log has the names."""
    await opened(campus, "RATING")
    before = await campus.rows("select * from batch_rating_item order by id")
    assert {row.college_id for row in before} == {campus.ids["info"]}
    assert [(row.name, row.order, row.min_points, row.peer_weight) for row in before] == [
        ("思想", 1, 20, 30),
        ("体育", 2, 30, 50),
        ("实践", 3, 0, 100),
    ]
    for payload in (
        await create(campus),
        await update(campus, "思想", name="政治", minPoints="1", counsellorWeight="30", peerWeight="40"),
        await delete(campus, "体育"),
    ):
        assert not codes(payload)
    assert await campus.rows("select * from batch_rating_item order by id") == before
    (told,) = await campus.rows("select new from audit_entry where action = 'openPhase'")
    assert (told.new["items_taken"], told.new["items"]) == (True, ["思想", "体育", "实践"])


@pytest.mark.parametrize("by", ["stop", "end"])
@pytest.mark.parametrize("submitted", [True, False])
async def test_items_stay_while_any_ballot_is_left(campus: Campus, by: str, *, submitted: bool) -> None:
    """R5.1: a draft as well; even when the college has no items any more."""
    await opened(campus, "RATING")
    await campus.fill(campus.ren, "se1", submitted=submitted)
    before = await campus.rows("select * from batch_rating_item order by id")
    for name in ("思想", "体育", "实践"):
        await delete(campus, name)
    assert not codes(await reopened(campus, by))
    assert await campus.rows("select * from batch_rating_item order by id") == before
    told = (await campus.rows("select new from audit_entry where action = 'openPhase' order by id"))[-1]
    assert (told.new["items_taken"], told.new["items"]) == (False, ["思想", "体育", "实践"])


async def test_items_are_taken_afresh_once_every_class_is_cleared(campus: Campus) -> None:
    """R5.1: this happens at the next opening, not before; ballots of another college do not matter."""
    await opened(campus, "RATING")
    await opened(campus, "RATING", campus.other_college_admin)
    await campus.fill(campus.mei, "en1")
    for klass, rater in (("cs1", campus.yi), ("se1", campus.ren)):
        await campus.fill(rater, klass)
    await create(campus)
    await create(campus, campus.other_college_admin)
    await clear(campus, "cs1", "cs2")
    await reopened(campus)
    assert await taken(campus) == INFO, "软工1901 is not cleared yet"
    await clear(campus, "se1")
    assert await taken(campus) == INFO
    await reopened(campus)
    assert await taken(campus) == [*INFO, "信息劳动"]
    assert "外语劳动" not in await listed(campus, campus.mei, batch=campus.batch)


async def test_results_without_any_ballot_go_with_the_old_items(campus: Campus) -> None:
    """R5.1: they are of items that are no more."""
    await opened(campus, "RATING")
    await campus.execute(
        """insert into rating_result (batch_id, student_id, class_id, college_id, major_id, grade, rests_on_one,
             counsellor_ballots, head_teacher_ballots, peer_ballots, item_ids, item_scores, counsellor_sums,
             head_teacher_sums, peer_sums, computed_at, computed_by)
           select batch_id, participant.student_id, class_id, college_id, major_id, grade, false,
             0, 0, 0, '{}', '{}', '{}', '{}', '{}', now(), account.id
           from participant join batch_class using (batch_id, class_id, college_id)
           join account on username = :who""",
        who=campus.college_admin.username,
    )
    await campus.execute("update batch_class set rating_computed_at = now()")
    await reopened(campus)
    left = await campus.rows("select distinct college_id from rating_result")
    assert [row.college_id for row in left] == [campus.ids["lang"]]
    computed = await campus.rows("select college_id from batch_class where rating_computed_at is not null")
    assert {row.college_id for row in computed} == {campus.ids["lang"]}
    told = (await campus.rows("select new from audit_entry where action = 'openPhase' order by id"))[-1]
    assert told.new["results_removed"] == 10


async def test_without_items_rating_is_not_opened(campus: Campus) -> None:
    """R5.1: the other modules are."""
    await schedule(campus, "RATING")
    await campus.execute("delete from rating_item where college_id = :info", info=campus.ids["info"])
    before = await stored(campus)
    payload = await move_phase(campus, "open", "RATING")
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("NO_RATING_ITEMS", "input.module")]
    assert await stored(campus) == before
    await opened(campus, "ACADEMIC")
    await opened(campus, "RATING", campus.other_college_admin)


async def test_a_refused_opening_takes_nothing(campus: Campus) -> None:
    await opened(campus, "RATING")
    await create(campus)
    before = await stored(campus)
    assert codes(await move_phase(campus, "open", "RATING")) == ["MOVE_NOT_ALLOWED"]
    assert codes(await move_phase(campus, "open", "ACADEMIC")) == ["WINDOW_NOT_SET"]
    assert await stored(campus) == before


async def test_a_ballot_that_is_being_saved_is_waited_for(campus: Campus) -> None:
    """R5.1: a ballot that holds its class when the phase is opened again keeps the items that it was filled for."""
    await opened(campus, "RATING")
    await move_phase(campus, "stop", "RATING")
    await create(campus)
    place = {"batch": campus.ids["batch"], "cs1": campus.ids["cs1"], "rater": campus.yi.id}
    async with campus.database.write() as saving:
        await saving.exec_driver_sql(
            f"select 1 from batch_class where batch_id = {place['batch']} and class_id = {place['cs1']} for share"
        )
        opening = asyncio.create_task(move_phase(campus, "open", "RATING"))
        await held_up(campus, opening)
        await saving.exec_driver_sql(
            f"""insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at) values
                ({place["batch"]}, {place["cs1"]}, {campus.ids["info"]}, 'PEER', {place["rater"]}, now())"""
        )
    assert not codes(await opening)
    assert await taken(campus) == INFO


async def test_openings_and_changes_of_items_at_once_take_whole_items(campus: Campus) -> None:
    """Whichever comes first: the batch has each item as the college kept it at one moment."""
    await schedule(campus, "RATING")
    results = await asyncio.gather(
        move_phase(campus, "open", "RATING"),
        move_phase(campus, "open", "RATING"),
        create(campus),
        update(campus, "思想", counsellorWeight="30", peerWeight="40"),
    )
    assert sorted(codes(one) for one in results) == [[], [], [], ["MOVE_NOT_ALLOWED"]]
    assert await taken(campus) in (INFO, [*INFO, "信息劳动"])


async def switch(campus: Campus, module: str = "RATING", *, on: bool) -> dict[str, Any]:
    given = {"batchId": campus.batch, "module": module, "window": days(-1, 5), "selfRating": on}
    return await press(campus, campus.college_admin, SELF, **given)


async def test_self_rating_is_on_until_the_college_switches_it_off(campus: Campus) -> None:
    """R5.2 (decided): and a later form that does not name it leaves it."""
    given = {"batchId": campus.batch, "module": "RATING", "window": days(-1, 5)}
    assert (await press(campus, campus.college_admin, SELF, **given))["phase"]["selfRating"] is True
    assert (await switch(campus, on=False))["phase"]["selfRating"] is False
    assert (await press(campus, campus.college_admin, SELF, **given))["phase"]["selfRating"] is False
    told = (await campus.rows("select old, new from audit_entry where action = 'schedulePhase' order by id"))[1]
    assert (told.old["self_rating"], told.new["self_rating"]) == (True, False)


async def test_self_rating_is_not_switched_once_the_phase_was_opened(campus: Campus) -> None:
    """R5.2: stopped or not; saying what already is does no harm."""
    await opened(campus, "RATING")
    for act in ("stop", "open", "end"):
        await move_phase(campus, act, "RATING")
        before = await stored(campus)
        payload = await switch(campus, on=False)
        assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("INVALID", "input.selfRating")]
        assert await stored(campus) == before
        assert (await switch(campus, on=True))["phase"]["selfRating"] is True


@pytest.mark.parametrize("module", ["ACADEMIC", "COMPREHENSIVE"])
async def test_other_modules_have_no_self_rating(campus: Campus, module: str) -> None:
    before = await stored(campus)
    payload = await switch(campus, module, on=True)
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("INVALID", "input.selfRating")]
    assert await stored(campus) == before
    given = {"batchId": campus.batch, "module": module, "window": days(-1, 5)}
    assert (await press(campus, campus.college_admin, SELF, **given))["phase"]["selfRating"] is None
