"""A refused import gives its sender the workbook back with the faults marked; corrected, it comes in (R4.2)."""

from io import BytesIO
from typing import Any
from urllib.parse import unquote

from openpyxl import load_workbook

from tests.campus import YEAR, Campus, Person
from tests.core.workbooks.files import HEADERS, comma_separated
from tests.graph.course_acts import of
from tests.graph.people.rosters import csvs

TOLD = "operation { kind status downloadUrl userErrors { code } } userErrors { code row column }"
SCORES = f"""mutation($input: ImportCourseScoresInput!) {{ importCourseScores(input: $input) {{
  created warnings {{ code }} passedOver {TOLD} }} }}"""
ROSTER = f"""mutation($roster: [Upload!]!, $dry: Boolean = false) {{
  importRoster(input: {{files: $roster, dryRun: $dry}}) {{
  counts {{ sheet created }} passedOver {TOLD} }} }}"""


async def scores(campus: Campus, file: tuple[str, bytes]) -> dict[str, Any]:
    wanted = {"academicYear": YEAR, "term": 1}
    answer = await campus.upload(campus.college_admin, SCORES, {"variables.input.file": file}, input=wanted)
    assert not answer.errors, answer.errors
    return dict(answer.data["importCourseScores"])


async def roster(campus: Campus, files: dict[str, tuple[str, bytes]], *, dry: bool = False) -> dict[str, Any]:
    answer = await campus.upload(campus.super_admin, ROSTER, files, roster=[None] * len(files), dry=dry)
    assert not answer.errors, answer.errors
    return dict(answer.data["importRoster"])


async def given_back(campus: Campus, who: Person, told: dict[str, Any]) -> tuple[str, Any]:
    """Returns the marked workbook, which nobody else may fetch."""
    operation = told["operation"]
    assert operation["status"] == "FAILED"
    assert [one["code"] for one in operation["userErrors"]] == [one["code"] for one in told["userErrors"]]
    for reader in (who, campus.student_affairs):
        header = {"authorization": f"Bearer {reader.token}"}
        response = await campus.client.get(operation["downloadUrl"], headers=header)
        assert response.status_code == (200 if reader is who else 404)
        if reader is who:
            name, book = response.headers["content-disposition"].partition("UTF-8''")[2], response.content
    return unquote(name), load_workbook(BytesIO(book))


def saved(book: Any) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def test_course_scores_come_back_marked_and_corrected_they_come_in(campus: Campus) -> None:
    """R4.2: also what came as CSV, whose texts never become formulas; the added column is passed over by its name."""
    rows = [of(campus.jia, 授课教师="=1+1"), of(campus.yi, 成绩=105, 学分="很多"), ["9", *of(campus.bing)[1:]]]
    told = await scores(campus, ("高数.csv", comma_separated([HEADERS, *rows])))
    assert [(one["row"], one["column"]) for one in told["userErrors"]] == [(3, "学分"), (3, "成绩"), (4, "学号")]
    name, book = await given_back(campus, campus.college_admin, told)
    sheet = book.worksheets[0]
    assert (name, sheet["J1"].value) == ("高数（错误）.xlsx", "错误")
    assert (sheet["F2"].value, sheet["F2"].data_type, sheet["J2"].value) == ("=1+1", "s", None)
    assert "成绩：" in sheet["J3"].value
    assert sheet["H3"].fill.fgColor.rgb == "FFFFC9C9"
    assert "请核对学号" in sheet["A4"].comment.text
    sheet["H3"].value, sheet["G3"].value, sheet["A4"].value = 95, 4, campus.bing.username
    done = await scores(campus, (name, saved(book)))
    assert (done["created"], done["userErrors"], done["passedOver"], done["warnings"]) == (3, [], [], [])
    assert await campus.rows("select distinct teacher from course_score order by 1") == [("=1+1",), ("李老师",)]


async def test_a_roster_of_several_files_comes_back_as_one_workbook(campus: Campus) -> None:
    """R4.2, R9.2: each table is a sheet of its own, by whose name it is known again; of a check alone, too."""
    files = csvs(
        students=[("20190601", "新一", "男", None, "J1901"), ("20190602", "新二", "错", None, "J1902")],
        monitors=[("J1902", "20190602")],
    )
    told = await roster(campus, files, dry=True)
    assert [(one["code"], one["row"], one["column"]) for one in told["userErrors"]] == [("UNKNOWN_VALUE", 3, "性别")]
    name, book = await given_back(campus, campus.super_admin, told)
    assert (name, told["operation"]["kind"]) == ("名册（错误）.xlsx", "IMPORT_ROSTER")
    assert book.sheetnames == ["学生", "班长", "错误"]
    assert "性别：" in book["学生"]["F3"].value
    book["学生"]["C3"].value, book["学生"]["E3"].value = "女", "J9999"
    told = await roster(campus, {"variables.roster.0": (name, saved(book))})
    unknown = [("NOT_FOUND", 3, "班级代码"), ("NOT_FOUND", 2, "学号")]
    assert [(one["code"], one["row"], one["column"]) for one in told["userErrors"]] == unknown
    name, book = await given_back(campus, campus.super_admin, told)
    assert name == "名册（错误）.xlsx"
    assert "“J9999”不存在" in book["学生"]["E3"].comment.text
    assert (book["学生"]["C3"].comment, book["学生"]["F1"].value, book["学生"]["G1"].value) == (None, "错误", None)
    book["学生"]["E3"].value = "J1902"
    done = await roster(campus, {"variables.roster.0": (name, saved(book))})
    assert (done["userErrors"], done["passedOver"]) == ([], [])
    assert done["counts"] == [{"sheet": "STUDENTS", "created": 2}, {"sheet": "MONITORS", "created": 1}]


async def test_what_is_about_no_cell_gives_nothing_back(campus: Campus) -> None:
    """R4.2: a file without the table, and students of whom too many would be retired, leave no file behind."""
    told = await scores(campus, ("说明.csv", comma_separated([["没有", "表格"]])))
    assert told["userErrors"]
    assert told["operation"] is None
    retiring = ROSTER.replace("dryRun: $dry", "retireMissing: true")
    files = csvs(students=[("20190601", "新一", None, None, "J1901")])
    answer = await campus.upload(
        campus.super_admin, retiring.replace(", $dry: Boolean = false", ""), files, roster=[None]
    )
    told = answer.data["importRoster"]
    assert [one["code"] for one in told["userErrors"]] == ["RETIRES_TOO_MANY"]
    assert told["operation"] is None
    assert await campus.rows("select id from operation") == []
