"""Counsellors and head teachers by workbook, through the API: R2.6, R2.7."""

import asyncio
import io
from itertools import pairwise
from typing import Any

import openpyxl
import pytest

from tests.campus import Campus, Person
from tests.graph.access.attempts import everything
from tests.graph.batch_acts import codes, kept, move_batch
from tests.graph.comprehensive_acts import TEMPLATE, workbook
from tests.graph.imports.acts import listed, obstacles, state, undo, undone
from tests.graph.operations.exporting import fetched
from tests.graph.participants.acts import IMPORT

HEADER = ("班级代码", "班级", "工号", "姓名")
ENTRIES = "select subject, old, new from audit_entry where action = 'importAssignedStaff' order by id"
Rows = list[list[Any]]


async def sent(
    campus: Campus, rows: Rows, who: Person | None = None, *, header: tuple[str, ...] = HEADER, **given: Any
) -> dict[str, Any]:
    files = {"variables.input.file": ("配班.xlsx", workbook(rows, header))}
    told = {"batchId": campus.batch, "kind": "COUNSELLORS", **given}
    answer = await campus.upload(who or campus.college_admin, IMPORT, files, input=told)
    assert not answer.errors, answer.errors
    return dict(answer.data["importAssignedStaff"])


def places(payload: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["code"], one["row"], one["column"]) for one in payload["userErrors"]]


async def assigned(campus: Campus, table: str = "counsellor") -> list[tuple[str, str]]:
    rows = await campus.rows(
        f"select c.code, s.number from {table} a join school_class c on c.id = a.class_id"
        " join staff s on s.id = a.staff_id order by 1, 2"
    )
    return [tuple(row) for row in rows]


async def test_the_rows_of_a_class_become_its_whole_list_and_other_classes_stay(campus: Campus) -> None:
    """R2.6: by code or by name, several people for a class; the check shows it and stores nothing; audited by class."""
    rows: Rows = [
        ["J1901", None, "S006", "赵敏"],
        [None, "计科1901", "S010", None],
        ["J1902", "计科1902", "S005", "李莉"],
    ]
    before = await kept(campus)
    told = await sent(campus, rows, dryRun=True)
    assert (told["userErrors"], told["created"], told["replaced"], told["unchanged"]) == ([], 0, 1, 1)
    values = [{"title": "辅导员", "old": "S005 李莉", "new": "S006 赵敏、S010 路人"}]
    assert told["preview"]["replaced"] == [{"row": 2, "number": "J1901", "name": "计科1901", "values": values}]
    assert await kept(campus) == before
    told = await sent(campus, rows)
    assert [one["schoolClass"]["code"] for one in told["batchClasses"]] == ["J1901"]
    lists = [("J1901", "S006"), ("J1901", "S010"), ("J1902", "S005"), ("R1901", "S006"), ("Y1901", "S009")]
    assert await assigned(campus) == lists
    [entry] = await campus.rows(ENTRIES)
    assert (entry.subject, entry.old, entry.new["file"]) == ("计科1901", {"counsellors": ["S005 李莉"]}, "配班.xlsx")
    assert entry.new["counsellors"] == ["S006 赵敏", "S010 路人"]
    after = await kept(campus)
    assert (await sent(campus, rows))["unchanged"] == 2
    assert await kept(campus) == after


async def test_head_teachers_come_in_alike_and_the_roster_keeps_its_own(campus: Campus) -> None:
    """R2.7: headings may name the kind, and a cell may hold the code and the name of the class."""
    roster = await campus.rows("select * from roster_head_teacher order by 1, 2")
    header = ("序号", "班级", "班主任工号", "班主任", "辅导员工号")
    rows: Rows = [[1, "[J1901]计科1901", "S010", "路人", "S005"], [2, "[R1901]软工1901", "S007", "陈静", "S005"]]
    told = await sent(campus, rows, header=header, kind="HEAD_TEACHERS")
    assert (told["userErrors"], told["created"], told["replaced"]) == ([], 1, 1)
    assert told["passedOver"] == ["序号", "辅导员工号"]
    assert await assigned(campus, "head_teacher") == [
        *(("J1901", "S010"), ("J1902", "S006"), ("R1901", "S007")),
    ]
    assert await campus.rows("select * from roster_head_teacher order by 1, 2") == roster


