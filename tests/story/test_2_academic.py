"""1.1.2 学业成绩管理: from the college's phase to ranks that everybody reads as far as the manual lets them."""

from datetime import timedelta
from typing import Any

from tests.campus import TODAY, Campus, Person
from tests.core.workbooks.files import HEADERS, xlsx
from tests.graph.batch_acts import days
from tests.story.acts import asks, done, ids, may_not, read, refused, told
from tests.story.papers import MATHS, SPORT, cells, course_row, scores_of_term, taken
from tests.story.views import classes

YEAR = "2019-2020"
COUNTS = "created replaced unchanged rowCount problemCount"
COURSES = """query($batch: ID!, $filter: CourseScoreFilter) { courseScores(batchId: $batch, filter: $filter) {
  nodes { id courseName counted ratio locked student { name } score } } }"""
CLASS_TABLE = """query($batch: ID!, $filter: AcademicResultFilter) { academicResults(batchId: $batch, filter: $filter,
  orderBy: {field: ACADEMIC_SCORE, direction: DESC}, first: 60) { totalCount nodes { student { name }
  creditAverage academicScore classRank { label } majorGradeRank { label } computedBy } } }"""
QUESTIONS = """{ scoreQuestions(academicYear: "2019-2020") { nodes { text studentCount proposal { outcome } } } }"""
RANKINGS = """query($batch: ID!) { majorGradeRankings(batchId: $batch) {
  major { name } classesTotal classesComputed missing } }"""
OWN = """query($batch: ID!) { viewer { student { academicResult(batchId: $batch) {
  academicScore classRank { label } majorGradeRank { label } } } } }"""
CLEAR_FIRST = "请先点击本班级的清空过程数据操作，再调整参评学生"
PLACE: dict[str, Any] = {"academicYear": YEAR, "term": 1}


async def course_id(campus: Campus, student: Person, name: str) -> str:
    found = await read(campus, campus.college_admin, COURSES, filter={"number": student.username})
    return next(one["id"] for one in found["nodes"] if one["courseName"] == name)


async def adjusting(campus: Campus, student: str, name: str, **how: Any) -> dict[str, Any]:
    """The act of 参评课程调整 for one course of one student ("yi")."""
    score = await course_id(campus, campus.people[student], name)
    return {"act": "adjustCourses", "adjustments": [{"courseScoreId": score, "counted": True, **how}]}


async def ranks(campus: Campus, person: Person, klass: str) -> list[tuple[str, str, str]]:
    found = await read(campus, person, CLASS_TABLE, filter={"classId": ids(campus, klass)[0]})
    return [(one["student"]["name"], one["academicScore"], one["classRank"]["label"]) for one in found["nodes"]]


async def test_1_1_2_1_the_college_sets_its_phase_and_opens_it(campus: Campus) -> None:
    """R3.1, R3.2: the batch is open; the college sets the window within the school's, the ratio, who adjusts when."""
    college, academic = campus.college_admin, {"module": "ACADEMIC"}
    assert await told(campus, college, "openPhase", **academic) == "请先设置本学院的学业成绩管理起止时间"
    outside = await told(campus, college, "schedulePhase", window=days(-1, 31), **academic)
    assert outside.startswith("须在学校设置的时间内")
    windows: dict[str, Any] = {"window": days(-1, 10), "monitorWindow": days(-1, 3), "counsellorWindow": days(-1, 5)}
    late = {**windows, "monitorWindow": days(-1, 11)}
    assert (await told(campus, college, "schedulePhase", **late, **academic)).startswith("须在本批次的时间内")
    others = (campus.student_affairs, campus.deputy_secretary, campus.counsellor_li, campus.head_teacher_chen)
    await may_not(campus, (*others, campus.jia), "schedulePhase", **windows, **academic)
    await done(campus, college, "schedulePhase", bonusRatio="0.10", **windows, **academic)
    await may_not(campus, (*others, campus.jia), "openPhase", **academic)
    await done(campus, campus.student_affairs, "stopBatch", id=campus.batch)
    assert await told(campus, college, "openPhase", **academic) == "批次已停止，如须办理请联系学生处"
    await done(campus, campus.student_affairs, "openBatch", id=campus.batch)
    await done(campus, college, "openPhase", **academic)
    foreign = {"collegeId": campus.info, **academic}
    assert await told(campus, campus.other_college_admin, "stopPhase", **foreign) == "找不到学院"


async def test_1_1_1_2_once_opened_participants_change_only_after_clearing(campus: Campus) -> None:
    """R2.3, in the manual's own words; nothing is saved."""
    wu = [str(campus.people["wu"].id)]
    assert (
        await told(campus, campus.college_admin, "setParticipants", participating=False, studentIds=wu) == CLEAR_FIRST
    )
    assert (await classes(campus))["计科1901"] == (5, 5)


