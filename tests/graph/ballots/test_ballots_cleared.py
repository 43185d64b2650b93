"""Some acts end a class's ballots, and some reopen one (R2.3, R2.4, R5.3)."""

import asyncio
from typing import Any

import pytest

from db.queries.ballots import reopening as ballot_reopening
from db.tables import Module, RaterKind
from tests.campus import Campus, Person
from tests.graph.rating import REOPEN, marks, save, sheet, submit
from tests.waiting import held_up

CLEAR = """mutation($input: ClearProcessDataInput!) {
  clearProcessData(input: $input) { batchClasses { cleared clearedAt } userErrors { code } } }"""
TAKE_PART = """mutation($input: SetParticipantsInput!) {
  setParticipants(input: $input) { changedCount userErrors { code } } }"""
CLEARED = "query($batch: ID!) { batchClasses(batchId: $batch) { nodes { schoolClass { code } cleared clearedAt } } }"


@pytest.fixture
async def rating(campus: Campus) -> Campus:
    await campus.open_phases(Module.RATING)
    return campus


async def clear(campus: Campus, *classes: str) -> Any:
    wanted = {"batchId": campus.batch, "classIds": [getattr(campus, name) for name in classes]}
    return (await campus.ask(campus.college_admin, CLEAR, input=wanted)).data["clearProcessData"]


async def leave(campus: Campus, student: Person) -> Any:
    wanted = {"batchId": campus.batch, "participating": False, "studentIds": [str(student.id)]}
    return (await campus.ask(campus.college_admin, TAKE_PART, input=wanted)).data["setParticipants"]


async def cleared(campus: Campus) -> dict[str, bool]:
    answer = await campus.ask(campus.college_admin, CLEARED, batch=campus.batch)
    return {row["schoolClass"]["code"]: row["cleared"] for row in answer.data["batchClasses"]["nodes"]}


async def test_clearing_a_class_takes_its_ballots_of_every_kind_and_nothing_of_another_class(rating: Campus) -> None:
    """R2.4: and the log says how many of each kind there were."""
    for klass, peers in (("cs1", ("jia", "yi")), ("cs2", ("ji",))):
        for key in peers:
            await rating.fill(getattr(rating, key), klass)
        await rating.fill(rating.counsellor_li, klass, RaterKind.COUNSELLOR, submitted=False)
    await rating.fill(rating.head_teacher_chen, "cs1", RaterKind.HEAD_TEACHER)
    kept = (
        "select ballot.id, points from ballot join mark on ballot_id = ballot.id where class_id = :klass order by 1, 2"
    )
    before = await rating.rows(kept, klass=rating.ids["cs2"])
    assert (await clear(rating, "cs1"))["userErrors"] == []
    assert await rating.rows("select 1 from ballot where class_id = :klass", klass=rating.ids["cs1"]) == []
    assert len(await rating.rows("select 1 from mark")) == len(before) > 0
    assert await rating.rows(kept, klass=rating.ids["cs2"]) == before
    (entry,) = await rating.rows("select old from audit_entry where action = 'clearProcessData'")
    assert entry.old["ballots"] == {"PEER": 2, "COUNSELLOR": 1, "HEAD_TEACHER": 1}


async def test_a_class_is_cleared_until_its_next_mark(rating: Campus) -> None:
    """R2.3: then its participants stay, until it is cleared again."""
    await clear(rating, "cs1")
    assert await cleared(rating) == {"J1901": True, "J1902": False, "R1901": False}
    assert (await leave(rating, rating.wu))["changedCount"] == 1
    found = await sheet(rating, rating.yi)
    assert len(found["rows"]) == 4
    await save(rating, rating.yi, marks(found)[:1])
    assert (await cleared(rating))["J1901"] is False
    refused = await leave(rating, rating.ding)
    assert [error["code"] for error in refused["userErrors"]] == ["PROCESS_DATA_NOT_CLEARED"]
    assert len((await sheet(rating, rating.yi))["rows"]) == 4
    await clear(rating, "cs1")
    assert (await leave(rating, rating.ding))["changedCount"] == 1
    assert len((await sheet(rating, rating.yi))["rows"]) == 3


async def test_marks_and_a_change_of_participants_never_pass_each_other(rating: Campus) -> None:
    """R2.3, R5.3: both run at once: either the mark was first and the change is refused, or the sheet has changed
    already."""
    for turn in range(6):
        await clear(rating, "cs1")
        await rating.execute("update participant set participating = true")
        given = marks(await sheet(rating, rating.yi))
        left, *saved = await asyncio.gather(
            leave(rating, rating.wu), *(submit(rating, getattr(rating, key), given) for key in ("jia", "yi", "bing"))
        )
        rated = {row.student_id for row in await rating.rows("select distinct student_id from mark")}
        done = [answer["ballot"] is not None for answer in saved]
        if left["userErrors"]:
            assert any(done), turn
        else:
            assert not any(done), turn
            assert rating.wu.id not in rated, turn


async def test_marks_and_a_clearing_at_once_leave_whole_ballots_or_none(rating: Campus) -> None:
    """R2.4."""
    given = marks(await sheet(rating, rating.yi))
    for _ in range(6):
        await asyncio.gather(
            clear(rating, "cs1"), *(submit(rating, getattr(rating, key), given) for key in ("jia", "yi", "bing"))
        )
        counts = await rating.rows(
            "select count(mark.points) as n from ballot left join mark on ballot_id = ballot.id group by ballot.id"
        )
        assert {row.n for row in counts} <= {15}