async def test_every_fault_is_named_with_its_place_and_nothing_is_stored(campus: Campus) -> None:
    """R2.6, R8.2: what belongs to another college is as unknown as what does not exist, in the same words."""
    await campus.execute("update staff set retired_at = now() where id = :s", s=campus.bystander.id)
    rows: Rows = [
        ["J1902", None, "S006", None], ["Y1901", None, "S005", None], ["X9999", None, "S005", None],
        ["J1901", None, "S009", None], ["J1901", None, "S999", None], ["J1901", None, "S010", None],
        ["J1901", None, "S005", "李丽"], ["J1902", "计科1902", "S006", "赵敏"], ["J1901", "计科1902", "S007", None],
        ["J1901", None, None, "李莉"], [None, None, "S005", None], [None, "英语1901", "S005", None],
        ["J1501", None, "S005", None],
    ]  # fmt: skip
    before = await kept(campus)
    told = await sent(campus, rows)
    assert places(told) == [
        *(("NOT_FOUND", 3, "班级代码"), ("NOT_FOUND", 4, "班级代码"), ("NOT_FOUND", 5, "工号")),
        *(("NOT_FOUND", 6, "工号"), ("INVALID", 7, "工号"), ("NAME_MISMATCH", 8, "姓名"), ("DUPLICATE", 9, "工号")),
        *(("CONFLICT", 10, "班级"), ("MISSING_VALUE", 11, "工号"), ("MISSING_VALUE", 12, "班级代码")),
        *(("NOT_FOUND", 13, "班级"), ("NOT_FOUND", 14, "班级代码")),
    ]
    words = [one["message"] for one in told["userErrors"]]
    assert words[0].replace("Y1901", "X9999").split("：", 1)[1] == words[1].split("：", 1)[1]
    assert words[2].replace("S009", "S999").split("：", 1)[1] == words[3].split("：", 1)[1]
    assert "第 2 行" in words[6]
    assert (told["problemCount"], told["operation"]["kind"]) == (12, "IMPORT_ASSIGNED_STAFF")
    marked = await fetched(campus, campus.college_admin, told["operation"]["downloadUrl"])
    assert openpyxl.load_workbook(io.BytesIO(marked.content)).worksheets[0]["E1"].value == "错误"
    assert await kept(campus) == before


async def test_a_class_name_of_two_classes_needs_the_code(campus: Campus) -> None:
    """R2.6: a wrong guess would give away rights."""
    await campus.execute("update school_class set name = '计科1901' where code = 'J1902'")
    told = await sent(campus, [[None, "计科1901", "S006", None]])
    assert places(told) == [("CONFLICT", 2, "班级")]
    assert "J1901、J1902" in told["userErrors"][0]["message"]


async def test_rows_without_a_number_leave_the_class_alone(campus: Campus) -> None:
    """R2.6: a blank cell is no decision; a file of nothing else is refused, and so is one without the column."""
    told = await sent(campus, [["J1901", None, None, None], ["R1901", None, "S005", None]])
    assert (told["replaced"], told["warnings"]) == (1, [{"code": "NOBODY_NAMED", "count": 1, "rows": "2"}])
    assert ("J1901", "S005") in await assigned(campus)
    assert codes(await sent(campus, [["J1901", None, None, None]])) == ["EMPTY_SHEET"]
    header = ("班级代码", "编号", "姓名")
    told = await sent(campus, [["J1901", "S006", "赵敏"]], header=header)
    assert places(told) == [("MISSING_COLUMN", None, "工号")]
    chosen = [{"key": "STAFF_NUMBER", "heading": "编号"}]
    assert codes(await sent(campus, [["J1901", "S006", "赵敏"]], header=header, columns=chosen)) == []


@pytest.mark.parametrize("kind", ["COUNSELLORS", "HEAD_TEACHERS"])
async def test_the_template_holds_the_classes_and_their_people_and_comes_back_as_it_is(
    campus: Campus, kind: str
) -> None:
    """R2.6: each class of the college once at least, also one that has nobody."""
    answer = await campus.ask(campus.college_admin, TEMPLATE, input={"kind": kind, "batchId": campus.batch})
    file = await fetched(campus, campus.college_admin, answer.data["requestTemplate"]["operation"]["downloadUrl"])
    header, *rows = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0].iter_rows(values_only=True)
    assert header == HEADER
    assert [row[0] for row in rows] == ["J1901", "J1902", "R1901"]
    assert rows[0][:2] == ("J1901", "计科1901")
    told = await sent(campus, [list(row) for row in rows], kind=kind)
    assert (told["userErrors"], told["created"], told["replaced"]) == ([], 0, 0)
    answer = await campus.ask(campus.college_admin, TEMPLATE, input={"kind": kind})
    assert codes(answer.data["requestTemplate"]) == ["INVALID"]
    for who in (campus.counsellor_li, campus.jia):
        answer = await campus.ask(who, TEMPLATE, input={"kind": kind, "batchId": campus.batch})
        assert answer.codes == ["FORBIDDEN"]


