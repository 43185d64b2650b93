"""A college imports what its scheme is given: templates, previews, learnt headings, and undoing (R11.3, R10.9)."""

import io
from typing import Any

import openpyxl
import pytest

from core.actions import scheme_inputs
from core.actions.columns import naming_of
from tests.campus import STUDENTS, Campus, Person
from tests.graph.comprehensive_acts import TEMPLATE, reopen, submit
from tests.graph.imports.acts import listed, obstacles, state, undo, undone
from tests.graph.scheme_acts import ITEMS, TEXT, bring, compute, ready, save, who_is

__all__ = ["ready"]

VALUES = ("学号", "姓名", "体质测试")
MEMBERS = [key for key, _ in STUDENTS["cs1"]]
Rows = list[list[Any]]


async def template(campus: Campus, who: Person, kind: str) -> Any:
    wanted = {"kind": kind, "batchId": campus.batch}
    answer = await campus.ask(who, TEMPLATE, input=wanted)
    told = answer.data["requestTemplate"]
    if told is None:
        return answer.codes
    if told["userErrors"]:
        return [one["code"] for one in told["userErrors"]]
    url = told["operation"]["downloadUrl"]
    file = await campus.client.get(url, headers={"authorization": f"Bearer {who.token}"})
    return openpyxl.load_workbook(io.BytesIO(file.content))


def lists_of(book: Any) -> dict[str, tuple[str, list[str]]]:
    """The words that Excel offers in each column, and whether it refuses others."""
    [sheet] = [one for one in book if one.title.startswith("方案")]
    found = {}
    for check in sheet.data_validations.dataValidation:
        [(title, cells)] = book.defined_names[check.formula1].destinations
        column = str(check.sqref)[0]
        found[sheet[f"{column}1"].value] = (check.errorStyle, [one.value for (one,) in book[title][cells]])
    return found


async def test_a_template_is_made_from_the_scheme_in_force(ready: Campus) -> None:
    """R11.3: the columns of the values with their bounds, the viewer's students; the scheme's words to choose from."""
    book = await template(ready, ready.counsellor_li, "SCHEME_VALUES")
    sheet = book["方案数据"]
    header, *rows = sheet.values
    assert header == ("学号*", "姓名*", "体质测试")
    assert {row[:2] for row in rows} >= {tuple(who_is(ready, key)) for key in MEMBERS}
    assert ready.ren.username not in {row[0] for row in rows}, "of a class of another counsellor"
    [check] = sheet.data_validations.dataValidation
    assert (check.formula1, check.formula2, str(check.sqref)) == ("0", "100", f"C2:C{len(rows) + 1}")
    assert "体质测试：0 至 100；缺少时按 60 计。" in [note for (note,) in book["说明"].values]
    of_college = await template(ready, ready.college_admin, "SCHEME_VALUES")
    assert of_college["方案数据"].max_row > sheet.max_row
    items = await template(ready, ready.counsellor_li, "SCHEME_ITEMS")
    assert [one.value for one in items["方案项目"][1]] == ["学号*", "姓名*", "类别*", "项目*", "级别", "同类", "分值"]
    assert lists_of(items) == {
        "类别*": ("stop", ["发展项目", "处分"]),
        "级别": ("warning", ["警告", "记过", "留校察看"]),
    }
    notes = [note for (note,) in items["说明"].values]
    assert notes[-2:] == ["发展项目：请填写分值（0 至 10）。", "处分：请填写级别（警告、记过、留校察看）。"]
    for place, number in enumerate((70, 80), 2):
        sheet.cell(place, 3, number)
    buffer = io.BytesIO()
    book.save(buffer)
    brought = await bring(ready, ready.counsellor_li, "VALUES", VALUES, buffer.getvalue())
    assert (brought["userErrors"], brought["created"], brought["unchanged"]) == ([], 2, len(rows) - 2)
    assert await template(ready, ready.head_teacher_chen, "SCHEME_VALUES") == ["FORBIDDEN"]
    await save(
        ready,
        ready.college_admin,
        text=TEXT.replace("{from: column, max: 100, missing: 60}", "creditAverage"),
        follows=1,
    )
    assert await template(ready, ready.counsellor_li, "SCHEME_VALUES") == ["INVALID"]
    await ready.execute("update batch set status = 'STOPPED'")
    assert await template(ready, ready.counsellor_li, "SCHEME_VALUES") == ["BATCH_NOT_OPEN"]
    refused = await bring(ready, ready.counsellor_li, "VALUES", VALUES, [])
    assert [one["code"] for one in refused["userErrors"]] == ["BATCH_NOT_OPEN"]


