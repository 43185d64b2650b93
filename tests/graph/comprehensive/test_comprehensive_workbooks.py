"""The workbooks of comprehensive results: template, marked copy, the library as an export (R6.1, R6.2, R7.8)."""

from collections.abc import AsyncIterator
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from db.tables import Module, Stage
from tests.campus import YEAR, Campus, Person
from tests.conftest import Cluster, Template, campus_on
from tests.graph.comprehensive_acts import HEADERS, IMPORT, TEMPLATE, bring_in, of_class, row, submit, workbook
from tests.graph.library import EXPORT, exported, fetched
from tests.graph.results import bring

MARKED = IMPORT.replace("userErrors", "operation { status downloadUrl userErrors { code } } userErrors", 1)


async def template(campus: Campus, who: Person) -> tuple[str, bytes]:
    asked = {"kind": "COMPREHENSIVE_RESULTS", "batchId": campus.batch}
    answer = await campus.ask(who, TEMPLATE, input=asked)
    assert answer.data["requestTemplate"]["userErrors"] == []
    return await fetched(campus, who, answer.data["requestTemplate"]["operation"]["downloadUrl"])


async def test_the_template_holds_everybody_whom_a_counsellor_may_import(campus: Campus) -> None:
    """R6.1: it lists participants of the counsellor's classes that are not submitted, number and name filled, the
    rest blank."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await campus.execute(
        "update participant set participating = false where student_id = :wu", wu=campus.people["wu"].id
    )
    name, content = await template(campus, campus.counsellor_li)
    assert name == "2018-2019学年综合测评 综合测评成绩导入模板.xlsx"
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows = [[cell for cell in cells if cell] for cells in sheet.iter_rows(min_row=2, values_only=True)]
    names = ["张甲", "李乙", "王丙", "赵丁", "孙己", "周庚", "吴辛"]
    assert [cells[1] for cells in rows if cells] == names
    assert all(len(cells) == 2 for cells in rows if cells)
    assert [str(cell.value).rstrip("*") for cell in sheet[1]] == list(HEADERS)


async def test_a_filled_template_comes_in_as_it_is(campus: Campus) -> None:
    """R6.1: the stored results are those of the template that was downloaded, filled in and uploaded."""
    await campus.open_phases(Module.COMPREHENSIVE)
    _, content = await template(campus, campus.counsellor_li)
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    for number in range(2, 10):
        for column in range(3, 11):
            sheet.cell(number, column).value = 91.24 if column % 2 else "优秀"
    filled = BytesIO()
    book.save(filled)
    files = {"variables.input.file": ("模板.xlsx", filled.getvalue())}
    answer = await campus.upload(campus.counsellor_li, IMPORT, files, input={"batchId": campus.batch})
    done = answer.data["importComprehensiveResults"]
    assert (done["created"], done["userErrors"]) == (8, [])
    stored = await campus.rows("select distinct overall_score, levels[1] from comprehensive_result")
    assert stored == [(Decimal("91.24"), "优秀")]


async def test_a_submitted_class_is_in_no_template(campus: Campus) -> None:
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
    await submit(campus, campus.counsellor_li, "cs1")
    _, content = await template(campus, campus.counsellor_li)
    numbers = [cell.value for cell in load_workbook(BytesIO(content)).worksheets[0]["A"][1:] if cell.value]
    assert numbers == ["20190201", "20190202", "20190203"]


@pytest.mark.parametrize(
    ("role", "code"),
    [("college_admin", "FORBIDDEN"), ("head_teacher_chen", "FORBIDDEN"), ("student_affairs", "FORBIDDEN")],
)
async def test_the_template_is_for_counsellors(campus: Campus, role: str, code: str) -> None:
    """R6.1, R8.4"""
    await campus.open_phases(Module.COMPREHENSIVE)
    asked = {"kind": "COMPREHENSIVE_RESULTS", "batchId": campus.batch}
    assert (await campus.ask(campus.people[role], TEMPLATE, input=asked)).codes == [code]


async def test_a_counsellor_takes_no_template_of_course_scores(campus: Campus) -> None:
    """R4.1, R8.4"""
    assert (await campus.ask(campus.counsellor_li, TEMPLATE, input={"kind": "COURSE_SCORES"})).codes == ["FORBIDDEN"]


async def test_the_template_is_there_only_in_the_window(campus: Campus) -> None:
    """R6.1"""
    asked = {"kind": "COMPREHENSIVE_RESULTS", "batchId": campus.batch}
    answer = await campus.ask(campus.counsellor_li, TEMPLATE, input=asked)
    assert [one["code"] for one in answer.data["requestTemplate"]["userErrors"]] == ["PHASE_NOT_OPEN"]


async def test_a_refused_workbook_comes_back_with_its_faults_beside_the_cells(campus: Campus) -> None:
    """R6.2: corrected in that copy and sent again, it comes in."""
    await campus.open_phases(Module.COMPREHENSIVE)
    rows = [*of_class(campus, "cs1")[:-1], row(campus, "ren", "1", "1", "1", "1")]
    rows[1][4] = "很高"
    files = {"variables.input.file": ("成绩.xlsx", workbook(rows))}
    answer = await campus.upload(campus.counsellor_li, MARKED, files, input={"batchId": campus.batch})
    told = answer.data["importComprehensiveResults"]
    assert told["operation"]["status"] == "FAILED"
    assert [one["code"] for one in told["operation"]["userErrors"]] == [one["code"] for one in told["userErrors"]]
    name, content = await fetched(campus, campus.counsellor_li, told["operation"]["downloadUrl"])
    assert name == "成绩（错误）.xlsx"
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    assert "不是数字" in sheet["E3"].comment.text
    assert "不属于您可导入的班级" in sheet["K6"].value
    assert any("钱戊" in str(cells[2]) for cells in book["错误"].iter_rows(values_only=True))
    sheet["E3"].value = 95
    for column, value in enumerate(of_class(campus, "cs1")[-1], 1):
        sheet.cell(6, column).value = value
    corrected = BytesIO()
    book.save(corrected)
    files = {"variables.input.file": ("成绩（错误）.xlsx", corrected.getvalue())}
    answer = await campus.upload(campus.counsellor_li, IMPORT, files, input={"batchId": campus.batch})
    assert answer.data["importComprehensiveResults"]["userErrors"] == []
    assert await campus.rows("select 1 from comprehensive_result where scores[2] = 95") == [(1,)]


RANKED = ("成绩", "等次", "班级排名", "班级名次", "年级排名", "年级名次")
OF_FOUR = [
    *("学号", "姓名", "学年", "批次", "学院", "专业", "年级", "班级", "是否参评"),
    *(f"思想政治素质{what}" for what in RANKED[:4]),
    *(f"科学文化素质{what}" for what in RANKED),
    *(f"发展性素质{what}" for what in RANKED[:4]),
    *(f"素质综合测评{what}" for what in RANKED),
    *("班级排名人数", "年级排名人数", "是否挂科"),
]
"""A sheet of a batch with the manual's four qualities has these columns."""