async def test_1_1_2_2_the_college_imports_course_scores(campus: Campus) -> None:
    """R4.1, R4.2: the college tries it first; with one bad row nothing is stored, and the answer names the row,
    column and reason."""
    college, people = campus.college_admin, campus.people
    file = scores_of_term(campus, 1)
    tried = await done(campus, college, "importCourseScores", COUNTS, file=file, dryRun=True, **PLACE)
    assert (tried["created"], await campus.rows("select 1 from course_score")) == (20, [])
    rows = [course_row(people["jia"], MATHS, 100), course_row(people["yi"], MATHS, 100.5)]
    rows += [
        course_row(people["mei"], MATHS, 80),
        [people["ding"].username, "赵丙", *course_row(people["ding"], SPORT, 80)[2:]],
    ]
    bad = await refused(
        campus, college, "importCourseScores", COUNTS, file=("成绩.xlsx", xlsx([HEADERS, *rows])), **PLACE
    )
    assert [(one["row"], one["column"]) for one in bad["userErrors"]] == [(3, "成绩"), (4, "学号"), (5, "姓名")]
    assert bad["userErrors"][2]["message"] == "姓名“赵丙”与学号“20190104”不符：该学号的学生是“赵丁”，请核对后改正"
    others = (campus.student_affairs, campus.counsellor_li, campus.head_teacher_chen, campus.jia)
    await may_not(campus, others, "importCourseScores", file=file, **PLACE)
    for term in (1, 2):
        where = {"academicYear": YEAR, "term": term}
        await done(campus, college, "importCourseScores", COUNTS, file=scores_of_term(campus, term), **where)
    added = {"courseCode": "AR1", "courseName": "艺术鉴赏", "courseKind": "选修", "credit": "1", "score": "99"}
    await done(campus, college, "addCourseScore", studentNumber=people["gui"].username, **added, **PLACE)
    await done(campus, college, "deleteCourseScores", ids=[await course_id(campus, people["gui"], "艺术鉴赏")])
    assert len(await campus.rows("select 1 from course_score")) == 30


async def test_1_1_2_2_the_college_decides_what_words_and_states_count_as(campus: Campus) -> None:
    """R10.3 - R10.6: 优秀 has its points, 缓考 is asked once, and nobody else decides it."""
    college, people = campus.college_admin, campus.people
    rows = [course_row(people["gui"], ("AR1", "艺术鉴赏", "选修", 1), "优秀")]
    rows += [course_row(people[key], ("AR2", "书法", "选修", 1), "缓考") for key in ("gui", "ren")]
    file = ("成绩.xlsx", xlsx([HEADERS, *rows]))
    await done(campus, college, "importCourseScores", COUNTS, file=file, **PLACE)
    [question] = (await read(campus, college, QUESTIONS))["nodes"]
    assert question == {"text": "缓考", "studentCount": 2, "proposal": {"outcome": "LEFT_OUT"}}
    decision = {"text": "缓考", "outcome": "LEFT_OUT", "reason": "下学期考试"}
    decided = {"academicYear": YEAR, "decisions": [decision]}
    others = (campus.student_affairs, campus.deputy_secretary, campus.counsellor_li, campus.jia)
    await may_not(campus, others, "decideScores", **decided)
    without = {"academicYear": YEAR, "decisions": [{**decision, "reason": ""}]}
    assert await told(campus, college, "decideScores", **without) == "请填写处理的原因，最多200字"
    assert (await done(campus, college, "decideScores", "rescored", **decided))["rescored"] == 2
    assert (await read(campus, college, QUESTIONS))["nodes"] == []
    for key, name in (("gui", "艺术鉴赏"), ("gui", "书法"), ("ren", "书法")):
        await done(campus, college, "deleteCourseScores", ids=[await course_id(campus, people[key], name)])


async def test_1_1_2_3_monitor_counsellor_and_college_adjust_courses(campus: Campus) -> None:
    """R4.5, R4.6, R4.10: each adjusts for their own students in their own window; nobody adjusts a failed course."""
    people, monitor = campus.people, campus.jia
    seen = await asks(campus, monitor, COURSES, filter={"number": people["yi"].username})
    assert seen.codes == ["FORBIDDEN"]
    assert [one["score"] for one in seen.data["courseScores"]["nodes"]] == [None, None, None]
    for key in ("yi", "bing"):
        await done(campus, monitor, **await adjusting(campus, key, "体育", counted=False))
    await done(campus, campus.counsellor_li, **await adjusting(campus, "ding", "大学英语", ratio="0.20"))
    await done(campus, campus.college_admin, **await adjusting(campus, "ji", "体育", ratio="0.10"))
    failed = await adjusting(campus, "ding", "高等数学", ratio="0.10")
    for person in (monitor, campus.counsellor_li, campus.college_admin):
        words = "赵丁（20190104）的课程“高等数学”不及格（小于60分），加成比例为0，不能调整"
        assert await told(campus, person, **failed) == words
    await may_not(campus, (campus.student_affairs, campus.head_teacher_chen, campus.yi), **failed)
    foreign = await adjusting(campus, "ji", "体育", counted=False)
    assert (await told(campus, monitor, **foreign)).startswith("找不到")
    await campus.execute("update phase set monitor_ends_on = :past", past=TODAY - timedelta(days=1))
    late = await adjusting(campus, "yi", "大学英语", counted=False)
    assert (await told(campus, monitor, **late)).startswith("不在班长调整")


