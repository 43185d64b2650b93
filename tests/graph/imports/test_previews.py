"""A dry run of comprehensive results or of the roster shows the first rows of each kind, stores nothing (R10.7)."""

from typing import Any

from db.tables import Module
from tests.campus import Campus, Person
from tests.graph.access.attempts import everything
from tests.graph.comprehensive_acts import IMPORT, bring_in, of_class, row, workbook
from tests.graph.imports.acts import state
from tests.graph.people.rosters import CS1, NEW_COLLEGE, csvs
from tests.graph.people.rosters import IMPORT as IMPORT_ROSTER
from tests.statements import counted

ROWS = "{ row sheet number name values { title old new } }"
PREVIEW = f"preview {{ created {ROWS} replaced {ROWS} unchanged {ROWS} retired {ROWS} }}"
RESULTS = IMPORT.replace("userErrors", f"{PREVIEW} userErrors", 1)
ROSTER = IMPORT_ROSTER.replace("retired }", f"retired {PREVIEW} }}", 1)
Preview = dict[str, list[dict[str, Any]]]


async def results(campus: Campus, who: Person, rows: list[list[Any]], *, dry: bool = True) -> Any:
    files = {"variables.input.file": ("成绩.xlsx", workbook(rows))}
    answer = await campus.upload(who, RESULTS, files, input={"batchId": campus.batch, "dryRun": dry})
    assert not answer.errors, answer.errors
    return answer.data["importComprehensiveResults"]


async def roster(campus: Campus, *, retire: bool = False, dry: bool = True, **sheets: Any) -> dict[str, Any]:
    how = {"retire": retire, "upTo": 20 if retire else None, "dry": dry}
    files = csvs(**sheets)
    answer = await campus.upload(campus.super_admin, ROSTER, files, roster=[None] * len(files), **how)
    assert not answer.errors, answer.errors
    assert answer.data["importRoster"]["userErrors"] == []
    return {one["sheet"]: one for one in answer.data["importRoster"]["counts"]}


def short(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (one["row"], one["number"], one["name"], *((v["title"], v["old"], v["new"]) for v in one["values"]))
        for one in rows
    ]


async def test_results_show_what_is_new_changed_and_unchanged(campus: Campus) -> None:
    """R10.7, R6.2: of a changed row the columns that change, with the stored value before."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
    before = await everything(campus)
    rows = [*of_class(campus, "cs2"), *of_class(campus, "cs1")]
    rows[3][4], rows[3][5] = "77.5", "优秀"
    told = await results(campus, campus.counsellor_li, rows)
    assert (told["created"], told["replaced"], told["unchanged"], told["userErrors"]) == (3, 1, 4, [])
    preview = told["preview"]
    jia = campus.jia
    changed = (("科学文化素质成绩", "91.00", "77.50"), ("科学文化素质等次", "良好", "优秀"))
    assert short(preview["replaced"]) == [(5, jia.username, jia.name, *changed)]
    assert [one["row"] for one in preview["created"]] == [2, 3, 4]
    assert [len(one["values"]) for one in preview["created"]] == [8, 8, 8]
    assert preview["created"][0]["values"][0] == {"title": "思想政治素质成绩", "old": None, "new": "90.00"}
    assert [(one["row"], one["sheet"]) for one in preview["unchanged"]] == [(6, None), (7, None), (8, None), (9, None)]
    assert preview["unchanged"][0]["values"][0] == {"title": "思想政治素质成绩", "old": "89.00", "new": "89.00"}
    assert preview["retired"] == []
    assert await everything(campus) == before
    assert (await results(campus, campus.counsellor_li, rows, dry=False))["preview"] is None


async def test_no_results_are_shown_beyond_the_classes_that_one_may_import(campus: Campus) -> None:
    """R8.2, R10.7: a refused check shows no rows, and another person gets none of a class's stored values."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
    told = await results(campus, campus.counsellor_zhao, of_class(campus, "cs1", 50))
    assert {one["code"] for one in told["userErrors"]} == {"STUDENT_OF_OTHER_CLASS"}
    assert told["preview"] is None
    wrong = await results(campus, campus.counsellor_li, [*of_class(campus, "cs1")[1:], row(campus, "mei", *"1111")])
    assert (wrong["preview"], bool(wrong["userErrors"])) == (None, True)


async def test_each_sheet_of_a_roster_shows_its_rows(campus: Campus) -> None:
    """R10.7, R9.2: new classes refer to new majors of the same file; columns that are missing are not compared."""
    before = await state(campus)
    new = {**NEW_COLLEGE, "colleges": [("03", "理学院"), ("01", "信息科学学院")]}
    new["students"] = [("20190501", "曾一", "男", None, "S1901"), ("20190101", "张甲", None, "汉族", "J1902")]
    told = await roster(campus, **new, monitors=[("J1901", "20190102")], head_teachers=[("J1902", "S005")])
    renamed = (3, "01", "信息科学学院", ("学院名称", "信息学院", "信息科学学院"))
    assert short(told["COLLEGES"]["preview"]["replaced"]) == [renamed]
    assert short(told["COLLEGES"]["preview"]["created"]) == [(2, "03", "理学院")]
    assert short(told["CLASSES"]["preview"]["created"]) == [
        (2, "S1901", "数学1901", ("年级", None, "2019"), ("届次", None, "2023"), ("专业代码", None, "0301"))
    ]
    students = told["STUDENTS"]["preview"]
    values = (("性别", None, "男"), ("班级代码", None, "S1901"))
    assert short(students["created"]) == [(2, "20190501", "曾一", *values)]
    [changed] = short(students["replaced"])
    assert changed[:3] == (3, "20190101", "张甲")
    assert ("班级代码", "J1901", "J1902") in changed
    [heads] = short(told["HEAD_TEACHERS"]["preview"]["replaced"])
    assert (heads[:2], heads[3][0], heads[3][2]) == ((2, "J1902"), "工号", "S005")
    [monitors] = short(told["MONITORS"]["preview"]["replaced"])
    assert (monitors[:2], monitors[3][0], monitors[3][2]) == ((2, "J1901"), "学号", "20190102")
    kept = await roster(campus, retire=True, students=[(*one, "女", "汉族", "J1901") for one in CS1])
    retired = kept["STUDENTS"]
    assert retired["retired"] == len(retired["preview"]["retired"]) > 0
    assert {(one["row"], *one["values"]) for one in retired["preview"]["retired"]} == {(None,)}
    assert await state(campus) == before
    assert (await roster(campus, dry=False, **NEW_COLLEGE))["COLLEGES"]["preview"] is None


async def test_fifty_rows_of_each_kind_are_shown_at_the_same_cost(campus: Campus) -> None:
    """R10.7: the number of statements does not grow with the rows."""
    few = [(f"2020{n:04}", "新生", None, None, "J1901") for n in range(2)]
    many = [(f"2020{n:04}", "新生", None, None, "J1901") for n in range(400)]
    with counted(campus.database) as for_few:
        await roster(campus, students=few)
    with counted(campus.database) as for_many:
        told = (await roster(campus, students=many))["STUDENTS"]
    assert (told["created"], [one["row"] for one in told["preview"]["created"]]) == (400, [*range(2, 52)])
    assert len(for_many) == len(for_few)
