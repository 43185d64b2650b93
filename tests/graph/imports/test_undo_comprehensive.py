"""Undoing imports of comprehensive results (R10.9): everything is as before, or the answer says what is in the way."""

from db.tables import Module, Stage
from tests.campus import Campus
from tests.graph.access.attempts import everything
from tests.graph.access.deeds import staged
from tests.graph.comprehensive_acts import bring_in, of_class, reopen, submit
from tests.graph.imports.acts import last_id, listed, obstacles, state, undo, undone


async def test_first_and_replacing_imports_are_undone_with_all_ranks(campus: Campus) -> None:
    """R10.9, R6.3: the grade's ranks of other classes, too, are what they were."""
    await campus.open_phases(Module.COMPREHENSIVE)
    states = [await state(campus)]
    for klass, points in (("cs1", 90), ("cs2", 80), ("cs1", 70)):
        assert (await bring_in(campus, campus.counsellor_li, of_class(campus, klass, points)))["userErrors"] == []
        states.append(await state(campus))
    assert (await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1", 70)))["unchanged"] == 5
    third, second, first = await listed(campus, campus.counsellor_li)
    assert (third["created"], third["replaced"], third["college"], third["term"]) == (0, 5, {"code": "01"}, None)
    assert third["batch"] == {"id": campus.batch}
    [line] = await obstacles(campus, campus.counsellor_li, first["id"])
    assert "之后有改动（" in line
    assert line.startswith("综合测评成绩“")
    assert "等 5 项" in line
    for one, counts, before in zip((third, second, first), ((5, 0), (0, 3), (0, 5)), states[-2::-1], strict=True):
        assert await undone(campus, campus.counsellor_li, one["id"]) == counts
        assert await state(campus) == before


async def test_a_result_that_an_import_removed_comes_back(campus: Campus) -> None:
    """R10.9: a student who had left the class is in the sheet again, as before that import."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
    await campus.execute("delete from participant where student_id = :jia", jia=campus.jia.id)
    before = await state(campus)
    rows = [row for row in of_class(campus, "cs1") if row[0] != campus.jia.username]
    assert (await bring_in(campus, campus.counsellor_li, rows))["unchanged"] == 4
    assert await undone(campus, campus.counsellor_li) == (1, 0)
    assert await state(campus) == before


async def test_it_needs_what_an_import_of_the_classes_needs(campus: Campus) -> None:
    """R10.9, R3.3, R6.4: open windows, and nothing submitted; a class that was submitted in between stays."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
    await submit(campus, campus.counsellor_li, "cs1")
    [node] = await listed(campus, campus.counsellor_li)
    assert "综合测评成绩的提交情况“计科1901 J1901”已提交，不能再修改" in node["obstacles"]
    before = await everything(campus)
    refused = await undo(campus, campus.counsellor_li)
    assert [error["code"] for error in refused["userErrors"]] == ["SHEET_SUBMITTED"]
    assert await everything(campus) == before
    await reopen(campus, campus.college_admin, "cs1")
    [line] = await obstacles(campus, campus.counsellor_li)
    assert line.startswith("综合测评成绩的提交情况“计科1901 J1901”之后有改动")
    await campus.execute("update result_sheet set submitted_at = null, submitted_by = null, reopened_at = null")
    await campus.execute("update result_sheet set reopened_by = null, reopen_reason = null")
    await campus.execute("update phase set starts_on = current_date - 9, ends_on = current_date - 3")
    before = await everything(campus)
    refused = await undo(campus, campus.counsellor_li)
    assert [error["code"] for error in refused["userErrors"]] == ["OUTSIDE_WINDOW"]
    assert refused["userErrors"][0]["message"] in (await listed(campus, campus.counsellor_li))[0]["obstacles"]
    await campus.execute("update batch set status = 'STOPPED'")
    refused = await undo(campus, campus.counsellor_li)
    assert [error["code"] for error in refused["userErrors"]] == ["BATCH_NOT_OPEN"]
    assert refused["userErrors"][0]["message"] in (await listed(campus, campus.counsellor_li))[0]["obstacles"]
    await campus.execute("update batch set status = 'OPEN'")
    assert await everything(campus) == before


async def test_it_needs_that_also_where_nobody_of_the_class_takes_part_any_more(campus: Campus) -> None:
    """R10.9, R3.3: the phase is the college's, and does not ask who is left in the class."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
    await campus.execute("update participant set participating = false where class_id = :c", c=campus.ids["cs1"])
    await campus.execute("update phase set status = 'STOPPED'")
    before = await everything(campus)
    refused = await undo(campus, campus.counsellor_li)
    assert [error["code"] for error in refused["userErrors"]] == ["PHASE_NOT_OPEN"]
    assert await everything(campus) == before


async def test_a_counsellor_undoes_the_imports_of_the_own_classes_alone(campus: Campus) -> None:
    """R8.2: an import of others' classes is not there, byte for byte; the college and the school import none."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
    before = await everything(campus)
    undoing = "mutation($id: ID!) { undoImport(input: {id: $id}) { restored userErrors { code message path } } }"
    for who in (campus.counsellor_zhao, campus.college_admin, campus.super_admin):
        unknown = await campus.ask(who, undoing, id="987654321")
        assert (await campus.ask(who, undoing, id=await last_id(campus))).body == unknown.body
        assert await listed(campus, who) == []
    assert await everything(campus) == before


async def test_an_approved_college_undoes_nothing(campus: Campus) -> None:
    """R7.6: approval freezes the results."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))
    await campus.execute(staged(Stage.APPROVED))
    refused = await undo(campus, campus.counsellor_li)
    assert [error["code"] for error in refused["userErrors"]] == ["SHEET_SUBMITTED"]
