"""Undoing imports of course scores (R10.9): everything is as before, or the answer says what stands in the way."""

from typing import Any

from tests.campus import YEAR, Campus
from tests.graph.access.attempts import everything
from tests.graph.course_acts import imported, of
from tests.graph.imports.acts import last_id, listed, obstacles, state, undo, undone

ADD = """mutation($input: AddCourseScoreInput!) { addCourseScore(input: $input) {
  courseScore { id } userErrors { code } } }"""
DELETE = """mutation($ids: [ID!]!) { deleteCourseScores(input: {ids: $ids}) { deletedCount userErrors { code } } }"""


async def bring_in(campus: Campus, *rows: list[Any], who: Any = None) -> str:
    payload = await imported(campus, who or campus.college_admin, *rows)
    assert payload["userErrors"] == []
    return await last_id(campus)


async def by_hand(campus: Campus, number: str, **more: Any) -> None:
    values = {"studentNumber": number, "academicYear": YEAR, "term": 1, "courseCode": "MA101", "courseName": "高等数学"}
    values |= {"courseKind": "必修", "credit": "4.00", "score": "60.00", "replace": True}
    answer = await campus.ask(campus.college_admin, ADD, input=values | more)
    assert answer.data["addCourseScore"]["userErrors"] == [], answer.body


async def test_an_import_leaves_a_record_unless_it_changes_nothing(campus: Campus) -> None:
    """R10.9: a dry run, a refused import and one that changes nothing leave none."""
    await imported(campus, campus.college_admin, of(campus.jia), dryRun=True)
    await imported(campus, campus.college_admin, of(campus.jia, 姓名="别人"))
    assert await listed(campus, campus.college_admin) == []
    for row in (of(campus.jia), of(campus.jia), of(campus.jia, 成绩=60)):
        await imported(campus, campus.college_admin, row, of(campus.yi))
    second, first = await listed(campus, campus.college_admin)
    assert (first["created"], first["replaced"], first["unchanged"]) == (2, 0, 0)
    assert (second["created"], second["replaced"], second["unchanged"]) == (0, 1, 1)
    assert (first["kind"], first["fileName"], first["importedBy"]) == ("COURSE_SCORES", "成绩.xlsx", "周老师")
    assert (first["academicYear"], first["term"], first["college"]) == (YEAR, 1, {"code": "01"})
    assert len(first["sha256"]) == 64


async def test_the_latest_is_undone_first_and_then_the_one_before(campus: Campus) -> None:
    """R10.9: ids, times, authors and values of the replaced scores come back exactly."""
    states = [await state(campus)]
    for scores in ((80, 70, None), (81, 70, 60), (82, 71, 61)):
        people = zip((campus.jia, campus.yi, campus.ren), scores, strict=True)
        rows = [of(who, 成绩=score) for who, score in people if score]
        await bring_in(campus, *rows)
        states.append(await state(campus))
    ids = [one["id"] for one in await listed(campus, campus.college_admin)]
    assert len(await obstacles(campus, campus.college_admin, ids[1])) == 1
    for id_, counts, before in zip(ids, ((3, 0), (1, 1), (0, 2)), reversed(states[:-1]), strict=True):
        assert await undone(campus, campus.college_admin, id_) == counts
        assert await state(campus) == before
    again = await undo(campus, campus.college_admin, ids[0])
    assert [error["code"] for error in again["userErrors"]] == ["IMPORT_UNDONE"]
    assert all(one["obstacles"] == ["这次导入已撤销"] for one in await listed(campus, campus.college_admin))
    assert await campus.rows("select id from import_change") == []


async def test_an_undo_is_in_the_log_as_the_import_backwards(campus: Campus) -> None:
    """R9.3: one entry with the file and the counts, and one for each score that came back, with old and new."""
    await bring_in(campus, of(campus.jia, 成绩=80))
    await bring_in(campus, of(campus.jia, 成绩=90), of(campus.yi))
    await undone(campus, campus.college_admin)
    rows = await campus.rows(
        "select action, subject, old, new, college_id, student_id, actor_name from audit_entry order by id desc limit 5"
    )
    whole, undoing, importing = rows[0], rows[2:0:-1], rows[:2:-1]
    assert whole.new.items() >= {"file": "成绩.xlsx", "restored": 1, "removed": 1}.items()
    assert {row.action for row in undoing} == {"undoImport"}
    assert [(row.old, row.new, row.subject, row.college_id, row.student_id) for row in reversed(undoing)] == [
        (row.new, row.old, row.subject, row.college_id, row.student_id) for row in importing
    ]


async def test_a_later_import_stands_in_the_way(campus: Campus) -> None:
    """R10.9: it is named with its file, its author and its time."""
    first = await bring_in(campus, of(campus.jia), of(campus.yi))
    await bring_in(campus, of(campus.jia, 成绩=60))
    [line] = await obstacles(campus, campus.college_admin, first)
    assert line.startswith(f"课程成绩“张甲 {campus.jia.username} 高等数学”之后有改动（周老师，20")
    assert line.endswith("，导入“成绩.xlsx”）")


