"""Taking course scores away as workbooks: R4.10, R8.1, R8.3, R8.4, R10.3."""

from decimal import Decimal
from typing import Any

import orjson
import pytest

from tests.campus import YEAR, Answer, Campus, Person
from tests.graph.academic_acts import leave_out
from tests.graph.operations.exporting import Sheet, alike, fetched

EXPORT = """mutation E($wanted: CourseScoresExport!) { requestExport(input: {courseScores: $wanted}) {
  operation { downloadUrl } userErrors { code path } } }"""
PLAIN = ["学号", "姓名", "班级", "学年", "学期", "课程代码", "课程名称", "课程性质", "授课教师", "学分"]
GUARDED = ["成绩原文", "折算成绩", "是否待定", "修读方式"]
ALL = [*PLAIN, *GUARDED, "是否参评", "加成比例", "备注"]


@pytest.fixture
async def taught(campus: Campus) -> Campus:
    """张甲 has a resit, an undecided course and one that is left out; 李乙 and 韩梅 have a number each."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "75"), ("B", "2", "80"), ("C", "1", "90"))
    await campus.give(campus.yi, ("A", "3", "59.50"))
    await campus.give(campus.mei, ("E", "3", "88"))
    await leave_out(campus, campus.jia, "B", "缓 考", undecided=True)
    await leave_out(campus, campus.jia, "C", "免修")
    attempts = [{"kind": "FIRST", "text": "55", "counts": False}, {"kind": "RESIT", "text": "75$", "counts": True}]
    await campus.execute(
        """update course_score set attempts = :attempts, text = '75$', rule = 'NUMBER'
           where course_code = 'A' and score = 75""",
        attempts=orjson.dumps(attempts).decode(),
    )
    return campus


async def asked(campus: Campus, person: Person, **wanted: Any) -> Answer:
    return await campus.ask(person, EXPORT, wanted=wanted)


async def export(campus: Campus, person: Person, **wanted: Any) -> Sheet:
    answer = await asked(campus, person, **wanted)
    assert not answer.errors, answer.errors
    assert answer.data["requestExport"]["userErrors"] == []
    response = await fetched(campus, person, answer.data["requestExport"]["operation"]["downloadUrl"])
    return Sheet(response.content, response.headers["content-disposition"])


async def test_text_and_points_are_two_columns(taught: Campus) -> None:
    """R10.3, R10.5, R4.6: with how each course counts in the batch."""
    sheet = await export(taught, taught.college_admin, batchId=taught.batch)
    assert sheet.headers == ALL
    shown = ("姓名", "课程代码", *GUARDED, "是否参评", "加成比例")
    assert [tuple(alike(row)[key] for key in shown) for row in sheet.rows] == [
        ("张甲", "A", "75$", Decimal(75), "否", "初修 55；补考 75$", "是", Decimal("0.1")),
        ("张甲", "B", "缓 考", None, "是", "初修", "是", Decimal("0.1")),
        ("张甲", "C", "免修", None, "否", "初修", "否", Decimal("0.1")),
        ("李乙", "A", "59.5", Decimal("59.5"), "否", "初修", "是", Decimal(0)),
    ]
    first = sheet.rows[0]
    assert (first["班级"], first["学年"], first["学期"], first["学分"]) == ("计科1901", YEAR, 1, 3)


async def test_without_a_batch_it_holds_what_was_imported(taught: Campus) -> None:
    """R8.4: the rows of the page; nothing says how they count."""
    sheet = await export(taught, taught.super_admin, filter={"academicYear": YEAR, "undecided": False})
    assert sheet.headers == [key for key in ALL if key not in ("是否参评", "加成比例")]
    assert sheet.column("姓名") == ["张甲", "张甲", "李乙", "韩梅"]


async def test_a_monitor_takes_the_courses_of_the_class_and_only_the_own_scores(taught: Campus) -> None:
    """R4.10, R8.1, R8.4: a cell that is hidden on one row stays blank there."""
    sheet = await export(taught, taught.monitor, batchId=taught.batch)
    own = taught.monitor.name
    rows = {(row["姓名"], row["课程代码"]): row for row in sheet.rows}
    assert {name for name, _ in rows} == {"张甲", "李乙"}
    for (name, _), row in rows.items():
        assert (row["修读方式"] is not None) == (name == own)
        assert name == own or [row[key] for key in (*GUARDED, "备注")] == [None] * 5
    for wanted in ({"orderBy": {"field": "SCORE", "direction": "ASC"}}, {"filter": {"undecided": True}}):
        answer = await asked(taught, taught.monitor, batchId=taught.batch, **wanted)
        assert (answer.codes, answer.data["requestExport"]) == (["FORBIDDEN"], None)


async def test_each_person_takes_the_rows_of_the_page(taught: Campus) -> None:
    """R8.1, R8.2: a student their own, a college its own, student affairs none."""
    assert set((await export(taught, taught.yi, batchId=taught.batch)).column("姓名")) == {"李乙"}
    assert set((await export(taught, taught.other_college_admin, batchId=taught.batch)).column("姓名")) == {"韩梅"}
    assert set((await export(taught, taught.counsellor_li, batchId=taught.batch)).column("姓名")) == {"张甲", "李乙"}
    answer = await asked(taught, taught.student_affairs, batchId=taught.batch)
    assert (answer.codes, answer.data["requestExport"]) == (["FORBIDDEN"], None)
    assert (await asked(taught, taught.college_admin, filter={"counted": True})).codes == ["BAD_REQUEST"]


async def test_columns_come_as_chosen_with_a_sheet_for_each_class(taught: Campus) -> None:
    """R4.11."""
    wanted = {"columns": ["TEXT", "STUDENT_NAME"], "sheetPerClass": True, "filter": {"courseCode": "A"}}
    sheet = await export(taught, taught.college_admin, batchId=taught.batch, **wanted)
    assert sheet.headers == ["成绩原文", "姓名"]
    assert sheet.rows == [{"成绩原文": "75$", "姓名": "张甲"}, {"成绩原文": "59.5", "姓名": "李乙"}]