async def test_1_1_2_4_classes_are_computed_and_a_majors_grade_is_ranked(campus: Campus) -> None:
    """R4.3 - R4.9: ties share a place; a rank waits for every class, and names those that are missing."""
    college, counsellor = campus.college_admin, campus.counsellor_li
    await may_not(campus, (campus.student_affairs, campus.head_teacher_chen, campus.jia), "computeAcademicScores")
    computed = await done(campus, counsellor, "computeAcademicScores", "studentCount", classIds=ids(campus, "cs1"))
    assert computed["studentCount"] == 5
    assert await ranks(campus, counsellor, "cs1") == [
        ("张甲", "100.80", "1/5"), ("李乙", "90.70", "2/5"), ("王丙", "90.70", "2/5"),
        ("钱戊", "70.80", "4/5"), ("赵丁", "68.20", "5/5"),
    ]  # fmt: skip
    grade = {"majorId": campus.computing, "grade": 2019}
    missing = "以下班级尚未计算学业成绩，不能计算专业年级排名：计科1902"
    assert await told(campus, college, "rankMajorGrade", **grade) == missing
    assert (await read(campus, college, RANKINGS))[0]["missing"] == ["计科1902"]
    foreign = await told(campus, counsellor, "computeAcademicScores", classIds=ids(campus, "se1"))
    assert foreign == "找不到班级"
    await done(campus, college, "computeAcademicScores", classIds=ids(campus, "cs2", "se1"))
    await may_not(campus, (counsellor, campus.student_affairs, campus.deputy_secretary), "rankMajorGrade", **grade)
    await done(campus, college, "rankMajorGrade", **grade)
    found = await read(campus, counsellor, CLASS_TABLE)
    places = {one["student"]["name"]: one["majorGradeRank"]["label"] for one in found["nodes"]}
    assert [places[name] for name in ("张甲", "周庚", "李乙", "王丙", "吴辛")] == ["1/8", "2/8", "3/8", "3/8", "8/8"]


async def test_1_1_1_2_clearing_a_class_lets_its_participants_change(campus: Campus) -> None:
    """R2.3 - R2.5: its results go, scores and adjustments stay, no other class is touched; then all is done again."""
    college, wu = campus.college_admin, [str(campus.people["wu"].id)]
    assert await told(campus, college, "setParticipants", participating=False, studentIds=wu) == CLEAR_FIRST
    await may_not(
        campus, (campus.counsellor_li, campus.student_affairs), "clearProcessData", classIds=ids(campus, "cs1")
    )
    await done(campus, college, "clearProcessData", classIds=ids(campus, "cs1"))
    assert (await ranks(campus, college, "cs1"), len(await ranks(campus, college, "cs2"))) == ([], 3)
    await done(campus, college, "setParticipants", participating=False, studentIds=wu)
    grade = {"majorId": campus.computing, "grade": 2019}
    assert (await told(campus, college, "rankMajorGrade", **grade)).endswith("：计科1901")
    await done(campus, campus.counsellor_li, "computeAcademicScores")
    await done(campus, college, "rankMajorGrade", **grade)
    assert await ranks(campus, college, "cs1") == [
        ("张甲", "100.80", "1/4"), ("李乙", "90.70", "2/4"), ("王丙", "90.70", "2/4"), ("赵丁", "68.20", "4/4")
    ]  # fmt: skip
    assert await told(campus, college, "setParticipants", participating=True, studentIds=wu) == CLEAR_FIRST


async def test_1_1_2_5_results_are_read_and_exported_each_within_the_own_range(campus: Campus) -> None:
    """R4.11, R8.3, R8.4: the counsellor reads ranks of the major, the head teacher none, a student the student's
    own."""
    wanted: dict[str, Any] = {"academicResults": {"batchId": campus.batch}}
    for person, count, ranked in (
        (campus.counsellor_li, 7, True), (campus.head_teacher_chen, 6, False), (campus.yi, 1, False)
    ):  # fmt: skip
        _, content = await taken(campus, person, "requestExport", **wanted)
        headers, *rows = cells(content)
        assert (len(rows), "专业年级排名" in headers, "班级排名" in headers) == (count, ranked, True)
    assert (await read(campus, campus.counsellor_li, CLASS_TABLE))["totalCount"] == 7
    seen = await asks(campus, campus.yi, OWN)
    assert [error["extensions"]["coordinate"] for error in seen.errors] == ["AcademicResult.majorGradeRank"]
    own = {"academicScore": "90.70", "classRank": {"label": "2/4"}, "majorGradeRank": None}
    assert seen.data["viewer"]["student"]["academicResult"] == own
    assert (await asks(campus, campus.yi, CLASS_TABLE)).data["academicResults"]["totalCount"] == 1
    assert (await read(campus, campus.student_affairs, CLASS_TABLE))["nodes"] == []
    await may_not(campus, (campus.student_affairs,), "requestExport", **wanted)