async def test_values_are_shown_before_they_are_stored_learnt_and_undone(ready: Campus) -> None:
    """R10.1, R10.7, R10.9: what is new, replaced and unchanged; a chosen heading is known the next time."""
    first: Rows = [[*who_is(ready, key), 70 + place] for place, key in enumerate(MEMBERS)]
    assert (await bring(ready, ready.counsellor_li, "VALUES", VALUES, first))["created"] == 5
    before = await state(ready)
    rows: Rows = [[*who_is(ready, "jia"), 71], [*who_is(ready, "yi"), 71], [*who_is(ready, "ding"), None]]
    header = ("学号", "姓名", "体测总分")
    unknown = await bring(ready, ready.counsellor_li, "VALUES", header, rows, dryRun=True)
    assert [one["code"] for one in unknown["userErrors"]] == ["MISSING_COLUMN"]
    assert unknown["knownColumns"][-1] == {"key": "VALUE_体质测试", "title": "体质测试"}
    choice = {"columns": [{"key": "VALUE_体质测试", "heading": "体测总分"}]}
    tried = await bring(ready, ready.counsellor_li, "VALUES", header, rows, dryRun=True, **choice)
    assert [tried[kind] for kind in ("created", "replaced", "unchanged")] == [0, 1, 2]
    assert tried["preview"]["replaced"] == [
        {"number": ready.jia.username, "row": 2, "values": [{"title": "体质测试", "old": "70", "new": "71"}]}
    ]
    assert await state(ready) == before
    assert (await bring(ready, ready.counsellor_li, "VALUES", header, rows, **choice))["replaced"] == 1
    again = await bring(ready, ready.counsellor_li, "VALUES", header, rows)
    assert ([one["learnt"] for one in again["columns"]], again["unchanged"]) == ([False, False, True], 3)
    learnt = "{ learntColumns(kind: SCHEME_VALUES) { nodes { heading title key } } }"
    nodes = (await ready.ask(ready.college_admin, learnt)).data["learntColumns"]["nodes"]
    assert nodes == [{"heading": "体测总分", "title": "体质测试", "key": "VALUE_体质测试"}]
    last, earlier = await listed(ready, ready.counsellor_li)
    assert (last["kind"], last["created"], last["replaced"], last["unchanged"]) == ("SCHEME_VALUES", 0, 1, 2)
    assert (last["college"], last["batch"], last["obstacles"]) == ({"code": "01"}, {"id": ready.batch}, [])
    assert await listed(ready, ready.other_college_admin) == []
    found = await obstacles(ready, ready.counsellor_li, earlier["id"])
    assert [one.split("（")[0] for one in found] == [f"方案数据“张甲 {ready.jia.username} 体质测试”之后有改动"]
    assert await undone(ready, ready.counsellor_li, last["id"]) == (1, 0)
    kept = await state(ready)
    assert {name for name in before if kept[name] != before[name]} <= {"learnt_column"}
    assert await undone(ready, ready.college_admin, earlier["id"]) == (0, 5)
    assert await ready.rows("select 1 from scheme_value") == []
    entries = await ready.rows(
        "select subject, old, new from audit_entry where action = 'undoImport' and old ? '体质测试'"
    )
    assert [tuple(one) for one in entries] == [(f"张甲 {ready.jia.username}", {"体质测试": "71"}, {"体质测试": "70"})]


