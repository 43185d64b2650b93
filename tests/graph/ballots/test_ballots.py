"""在线评分 (manual 1.1.3.3; R5.2, R5.3): the sheet, drafts, and submitting once."""

import asyncio

import pytest

from db.tables import Module, RaterKind
from tests.campus import Campus
from tests.graph.rating import SAVE, STORED, marks, save, sheet, submit
from tests.statements import counted

QUIET = "mutation($b: ID!, $m: [MarkInput!]!) {{ {act}(input: {{batchId: $b, marks: $m}}) {{userErrors {{code}}}} }}"


@pytest.fixture
async def rating(campus: Campus) -> Campus:
    await campus.open_phases(Module.RATING)
    return campus


async def test_the_sheet_lists_every_participant_by_number_with_items_ranges_and_marks(rating: Campus) -> None:
    """R5.2, R5.3: the rater's own name is listed too, and nobody who does not take part."""
    await rating.execute("update participant set participating = false where student_id = :id", id=rating.wu.id)
    found = await sheet(rating, rating.yi)
    assert [row["student"]["name"] for row in found["rows"]] == ["张甲", "李乙", "王丙", "赵丁"]
    assert [row["student"]["number"] for row in found["rows"]] == sorted(r["student"]["number"] for r in found["rows"])
    assert [(item["name"], item["minPoints"], item["maxPoints"]) for item in found["items"]] == [
        ("思想", "20.00", "30.00"),
        ("体育", "30.00", "40.00"),
        ("实践", "0.00", "30.00"),
    ]
    assert (found["status"], found["done"], found["total"]) == ("NOT_STARTED", 0, 12)
    assert found["schoolClass"]["code"] == "J1901"
    assert found["refusal"] is None
    assert all(row["marks"] == [] for row in found["rows"])


async def test_a_draft_is_saved_in_parts_as_often_as_one_likes(rating: Campus) -> None:
    """R5.3: each save leaves the rest as it is; the last mark for a cell stands; without points it is taken back."""
    found = await sheet(rating, rating.yi)
    given = marks(found)
    saved = await save(rating, rating.yi, given[:4])
    assert saved == {"ballot": {"status": "DRAFT", "done": 4, "total": 15}, "userErrors": []}
    await save(rating, rating.yi, [{**given[0], "points": "27.5"}, given[5]])
    await save(rating, rating.yi, [{**given[1], "points": None}])
    found = await sheet(rating, rating.yi)
    kept = {mark["itemId"]: mark["points"] for mark in found["rows"][0]["marks"]}
    assert kept == {given[0]["itemId"]: "27.50", given[2]["itemId"]: given[2]["points"]}
    assert found["done"] == 4


async def test_submitting_needs_a_mark_for_every_student_and_item(rating: Campus) -> None:
    """R5.3: an incomplete one is refused, naming how many are missing, and stays as it was."""
    found = await sheet(rating, rating.yi)
    await save(rating, rating.yi, marks(found)[:-2])
    before = await rating.rows(STORED)
    refused = await submit(rating, rating.yi)
    (error,) = refused["userErrors"]
    assert error["code"] == "BALLOT_INCOMPLETE"
    assert "还缺 2 项打分" in error["message"]
    assert "钱戊（20190105）的“体育”、钱戊（20190105）的“实践”" in error["message"]
    assert refused["ballot"] is None
    assert await rating.rows(STORED) == before
    done = await submit(rating, rating.yi, marks(found)[-2:])
    assert done == {"ballot": {"status": "SUBMITTED", "done": 15, "total": 15}, "userErrors": []}


async def test_an_incomplete_submit_keeps_nothing_of_what_came_with_it(rating: Campus) -> None:
    """R5.3: refused whole."""
    found = await sheet(rating, rating.yi)
    refused = await submit(rating, rating.yi, marks(found)[:-1])
    assert refused["userErrors"][0]["code"] == "BALLOT_INCOMPLETE"
    nothing = await submit(rating, rating.yi)
    assert "还缺 15 项打分" in nothing["userErrors"][0]["message"]
    assert await rating.rows(STORED) == []