async def test_the_school_reaches_every_college_and_each_person_only_their_own(campus: Campus) -> None:
    """R2.6: the super admin gets the reason where a person is another college's."""
    rows: Rows = [["Y1901", None, "S002", None], ["J1901", None, "S009", None]]
    told = await sent(campus, rows, campus.super_admin)
    assert places(told) == [("INVALID", 3, "工号")]
    assert codes(await sent(campus, rows[:1], campus.super_admin)) == []
    assert ("Y1901", "S002") in await assigned(campus)


@pytest.mark.parametrize("kind", ["COUNSELLORS", "HEAD_TEACHERS"])
async def test_an_import_is_undone_as_a_whole(campus: Campus, kind: str) -> None:
    """R2.6, R10.9: who was assigned before is again, and the log says so by class; what changed nothing is not kept."""
    before = await state(campus)
    rows: Rows = [["J1901", None, "S010", None], ["J1902", None, "S006", None], ["J1902", None, "S007", None]]
    await sent(campus, rows, kind=kind)
    await sent(campus, rows, kind=kind)
    [one] = await listed(campus, campus.college_admin)
    assert (one["kind"], one["college"], one["batch"]) == ("ASSIGNED_STAFF", {"code": "01"}, {"id": campus.batch})
    assert one["created"] + one["replaced"] == 2
    assert one["obstacles"] == []
    assert await listed(campus, campus.other_college_admin) == []
    restored, removed = await undone(campus, campus.college_admin)
    assert (restored > 0, removed > 1) == (True, True)
    assert await state(campus) == before
    entries = await campus.rows("select subject from audit_entry where action = 'undoImport' order by subject")
    assert [subject for (subject,) in entries] == ["计科1901", "计科1902", "配班.xlsx"]


async def test_an_import_is_not_undone_over_what_was_decided_since(campus: Campus) -> None:
    """R2.6, R10.9: a class has somebody else by now, one who would come back has left, the batch was stopped."""
    await sent(campus, [["J1901", None, "S006", None], ["J1902", None, "S006", None]])
    [one] = await listed(campus, campus.college_admin)
    await sent(campus, [["J1902", None, "S006", None], ["J1902", None, "S007", None]])
    await campus.execute("update staff set retired_at = now() where number = 'S005'")
    assert await obstacles(campus, campus.college_admin, one["id"]) == [
        "批次中的辅导员“计科1902 J1902”之后又设置了其他人",
        "教职工“李莉 S005”已离职或调到其他学院，不能再设置",
    ]
    await sent(campus, [["J1901", None, "S007", None]])
    found = await obstacles(campus, campus.college_admin, one["id"])
    assert [line for line in found if line.startswith("批次中的辅导员“计科1901 J1901”之后已删除（")]
    await move_batch(campus, "stop", campus.batch)
    before = await everything(campus)
    refused = await undo(campus, campus.college_admin)
    assert codes(refused) == ["BATCH_NOT_OPEN"]
    assert refused["userErrors"][0]["message"] in (await listed(campus, campus.college_admin))[0]["obstacles"]
    assert await everything(campus) == before


async def test_no_other_batch_and_no_stopped_one(campus: Campus) -> None:
    """R8.2, R3.1: neither for the workbook nor for its template."""
    rows: Rows = [["J1901", None, "S006", None]]
    assert codes(await sent(campus, rows, batchId="999999")) == ["NOT_FOUND"]
    await move_batch(campus, "stop", campus.batch)
    before = await kept(campus)
    assert codes(await sent(campus, rows)) == codes(await sent(campus, rows, dryRun=True)) == ["BATCH_NOT_OPEN"]
    answer = await campus.ask(campus.college_admin, TEMPLATE, input={"kind": "COUNSELLORS", "batchId": campus.batch})
    assert codes(answer.data["requestTemplate"]) == ["BATCH_NOT_OPEN"]
    assert await kept(campus) == before


async def test_two_imports_at_once_leave_one_whole_list(campus: Campus) -> None:
    """R2.6: the log tells a story that ends where the classes stand."""
    files = [[["J1902", None, one, None], ["J1901", None, one, None]] for one in ("S006", "S007", "S010")]
    await asyncio.gather(*(sent(campus, rows) for rows in files * 2))
    lists = dict(await assigned(campus))
    assert lists["J1901"] == lists["J1902"]
    entries = [one for one in await campus.rows(ENTRIES) if one.subject == "计科1901"]
    for earlier, later in pairwise(entries):
        assert later.old["counsellors"] == earlier.new["counsellors"]
    assert entries[-1].new["counsellors"][0].split()[0] == lists["J1901"]