@pytest.mark.parametrize("act", ["stopBatch(input: {id: $b})", "endPhase(input: {batchId: $b, module: RATING})"])
async def test_rating_stops_once_the_saves_under_way_are_through(rating: Campus, act: str) -> None:
    """R3.3: every save that was acknowledged came before the stop; every later one is refused."""
    who = rating.college_admin if "Phase" in act else rating.student_affairs
    async with rating.database.write() as saving:
        await ballot_reopening.lock_class(saving, rating.ids["batch"], rating.ids["cs1"])
        stop = rating.ask(who, f"mutation($b: ID!) {{ done: {act} {{ userErrors {{ code }} }} }}", b=rating.batch)
        stopping = asyncio.create_task(stop)
        await held_up(rating, stopping)
    assert (await stopping).data["done"]["userErrors"] == []
    refused = await save(rating, rating.yi, marks(await sheet(rating, rating.yi)))
    assert refused["userErrors"][0]["code"] in ("BATCH_NOT_OPEN", "PHASE_NOT_OPEN")


async def reopen(campus: Campus, who: Person | None = None, /, **wanted: Any) -> Any:
    given = {"batchId": campus.batch, "kind": "PEER", "reason": "打错了", **wanted}
    return await campus.ask(who or campus.college_admin, REOPEN, input=given)


async def test_the_college_reopens_one_submitted_ballot_for_its_rater_with_a_reason(rating: Campus) -> None:
    """R5.3, decided: it is a draft again with every mark as it was, and its rater sees why; others stay."""
    for key in ("jia", "yi"):
        await rating.fill(getattr(rating, key), "cs1")
    before = await rating.rows("select ballot_id, student_id, item_id, points from mark order by 1, 2, 3")
    answer = await reopen(rating, studentId=str(rating.yi.id), reason=" 有一项误填 ")
    assert answer.data["reopenBallot"] == {"reopened": True, "userErrors": []}
    found = await sheet(rating, rating.yi)
    assert (found["status"], found["done"], found["reopenReason"]) == ("DRAFT", 15, "有一项误填")
    assert await rating.rows("select ballot_id, student_id, item_id, points from mark order by 1, 2, 3") == before
    assert (await sheet(rating, rating.jia))["status"] == "SUBMITTED"
    changed = [{**marks(found)[0], "points": "29"}]
    assert (await submit(rating, rating.yi, changed))["ballot"]["status"] == "SUBMITTED"
    (entry,) = await rating.rows("select subject, old, new, student_id from audit_entry where action = 'reopenBallot'")
    assert (entry.subject, entry.new["reason"]) == ("计科1901 李乙（20190102）", "有一项误填")


async def test_a_staff_ballot_is_reopened_by_class_and_person(rating: Campus) -> None:
    await rating.fill(rating.counsellor_li, "cs1", RaterKind.COUNSELLOR)
    await rating.fill(rating.counsellor_li, "cs2", RaterKind.COUNSELLOR)
    wanted = {"kind": "COUNSELLOR", "classId": rating.cs1, "staffId": str(rating.counsellor_li.id)}
    assert (await reopen(rating, **wanted)).data["reopenBallot"]["reopened"] is True
    assert [await sheet(rating, rating.counsellor_li, **{"class": klass}) for klass in (rating.cs1, rating.cs2)]
    states = await rating.rows("select class_id, submitted_at is null as draft from ballot order by 1")
    assert [row.draft for row in states] == [True, False]


@pytest.mark.parametrize(
    ("wanted", "code", "path"),
    [
        ({"studentId": "jia"}, "BALLOT_NOT_SUBMITTED", "input"),
        ({"studentId": "bing"}, "BALLOT_NOT_SUBMITTED", "input"),
        ({"studentId": "mei"}, "NOT_FOUND", "input.studentId"),
        ({"studentId": "yi", "reason": "  "}, "INVALID", "input.reason"),
        ({}, "NOT_FOUND", "input.studentId"),
        ({"kind": "COUNSELLOR", "staffId": "counsellor_ma", "classId": "en1"}, "NOT_FOUND", "input.classId"),
    ],
)
async def test_only_a_submitted_ballot_of_the_own_college_is_reopened(
    rating: Campus, wanted: dict[str, str], code: str, path: str
) -> None:
    """R8.2: a ballot that the college may not see is unknown to it; nothing changed."""
    await rating.fill(rating.yi, "cs1")
    await rating.fill(rating.jia, "cs1", submitted=False)
    await rating.fill(rating.mei, "en1")
    before = await rating.rows("select * from ballot order by id")
    ids = {key: one.id for key, one in rating.people.items()} | rating.ids
    named = {name: str(ids[key]) if name.endswith("Id") else key for name, key in wanted.items()}
    (error,) = (await reopen(rating, **named)).data["reopenBallot"]["userErrors"]
    assert (error["code"], error["path"]) == (code, path)
    assert await rating.rows("select * from ballot order by id") == before


async def test_a_ballot_is_named_by_nobody_but_its_rater(rating: Campus) -> None:
    """R8: another student's ballot is null through every student that one may see."""
    await rating.fill(rating.yi, "cs1")
    query = "query($batch: ID!) { students { nodes { name ballot(batchId: $batch) { rows { marks { points } } } } } }"
    for who in ("yi", "jia", "counsellor_li", "head_teacher_chen", "college_admin", "super_admin", "student_affairs"):
        answer = await rating.ask(getattr(rating, who), query, batch=rating.batch)
        seen = {row["name"] for row in answer.data["students"]["nodes"] if row["ballot"] is not None}
        assert seen == ({getattr(rating, who).name} if who in ("yi", "jia") else set()), who
