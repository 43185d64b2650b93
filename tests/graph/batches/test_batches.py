"""Batches through the API: R1.1 - R1.3, R1.5, R1.6."""

import asyncio
from itertools import product
from typing import Any

import pytest

from tests.campus import Campus
from tests.graph.batch_acts import (
    CREATE,
    DELETE,
    UPDATE,
    batch_form,
    codes,
    days,
    forbidden,
    kept,
    move_batch,
    move_batch_query,
    opened,
    press,
)

BATCHES = """query B($filter: BatchFilter, $first: Int! = 20, $after: String, $offset: Int) {
  batches(filter: $filter, first: $first, after: $after, offset: $offset) {
    totalCount nodes { id name status } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
ONE = "query B($id: ID!) { batch(id: $id) { name status colleges { college { name } } } }"
OTHERS = ("college_admin", "deputy_secretary", "counsellor_li", "head_teacher_chen", "monitor", "yi", "bystander")


async def created(campus: Campus, **changed: Any) -> dict:
    payload = await press(campus, campus.student_affairs, CREATE, **batch_form(**changed))
    assert not payload["userErrors"], payload
    return payload["batch"]


async def colleges_of(campus: Campus, batch: str) -> list[str]:
    answer = await campus.ask(campus.student_affairs, ONE, id=batch)
    return [one["college"]["name"] for one in answer.data["batch"]["colleges"]]


async def names_seen(campus: Campus, who: str) -> list[str]:
    answer = await campus.ask(campus.people[who], BATCHES)
    assert answer.data["batches"]["totalCount"] == len(answer.data["batches"]["nodes"])
    return [one["name"] for one in answer.data["batches"]["nodes"]]


async def test_a_batch_has_all_that_the_manual_names(campus: Campus) -> None:
    """R1.1: name, year, cohorts, one window for each module, a note; all colleges unless some are chosen."""
    batch = await created(campus, cohorts=[2022, 2023], note="说明", ratingWindow=days(0, 9))
    assert (batch["status"], batch["openedAt"], batch["note"]) == ("NOT_OPENED", None, "说明")
    assert (batch["cohorts"], batch["academicYear"]) == ([2023, 2022], "2019-2020")
    windows = {one.pop("module"): one for one in batch["windows"]}
    assert windows["RATING"] == days(0, 9)
    assert windows["ACADEMIC"] == windows["COMPREHENSIVE"] == days(-10, 30)
    assert await colleges_of(campus, batch["id"]) == ["信息学院", "外语学院"]


async def test_some_colleges_can_be_chosen(campus: Campus) -> None:
    batch = await created(campus, collegeIds=[campus.lang])
    assert await colleges_of(campus, batch["id"]) == ["外语学院"]


async def test_everything_of_a_batch_can_be_changed(campus: Campus) -> None:
    """R1.1, R9.3: and the audit log has old and new."""
    batch = await created(campus)
    form = batch_form("新名称", cohorts=[2024], collegeIds=[campus.info], note="改", ratingWindow=days(1, 2))
    payload = await press(campus, campus.super_admin, UPDATE, id=batch["id"], **form)
    assert (payload["batch"]["name"], payload["batch"]["cohorts"], payload["batch"]["note"]) == ("新名称", [2024], "改")
    assert await colleges_of(campus, batch["id"]) == ["信息学院"]
    entry = (await campus.rows("select * from audit_entry where action = 'updateBatch'"))[0]
    assert (entry.actor_name, entry.old["cohorts"], entry.new["cohorts"]) == ("超级管理员", [2023], [2024])
    assert entry.old["windows"]["RATING"] != entry.new["windows"]["RATING"]


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": "  "}, "input.name"),
        ({"name": "长" * 101}, "input.name"),
        ({"cohorts": []}, "input.cohorts"),
        ({"collegeIds": []}, "input.collegeIds"),
        ({"collegeIds": ["999999"]}, "input.collegeIds"),
        ({"ratingWindow": days(3, 3)}, "input.ratingWindow"),
        ({"academicWindow": days(3, 2)}, "input.academicWindow"),
        ({"name": "2018-2019学年综合测评"}, "input.name"),
    ],
)
async def test_what_cannot_be_is_told_by_its_field(campus: Campus, changed: dict, path: str) -> None:
    """R1.1, R1.2 (a window ends after it starts)."""
    before = await kept(campus)
    payload = await press(campus, campus.student_affairs, CREATE, **(batch_form() | changed))
    assert [error["path"] for error in payload["userErrors"]] == [path]
    assert payload["batch"] is None
    assert await kept(campus) == before


@pytest.mark.parametrize("who", OTHERS)
async def test_nobody_else_touches_a_batch(campus: Campus, who: str) -> None:
    """Rule 8: create, open, stop, end, delete are student affairs' and the super admin's."""
    person, before = campus.people[who], await kept(campus)
    assert await forbidden(campus, person, CREATE, **batch_form())
    assert await forbidden(campus, person, UPDATE, id=campus.batch, **batch_form())
    assert await forbidden(campus, person, DELETE, id=campus.batch)
    for act in ("open", "stop", "end"):
        assert await forbidden(campus, person, move_batch_query(act), id=campus.batch)
    assert await kept(campus) == before


async def test_an_unopened_batch_is_deleted_whole(campus: Campus) -> None:
    """R1.1; nothing of it stays but the audit log."""
    batch = await created(campus)
    payload = await press(campus, campus.student_affairs, DELETE, id=batch["id"])
    assert payload == {"deletedId": batch["id"], "userErrors": []}
    for table in ("batch_window", "batch_cohort", "batch_college"):
        assert not await campus.rows(f"select 1 from {table} where batch_id = :id", id=int(batch["id"]))
    assert await press(campus, campus.student_affairs, DELETE, id=batch["id"]) != payload


async def test_a_batch_that_has_been_opened_is_never_deleted(campus: Campus) -> None:
    """R1.2: not even once it is ended."""
    await move_batch(campus, "end", campus.batch)
    before = await kept(campus)
    assert codes(await press(campus, campus.super_admin, DELETE, id=campus.batch)) == ["CONFLICT"]
    assert await kept(campus) == before


AFTER = {"open": "OPEN", "stop": "STOPPED", "end": "ENDED"}
ALLOWED = {
    *(("NOT_OPENED", "open"), ("OPEN", "stop"), ("OPEN", "end"), ("STOPPED", "open"), ("STOPPED", "end")),
    ("ENDED", "open"),
}


async def test_every_move_from_every_status(campus: Campus) -> None:
    """R1.2, R1.3: six moves exist; any other is refused, and nothing is written."""
    for status, act in product(("NOT_OPENED", "OPEN", "STOPPED", "ENDED"), AFTER):
        await campus.execute("update batch set status = :status", status=status)
        before = await kept(campus)
        payload = await move_batch(campus, act, campus.batch)
        if (status, act) in ALLOWED:
            assert payload["batch"]["status"] == AFTER[act]
        else:
            assert (codes(payload), await kept(campus)) == (["MOVE_NOT_ALLOWED"], before), (status, act)


async def test_an_ended_batch_opens_again_with_all_its_work(campus: Campus) -> None:
    """R1.3: and keeps the moment of its first opening."""
    first = (await campus.rows("select opened_at from batch"))[0].opened_at
    await opened(campus)
    await move_batch(campus, "end", campus.batch)
    payload = await move_batch(campus, "open", campus.batch)
    assert payload["batch"]["status"] == "OPEN"
    assert (await campus.rows("select opened_at from batch"))[0].opened_at == first
    assert await campus.rows("select 1 from phase where status = 'OPEN' and module = 'ACADEMIC'")


async def test_two_people_who_open_at_once_open_once(campus: Campus) -> None:
    """One opens, and the other gets the answer that it is open; classes and phases are there once."""
    batch = (await created(campus))["id"]
    payloads = await asyncio.gather(*(move_batch(campus, "open", batch) for _ in range(4)))
    assert sorted(codes(one) for one in payloads) == [[], *[["MOVE_NOT_ALLOWED"]] * 3]
    counts = await campus.rows(
        """select (select count(*) from phase where batch_id = :id),
                  (select count(*) from batch_class where batch_id = :id),
                  (select count(*) from audit_entry where batch_id = :id and action = 'openBatch')""",
        id=int(batch),
    )
    assert tuple(counts[0]) == (6, 4, 1)


async def test_stop_and_end_at_once_leave_one_end(campus: Campus) -> None:
    """Whatever comes first, the batch has ended, and each success is one move of R1.2."""
    await asyncio.gather(*(move_batch(campus, act, campus.batch) for act in ("stop", "end", "stop", "end")))
    assert (await campus.rows("select status from batch"))[0].status == "ENDED"
    moves = await campus.rows("select old, new from audit_entry where action in ('stopBatch', 'endBatch') order by id")
    steps = [(one.old["status"], one.new["status"]) for one in moves]
    assert steps in ([("OPEN", "ENDED")], [("OPEN", "STOPPED"), ("STOPPED", "ENDED")])


async def test_two_people_who_type_one_name_make_one_batch(campus: Campus) -> None:
    payloads = await asyncio.gather(*(press(campus, campus.student_affairs, CREATE, **batch_form()) for _ in range(4)))
    assert sorted(codes(one) for one in payloads) == [[], *[["ALREADY_EXISTS"]] * 3]


async def test_batches_are_listed_newest_first_page_by_page(campus: Campus) -> None:
    """R1.5: a page has a total, and a jump to any page; a cursor survives batches that come in meanwhile."""
    for number in range(5):
        await created(campus, name=f"批次{number}")
    page = await campus.ask(campus.student_affairs, BATCHES, first=2)
    assert [one["name"] for one in page.data["batches"]["nodes"]] == ["批次4", "批次3"]
    assert page.data["batches"]["totalCount"] == 6
    await created(campus, name="新来的")
    cursor = page.data["batches"]["pageInfo"]["endCursor"]
    after = await campus.ask(campus.student_affairs, BATCHES, first=2, after=cursor)
    assert [one["name"] for one in after.data["batches"]["nodes"]] == ["批次2", "批次1"]
    jump = await campus.ask(campus.student_affairs, BATCHES, first=3, offset=6)
    assert [one["name"] for one in jump.data["batches"]["nodes"]] == ["2018-2019学年综合测评"]
    assert jump.data["batches"]["pageInfo"]["hasNextPage"] is False


async def test_batches_are_filtered(campus: Campus) -> None:
    await created(campus)
    for given, names in (
        ({"academicYear": "2019-2020"}, ["2019-2020学年综合测评"]),
        ({"status": "OPEN"}, ["2018-2019学年综合测评"]),
        ({"status": "OPEN", "academicYear": "2019-2020"}, []),
        ({"text": " 2019-20"}, ["2019-2020学年综合测评"]),
        ({"text": "学年综合"}, ["2019-2020学年综合测评", "2018-2019学年综合测评"]),
        ({"text": "%"}, []),
    ):
        answer = await campus.ask(campus.student_affairs, BATCHES, filter=given)
        assert [one["name"] for one in answer.data["batches"]["nodes"]] == names


async def test_a_college_sees_a_batch_once_it_is_opened(campus: Campus) -> None:
    """R1.6, R8.2: an unopened batch is in no list and no total, and its id answers as an unknown one."""
    old, batch = "2018-2019学年综合测评", await created(campus, collegeIds=[campus.info])
    for who in OTHERS[:-1]:
        assert await names_seen(campus, who) == [old]
        unseen = await campus.ask(campus.people[who], ONE, id=batch["id"])
        unknown = await campus.ask(campus.people[who], ONE, id="999999")
        assert unseen.body == unknown.body
    assert await names_seen(campus, "student_affairs") == [batch["name"], old]
    await move_batch(campus, "open", batch["id"])
    for who in ("college_admin", "deputy_secretary", "head_teacher_chen", "monitor", "yi"):
        assert await names_seen(campus, who) == [batch["name"], old]


async def test_a_college_that_does_not_take_part_sees_nothing_of_it(campus: Campus) -> None:
    """R1.6."""
    batch = await created(campus, collegeIds=[campus.info])
    await move_batch(campus, "open", batch["id"])
    for who in ("other_college_admin", "other_deputy_secretary", "counsellor_ma", "mei"):
        assert await names_seen(campus, who) == ["2018-2019学年综合测评"]
    assert await names_seen(campus, "bystander") == []


async def test_a_stopped_or_ended_batch_stays_to_be_seen(campus: Campus) -> None:
    for act in ("stop", "end"):
        await move_batch(campus, act, campus.batch)
        assert len(await names_seen(campus, "yi")) == len(await names_seen(campus, "college_admin")) == 1


async def test_colleges_and_cohorts_join_an_open_batch(campus: Campus) -> None:
    """R1.1, R2.1: their classes come in, ticked."""
    batch = await created(campus, collegeIds=[campus.lang])
    await move_batch(campus, "open", batch["id"])
    form = batch_form(batch["name"], cohorts=[2019, 2023])
    assert not codes(await press(campus, campus.student_affairs, UPDATE, id=batch["id"], **form))
    rows = await campus.rows(
        "select code from batch_class join school_class on id = class_id where batch_id = :id order by code",
        id=int(batch["id"]),
    )
    assert [row.code for row in rows] == ["J1501", "J1901", "J1902", "R1901", "Y1901"]


async def test_what_has_not_begun_can_leave_an_open_batch(campus: Campus) -> None:
    form = batch_form("少了外语", academicYear="2018-2019", collegeIds=[campus.info])
    assert not codes(await press(campus, campus.student_affairs, UPDATE, id=campus.batch, **form))
    for table in ("phase", "batch_class", "participant"):
        assert not await campus.rows(f"select 1 from {table} where college_id = :lang", lang=campus.ids["lang"])
    assert not await campus.rows("select 1 from counsellor where class_id = :en1", en1=campus.ids["en1"])
    assert await names_seen(campus, "other_college_admin") == []


@pytest.mark.parametrize("changed", [{"collegeIds": ["info"]}, {"cohorts": [2024]}, {"academicYear": "2017-2018"}])
async def test_what_has_begun_stays_in_the_batch(campus: Campus, changed: dict) -> None:
    """A college, cohort or year is not taken from under work that has begun."""
    await opened(campus, person=campus.other_college_admin)
    before = await kept(campus)
    form = batch_form(campus.batch, academicYear="2018-2019") | changed
    if "collegeIds" in changed:
        form["collegeIds"] = [campus.info]
    assert codes(await press(campus, campus.student_affairs, UPDATE, id=campus.batch, **form)) == ["CONFLICT"]
    assert await kept(campus) == before


async def test_a_college_without_classes_that_has_begun_stays_too(campus: Campus) -> None:
    await campus.execute("delete from participant where college_id = :lang", lang=campus.ids["lang"])
    await campus.execute("delete from batch_class where college_id = :lang", lang=campus.ids["lang"])
    await opened(campus, person=campus.other_college_admin)
    form = batch_form(academicYear="2018-2019", collegeIds=[campus.info])
    assert codes(await press(campus, campus.student_affairs, UPDATE, id=campus.batch, **form)) == ["CONFLICT"]


async def test_a_college_that_was_retired_meanwhile_does_not_bar_changes(campus: Campus) -> None:
    """R9.2 retires it; the batch that it began goes on, with all colleges or with it chosen."""
    await opened(campus, person=campus.other_college_admin)
    await campus.execute("update college set retired_at = now() where id = :lang", lang=campus.ids["lang"])
    for chosen in (None, [campus.info, campus.lang]):
        form = batch_form("改名", academicYear="2018-2019", collegeIds=chosen)
        assert not codes(await press(campus, campus.student_affairs, UPDATE, id=campus.batch, **form))
        assert await colleges_of(campus, campus.batch) == ["信息学院", "外语学院"]