async def test_items_come_back_as_a_whole_list(ready: Campus) -> None:
    """R11.3, R10.9: an import writes the list of a student and category; what came since stands in the way."""
    of = {key: who_is(ready, key) for key in MEMBERS}
    first: Rows = [
        [*of["jia"], "发展项目", "建模", None, 6],
        [*of["jia"], "处分", "违纪", "警告", None],
        [*of["yi"], "发展项目", "歌手", None, 2],
        [*of["bing"], "发展项目", "歌手", None, 2],
    ]
    assert (await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, first))["created"] == 3
    before = await state(ready)
    second: Rows = [
        [*of["bing"], "发展项目", "歌手", None, 2],
        [*of["jia"], "发展项目", "辩论", None, 4],
        [*of["jia"], "发展项目", "建模", None, 6],
        [*of["ding"], "发展项目", "歌手", None, 2],
    ]
    tried = await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, second, dryRun=True)
    assert [tried[kind] for kind in ("created", "replaced", "unchanged")] == [1, 2, 1]
    assert tried["preview"]["replaced"] == [
        {
            "number": ready.jia.username,
            "row": 3,
            "values": [{"title": "发展项目", "old": "建模 6", "new": "建模 6、辩论 4"}],
        },
        {"number": ready.yi.username, "row": None, "values": [{"title": "发展项目", "old": "歌手 2", "new": None}]},
    ]
    assert tried["removed"] == 1
    refused = await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, second)
    [fault] = refused["userErrors"]
    assert (fault["code"], f"有 1 个：李乙（{ready.yi.username}）" in fault["message"]) == ("ITEMS_WOULD_GO", True)
    assert await state(ready) == before
    await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, second, removes=True)
    earlier = (await listed(ready, ready.counsellor_li))[1]
    assert await undone(ready, ready.counsellor_li) == (2, 1)
    assert await state(ready) == before
    third: Rows = [*first[2:], [*of["jia"], "发展项目", "辩论", None, 4]]
    await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, third, removes=True)
    found = await obstacles(ready, ready.counsellor_li, earlier["id"])
    assert [one.split("（")[0] for one in found] == [
        f"方案数据的项目“张甲 {ready.jia.username} 建模”之后已删除",
        f"方案数据的项目“张甲 {ready.jia.username} 辩论”是之后导入的",
    ]


async def test_inputs_stay_while_submitted_results_rest_on_them(ready: Campus) -> None:
    """R10.9: computed alone is no hindrance; submitted is, until it is set back."""
    await bring(ready, ready.counsellor_li, "VALUES", VALUES, [[*who_is(ready, "jia"), 90]])
    await compute(ready, ready.counsellor_li, "cs1")
    await submit(ready, ready.counsellor_li, "cs1")
    assert await obstacles(ready, ready.counsellor_li) == [
        "参评班级“计科1901 J1901”：已按这些数据计算并提交，请先改为未提交"
    ]
    await bring(ready, ready.counsellor_li, "VALUES", VALUES, [[*who_is(ready, "yi"), 90]])
    assert await undone(ready, ready.counsellor_li) == (0, 1), "came after the computation"
    await reopen(ready, ready.college_admin, "cs1")
    [_, first] = await listed(ready, ready.counsellor_li)
    await ready.execute("update batch set status = 'STOPPED'")
    closed = await undo(ready, ready.counsellor_li, first["id"])
    assert [one["code"] for one in closed["userErrors"]] == ["BATCH_NOT_OPEN"]
    await ready.execute("update batch set status = 'OPEN'")
    await ready.execute("update result_sheet set stale = '{}'")
    assert await undone(ready, ready.counsellor_li, first["id"]) == (0, 1)
    assert await ready.rows("select 1 from scheme_value") == []
    assert len(await ready.rows("select 1 from comprehensive_result")) == 5
    assert await ready.rows("select stale from result_sheet") == [(["INPUTS"],)]


