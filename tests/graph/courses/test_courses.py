"""Courses as they are read, added by hand and taken out: R4.1, R4.2, R4.6, R4.10, R8.1 - R8.3."""

from typing import Any

import pytest

from tests.campus import YEAR, Campus, Person
from tests.statements import counted

LIST = """
query Courses($batch: ID, $filter: CourseScoreFilter, $order: CourseScoreOrder, $first: Int = 50, $after: String) {
  courseScores(batchId: $batch, filter: $filter, orderBy: $order, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id student { number name } academicYear term courseCode courseName courseKind teacher credit
            counted ratio defaultRatio locked adjustment { counted ratio adjustedBy } } } }
"""
SCORES = """
query Scores($batch: ID, $filter: CourseScoreFilter) {
  courseScores(batchId: $batch, filter: $filter, first: 50) {
    nodes { student { name } courseCode score remark changedAt } } }
"""
ADD = """
mutation Add($input: AddCourseScoreInput!) {
  addCourseScore(input: $input) {
    courseScore { id student { name } academicYear term courseCode courseName teacher credit score remark }
    userErrors { code message path row column } } }
"""
DELETE = """
mutation Delete($input: DeleteCourseScoresInput!) {
  deleteCourseScores(input: $input) { deletedCount userErrors { code path } } }
"""
BY_SCORE = {"field": "SCORE", "direction": "DESC"}


@pytest.fixture
async def taught(campus: Campus) -> Campus:
    """A is passed and F is failed by one in each class, in a college whose default ratio is 0.10."""
    await campus.open_phases()
    for student in (campus.jia, campus.yi, campus.ji, campus.ren, campus.mei):
        await campus.give(student, ("A", "3", "80"), ("F", "2", "59.99"))
    return campus


async def listed(campus: Campus, person: Person, batch: str | None = None, **how: Any) -> dict[str, Any]:
    answer = await campus.ask(person, LIST, batch=batch, **how)
    assert not answer.errors, answer.errors
    return answer.data["courseScores"]


def whose(found: dict[str, Any]) -> list[str]:
    return [node["student"]["name"] for node in found["nodes"]]


async def test_how_a_course_counts_is_told_of_a_batch(taught: Campus) -> None:
    """R4.5, R4.6: the default ratio, none for a failed course, and what was adjusted by whom."""
    await taught.execute(
        """insert into course_adjustment
             (batch_id, student_id, term, course_code, counted, ratio, adjusted_at, adjusted_by)
           select :batch, :student, 1, 'A', false, 0.25, now(), id from account where name = '李莉'""",
        batch=taught.ids["batch"],
        student=taught.yi.id,
    )
    found = await listed(taught, taught.counsellor_li, taught.batch, filter={"studentId": str(taught.yi.id)})
    adjusted, failed = found["nodes"]
    assert adjusted | {"id": ""} == {
        "id": "",
        "student": {"number": taught.yi.username, "name": taught.yi.name},
        "academicYear": YEAR,
        "term": 1,
        "courseCode": "A",
        "courseName": "课程A",
        "courseKind": "必修",
        "teacher": None,
        "credit": "3.00",
        "counted": False,
        "ratio": "0.25",
        "defaultRatio": "0.10",
        "locked": False,
        "adjustment": {"counted": False, "ratio": "0.25", "adjustedBy": "李莉"},
    }
    assert (failed["ratio"], failed["defaultRatio"], failed["locked"]) == ("0.00", "0.00", True)
    assert (failed["counted"], failed["adjustment"]) == (True, None)


async def test_outside_a_batch_nothing_is_said_of_how_a_course_counts(taught: Campus) -> None:
    """R4.1: courses of every year, and of those who do not take part."""
    await taught.give(taught.yi, ("B", "3", "80"), year="2017-2018")
    await taught.execute("update participant set participating = false where student_id = :id", id=taught.yi.id)
    found = await listed(taught, taught.college_admin, filter={"number": taught.yi.username})
    assert [node["courseCode"] for node in found["nodes"]] == ["B", "A", "F"]
    assert {(node["counted"], node["ratio"], node["locked"]) for node in found["nodes"]} == {(None, None, None)}
    assert (await listed(taught, taught.college_admin, taught.batch, filter={"name": "李乙"}))["totalCount"] == 0


async def test_only_the_batchs_academic_year_belongs_to_it(taught: Campus) -> None:
    await taught.give(taught.yi, ("B", "3", "80"), year="2017-2018")
    found = await listed(taught, taught.counsellor_li, taught.batch, filter={"studentId": str(taught.yi.id)})
    assert [node["courseCode"] for node in found["nodes"]] == ["A", "F"]


