"""提交与修改导入状态: what is imported counts once it is submitted, until somebody sets it back (R6.4)."""

import asyncio

import pytest

from db.tables import Module
from tests.campus import Campus, Person
from tests.graph.comprehensive_acts import RESULTS, bring_in, of_class, reopen, stored, submit

SHEETS = """query($batch: ID!, $filter: ResultSheetFilter) { resultSheets(batchId: $batch, filter: $filter) {
  totalCount nodes { schoolClass { code } status participantCount importedBy submittedBy reopenReason } } }"""


@pytest.fixture
async def imported(campus: Campus) -> Campus:
    """Both classes of 李莉 are imported."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, [*of_class(campus, "cs1"), *of_class(campus, "cs2", 60)])
    return campus


async def seen(campus: Campus, who: Person) -> set[str]:
    answer = await campus.ask(who, RESULTS, batch=campus.batch)
    return {one["student"]["number"][:6] for one in answer.data["comprehensiveResults"]["nodes"]}


async def test_submitting_shows_the_results_to_the_college(imported: Campus) -> None:
    """R6.4, R8: imported results count only after the submission, class by class."""
    assert await seen(imported, imported.college_admin) == set()
    done = await submit(imported, imported.counsellor_li, "cs1")
    assert done == {
        "resultSheets": [{"schoolClass": {"code": "J1901"}, "status": "SUBMITTED", "submittedBy": "李莉"}],
        "userErrors": [],
    }
    assert await seen(imported, imported.college_admin) == {"201901"}
    assert await seen(imported, imported.head_teacher_chen) == {"201901"}
    assert await seen(imported, imported.student_affairs) == set()
    assert await seen(imported, imported.people["jia"]) == set()


async def test_all_own_classes_are_submitted_in_one_go(imported: Campus) -> None:
    done = await submit(imported, imported.counsellor_li)
    assert [one["status"] for one in done["resultSheets"]] == ["SUBMITTED", "SUBMITTED"]


async def test_submitting_twice_does_no_harm(imported: Campus) -> None:
    """R6.4: a double click, and two devices at once."""
    first, second = await asyncio.gather(*(submit(imported, imported.counsellor_li, "cs1") for _ in range(2)))
    assert first["userErrors"] == second["userErrors"] == []
    entries = await imported.rows("select 1 from audit_entry where action = 'submitResultSheets'")
    assert len(entries) == 1


async def test_what_was_not_imported_is_not_submitted(campus: Campus) -> None:
    """R6.4: named, and all at once."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
    before = await stored(campus)
    (told,) = (await submit(campus, campus.counsellor_li, "cs1", "cs2"))["userErrors"]
    assert told["code"] == "SHEETS_NOT_IMPORTED"
    assert "计科1902" in told["message"]
    assert await stored(campus) == before


async def test_participants_that_changed_after_the_import_are_noticed(imported: Campus) -> None:
    """R6.2: a sheet is exactly the participants when it is submitted, too."""
    await imported.execute(
        "update participant set participating = false where student_id = :wu", wu=imported.people["wu"].id
    )
    before = await stored(imported)
    (told,) = (await submit(imported, imported.counsellor_li, "cs1"))["userErrors"]
    assert (told["code"], "计科1901" in told["message"]) == ("SHEET_OUT_OF_DATE", True)
    assert await stored(imported) == before
    assert (await bring_in(imported, imported.counsellor_li, of_class(imported, "cs1")[:-1]))["userErrors"] == []
    assert (await submit(imported, imported.counsellor_li, "cs1"))["userErrors"] == []


@pytest.mark.parametrize("role", ["college_admin", "student_affairs", "super_admin"])
async def test_the_college_or_student_affairs_sets_back_for_a_reason(imported: Campus, role: str) -> None:
    """R6.4: then it may be imported and submitted again."""
    await submit(imported, imported.counsellor_li)
    done = await reopen(imported, imported.people[role], "cs1", reason=" 班级有误 ")
    assert done["resultSheets"] == [
        {"schoolClass": {"code": "J1901"}, "status": "IMPORTED", "reopenReason": "班级有误"}
    ]
    assert await seen(imported, imported.college_admin) == {"201902"}
    assert (await bring_in(imported, imported.counsellor_li, of_class(imported, "cs1", 80)))["userErrors"] == []
    assert (await submit(imported, imported.counsellor_li, "cs1"))["userErrors"] == []


async def test_all_classes_of_a_counsellor_are_set_back_in_one_go(imported: Campus) -> None:
    """R6.4"""
    await submit(imported, imported.counsellor_li)
    li = str(imported.counsellor_li.id)
    done = await reopen(imported, imported.college_admin, counsellorId=li)
    assert [one["status"] for one in done["resultSheets"]] == ["IMPORTED", "IMPORTED"]


async def test_what_is_not_submitted_can_not_be_set_back(imported: Campus) -> None:
    before = await stored(imported)
    (told,) = (await reopen(imported, imported.college_admin, "cs1"))["userErrors"]
    assert told["code"] == "SHEETS_NOT_SUBMITTED"
    (told,) = (await reopen(imported, imported.college_admin, "cs1", reason=" "))["userErrors"]
    assert (told["code"], told["path"]) == ("INVALID", "input.reason")
    assert await stored(imported) == before


@pytest.mark.parametrize(("role", "code"), [("other_college_admin", "NOT_FOUND")])
async def test_another_college_sets_nothing_back(imported: Campus, role: str, code: str) -> None:
    """R8.2: it does not even know the class, nor a counsellor of none of its own."""
    await submit(imported, imported.counsellor_li)
    before = await stored(imported)
    for classes, chosen in ((["cs1"], {}), ([], {"counsellorId": str(imported.counsellor_li.id)})):
        (told,) = (await reopen(imported, imported.people[role], *classes, **chosen))["userErrors"]
        assert told["code"] == code
    assert await stored(imported) == before


async def test_another_counsellor_submits_nothing(imported: Campus) -> None:
    """R8.1: 赵敏 counsels another class, and heads 计科1902, which she sees but may not submit."""
    before = await stored(imported)
    (told,) = (await submit(imported, imported.counsellor_zhao, "cs1"))["userErrors"]
    assert told["code"] == "NOT_FOUND"
    answer = await imported.ask(
        imported.counsellor_zhao,
        "mutation($input: SubmitResultSheetsInput!) { submitResultSheets(input: $input) { userErrors { code } } }",
        input={"batchId": imported.batch, "classIds": [imported.cs2]},
    )
    assert answer.codes == ["FORBIDDEN"]
    assert await stored(imported) == before


async def test_sheets_tell_how_far_each_class_is(imported: Campus) -> None:
    """R6.4: the state is kept per class, and seen by those who wait for it."""
    await submit(imported, imported.counsellor_li, "cs1")
    answer = await imported.ask(imported.college_admin, SHEETS, batch=imported.batch)
    assert [(one["schoolClass"]["code"], one["status"]) for one in answer.data["resultSheets"]["nodes"]] == [
        ("J1901", "SUBMITTED"),
        ("J1902", "IMPORTED"),
        ("R1901", "NOT_IMPORTED"),
    ]
    answer = await imported.ask(imported.college_admin, SHEETS, batch=imported.batch, filter={"status": "NOT_IMPORTED"})
    assert answer.data["resultSheets"]["totalCount"] == 1
    answer = await imported.ask(imported.people["jia"], SHEETS, batch=imported.batch)
    assert answer.data["resultSheets"]["totalCount"] == 0