async def test_what_everybody_lacks_is_told_once_and_of_each_student_the_rest(ready: Campus) -> None:
    """R11.5: with the count and what to do; a student is named with everything else that is lacking."""
    strict = TEXT.replace("max: 100, missing: 60", "max: 100")
    await save(ready, ready.college_admin, text=strict, follows=1)
    await ready.execute("delete from academic_result where student_id = :s", s=ready.jia.id)
    refused = await compute(ready, ready.counsellor_li, "cs1")
    told = [(one["code"], one["message"]) for one in refused["userErrors"]]
    assert told == [
        (
            "INPUT_MISSING_FOR_ALL",
            "全部 5 名学生都缺少“体质测试”：请先导入方案数据，或在方案中写明缺少时按什么计（missing）",
        ),
        ("INPUTS_MISSING", f"张甲（{ready.jia.username}，计科1901）缺少：学业成绩"),
    ]
    assert refused["problemCount"] == 5
    await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, [[*who_is(ready, "yi"), "处分", "违纪", "警告", None]])
    await save(ready, ready.college_admin, text=strict.replace("警告: 5, ", ""), follows=2)
    of_class = await compute(ready, ready.college_admin)
    messages = [one["message"] for one in of_class["userErrors"]]
    assert messages[0].startswith("计科1902、软工1901 全班 ")
    assert messages[0].endswith("名学生都缺少“学业成绩”：请先计算学业成绩")
    assert messages[1].startswith("全部 ")
    assert messages[2:] == [
        f"张甲（{ready.jia.username}，计科1901）缺少：学业成绩",
        f"李乙（{ready.yi.username}，计科1901）缺少：处分“违纪”的分值（级别“警告”不在方案之列，可填：记过、留校察看）",
    ]
    assert await ready.rows("select count(*) from comprehensive_result") == [(0,)]


async def test_a_bad_row_refuses_the_whole_file(ready: Campus) -> None:
    """R11.3, R8.2: unknown students, names, ranges, items that the scheme gives no points for, and batches."""
    rows: Rows = [
        [*who_is(ready, "jia"), "发展项目", "歌手", None, 11],
        [*who_is(ready, "yi"), "处分", "违纪", "口头", None],
        ["29999999", "某人", "处分", "违纪", "警告", None],
        [ready.yi.username, "别人", "处分", "违纪", "警告", None],
        [*who_is(ready, "mei"), "处分", "违纪", "警告", None],
        [*who_is(ready, "ren"), "处分", "违纪", "警告", None],
    ]
    refused = await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, rows)
    assert [(one["row"], one["code"], one["column"]) for one in refused["userErrors"]] == [
        (2, "UNKNOWN_VALUE", "分值"),
        (3, "UNKNOWN_VALUE", "级别"),
        (4, "NOT_FOUND", "学号"),
        (5, "NAME_MISMATCH", "姓名"),
        (6, "NOT_FOUND", "学号"),
        (7, "STUDENT_OF_OTHER_CLASS", "学号"),
    ]
    assert [one["message"] for one in refused["userErrors"][:2]] == [
        "分值“11”不在范围内：应为 0 至 10",
        "级别“口头”不在方案之列，可填：警告、记过、留校察看",
    ]
    assert refused["operation"]["downloadUrl"]
    outside = await bring(ready, ready.counsellor_li, "VALUES", VALUES, [[*who_is(ready, "jia"), 101]])
    assert [one["code"] for one in outside["userErrors"]] == ["OUT_OF_RANGE"]
    await ready.execute("insert into batch (name, academic_year, status) values ('草稿', '2019-2020', 'NOT_OPENED')")
    [(unseen,)] = await ready.rows("select id from batch where name = '草稿'")
    for batch in (unseen, 987654321):
        foreign = await bring(ready, ready.counsellor_li, "VALUES", VALUES, [], batchId=str(batch))
        assert [(one["code"], one["path"]) for one in foreign["userErrors"]] == [("NOT_FOUND", "input.batchId")]
    assert await ready.rows("select (select count(*) from scheme_item) + (select count(*) from scheme_value)") == [(0,)]
    assert await ready.rows("select 1 from import_record") == []