async def test_each_sees_the_courses_within_reach(taught: Campus) -> None:
    """R8: this holds in the batch and outside it, in rows and in totals."""
    info = ["张甲", "李乙", "孙己", "郑壬"]
    for person, names in (
        (taught.super_admin, [*info, "韩梅"]),
        (taught.student_affairs, []),
        (taught.college_admin, info),
        (taught.other_college_admin, ["韩梅"]),
        (taught.deputy_secretary, info),
        (taught.counsellor_li, ["张甲", "李乙", "孙己"]),
        (taught.counsellor_zhao, ["孙己", "郑壬"]),
        (taught.head_teacher_chen, ["张甲", "李乙"]),
        (taught.monitor, ["张甲", "李乙"]),
        (taught.yi, ["李乙"]),
        (taught.bystander, []),
    ):
        for batch in (taught.batch, None):
            found = await listed(taught, person, batch)
            assert whose(found) == [name for name in names for _ in "AF"]
            assert found["totalCount"] == 2 * len(names)


async def test_a_class_that_was_assigned_in_an_ended_batch_opens_no_roster(taught: Campus) -> None:
    """R8.1, R1.6: the batch's own pages stay; nor does one that was never opened."""
    await taught.execute("update batch set status = 'ENDED'")
    assert (await listed(taught, taught.counsellor_li))["totalCount"] == 0
    assert (await listed(taught, taught.counsellor_li, taught.batch))["totalCount"] == 6
    await taught.execute("update batch set status = 'NOT_OPENED', opened_at = null")
    assert (await listed(taught, taught.counsellor_li))["totalCount"] == 0


@pytest.mark.parametrize("who", ["counsellor_li", "head_teacher_chen", "monitor"])
async def test_an_assignment_opens_the_year_of_its_batch_alone(taught: Campus, who: str) -> None:
    """R8.6: it opens neither another year's courses, nor those of students whom the roster has moved into the class
    since."""
    await taught.give(taught.yi, ("B", "3", "80"), year="2017-2018")
    await taught.give(taught.ren, ("C", "3", "80"))
    await taught.execute("update student set class_id = :c where id = :id", c=taught.ids["cs1"], id=taught.ren.id)
    own = {"number": taught.yi.username}
    for wanted, codes in ((own, ["A", "F"]), ({"number": taught.ren.username}, [])):
        answer = await taught.ask(taught.people[who], SCORES, batch=None, filter=wanted)
        found = answer.data["courseScores"]
        assert [node["courseCode"] for node in found["nodes"]] == codes
        assert (answer.codes == []) == (who != "monitor" or not codes)
        assert await _courses_of(taught, who, wanted["number"]) == codes
    assert await _courses_of(taught, "yi", taught.yi.username) == ["B", "A", "F"]


async def test_who_does_not_take_part_is_not_opened_by_the_batch(taught: Campus) -> None:
    """R8.6: the batch opens the courses of its participants alone; students still read their own courses."""
    await taught.execute("update participant set participating = false where student_id = :id", id=taught.yi.id)
    assert "李乙" not in whose(await listed(taught, taught.counsellor_li))
    assert await _courses_of(taught, "yi", taught.yi.username) == ["A", "F"]


async def _courses_of(campus: Campus, who: str, number: str) -> list[str]:
    """The codes of a student's courses outside any batch, through the student."""
    query = "query($n: String!) { student(number: $n) { courseScores { courseCode } } }"
    answer = await campus.ask(campus.people[who], query, n=number)
    student = answer.data["student"]
    return [one["courseCode"] for one in student["courseScores"]] if student else []


async def test_a_batch_out_of_sight_has_no_courses(taught: Campus) -> None:
    """R1.6, R8.2."""
    await taught.execute("update batch set opened_at = null")
    assert (await listed(taught, taught.college_admin, taught.batch))["totalCount"] == 0
    assert (await listed(taught, taught.college_admin, "999999"))["totalCount"] == 0
    query = "query($b: ID!) { students { nodes { courseScores(batchId: $b) { courseCode } } } }"
    answer = await taught.ask(taught.college_admin, query, b=taught.batch)
    assert {len(student["courseScores"]) for student in answer.data["students"]["nodes"]} == {0}


