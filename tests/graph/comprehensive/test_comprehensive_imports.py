"""综合测评成绩导入: whole classes or nothing, every fault told by row, column and reason (R6.1, R6.2)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from core.actions import comprehensive
from db.tables import Module
from tests.campus import TODAY, Campus
from tests.graph.batch_acts import press
from tests.graph.comprehensive_acts import (
    HEADERS,
    IMPORT,
    RESULTS,
    bring_in,
    of_class,
    row,
    stored,
    submit,
    workbook,
)

SORTED = """query($filter: ComprehensiveResultFilter, $order: ComprehensiveResultOrder) {
  comprehensiveResults(filter: $filter, orderBy: $order) { totalCount } }"""
SET = "mutation($input: SetQualitiesInput!) { setQualities(input: $input) { userErrors { code } } }"


@pytest.fixture
async def opened(campus: Campus) -> Campus:
    await campus.open_phases(Module.COMPREHENSIVE)
    return campus


def faults(payload: Any) -> list[tuple[Any, Any, Any]]:
    return [(one["code"], one["row"], one["column"]) for one in payload["userErrors"]]


async def test_a_counsellor_imports_the_own_classes_in_one_workbook(opened: Campus) -> None:
    """R6.1: both classes of 李莉, in whatever order the rows come."""
    rows = [*of_class(opened, "cs2"), *of_class(opened, "cs1")]
    done = await bring_in(opened, opened.counsellor_li, reversed(rows))
    assert (done["created"], done["replaced"], done["unchanged"], done["rowCount"]) == (8, 0, 0, 8)
    assert [one["schoolClass"]["code"] for one in done["resultSheets"]] == ["J1901", "J1902"]


async def test_imports_may_be_repeated_and_keep_what_is_the_same(opened: Campus) -> None:
    """R6.4: this holds until the counsellor submits; R9.3: the log has replaced values, but the college's does not."""
    await bring_in(opened, opened.counsellor_li, of_class(opened, "cs1"))
    ids = await opened.rows("select student_id, id from comprehensive_result order by 1")
    again = of_class(opened, "cs1")
    again[0][2] = "60.5"
    done = await bring_in(opened, opened.counsellor_li, again)
    assert (done["created"], done["replaced"], done["unchanged"]) == (0, 1, 4)
    assert await opened.rows("select student_id, id from comprehensive_result order by 1") == ids
    ((old, new, college),) = await opened.rows(
        "select old, new, college_id from audit_entry where action = 'importComprehensiveResults' and old is not null"
        " and old ? 'political_score'"
    )
    assert (old["political_score"], new["political_score"], college) == ("90.00", "60.50", None)


async def test_a_dry_run_checks_the_same_and_stores_nothing(opened: Campus) -> None:
    """R6.2"""
    before = await stored(opened)
    done = await bring_in(opened, opened.counsellor_li, of_class(opened, "cs1"), dryRun=True)
    assert (done["created"], done["userErrors"]) == (5, [])
    assert await stored(opened) == before
    done = await bring_in(opened, opened.counsellor_li, of_class(opened, "cs1")[1:], dryRun=True)
    assert faults(done) == [("STUDENT_MISSING", None, "学号")]


async def test_every_bad_row_is_told_and_nothing_is_stored(opened: Campus) -> None:
    """R6.2: unknown, of another class, not taking part, misnamed, doubled, missing, out of range, no such level."""
    await opened.execute(
        "update participant set participating = false where student_id = :wu", wu=opened.people["wu"].id
    )
    rows = [
        row(opened, "jia", "90", "90", "90", "90"),
        row(opened, "yi", "90", "1000", "90", "90"),
        row(opened, "bing", "90", "90", "90", "90", name="王冰"),
        row(opened, "wu", "90", "90", "90", "90"),
        row(opened, "ren", "90", "90", "90", "90"),
        row(opened, "jia", "80", "80", "80", "80"),
        row(opened, "yi", "90", "90", "90", "90", number="20199999"),
        row(opened, "ding", "90", "90", "90", "90", level="极好"),
        row(opened, "ji", "90", "90", "90", "90.123"),
    ]
    before = await stored(opened)
    done = await bring_in(opened, opened.counsellor_li, rows)
    told = faults(done)
    assert ("OUT_OF_RANGE", 3, "科学文化素质成绩") in told
    assert ("NAME_MISMATCH", 4, "姓名") in told
    assert ("STUDENT_NOT_TAKING_PART", 5, "学号") in told
    assert ("STUDENT_OF_OTHER_CLASS", 6, "学号") in told
    assert ("DUPLICATE", 7, "学号") in told
    assert ("UNKNOWN_STUDENT", 8, "学号") in told
    assert [one for one in told if one[1] == 9] == [("UNKNOWN_VALUE", 9, HEADERS[place]) for place in (3, 5, 7, 9)]
    assert ("TOO_MANY_DECIMALS", 10, "素质综合测评成绩") in told
    missing = [one["message"] for one in done["userErrors"] if one["code"] == "STUDENT_MISSING"]
    add = "请补上该学生的一行"
    assert missing == [f"缺少计科1902的周庚（20190202）：{add}", f"缺少计科1902的吴辛（20190203）：{add}"]
    assert done["problemCount"] == len(told)
    assert await stored(opened) == before


