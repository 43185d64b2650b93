"""An import reports on its file, by kind: problems with counts and rows, and warnings, of a dry run too (R4.2)."""

from typing import Any

import pytest

from tests.campus import YEAR, Campus
from tests.core.workbooks.files import HEADERS, xlsx
from tests.graph.course_acts import of, row

NOTE = "code message count rows column sheet"
IMPORT = f"""
mutation Import($input: ImportCourseScoresInput!) {{
  importCourseScores(input: $input) {{
    created problemCount problemGroups {{ {NOTE} }} warnings {{ {NOTE} }} userErrors {{ code row }}
    operation {{ outcome }} }} }}
"""
STORED = "select 1 from course_score"


async def sent(campus: Campus, headers: list[str], *rows: list[Any], change: Any = None, **how: Any) -> dict[str, Any]:
    wanted = {"academicYear": YEAR, "term": 1, **how}
    files = {"variables.input.file": ("成绩.xlsx", xlsx([headers, *rows], change=change))}
    answer = await campus.upload(campus.college_admin, IMPORT, files, input=wanted)
    assert not answer.errors, answer.errors
    return answer.data["importCourseScores"]


def hide_third(_: Any, sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


@pytest.mark.parametrize("dry", [True, False])
async def test_warnings_come_with_what_was_done(campus: Campus, dry: bool) -> None:
    rows = [of(campus.jia), of(campus.yi), row("合计：2人", "", 课程代码="", 课程名称="", 课程性质="", 学分=8, 成绩="")]
    rows = [[*one, "4.0"] for one in rows]
    done = await sent(campus, [*HEADERS, "绩点"], *rows, change=hide_third, dryRun=dry)
    assert (done["created"], done["problemGroups"], done["userErrors"]) == (2, [], [])
    told = [(note["code"], note["count"], note["rows"]) for note in done["warnings"]]
    assert told == [("HIDDEN_ROWS_READ", 1, "3"), ("FOOTERS_PASSED_OVER", 1, "4"), ("COLUMNS_PASSED_OVER", 1, None)]
    if not dry:
        assert done["operation"]["outcome"]["warnings"] == done["warnings"]
    assert len(await campus.rows(STORED)) == (0 if dry else 2)


async def test_problems_are_grouped_by_kind_with_counts_and_rows(campus: Campus) -> None:
    """Those of the file and those of the database; each row stands among the userErrors as before."""
    rows = [of(campus.jia, 课程代码=f"C{n}", 成绩="85%") for n in range(3)]
    rows += [of(campus.yi, 成绩="90％"), of(campus.bing), *(row(f"9999999{n}") for n in range(10))]
    done = await sent(campus, HEADERS, *rows)
    assert (done["created"], done["problemCount"], len(done["userErrors"])) == (None, 14, 14)
    groups = [(one["code"], one["count"], one["rows"], one["column"]) for one in done["problemGroups"]]
    assert groups == [
        ("UNKNOWN_STUDENT", 10, "7-16", "学号"),
        ("NOT_A_NUMBER", 3, "2-4", "成绩"),
        ("NOT_A_NUMBER", 1, "5", "成绩"),
    ]
    assert "“99999990”不存在：请核对学号" in done["problemGroups"][0]["message"]
    assert done["problemGroups"][0]["message"].endswith("（另有 9 处类似）")
    assert "“85%”是百分数" in done["problemGroups"][1]["message"]
    assert await campus.rows(STORED) == []


async def test_another_year_is_refused_whole(campus: Campus) -> None:
    """R4.1: the columns that every 教务 export has."""
    rows = [["2017-2018", 2, *of(campus.jia)], [YEAR, 1, *of(campus.yi)]]
    done = await sent(campus, ["学年", "学期", *HEADERS], *rows)
    assert [(one["code"], one["count"], one["rows"]) for one in done["problemGroups"]] == [("OTHER_YEAR", 1, "2")] * 2
    assert await campus.rows(STORED) == []
    assert (await sent(campus, ["学年", "学期", *HEADERS], rows[1]))["created"] == 1


async def test_codes_of_earlier_files_that_look_alike_are_told(campus: Campus) -> None:
    """002333 and 2333 would be two courses, and both count."""
    await sent(campus, HEADERS, of(campus.jia, 课程代码="002333"))
    for code, count in (("2333", 1), ("002333", 0)):
        done = await sent(campus, HEADERS, of(campus.yi, 课程代码=code), dryRun=True)
        assert [note["code"] for note in done["warnings"]] == ["SIMILAR_CODES"] * count
    assert (
        "“002333”、“2333”" in (await sent(campus, HEADERS, of(campus.jia, 课程代码="2333")))["warnings"][0]["message"]
    )


async def test_a_single_refusal_is_a_group_of_its_own(campus: Campus) -> None:
    done = await sent(campus, HEADERS, of(campus.jia), term=3)
    assert [(one["code"], one["count"]) for one in done["problemGroups"]] == [("INVALID", 1)]


async def test_rows_of_two_sheets_are_told_apart(campus: Campus) -> None:
    """R10.2: by problems of the file and by those of the database; nothing is stored (R4.2)."""

    def change(book: Any, sheet: Any) -> None:
        sheet.title = "1班"
        added = book.create_sheet("2班")
        for cells in (HEADERS, row("99999999"), of(campus.yi, 学分=0)):
            added.append(cells)

    done = await sent(campus, HEADERS, row("88888888"), of(campus.jia), change=change)
    groups = [(one["code"], one["sheet"], one["rows"]) for one in done["problemGroups"]]
    assert sorted(groups) == [
        ("OUT_OF_RANGE", "2班", "3"), ("UNKNOWN_STUDENT", "1班", "2"), ("UNKNOWN_STUDENT", "2班", "2"),
    ]  # fmt: skip
    assert [(one["code"], one["row"]) for one in done["userErrors"]] == [
        ("UNKNOWN_STUDENT", 2), ("UNKNOWN_STUDENT", 2), ("OUT_OF_RANGE", 3),
    ]  # fmt: skip
    assert await campus.rows(STORED) == []


async def test_two_sheets_are_stored_as_one(campus: Campus) -> None:
    """R10.2"""

    def change(book: Any, _: Any) -> None:
        added = book.create_sheet("2班")
        for cells in (HEADERS, of(campus.yi)):
            added.append(cells)

    done = await sent(campus, HEADERS, of(campus.jia), change=change)
    assert (done["created"], done["userErrors"], len(await campus.rows(STORED))) == (2, [], 2)