@pytest.fixture(scope="module")
async def approved(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """Every class approved; 韩梅 failed a course. Only for reading."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        for klass in ("cs1", "cs2", "se1", "en1"):
            await bring(campus, klass, Stage.APPROVED)
        await campus.give(campus.people["mei"], ("A", "3", "59"))
        yield campus


@pytest.mark.parametrize(
    ("role", "rows", "ranked"),
    [
        ("super_admin", 12, True),
        ("student_affairs", 12, True),
        ("college_admin", 10, False),
        ("deputy_secretary", 10, True),
        ("counsellor_li", 8, True),
        ("head_teacher_chen", 5, False),
        ("jia", 1, False),
    ],
)
async def test_everybody_exports_the_own_range_and_the_own_columns(
    approved: Campus, role: str, rows: int, ranked: bool
) -> None:
    """R7.8, R8.4"""
    (sheet,) = (await exported(approved, approved.people[role])).values()
    assert len(sheet) == rows + 1
    assert sheet[0] == [heading for heading in OF_FOUR if ranked or "年级" not in heading or heading == "年级"]


async def test_a_rank_is_a_position_and_a_size_that_excel_sorts(approved: Campus) -> None:
    """R7.8, R4.11: numbers beside the label, for each rank."""
    kinds = {
        "scholastic": ("CLASS", "GRADE"),
        "overall": ("CLASS", "GRADE"),
        "political": ("CLASS",),
        "development": ("CLASS",),
        None: ("CLASS", "GRADE"),
    }
    for quality, places in kinds.items():
        for place in places:
            of, chosen = ("QUALITY", [quality]) if quality else ("OVERALL", None)
            position = f"{of}_POSITION" if place == "CLASS" else f"{of}_GRADE_POSITION"
            wanted = {"columns": [f"{of}_{place}_RANK", position, f"{place}_SIZE"], "qualities": chosen}
            (sheet,) = (await exported(approved, approved.super_admin, **wanted)).values()
            assert len(sheet) > 2
            assert [label for label, _, _ in sheet[1:]] == [f"{at}/{size}" for _, at, size in sheet[1:]], wanted


@pytest.mark.parametrize("column", ["QUALITY_GRADE_POSITION", "OVERALL_GRADE_POSITION", "GRADE_SIZE"])
async def test_the_numbers_of_a_grade_rank_are_seen_as_it_is(approved: Campus, column: str) -> None:
    """R8.4: blank where another role reaches the row, and refused to those who see it on no row."""
    (sheet,) = (await exported(approved, approved.counsellor_zhao, columns=["SCHOOL_CLASS", column])).values()
    assert {(klass, number is not None) for klass, *numbers in sheet[1:] for number in numbers} == {
        ("软工1901", True),
        ("计科1902", False),
    }
    answer = await approved.ask(approved.jia, EXPORT, input={"comprehensiveResults": {"columns": [column]}})
    assert answer.codes == ["FORBIDDEN"]


async def test_columns_and_order_are_as_chosen_and_numbers_are_numbers(approved: Campus) -> None:
    """R7.8"""
    columns = ["OVERALL_SCORE", "STUDENT_NUMBER", "GRADE", "HAS_FAILED_COURSE", "STUDENT_NAME"]
    order = {"field": "NUMBER", "direction": "DESC"}
    (sheet,) = (await exported(approved, approved.student_affairs, columns=columns, orderBy=order)).values()
    assert sheet[0] == ["素质综合测评成绩", "学号", "年级", "是否挂科", "姓名"]
    assert [cells[1] for cells in sheet[1:]] == sorted((cells[1] for cells in sheet[1:]), reverse=True)
    assert all(isinstance(cells[0], int | float) and isinstance(cells[1], str) for cells in sheet[1:])
    assert {cells[4]: cells[3] for cells in sheet[1:]}["韩梅"] == "是"


async def test_a_grade_rank_is_blank_where_another_role_reaches_the_row(approved: Campus) -> None:
    """R8.1, R8.4: 赵敏 counsels 软工1901, and heads 计科1902, whose grade ranks she does not see."""
    columns = ["SCHOOL_CLASS", "OVERALL_GRADE_RANK"]
    (sheet,) = (await exported(approved, approved.counsellor_zhao, columns=columns)).values()
    assert {(klass, rank is not None) for klass, rank in sheet[1:]} == {("软工1901", True), ("计科1902", False)}


async def test_each_class_may_have_a_sheet_of_its_own(approved: Campus) -> None:
    """R7.8: also where the class is no column."""
    sheets = await exported(approved, approved.college_admin, columns=["STUDENT_NAME"], sheetPerClass=True)
    assert list(sheets) == ["计科1901 J1901", "计科1902 J1902", "软工1901 R1901"]
    assert [len(rows) - 1 for rows in sheets.values()] == [5, 3, 2]


@pytest.mark.parametrize("role", ["college_admin", "head_teacher_chen", "jia"])
async def test_a_column_that_one_sees_nowhere_is_refused(approved: Campus, role: str) -> None:
    """R8.4: and so is an order by it."""
    for wanted in (
        {"columns": ["OVERALL_GRADE_RANK"]},
        {"orderBy": {"field": "OVERALL_GRADE_RANK", "direction": "ASC"}},
    ):
        answer = await approved.ask(approved.people[role], EXPORT, input={"comprehensiveResults": wanted})
        assert answer.codes == ["FORBIDDEN"]


async def test_the_export_is_named_after_its_batch(approved: Campus) -> None:
    wanted = {"filter": {"batchId": approved.batch, "academicYear": YEAR}}
    answer = await approved.ask(approved.student_affairs, EXPORT, input={"comprehensiveResults": wanted})
    address = answer.data["requestExport"]["operation"]["downloadUrl"]
    name, _ = await fetched(approved, approved.student_affairs, address)
    assert name == "2018-2019学年综合测评 综合测评成绩.xlsx"
    wanted = {"filter": {"batchId": "1"}}
    answer = await approved.ask(approved.student_affairs, EXPORT, input={"comprehensiveResults": wanted})
    told = answer.data["requestExport"]["userErrors"]
    assert told == [{"code": "NOT_FOUND", "path": "input.comprehensiveResults.filter.batchId"}]


async def test_student_affairs_exports_no_academic_results(approved: Campus) -> None:
    """R8.4: the right to export the library opens nothing else."""
    for sheet in ("academicResults", "ratingResults"):
        answer = await approved.ask(approved.student_affairs, EXPORT, input={sheet: {"batchId": approved.batch}})
        assert answer.codes == ["FORBIDDEN"]
