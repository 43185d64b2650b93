"""1.1.4.3 综合测评成绩库: every year's results, by filters, on the phone, at the desk and by a reporting tool."""

from tests.campus import Campus
from tests.story.acts import asks, ids, may_not, read
from tests.story.papers import cells, taken
from tests.story.views import MY_YEAR, THIRD, seen

CLASS_TABLE = """query ClassTable($batch: ID!, $class: ID!) {
  academicResults(batchId: $batch, filter: {classId: $class},
    orderBy: {field: ACADEMIC_SCORE, direction: DESC}, first: 60) { totalCount nodes {
    student { number name } creditAverage academicScore classRank { label } majorGradeRank { label } } } }"""
PROGRESS = """query Progress($batch: ID!) {
  batch(id: $batch) { name status colleges { college { name } phases { module status done total } } } }"""
YEARS_LIBRARY = """query Library($year: AcademicYear!, $offset: Int!) {
  comprehensiveResults(filter: {academicYear: $year}, orderBy: {field: OVERALL_SCORE, direction: DESC},
    first: 50, offset: $offset) { totalCount nodes { student { number name schoolClass { name major { name } grade } }
    overall { score level classRank { label } gradeRank { label } } hasFailedCourse } } }"""
OWN_RANKS = """query($batch: ID!) { viewer { student { comprehensiveResult(batchId: $batch) {
  qualities { classRank { label } gradeRank { label } } } } } }"""


async def test_1_1_4_3_the_library_is_read_by_filters_and_taken_away(campus: Campus) -> None:
    """R7.8: each reads their own range: 未参评, 是否挂科, number and name, any score; columns as chosen."""
    affairs = campus.student_affairs
    assert await seen(campus, affairs, participating=False) == ["钱戊"]
    assert await seen(campus, affairs, failedCourse=True) == ["赵丁"]
    assert await seen(campus, affairs, majorId=campus.software, grade=2019) == list(THIRD)
    assert await seen(campus, affairs, number="201902", name="庚") == ["周庚"]
    ranges = {campus.deputy_secretary: 9, campus.counsellor_li: 7, campus.head_teacher_chen: 6, campus.yi: 1}
    for person, count in (ranges | {campus.college_admin: 9, campus.other_college_admin: 0}).items():
        assert len(await seen(campus, person)) == count
    order = {"field": "OVERALL_SCORE", "direction": "DESC"}
    columns = ["STUDENT_NAME", "OVERALL_SCORE", "OVERALL_GRADE_RANK", "HAS_FAILED_COURSE"]
    wanted = {"comprehensiveResults": {"filter": {"batchId": campus.batch}, "orderBy": order, "columns": columns}}
    _, content = await taken(campus, affairs, "requestExport", **wanted)
    headers, *rows = cells(content)
    assert headers == ["姓名", "素质综合测评成绩", "素质综合测评年级排名", "是否挂科"]
    assert [rows[0], rows[1], rows[-1]] == [
        ["张甲", 95.5, "1/7", "否"],
        ["周庚", 91.24, "2/7", "否"],
        ["吴辛", 70, "7/7", "否"],
    ]
    await may_not(campus, (campus.college_admin, campus.head_teacher_chen), "requestExport", **wanted)


async def test_1_1_4_3_the_phone_the_desk_and_a_reporting_tool_read_it_in_four_queries(campus: Campus) -> None:
    """A student reads the student's year without ranks of the grade (R7.7), a counsellor the class, student affairs
    the school."""
    mine = (await read(campus, campus.yi, MY_YEAR))["student"]
    assert mine["academicResult"] == {"creditAverage": "90.00", "academicScore": "90.70", "classRank": {"label": "2/4"}}
    assert mine["ballot"] == {"status": "SUBMITTED", "done": 12, "total": 12}
    assert mine["comprehensiveResult"]["overall"] == {"score": "90.00", "level": "优秀", "classRank": {"label": "2/4"}}
    hidden = await asks(campus, campus.yi, OWN_RANKS)
    assert [one["extensions"]["coordinate"] for one in hidden.errors] == ["QualityScore.gradeRank"]
    ranks = {"classRank": {"label": "2/4"}, "gradeRank": None}
    assert hidden.data["viewer"]["student"]["comprehensiveResult"]["qualities"][1] == ranks
    table = await read(campus, campus.counsellor_li, CLASS_TABLE, **{"class": ids(campus, "cs2")[0]})
    assert [(one["student"]["name"], one["majorGradeRank"]["label"]) for one in table["nodes"]] == [
        ("周庚", "2/7"), ("孙己", "5/7"), ("吴辛", "7/7")
    ]  # fmt: skip
    far = await read(campus, campus.student_affairs, PROGRESS)
    assert [(one["done"], one["total"]) for one in far["colleges"][0]["phases"]] == [(9, 9)] * 3
    library = await read(campus, campus.student_affairs, YEARS_LIBRARY, year="2019-2020", offset=0)
    first = library["nodes"][0]
    assert (library["totalCount"], first["student"]["name"], first["overall"]["gradeRank"]) == (
        9,
        "张甲",
        {"label": "1/7"},
    )