async def test_a_monitor_sees_no_score_but_the_own(taught: Campus) -> None:
    """R4.10, R8.3: other scores are null, with one error for each field; the locked courses can be seen."""
    for batch in (taught.batch, None):
        answer = await taught.ask(taught.monitor, SCORES, batch=batch)
        nodes = answer.data["courseScores"]["nodes"]
        assert [(node["student"]["name"], node["score"]) for node in nodes] == [
            ("张甲", "80.00"), ("张甲", "59.99"), ("李乙", None), ("李乙", None)
        ]  # fmt: skip
        assert sorted(error["extensions"]["coordinate"] for error in answer.errors) == [
            "CourseScore.remark",
            "CourseScore.score",
        ]
    found = await listed(taught, taught.monitor, taught.batch, filter={"locked": True})
    assert [node["courseCode"] for node in found["nodes"]] == ["F", "F"]


async def test_no_order_gives_a_score_away(taught: Campus) -> None:
    """R8.3: sorting by score needs the right to see it on every row asked for."""
    for how in ({}, {"filter": {"classId": taught.cs1}}, {"filter": {"studentId": str(taught.yi.id)}}):
        for batch in (taught.batch, None):
            answer = await taught.ask(taught.monitor, LIST, batch=batch, order=BY_SCORE, **how)
            assert answer.codes == ["FORBIDDEN"]
            assert answer.data is None
    own = {"studentId": str(taught.monitor.id)}
    found = await listed(taught, taught.monitor, taught.batch, order=BY_SCORE, filter=own)
    assert [node["courseCode"] for node in found["nodes"]] == ["A", "F"]
    for person in (taught.counsellor_li, taught.head_teacher_chen, taught.college_admin, taught.yi):
        assert (await listed(taught, person, taught.batch, order=BY_SCORE))["nodes"][0]["courseCode"] == "A"


async def test_no_nested_path_gives_a_score_away(taught: Campus) -> None:
    """R8.4: a student's courses through the student."""
    query = """query($batch: ID) { students(first: 10) { nodes { name courseScores(batchId: $batch) {
      courseCode ratio locked score } } } }"""
    for batch in (taught.batch, None):
        answer = await taught.ask(taught.monitor, query, batch=batch)
        scores = {
            node["name"]: [one["score"] for one in node["courseScores"]] for node in answer.data["students"]["nodes"]
        }
        assert scores["张甲"] == ["80.00", "59.99"]
        assert scores["李乙"] == [None, None]
        mine = await taught.ask(taught.yi, query, batch=batch)
        seen = {node["name"]: len(node["courseScores"]) for node in mine.data["students"]["nodes"]}
        assert {name for name, count in seen.items() if count} == {"李乙"}


async def test_a_refusal_gives_no_score_away(taught: Campus) -> None:
    """R4.10: not in an adjustment's answer, nor in its words."""
    mutation = """mutation($input: AdjustCoursesInput!) { adjustCourses(input: $input) {
      courseScores { courseCode score } userErrors { message } } }"""
    asked = {"studentId": str(taught.yi.id), "term": 1, "courseCode": "A", "counted": False}
    answer = await taught.ask(taught.monitor, mutation, input={"batchId": taught.batch, "adjustments": [asked]})
    assert answer.data["adjustCourses"]["courseScores"] == [{"courseCode": "A", "score": None}]
    locked = {**asked, "courseCode": "F", "ratio": "0.20"}
    answer = await taught.ask(taught.monitor, mutation, input={"batchId": taught.batch, "adjustments": [locked]})
    assert "59.99" not in answer.data["adjustCourses"]["userErrors"][0]["message"]


async def test_courses_are_filtered(taught: Campus) -> None:
    """R4.6: courses are filtered by major, grade, class, number, name; by course and how it counts."""
    for wanted, names in (
        ({"majorId": taught.software}, ["郑壬"]),
        ({"grade": 2019, "classId": taught.cs2}, ["孙己"]),
        ({"collegeId": taught.lang}, ["韩梅"]),
        ({"number": "0190"}, []),
        ({"number": "2019010"}, ["张甲", "李乙"]),
        ({"name": "己"}, ["孙己"]),
        ({"name": "%"}, []),
        ({"term": 2}, []),
        ({"academicYear": "2017-2018"}, []),
        ({"courseCode": "X"}, []),
        ({"studentId": "nonsense"}, []),
    ):
        for batch in (taught.batch, None):
            found = await listed(taught, taught.super_admin, batch, filter=wanted)
            assert whose(found) == [name for name in names for _ in "AF"], wanted
    for wanted, count in (
        ({"locked": True}, 5),
        ({"counted": False}, 0),
        ({"adjusted": False, "courseCode": "A"}, 5),
        ({"courseName": "程A"}, 5),
        ({"courseName": "_"}, 0),
    ):
        assert (await listed(taught, taught.super_admin, taught.batch, filter=wanted))["totalCount"] == count