async def test_what_was_submitted_cannot_be_changed_by_its_rater(rating: Campus) -> None:
    """R5.3; a retry of what was submitted answers as the first did, and does no harm."""
    given = marks(await sheet(rating, rating.yi))
    await submit(rating, rating.yi, given)
    before = await rating.rows("select * from ballot")
    for again in (await submit(rating, rating.yi, given), await submit(rating, rating.yi)):
        assert again == {"ballot": {"status": "SUBMITTED", "done": 15, "total": 15}, "userErrors": []}
    assert (await save(rating, rating.yi, given[:3]))["userErrors"] == []
    other = [{**given[0], "points": "25"}]
    for refused in (await save(rating, rating.yi, other), await submit(rating, rating.yi, other)):
        assert [error["code"] for error in refused["userErrors"]] == ["BALLOT_SUBMITTED"]
    taken_back = await save(rating, rating.yi, [{**given[0], "points": None}])
    assert taken_back["userErrors"][0]["code"] == "BALLOT_SUBMITTED"
    assert await rating.rows("select * from ballot") == before
    assert {row.points for row in await rating.rows(STORED)} == {0, 20, 30}


async def test_a_mark_outside_its_range_is_refused_whole_naming_student_and_item(rating: Campus) -> None:
    """R5.3: a save with any bad mark stores nothing, and each bad mark is named."""
    given = marks(await sheet(rating, rating.yi))
    bad = [given[0], {**given[1], "points": "40.01"}, {**given[3], "points": "19.99"}]
    refused = await save(rating, rating.yi, bad)
    assert [(error["code"], error["path"]) for error in refused["userErrors"]] == [
        ("MARK_OUT_OF_RANGE", "input.marks.1.points"),
        ("MARK_OUT_OF_RANGE", "input.marks.2.points"),
    ]
    assert refused["userErrors"][0]["message"] == "张甲（20190101）的“体育”应在 30 至 40 之间，填的是 40.01"
    assert await rating.rows(STORED) == []
    edges = [{**given[0], "points": "30"}, {**given[3], "points": "20"}]
    assert (await save(rating, rating.yi, edges))["userErrors"] == []


@pytest.mark.parametrize("stranger", ["ji", "mei", "wu"])
async def test_a_mark_for_somebody_who_is_not_on_the_sheet_is_refused_whole(rating: Campus, stranger: str) -> None:
    """R5.3: the student is of another class, of another college, or not taking part; a stranger is not named."""
    await rating.execute("update participant set participating = false where student_id = :id", id=rating.wu.id)
    found = await sheet(rating, rating.yi)
    person = getattr(rating, stranger)
    foreign = {"studentId": str(person.id), "itemId": found["items"][0]["id"], "points": "25"}
    refused = await save(rating, rating.yi, [*marks(found), foreign])
    (error,) = refused["userErrors"]
    assert (error["code"], error["path"]) == ("NOT_ON_BALLOT", "input.marks.12.studentId")
    assert (person.name in error["message"]) == (stranger == "wu")
    assert await rating.rows(STORED) == []


async def test_an_item_of_another_college_or_of_none_is_refused_whole(rating: Campus) -> None:
    foreign = await sheet(rating, rating.mei)
    given = marks(await sheet(rating, rating.yi))
    for item in (foreign["items"][0]["id"], "77", "x"):
        refused = await save(rating, rating.yi, [given[0], {**given[1], "itemId": item}])
        assert [(e["code"], e["path"]) for e in refused["userErrors"]] == [("NOT_FOUND", "input.marks.1.itemId")]
    assert await rating.rows(STORED) == []


async def test_saving_nothing_leaves_no_ballot_behind(rating: Campus) -> None:
    """R5.1, R2.3: a ballot is there from its first mark on."""
    assert (await save(rating, rating.yi, []))["ballot"]["status"] == "NOT_STARTED"
    assert await rating.rows("select 1 from ballot") == []


async def test_the_same_cell_twice_in_one_save_is_refused(rating: Campus) -> None:
    given = marks(await sheet(rating, rating.yi))
    refused = await save(rating, rating.yi, [given[0], {**given[0], "points": "30"}])
    assert refused["userErrors"][0]["code"] == "INVALID"
    assert await rating.rows(STORED) == []