async def test_a_student_of_another_class_is_not_named(opened: Campus) -> None:
    """R8.2: a foreign number tells as little as an unknown one, but that it can't be imported here."""
    rows = [*of_class(opened, "cs1"), row(opened, "mei", "90", "90", "90", "90", name="乱猜")]
    (told,) = (await bring_in(opened, opened.counsellor_li, rows))["userErrors"]
    assert told["code"] == "STUDENT_OF_OTHER_CLASS"
    assert "韩梅" not in told["message"]


async def test_levels_are_those_that_student_affairs_set_for_the_batch(opened: Campus) -> None:
    """R6.2"""
    await opened.execute("update batch set levels = '{甲,乙}' where id = :batch", batch=opened.ids["batch"])
    refused = await bring_in(opened, opened.counsellor_li, of_class(opened, "cs2"))
    assert {one["code"] for one in refused["userErrors"]} == {"UNKNOWN_VALUE"}
    rows = [row(opened, key, "1", "2", "3", "4", level="甲") for key in ("ji", "geng", "xin")]
    assert (await bring_in(opened, opened.counsellor_li, rows))["userErrors"] == []


async def test_a_batch_out_of_sight_tells_nothing_of_its_levels(opened: Campus) -> None:
    """R8.2: a column that it has not is answered as one of a batch that never was."""
    await opened.execute("insert into batch (name, academic_year, status) values ('草稿', '2019-2020', 'NOT_OPENED')")
    [(unseen,)] = await opened.rows("select id from batch where name = '草稿'")
    for batch in (unseen, 987654):
        chosen = {"batchId": str(batch), "columns": [{"key": "NOTHING", "heading": "成绩"}]}
        (told,) = (await bring_in(opened, opened.counsellor_li, [], **chosen))["userErrors"]
        assert (told["code"], told["path"]) == ("NOT_FOUND", "input.batchId")
        order = {"quality": "nothing", "field": "QUALITY_SCORE"}
        answer = await opened.ask(opened.counsellor_li, SORTED, filter={"batchId": str(batch)}, order=order)
        assert answer.data["comprehensiveResults"]["totalCount"] == 0


