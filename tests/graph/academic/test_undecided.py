"""Scores that are no numbers in the computation and in its explanation: R10.3 - R10.6, R10.8."""

from decimal import Decimal
from typing import Any

import orjson

from db.queries.academic.held_up import fetch_held_up
from db.queries.comprehensive.results import failed_in
from tests.campus import YEAR, Campus, Person
from tests.graph.academic_acts import compute, leave_out, rank, table
from tests.graph.course_acts import imported, of
from tests.graph.scale_acts import decide

COMPUTE = """
mutation($batch: ID!) {
  computeAcademicScores(input: {batchId: $batch}) {
    studentCount heldUpCount heldUp { student { name } courses } operation { outcome } userErrors { code } } }
"""
EXPLAINED = """
query($batch: ID!) {
  academicResults(batchId: $batch) { nodes { undecidedCourses academicScore explanation {
    weightedSum creditSum bonusSum sentence courses { courseCode score credit counted ratio bonus } } } } }
"""
TOLD = """
query($batch: ID!) {
  academicResults(batchId: $batch) { nodes { explanation { courses { text score rule reason
    attempts { kind text points rule counts courseName credit teacher remark } } } } } }
"""
LIST = """
query($batch: ID!, $filter: AcademicResultFilter, $order: AcademicResultOrder) {
  academicResults(batchId: $batch, filter: $filter, orderBy: $order) { totalCount nodes { student { name } } } }
"""


async def test_an_undecided_course_holds_up_its_student_alone(campus: Campus) -> None:
    """R10.6, R4.8: the class is computed, with a place for everybody who has a score; the answer says who waits."""
    await campus.open_phases()
    for student, score in ((campus.jia, "90"), (campus.yi, "80"), (campus.bing, "70")):
        await campus.give(student, ("A", "3", score), ("B", "2", "95"))
    await leave_out(campus, campus.jia, "A", "缓 考", undecided=True)
    await leave_out(campus, campus.jia, "B", "未评", undecided=True)
    done = (await campus.ask(campus.counsellor_li, COMPUTE, batch=campus.batch)).data["computeAcademicScores"]
    named = ["课程A（缓 考）", "课程B（未评）"]
    assert (done["heldUpCount"], done["heldUp"]) == (1, [{"student": {"name": "张甲"}, "courses": named}])
    outcome = done["operation"]["outcome"]
    who = {"id": str(campus.jia.id), "number": campus.jia.username, "name": "张甲"}
    assert (outcome["heldUpCount"], outcome["heldUp"]) == (1, [{"student": who, "courses": named}])
    rows = await table(campus, campus.counsellor_li, "cs1")
    held = rows.pop("张甲")
    assert (held["undecidedCourses"], held["creditAverage"], held["academicScore"], held["classRank"]) == (
        2,
        None,
        None,
        None,
    )
    labels = {name: row["classRank"] and row["classRank"]["label"] for name, row in rows.items()}
    assert labels == {"李乙": "1/2", "王丙": "2/2", "赵丁": None, "钱戊": None}
    await compute(campus, campus.counsellor_li, "cs2")
    assert (await rank(campus, campus.college_admin))["studentCount"] == 2