async def test_scores_that_were_deleted_or_entered_by_hand_stand_in_the_way(campus: Campus) -> None:
    """R10.9: new ones are counted, replaced ones are named."""
    await bring_in(campus, of(campus.jia, 成绩=70))
    second = await bring_in(campus, of(campus.jia, 成绩=80), of(campus.yi), of(campus.bing))
    await by_hand(campus, campus.yi.username)
    [line] = await obstacles(campus, campus.college_admin, second)
    assert line.startswith("这次导入新增的成绩中，有 1 条之后已删除或手工修改（周老师，20")
    await by_hand(campus, campus.jia.username)
    [changed, missing] = await obstacles(campus, campus.college_admin, second)
    assert changed.startswith(f"课程成绩“张甲 {campus.jia.username} 高等数学”之后有改动（周老师，20")
    others = await campus.rows("select id from course_score where student_id <> :yi", yi=campus.yi.id)
    ids = [str(one) for (one,) in others]
    answer = await campus.ask(campus.college_admin, DELETE, ids=ids)
    assert answer.data["deleteCourseScores"]["deletedCount"] == 2
    [gone, missing] = await obstacles(campus, campus.college_admin, second)
    assert gone.startswith("课程成绩“张甲")
    assert "之后已删除" in gone
    assert "有 2 条" in missing


async def test_adjusted_and_decided_courses_stand_in_the_way(campus: Campus) -> None:
    """R10.9: also those whose student moved to another college, but for who may import into every college."""
    before = await state(campus)
    await bring_in(campus, of(campus.jia), of(campus.yi))
    await campus.execute(
        """insert into course_adjustment (batch_id, student_id, term, course_code, counted, adjusted_at, adjusted_by)
        select :batch, :jia, 1, 'MA101', false, now(), id from account where username = 'S005'""",
        batch=campus.ids["batch"],
        jia=campus.jia.id,
    )
    [line] = await obstacles(campus, campus.college_admin)
    assert line.startswith(f"课程成绩“张甲 {campus.jia.username} 高等数学”之后已作参评课程调整（")
    await campus.execute("delete from course_adjustment")
    await campus.execute(
        """with decided as (
          insert into score_decision (college_id, academic_year, question, outcome, reason, decided_at, decided_by)
          select :college, '2018-2019', '缓考', 'LEFT_OUT', '缓考', now(), id from account where username = 'S003'
          returning id)
        update course_score set decision_id = decided.id, rule = 'DECISION' from decided where student_id = :yi""",
        college=campus.ids["info"],
        yi=campus.yi.id,
    )
    [line] = await obstacles(campus, campus.college_admin)
    assert "之后已处理（" in line
    await campus.execute("update course_score set decision_id = null, rule = null")
    await campus.execute("delete from score_decision")
    await campus.execute("update student set class_id = :en1 where id = :jia", en1=campus.ids["en1"], jia=campus.jia.id)
    assert await obstacles(campus, campus.college_admin) == [f"课程成绩“张甲 {campus.jia.username}”已转到其他学院"]
    assert await undone(campus, campus.super_admin) == (0, 2)
    await campus.execute("update student set class_id = :cs1 where id = :jia", cs1=campus.ids["cs1"], jia=campus.jia.id)
    assert await state(campus) == before


async def test_nobody_undoes_what_they_may_not_import(campus: Campus) -> None:
    """R8.2: another college's import answers as one that does not exist, byte for byte, and nothing changes."""
    await imported(campus, campus.super_admin, of(campus.people["mei"]))
    theirs = await last_id(campus)
    await imported(campus, campus.super_admin, of(campus.people["mei"], 成绩=1), of(campus.jia))
    before = await everything(campus)
    for who in (campus.college_admin, campus.counsellor_li):
        unknown = await campus.ask(who, UNDO_RAW, id="987654321")
        for id_ in (theirs, await last_id(campus)):
            assert (await campus.ask(who, UNDO_RAW, id=id_)).body == unknown.body
        assert unknown.data["undoImport"]["userErrors"][0]["message"] == "找不到导入记录"
        assert await listed(campus, who) == []
    for who in (campus.student_affairs, campus.deputy_secretary, campus.head_teacher_chen, campus.jia, campus.yi):
        assert (await campus.ask(who, UNDO_RAW, id=theirs)).codes == ["FORBIDDEN"]
    assert await everything(campus) == before


UNDO_RAW = "mutation($id: ID!) { undoImport(input: {id: $id}) { restored userErrors { code message path } } }"


async def test_restored_words_count_by_the_present_scale_and_classes_are_stale(campus: Campus) -> None:
    """R10.9, R10.3, R10.7: the word is as it was, and its points are those that the college's scale gives now."""
    await bring_in(campus, of(campus.jia, 成绩="良好"))
    await bring_in(campus, of(campus.jia, 成绩="优秀"))
    await campus.execute(
        """insert into grade_scale (college_id, academic_year, levels, treatments, retake_rule, changed_at, changed_by)
        select :college, '2018-2019', '{"良好": "81"}', '{}', 'FIRST', now(), id
        from account where username = 'S003'""",
        college=campus.ids["info"],
    )
    await campus.execute("update batch_class set academic_computed_at = now(), academic_stale = false")
    assert await undone(campus, campus.college_admin) == (1, 0)
    [row] = await campus.rows("select score::int, text, import_id from course_score")
    [(first,)] = await campus.rows("select min(id) from import_record")
    assert tuple(row) == (81, "良好", first)
    assert [row.class_id for row in await campus.rows("select class_id from batch_class where academic_stale")] == [
        campus.ids["cs1"]
    ]