async def test_a_workbook_that_was_read_by_another_list_is_not_stored(
    opened: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R11.1: two at once: student affairs change the list while the workbook is read."""
    naming, codes = comprehensive._naming, ("political", "scholastic", "development", "overall")
    listed = [{"code": code, "name": f"新{code}", "rankedInClass": True} for code in codes]

    async def slow(*given: Any) -> Any:
        changed = await press(opened, opened.student_affairs, SET, batchId=opened.batch, qualities=listed)
        assert changed["userErrors"] == []
        return await naming(*given)

    monkeypatch.setattr(comprehensive, "_naming", slow)
    (told,) = (await bring_in(opened, opened.counsellor_li, of_class(opened, "cs1")))["userErrors"]
    assert (told["code"], told["path"]) == ("CONFLICT", "input.batchId")
    assert not await opened.rows("select 1 from comprehensive_result")


async def test_after_submitting_no_import_until_it_is_set_back(opened: Campus) -> None:
    """R6.4"""
    await bring_in(opened, opened.counsellor_li, of_class(opened, "cs1"))
    await submit(opened, opened.counsellor_li, "cs1")
    before = await stored(opened)
    (told,) = (await bring_in(opened, opened.counsellor_li, of_class(opened, "cs1")))["userErrors"]
    assert told["code"] == "SHEET_SUBMITTED"
    assert "计科1901" in told["message"]
    assert await stored(opened) == before
    assert (await bring_in(opened, opened.counsellor_li, of_class(opened, "cs2")))["userErrors"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("update batch set status = 'STOPPED'", "BATCH_NOT_OPEN"),
        ("update phase set status = 'ENDED' where module = 'COMPREHENSIVE'", "PHASE_NOT_OPEN"),
        ("update phase set starts_on = :later, ends_on = :last where module = 'COMPREHENSIVE'", "OUTSIDE_WINDOW"),
        (
            "update batch_window set starts_on = :later, ends_on = :last where module = 'COMPREHENSIVE'",
            "OUTSIDE_WINDOW",
        ),
    ],
)
async def test_only_while_it_may_be(opened: Campus, change: str, code: str) -> None:
    """R6.1, R3.3"""
    days = {"later": TODAY + timedelta(days=2), "last": TODAY + timedelta(days=9)}
    await opened.execute(change, **(days if ":later" in change else {}))
    before = await stored(opened)
    done = await bring_in(opened, opened.counsellor_li, of_class(opened, "cs1"))
    assert [one["code"] for one in done["userErrors"]] == [code]
    assert await stored(opened) == before


@pytest.mark.parametrize(
    "role", ["super_admin", "student_affairs", "college_admin", "deputy_secretary", "head_teacher_chen", "jia", "yi"]
)
async def test_nobody_but_a_counsellor_imports(opened: Campus, role: str) -> None:
    """R8: not the college, and not the super admin either."""
    before = await stored(opened)
    answer = await bring_in(opened, opened.people[role], of_class(opened, "cs1"))
    assert answer.codes == ["FORBIDDEN"] if hasattr(answer, "codes") else answer is None
    assert await stored(opened) == before


async def test_a_workbook_that_names_nobody_of_ones_own_is_refused(opened: Campus) -> None:
    done = await bring_in(opened, opened.counsellor_ma, of_class(opened, "cs1"))
    assert {one["code"] for one in done["userErrors"]} == {"STUDENT_OF_OTHER_CLASS"}
    assert await opened.rows("select 1 from result_sheet") == []


async def test_two_counsellors_of_one_class_at_once_leave_one_whole_import(opened: Campus) -> None:
    """R6.3, R6.4: the second import replaces the first as a whole; the ranks are those of the results that stand."""
    await opened.execute(
        "insert into counsellor (batch_id, class_id, staff_id) values (:batch, :cs1, :zhao)",
        batch=opened.ids["batch"],
        cs1=opened.ids["cs1"],
        zhao=opened.counsellor_zhao.id,
    )
    high, low = of_class(opened, "cs1", 95), of_class(opened, "cs1", 70)
    await asyncio.gather(
        *(bring_in(opened, who, rows) for who, rows in ((opened.counsellor_li, high), (opened.counsellor_zhao, low)))
    )
    found = (await opened.ask(opened.super_admin, RESULTS, batch=opened.batch)).data["comprehensiveResults"]["nodes"]
    firsts = [one["qualities"][0]["score"] for one in found]
    assert firsts in ([f"{95 - n}.00" for n in range(5)], [f"{70 - n}.00" for n in range(5)])
    assert [one["qualities"][0]["classRank"]["label"] for one in found] == [f"{n}/5" for n in range(1, 6)]


async def test_an_unreadable_file_is_told_as_such(opened: Campus) -> None:
    files = {"variables.input.file": ("成绩.xlsx", b"PK\x03\x04 nothing")}
    answer = await opened.upload(opened.counsellor_li, IMPORT, files, input={"batchId": opened.batch})
    assert [one["code"] for one in answer.data["importComprehensiveResults"]["userErrors"]] == ["NOT_A_WORKBOOK"]


async def test_a_column_that_is_missing_is_told(opened: Campus) -> None:
    rows = [cells[:-1] for cells in of_class(opened, "cs1")]
    files = {"variables.input.file": ("成绩.xlsx", workbook(rows, HEADERS[:-1]))}
    answer = await opened.upload(opened.counsellor_li, IMPORT, files, input={"batchId": opened.batch})
    (told,) = answer.data["importComprehensiveResults"]["userErrors"]
    assert (told["code"], told["column"]) == ("MISSING_COLUMN", "素质综合测评等次")