async def test_a_file_that_was_read_by_another_scheme_stores_nothing(
    ready: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R11.3: two at once: a column must not land under the heading that a new version has in its place."""

    async def slow(*given: Any) -> Any:
        changed = TEXT.replace("体质测试", "体能测试")
        saved = await save(ready, ready.college_admin, text=changed, follows=1)
        assert saved.data["saveScheme"]["userErrors"] == []
        return await naming_of(*given)

    monkeypatch.setattr(scheme_inputs, "naming_of", slow)
    brought = await bring(ready, ready.counsellor_li, "VALUES", VALUES, [[*who_is(ready, "jia"), 80]])
    assert [one["code"] for one in brought["userErrors"]] == ["CONFLICT"]
    assert await ready.rows("select 1 from scheme_value") == []


async def test_a_word_is_stored_as_the_scheme_spells_it(ready: Campus) -> None:
    """R11.3: blanks, width and case make no other level, and no other kind of item."""
    jia = who_is(ready, "jia")
    rows: Rows = [
        [*jia, "发展项目", "ＡＣＭ 竞赛", None, 6],
        [*jia, "发展项目", "acm竞赛", None, 4],
        [*jia, "处分", "违纪", "警　告", None],
    ]
    brought = await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, rows)
    assert brought["userErrors"] == []
    stored = await ready.rows("select item, level from scheme_item order by id")
    assert [tuple(one) for one in stored] == [("ＡＣＭ 竞赛", None), ("ＡＣＭ 竞赛", None), ("违纪", "警告")]


async def test_the_word_for_clearing_takes_away_a_value_and_a_whole_category(ready: Campus) -> None:
    """R11.3: a blank cell leaves what is stored; 清空 does not, and undoing the import brings it back."""
    li, jia, yi = ready.counsellor_li, who_is(ready, "jia"), who_is(ready, "yi")
    values = "select student_id, value from scheme_value order by 1"
    await bring(ready, li, "VALUES", VALUES, [[*jia, 80], [*yi, 70]])
    cleared = await bring(ready, li, "VALUES", VALUES, [[*jia, "清空"], [*yi, None]])
    assert (cleared["userErrors"], cleared["replaced"], cleared["removed"]) == ([], 1, 1)
    assert [row.value for row in await ready.rows(values)] == [70]
    await undone(ready, li)
    assert [row.value for row in await ready.rows(values)] == [80, 70]
    await bring(ready, li, "ITEMS", ITEMS, [[*jia, "发展项目", "建模", None, 6], [*yi, "发展项目", "歌手", None, 2]])
    emptied = await bring(ready, li, "ITEMS", ITEMS, [[*jia, "发展项目", "清空", None, None]], removes=True)
    assert (emptied["userErrors"], emptied["removed"]) == ([], 2)
    assert await ready.rows("select 1 from scheme_item") == []


async def test_a_file_of_items_says_what_a_careful_person_would_look_at_again(ready: Campus) -> None:
    """R11.3: rows that are the same, facts that nobody reads, items worth nothing: stored, and told."""
    jia = who_is(ready, "jia")
    rows: Rows = [
        [*jia, "发展项目", "建模", None, 6],
        [*jia, "发展项目", "建模", None, 6],
        [*jia, "发展项目", "歌手", "校级", 0],
        [*jia, "处分", "违纪", "警告", 5],
    ]
    brought = await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, rows)
    assert [(one["code"], one["rows"]) for one in brought["warnings"]] == [
        ("REPEATED_ITEM", "3"),
        ("FACT_NOT_READ", "4"),
        ("WORTH_NOTHING", "4"),
        ("FACT_NOT_READ", "5"),
    ]
    assert brought["warnings"][1]["message"] == "方案对“发展项目”不看级别，填写的级别不起作用"