async def test_how_a_course_counts_is_asked_of_a_batch_alone(taught: Campus) -> None:
    for wanted in ({"locked": True}, {"counted": True}, {"adjusted": False}):
        answer = await taught.ask(taught.college_admin, LIST, filter=wanted)
        assert answer.codes == ["BAD_REQUEST"]


async def test_pages_join_without_a_gap_in_every_order(taught: Campus) -> None:
    for field in ("NUMBER", "NAME", "TERM", "COURSE_CODE", "CREDIT", "SCORE", "CHANGED_AT"):
        for direction in ("ASC", "DESC"):
            order = {"field": field, "direction": direction}
            whole = await listed(taught, taught.super_admin, taught.batch, order=order)
            ids: list[str] = []
            after = None
            while after is not None or not ids:
                part = await listed(taught, taught.super_admin, taught.batch, order=order, first=3, after=after)
                ids += [node["id"] for node in part["nodes"]]
                after = part["pageInfo"]["endCursor"] if part["pageInfo"]["hasNextPage"] else None
            assert ids == [node["id"] for node in whole["nodes"]]


async def test_any_number_of_courses_costs_as_many_statements(taught: Campus) -> None:
    """Lists, and the courses of many students, with their students and adjustments."""
    nested = (
        "query($batch: ID, $first: Int) { students(first: $first) { nodes { courseScores(batchId: $batch) { id } } } }"
    )
    for query in (LIST, nested):
        costs = []
        for first in (1, 10):
            with counted(taught.database) as statements:
                answer = await taught.ask(taught.super_admin, query, batch=taught.batch, first=first)
            assert not answer.errors, answer.errors
            costs.append(len(statements))
        assert costs[0] == costs[1]


def entered(student: Person, **changes: Any) -> dict[str, Any]:
    good = {"studentNumber": student.username, "academicYear": YEAR, "term": 1, "courseCode": "MA101"}
    good |= {"courseName": "高等数学", "courseKind": "必修", "credit": "4", "score": "91.5"}
    return {**good, **changes}


async def added(campus: Campus, person: Person, student: Person, **changes: Any) -> dict[str, Any]:
    answer = await campus.ask(person, ADD, input=entered(student, **changes))
    assert not answer.errors, answer.errors
    return answer.data["addCourseScore"]


async def test_one_score_is_added_by_hand(campus: Campus) -> None:
    """R4.1, R9.3: the score follows the same rules as a workbook's row."""
    done = await added(campus, campus.college_admin, campus.yi, courseCode=" ＭA101 ", teacher="李老师", term=2)
    assert done["courseScore"] | {"id": ""} == {
        "id": "",
        "student": {"name": campus.yi.name},
        "academicYear": YEAR,
        "term": 2,
        "courseCode": "MA101",
        "courseName": "高等数学",
        "teacher": "李老师",
        "credit": "4.00",
        "score": "91.50",
        "remark": None,
    }
    (entry,) = await campus.rows("select * from audit_entry where action = 'addCourseScore'")
    assert (entry.old, entry.new["score"], entry.student_id) == (None, "91.50", campus.yi.id)


async def test_what_is_wrong_is_told_field_by_field(campus: Campus) -> None:
    """R4.2."""
    done = await added(campus, campus.college_admin, campus.yi, credit="0", score="100.01", courseName=" ")
    assert [(error["path"], error["code"]) for error in done["userErrors"]] == [
        ("input.courseName", "MISSING_VALUE"),
        ("input.credit", "OUT_OF_RANGE"),
        ("input.score", "OUT_OF_RANGE"),
    ]
    done = await added(campus, campus.college_admin, campus.yi, term=0)
    assert done["userErrors"][0]["path"] == "input.term"
    assert await campus.rows("select id from course_score") == []


async def test_a_score_that_is_there_is_replaced_only_when_told(campus: Campus) -> None:
    """R4.1: the id stays, and the log holds old and new."""
    first = await added(campus, campus.college_admin, campus.yi)
    again = await added(campus, campus.college_admin, campus.yi, score="60")
    assert [error["code"] for error in again["userErrors"]] == ["ALREADY_EXISTS"]
    assert await campus.rows("select score::text from course_score") == [("91.50",)]
    told = await added(campus, campus.college_admin, campus.yi, score="60", replace=True)
    assert (told["courseScore"]["id"], told["courseScore"]["score"]) == (first["courseScore"]["id"], "60.00")
    _, entry = await campus.rows("select * from audit_entry where action = 'addCourseScore' order by id")
    assert (entry.old["score"], entry.new["score"]) == ("91.50", "60.00")