async def test_where_self_rating_is_off_the_own_name_is_not_on_the_sheet(rating: Campus) -> None:
    """R5.2: and a mark for oneself is refused; staff rate everybody all the same."""
    await rating.execute("update phase set self_rating = false where module = 'RATING'")
    found = await sheet(rating, rating.yi)
    assert "李乙" not in [row["student"]["name"] for row in found["rows"]]
    assert found["total"] == 12
    own = {"studentId": str(rating.yi.id), "itemId": found["items"][0]["id"], "points": "25"}
    refused = await save(rating, rating.yi, [own])
    assert refused["userErrors"][0]["code"] == "NOT_ON_BALLOT"
    assert (await submit(rating, rating.yi, marks(found)))["ballot"]["status"] == "SUBMITTED"
    assert len((await sheet(rating, rating.head_teacher_chen))["rows"]) == 5


async def test_staff_rate_each_of_their_classes_and_name_the_one_they_mean(rating: Campus) -> None:
    """R5.2, R8.1: 李莉 counsels two classes; 赵敏 counsels one and heads another."""
    answer = await rating.ask(rating.counsellor_li, SAVE, input={"batchId": rating.batch, "marks": []})
    assert answer.data["saveBallot"]["userErrors"][0]["path"] == "input.classId"
    found = await sheet(rating, rating.counsellor_li, **{"class": rating.cs2})
    assert (found["kind"], found["schoolClass"]["code"], len(found["rows"])) == ("COUNSELLOR", "J1902", 3)
    done = await submit(rating, rating.counsellor_li, marks(found), classId=rating.cs2)
    assert done["ballot"]["status"] == "SUBMITTED"
    head = await sheet(rating, rating.counsellor_zhao, kind="HEAD_TEACHER")
    assert (head["kind"], head["schoolClass"]["code"]) == ("HEAD_TEACHER", "J1902")
    query = "query($batch: ID!) { viewer { ballots(batchId: $batch) { kind status schoolClass { code } } } }"
    answer = await rating.ask(rating.counsellor_zhao, query, batch=rating.batch)
    assert [(one["kind"], one["schoolClass"]["code"]) for one in answer.data["viewer"]["ballots"]] == [
        ("HEAD_TEACHER", "J1902"),
        ("COUNSELLOR", "R1901"),
    ]


async def test_one_person_who_counsels_and_heads_a_class_has_two_ballots_for_it(rating: Campus) -> None:
    await rating.execute(
        "insert into head_teacher (batch_id, class_id, staff_id) values (:batch, :klass, :staff)",
        batch=rating.ids["batch"],
        klass=rating.ids["cs1"],
        staff=rating.counsellor_li.id,
    )
    for kind in RaterKind.COUNSELLOR, RaterKind.HEAD_TEACHER:
        found = await sheet(rating, rating.counsellor_li, kind=kind.value, **{"class": rating.cs1})
        done = await submit(rating, rating.counsellor_li, marks(found), kind=kind.value, classId=rating.cs1)
        assert done["ballot"]["status"] == "SUBMITTED"
    assert len(await rating.rows("select 1 from ballot")) == 2


async def test_somebody_taken_off_a_class_loses_its_ballot_with_the_next_request(rating: Campus) -> None:
    """R8.5, R5.2: and the one who is assigned instead has it at once."""
    found = await sheet(rating, rating.counsellor_zhao, kind="COUNSELLOR")
    await rating.execute(
        "update counsellor set staff_id = :new where class_id = :klass",
        new=rating.bystander.id,
        klass=rating.ids["se1"],
    )
    assert await sheet(rating, rating.counsellor_zhao, kind="COUNSELLOR") is None
    which = {"kind": "COUNSELLOR", "classId": rating.se1}
    answer = await rating.ask(
        rating.counsellor_zhao, SAVE, input={"batchId": rating.batch, "marks": marks(found), **which}
    )
    assert [error["code"] for error in answer.data["saveBallot"]["userErrors"]] == ["NOT_FOUND"]
    assert await rating.rows(STORED) == []
    assert (await save(rating, rating.bystander, marks(found)))["userErrors"] == []