async def test_a_decided_course_gives_its_student_the_score_again(campus: Campus) -> None:
    """R10.6: nothing changes until the class is computed again."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "90"))
    await leave_out(campus, campus.jia, "A", "缓考", undecided=True)
    await compute(campus, campus.counsellor_li, "cs1")
    await campus.execute("update course_score set score = 71, question = null, rule = 'DECISION'")
    assert (await table(campus, campus.counsellor_li, "cs1"))["张甲"]["academicScore"] is None
    await compute(campus, campus.counsellor_li, "cs1")
    row = (await table(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert (row["undecidedCourses"], row["academicScore"], row["classRank"]["label"]) == (0, "71.30", "1/1")


async def test_from_the_import_over_the_decision_to_the_score(campus: Campus) -> None:
    """R10.4 - R10.8: the way of one 缓考 through everything that people do with it."""
    await campus.open_phases()
    await imported(campus, campus.college_admin, of(campus.jia, 成绩="缓考"), of(campus.yi, 成绩="良"))
    done = (await campus.ask(campus.counsellor_li, COMPUTE, batch=campus.batch)).data["computeAcademicScores"]
    assert done["heldUp"] == [{"student": {"name": "张甲"}, "courses": ["高等数学（缓考）"]}]
    assert (await table(campus, campus.counsellor_li, "cs1"))["李乙"]["classRank"]["label"] == "1/1"
    decided = await decide(campus, campus.college_admin, {"text": "缓考", "outcome": "POINTS", "points": "86"})
    assert (decided["rescored"], decided["staleClasses"]) == (1, [{"name": "计科1901"}])
    done = (await campus.ask(campus.counsellor_li, COMPUTE, batch=campus.batch)).data["computeAcademicScores"]
    assert (done["heldUpCount"], done["heldUp"]) == (0, [])
    rows = await table(campus, campus.counsellor_li, "cs1")
    assert [rows[name]["classRank"]["label"] for name in ("张甲", "李乙")] == ["1/2", "2/2"]
    [row] = (await campus.ask(campus.jia, TOLD, batch=campus.batch)).data["academicResults"]["nodes"]
    [course] = row["explanation"]["courses"]
    assert [course[key] for key in ("text", "score", "rule", "reason")] == ["缓考", "86.00", "DECISION", "按规定"]


async def test_a_course_that_was_taken_out_holds_nobody_up(campus: Campus) -> None:
    """R10.6, R4.6: it does not count, whatever it will be worth."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "90"), ("B", "2", "80"))
    await leave_out(campus, campus.jia, "A", "缓考", undecided=True)
    await campus.execute(
        """insert into course_adjustment (batch_id, student_id, term, course_code, counted, adjusted_at, adjusted_by)
           select :b, :s, 1, 'A', false, now(), min(id) from account""",
        b=campus.ids["batch"],
        s=campus.jia.id,
    )
    await compute(campus, campus.counsellor_li, "cs1")
    row = (await table(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert (row["undecidedCourses"], row["academicScore"]) == (0, "80.20")


async def test_a_course_that_is_left_out_is_in_no_sum_and_one_that_is_zero_fails(campus: Campus) -> None:
    """R10.3, R10.4: (80*2 + 0*1) / 3 + 2 * 0.10; the explanation has all three."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "90"), ("B", "2", "80"), ("C", "1", "0"))
    await leave_out(campus, campus.jia, "A", "免修")
    await campus.execute("update course_score set text = '缺考', rule = 'STATE' where course_code = 'C'")
    await compute(campus, campus.counsellor_li, "cs1")
    [row] = (await campus.ask(campus.jia, EXPLAINED, batch=campus.batch)).data["academicResults"]["nodes"]
    assert (row["undecidedCourses"], row["academicScore"]) == (0, "53.53")
    told = row["explanation"]
    assert (told["weightedSum"], told["creditSum"], told["bonusSum"]) == ("160.0000", "3.00", "0.2000")
    assert told["sentence"] == "160.0000 ÷ 3.00 + 0.2000 = 53.53"
    assert [(one["courseCode"], one["score"], one["counted"], one["bonus"]) for one in told["courses"]] == [
        ("A", None, False, "0"),
        ("B", "80.00", True, "0.2000"),
        ("C", "0.00", True, "0.0000"),
    ]


async def test_who_failed_a_course_is_judged_by_the_score_that_counts(campus: Campus) -> None:
    """R10.4 - R10.6, R7.8 是否挂科: 缺考 is zero and failed; what is left out, undecided or another attempt is not."""
    for student, score in ((campus.jia, "0"), (campus.yi, "0"), (campus.bing, "0"), (campus.ding, "75")):
        await campus.give(student, ("A", "3", score))
    await campus.execute("update course_score set text = '缺考', rule = 'STATE' where student_id = :s", s=campus.jia.id)
    await leave_out(campus, campus.yi, "A", "免修")
    await leave_out(campus, campus.bing, "A", "缓考", undecided=True)
    attempts = [_attempt("55", "55"), _attempt("75", "75", kind="RESIT", counts=True)]
    await campus.execute(
        "update course_score set attempts = :attempts where student_id = :s",
        attempts=orjson.dumps(attempts).decode(),
        s=campus.ding.id,
    )
    students = (campus.jia, campus.yi, campus.bing, campus.ding)
    async with campus.database.read() as db:
        assert await failed_in(db, [(one.id, YEAR) for one in students]) == {(campus.jia.id, YEAR)}


async def test_results_that_wait_are_found_and_sorted(campus: Campus) -> None:
    """R10.6, R8.1: for everybody who sees the results."""
    await campus.open_phases()
    for student in (campus.jia, campus.yi):
        await campus.give(student, ("A", "3", "90"))
    await leave_out(campus, campus.yi, "A", "缓考", undecided=True)
    await compute(campus, campus.counsellor_li, "cs1")
    assert await _names(campus, campus.counsellor_li, filter={"undecided": True}) == ["李乙"]
    assert await _names(campus, campus.jia, filter={"undecided": True}) == []
    assert "李乙" not in await _names(campus, campus.counsellor_li, filter={"undecided": False})
    order = {"field": "UNDECIDED_COURSES", "direction": "DESC"}
    assert (await _names(campus, campus.counsellor_li, order=order))[0] == "李乙"


async def _names(campus: Campus, person: Person, **how: Any) -> list[str]:
    answer = await campus.ask(person, LIST, batch=campus.batch, **how)
    assert not answer.errors, answer.errors
    return [row["student"]["name"] for row in answer.data["academicResults"]["nodes"]]


async def test_the_answer_counts_everybody_and_names_the_first(campus: Campus) -> None:
    """R10.6: a whole college may wait for one word."""
    await campus.open_phases()
    for student in (campus.yi, campus.jia):
        await campus.give(student, ("A", "3", "90"))
        await leave_out(campus, student, "A", "缓考", undecided=True)
    await compute(campus, campus.counsellor_li, "cs1")
    async with campus.database.read() as db:
        count, named = await fetch_held_up(db, campus.ids["batch"], [campus.ids["cs1"]], 1)
        nobody = await fetch_held_up(db, campus.ids["batch"], [campus.ids["cs2"]])
    assert (count, [(one.name, one.courses) for one in named], nobody) == (2, [("张甲", ["课程A（缓考）"])], (0, []))


async def test_the_explanation_of_a_waiting_student_names_the_courses(campus: Campus) -> None:
    """R10.8: attempts that clash are named, not one of them; in both languages."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "90"), ("B", "2", "80"), ("C", "1", "70"))
    await leave_out(campus, campus.jia, "B", "缓考", undecided=True)
    await leave_out(campus, campus.jia, "C", "78", undecided=True)
    attempts = [_attempt("78", "78"), _attempt("85", "85")]
    await campus.execute(
        """update course_score set rule = 'DECISION', question = '初修 78；初修 85', attempts = :attempts
           where course_code = 'C'""",
        attempts=orjson.dumps(attempts).decode(),
    )
    await compute(campus, campus.counsellor_li, "cs1")
    [row] = (await campus.ask(campus.jia, EXPLAINED, batch=campus.batch)).data["academicResults"]["nodes"]
    sentence = "成绩待定的课程：课程B（缓考）、课程C（初修 78；初修 85）；处理后重新计算，此前无成绩、无排名"
    assert row["explanation"]["sentence"] == sentence
    assert row["explanation"]["creditSum"] == "3.00"
    [stored] = await campus.rows(
        "select course_origins as told from academic_explanation where course_origins is not null"
    )
    assert stored.told["1 C"]["attempts"] == attempts


def _attempt(text: str, points: str | None, **changes: Any) -> dict[str, Any]:
    first = {"kind": "FIRST", "text": text, "points": points, "rule": "NUMBER", "question": None, "counts": False}
    values = {"courseName": "课程C", "courseKind": "必修", "teacher": None, "credit": "1", "remark": None}
    return {**first, **values, **changes}


async def test_the_explanation_has_text_rule_reason_and_the_attempts_that_did_not_count(campus: Campus) -> None:
    """R10.8: a level, a decision with its reason, attempts, and a plain number."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "85"), ("B", "2", "70.50"), ("C", "1", "75"), ("D", "1", "0"))
    await campus.execute("update course_score set text = '良', rule = 'LEVEL' where course_code = 'A'")
    await campus.execute(
        """with decision as (
             insert into score_decision (college_id, academic_year, question, outcome, reason, decided_at, decided_by)
             select :college, '2018-2019', '旷考', 'ZERO', '教务处核实', now(), min(id) from account returning id)
           update course_score set text = '旷 考', rule = 'DECISION', decision_id = decision.id
           from decision where course_code = 'D'""",
        college=campus.ids["info"],
    )
    attempts = [_attempt("55", "55"), _attempt("75$", "75", kind="RESIT", counts=True, teacher="李老师")]
    await campus.execute(
        "update course_score set text = '75$', rule = 'NUMBER', attempts = :attempts where course_code = 'C'",
        attempts=orjson.dumps(attempts).decode(),
    )
    await compute(campus, campus.counsellor_li, "cs1")
    [row] = (await campus.ask(campus.jia, TOLD, batch=campus.batch)).data["academicResults"]["nodes"]
    level, plain, resit, decided = row["explanation"]["courses"]
    shown = ("text", "score", "rule", "reason")
    assert [tuple(one[key] for key in shown) for one in (level, plain, resit, decided)] == [
        ("良", "85.00", "LEVEL", None),
        ("70.5", "70.50", "NUMBER", None),
        ("75$", "75.00", "NUMBER", None),
        ("旷 考", "0.00", "DECISION", "教务处核实"),
    ]
    own = {"kind": "FIRST", "text": "70.5", "points": "70.50", "rule": "NUMBER", "counts": True, "teacher": None}
    assert plain["attempts"] == [own | {"courseName": "课程B", "credit": "2.00", "remark": None}]
    of_c = {"courseName": "课程C", "credit": "1.00", "remark": None, "rule": "NUMBER"}
    assert resit["attempts"] == [
        {"kind": "FIRST", "text": "55", "points": "55.00", "counts": False, "teacher": None} | of_c,
        {"kind": "RESIT", "text": "75$", "points": "75.00", "counts": True, "teacher": "李老师"} | of_c,
    ]
    await campus.execute("delete from score_decision")
    [again] = (await campus.ask(campus.jia, TOLD, batch=campus.batch)).data["academicResults"]["nodes"]
    assert again == row


async def test_an_explanation_from_before_reads_as_it_did(campus: Campus) -> None:
    """R9.4, R10.8: it has no origins, so every score is its own text."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "100"))
    await compute(campus, campus.counsellor_li, "cs1")
    await campus.execute("update academic_explanation set course_origins = null")
    [row] = (await campus.ask(campus.jia, TOLD, batch=campus.batch)).data["academicResults"]["nodes"]
    [course] = row["explanation"]["courses"]
    assert (course["text"], course["score"], course["rule"], len(course["attempts"])) == ("100", "100.00", "NUMBER", 1)


async def test_a_plain_class_stores_no_origins(campus: Campus) -> None:
    """R10.8: only scores that are not just one number have one."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "90"))
    await compute(campus, campus.counsellor_li, "cs1")
    stored = await campus.rows("select course_origins as told, course_scores as scores from academic_explanation")
    assert {row.told for row in stored} == {None}
    assert [Decimal("90.00")] in [row.scores for row in stored]