async def test_a_student_of_another_college_is_unknown_by_hand(campus: Campus) -> None:
    """R8.2."""
    foreign = await added(campus, campus.college_admin, campus.mei)
    unknown = await added(campus, campus.college_admin, Person("99999999", "谁"))
    assert foreign == unknown
    assert foreign["userErrors"][0]["code"] == "NOT_FOUND"
    assert (await added(campus, campus.super_admin, campus.mei))["userErrors"] == []


async def deleted(campus: Campus, person: Person, **how: Any) -> dict[str, Any]:
    answer = await campus.ask(person, DELETE, input=how)
    assert not answer.errors, answer.errors
    return answer.data["deleteCourseScores"]


async def test_scores_are_deleted_by_id_and_adjustments_stay(taught: Campus) -> None:
    """R4.1, R9.3: imported again, the course counts as it was adjusted."""
    rows = await taught.rows("select id from course_score where student_id = :id order by id", id=taught.yi.id)
    await taught.execute(
        """insert into course_adjustment (batch_id, student_id, term, course_code, counted, adjusted_at, adjusted_by)
           select :batch, :student, 1, 'A', false, now(), id from account limit 1""",
        batch=taught.ids["batch"],
        student=taught.yi.id,
    )
    done = await deleted(taught, taught.college_admin, ids=[str(row.id) for row in rows])
    assert done == {"deletedCount": 2, "userErrors": []}
    entries = await taught.rows(
        "select * from audit_entry where action = 'deleteCourseScores' order by old ->> 'courseCode'"
    )
    assert [(entry.old["courseCode"], entry.old["score"], entry.new) for entry in entries] == [
        ("A", "80.00", None),
        ("F", "59.99", None),
    ]
    await taught.give(taught.yi, ("A", "3", "90"))
    found = await listed(taught, taught.college_admin, taught.batch, filter={"studentId": str(taught.yi.id)})
    assert [node["counted"] for node in found["nodes"]] == [False]


async def test_deleting_by_id_is_all_or_nothing(taught: Campus) -> None:
    """R8.2: one of another college is as unknown as none."""
    (own,) = await taught.rows("select id from course_score where student_id = :id limit 1", id=taught.yi.id)
    (other,) = await taught.rows("select id from course_score where student_id = :id limit 1", id=taught.mei.id)
    for wrong in (str(other.id), "999999"):
        done = await deleted(taught, taught.college_admin, ids=[str(own.id), wrong])
        assert done["userErrors"] == [{"code": "NOT_FOUND", "path": "input.ids.1"}]
    assert await taught.rows("select count(*)::int from course_score") == [(10,)]


async def test_scores_are_deleted_by_filter_within_the_own_college(taught: Campus) -> None:
    done = await deleted(taught, taught.college_admin, filter={"academicYear": YEAR, "courseCode": "F"})
    assert done["deletedCount"] == 4
    done = await deleted(taught, taught.college_admin, filter={"academicYear": YEAR, "classId": taught.cs1, "term": 1})
    assert done["deletedCount"] == 2
    done = await deleted(taught, taught.college_admin, filter={"academicYear": "2017-2018"})
    assert done["deletedCount"] == 0
    assert await taught.rows("select count(*)::int from course_score where student_id = :id", id=taught.mei.id) == [
        (2,)
    ]
    for foreign in ({"classId": taught.en1}, {"studentId": str(taught.mei.id)}):
        done = await deleted(taught, taught.college_admin, filter={"academicYear": YEAR, **foreign})
        assert done["userErrors"] == [{"code": "NOT_FOUND", "path": f"input.filter.{next(iter(foreign))}"}]


async def test_nobody_else_adds_or_deletes(taught: Campus) -> None:
    """R8."""
    people = (taught.student_affairs, taught.deputy_secretary, taught.counsellor_li, taught.head_teacher_chen)
    for person in (*people, taught.monitor, taught.yi, taught.bystander):
        answer = await taught.ask(person, ADD, input=entered(taught.yi))
        assert answer.codes == ["FORBIDDEN"]
        answer = await taught.ask(person, DELETE, input={"filter": {"academicYear": YEAR}})
        assert answer.codes == ["FORBIDDEN"]
    assert await taught.rows("select count(*)::int from course_score") == [(10,)]