async def test_whoever_does_not_take_part_has_no_ballot(rating: Campus) -> None:
    """R5.2."""
    given = marks(await sheet(rating, rating.yi))
    await rating.execute("update participant set participating = false where student_id = :id", id=rating.yi.id)
    assert await sheet(rating, rating.yi) is None
    refused = await save(rating, rating.yi, given[:1])
    assert refused["userErrors"][0]["code"] == "NOT_PARTICIPATING"
    assert await rating.rows(STORED) == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("update batch set status = 'STOPPED'", "BATCH_NOT_OPEN"),
        ("update phase set status = 'ENDED' where module = 'RATING'", "PHASE_NOT_OPEN"),
        ("update phase set starts_on = current_date + 2 where module = 'RATING'", "OUTSIDE_WINDOW"),
        ("update batch_window set ends_on = current_date - 2 where module = 'RATING'", "OUTSIDE_WINDOW"),
    ],
)
async def test_ballots_are_filled_in_only_while_they_may_be(rating: Campus, state: str, code: str) -> None:
    """R3.3: refused with a code that says what failed; what was saved is still shown, with the reason."""
    given = marks(await sheet(rating, rating.yi))
    await save(rating, rating.yi, given[:3])
    before = await rating.rows(STORED)
    await rating.execute(state)
    saved = await save(rating, rating.yi, given)
    for refused in (saved, await submit(rating, rating.yi, given), await submit(rating, rating.yi)):
        assert [error["code"] for error in refused["userErrors"]] == [code]
    assert await rating.rows(STORED) == before
    found = await sheet(rating, rating.yi)
    assert (found["refusal"]["code"], found["done"]) == (code, 3)


async def test_before_rating_is_first_opened_there_is_no_ballot(campus: Campus) -> None:
    assert await sheet(campus, campus.yi) is None
    refused = await save(campus, campus.yi, [{"studentId": str(campus.yi.id), "itemId": "1", "points": "1"}])
    assert refused["userErrors"][0]["code"] == "PHASE_NOT_OPEN"


async def test_saving_and_submitting_from_many_devices_at_once_does_no_harm(rating: Campus) -> None:
    """R5.3: the same ballot twenty times at once is there once, complete, and submitted once."""
    given = marks(await sheet(rating, rating.yi))
    await asyncio.gather(*(save(rating, rating.yi, given[place::3]) for place in range(3) for _ in range(4)))
    answers = await asyncio.gather(*(submit(rating, rating.yi, given) for _ in range(8)))
    assert [answer["userErrors"] for answer in answers] == [[]] * 8
    assert len(await rating.rows("select 1 from ballot where submitted_at is not null")) == 1
    assert len(await rating.rows("select 1 from mark")) == 15
    assert len(await rating.rows("select 1 from audit_entry where action = 'submitBallot'")) == 1


async def test_the_audit_log_tells_that_somebody_saved_and_never_a_mark(rating: Campus) -> None:
    """R9.3 within R8: the college reads the log, and may not see a single mark."""
    found = await sheet(rating, rating.yi)
    points = {"思想": "23.71", "体育": "33.71", "实践": "13.71"}
    await save(rating, rating.yi, marks(found, points)[:6])
    await submit(rating, rating.yi, marks(found, points))
    entries = await rating.rows("select action, actor_name, subject, old, new from audit_entry where action ~ 'Ballot'")
    assert [(row.action, row.actor_name, row.subject) for row in entries] == [
        ("saveBallot", "李乙", "计科1901"),
        ("saveBallot", "李乙", "计科1901"),
        ("submitBallot", "李乙", "计科1901"),
    ]
    assert [row.new["marks"] for row in entries[:2]] == [6, 9]
    assert entries[2].new == {"kind": "PEER", "submitted": True}
    assert not any(".71" in str(row) or "3.7" in str(row) for row in entries)


async def test_a_ballot_costs_the_same_few_statements_whatever_the_class(rating: Campus) -> None:
    """Read whole, saved and submitted: for five students as for two."""
    costs = []
    for rater in (rating.yi, rating.ren):
        with counted(rating.database) as read:
            found = await sheet(rating, rater)
        given = marks(found)
        with counted(rating.database) as saved:
            await rating.ask(rater, QUIET.format(act="saveBallot"), b=rating.batch, m=given)
        with counted(rating.database) as submitted:
            await rating.ask(rater, QUIET.format(act="submitBallot"), b=rating.batch, m=[])
        costs.append((len(read), len(saved), len(submitted)))
    assert costs == [(6, 3, 3)] * 2, "the viewer; then ballot, items, rows, students, class, or: held, and done"
