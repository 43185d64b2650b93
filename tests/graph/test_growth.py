"""A query about one class, or about oneself, costs as much however many others there are: judged by the plans."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from db.tables import Stage
from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.academic_acts import COMPUTE, RANK
from tests.graph.rating import marks, sheet
from tests.graph.results import NOTICES, bring, bring_all
from tests.growth import SETTLED, Growth, grow, rate
from tests.plans import RUNS, scans
from tests.statements import recorded

OTHERS = Growth(colleges=6, majors=3, classes=20, students=40, courses=3)
GROWN = {
    *("academic_result", "course_score", "course_adjustment", "participant", "student", "account", "audit_entry"),
    *("ballot", "mark", "rating_result", "comprehensive_result"),
}
"""These tables grow with the students. Tables of classes and colleges are small: PostgreSQL may read them whole."""

MOST_ROWS = 250
"""Looked at in one table by one statement, for two classes of eight with four courses each, or with a class of five's
forty-five marks looked at once for each of its students."""


@pytest.fixture(scope="module")
async def large(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """The campus among fourteen thousand other students with their course scores and ballots, everybody computed."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        for key in ("jia", "yi", "bing", "ding", "wu"):
            await campus.give(people[key], *((f"C{course}", "3", "80") for course in range(4)))
        await grow(campus, OTHERS)
        await rate(campus)
        await publish(campus)
        await campus.execute(SETTLED)
        yield campus


async def publish(campus: Campus) -> None:
    """Results of everybody in an open notice, but of 软工1901; 2,400 others stand in the campus's own college's."""
    await bring_all(campus, Stage.PUBLISHED)
    await bring(campus, "se1", Stage.IMPORTED)
    await campus.execute(
        """update comprehensive_result set college_id = :info
           where college_id in (select id from college where code = 'A001')""",
        info=campus.ids["info"],
    )
    await campus.execute(NOTICES)


TABLE = """query($batch: ID!, $class: ID!, $first: Int!, $by: AcademicResultOrderField!) {
  academicResults(batchId: $batch, filter: {classId: $class}, orderBy: {field: $by}, first: $first) { totalCount nodes {
    student { number name } academicScore classRank { label } majorGradeRank { label } explanation { sentence } } } }"""
MINE = """query($batch: ID!, $first: Int!) { academicResults(batchId: $batch, first: $first) { totalCount nodes {
  student { number name } academicScore classRank { label } } } }"""
OWN = """query($batch: ID!) { viewer { student { name schoolClass { name }
  academicResult(batchId: $batch) { academicScore classRank { label } explanation { sentence } }
  courseScores(batchId: $batch) { courseName score counted ratio } } } }"""
COURSES = """query($batch: ID!, $class: ID!, $first: Int!) {
  courseScores(batchId: $batch, filter: {classId: $class}, first: $first) {
  totalCount nodes { student { number name } courseName score counted ratio adjustment { adjustedBy } } } }"""
IMPORTED = """query($class: ID!, $first: Int!) { courseScores(filter: {classId: $class}, first: $first) {
  totalCount nodes { student { number name } courseName score } } }"""
STUDENTS = """query($batch: ID!, $class: ID!, $first: Int!) { students(filter: {classId: $class}, first: $first) {
  totalCount nodes { number name
    academicResult(batchId: $batch) { academicScore } courseScores(batchId: $batch) { score } } } }"""
IN_CLASS = """query($code: String!, $first: Int!) { schoolClass(code: $code) { name
  students(first: $first) { totalCount nodes { number name } } } }"""
ONE = """query($batch: ID!, $number: String!) { student(number: $number) { name
  academicResult(batchId: $batch) { academicScore } courseScores(batchId: $batch) { score } } }"""
PARTICIPANTS = """query($batch: ID!, $class: ID!, $first: Int!) {
  participants(batchId: $batch, filter: {classId: $class}, first: $first) {
  totalCount nodes { student { number name } participating } } }"""
CLASSES = """query($batch: ID!, $first: Int!) { batchClasses(batchId: $batch, first: $first) { totalCount nodes {
  classSize participantCount schoolClass { name } counsellors { name } headTeachers { name } } } }"""
ADJUST = """mutation($batch: ID!, $student: ID!) { adjustCourses(input: {batchId: $batch, adjustments: [
  {studentId: $student, term: 1, courseCode: "C1", counted: true, ratio: "0.30"}]}) { userErrors { code } } }"""
EXPORT = """mutation($batch: ID!, $class: ID!) { requestExport(input: {academicResults: {
  batchId: $batch, filter: {classId: $class}}}) { operation { progress { done } } userErrors { code } } }"""
RATED = """query($batch: ID!, $class: ID!, $first: Int!, $rated: RatingResultOrderField!) {
  ratingResults(batchId: $batch, filter: {classId: $class}, orderBy: {field: $rated}, first: $first) {
    totalCount nodes { student { number name } ratingScore note explanation { sentence }
      marks { rater { name } marks { points } } } } }"""
SHEET = """query($batch: ID!) { ballot(batchId: $batch) {
  done total refusal { code } items { name } rows { student { number name } marks { points } } } }"""
SAVE = """mutation($batch: ID!, $marks: [MarkInput!]!) {
  saveBallot(input: {batchId: $batch, marks: $marks}) { ballot { done total } userErrors { code } } }"""
SUBMIT = """mutation($batch: ID!, $marks: [MarkInput!]!) {
  submitBallot(input: {batchId: $batch, marks: $marks}) { ballot { done total } userErrors { code } } }"""
RATE_CLASS = """mutation($batch: ID!, $classes: [ID!]) {
  computeRatingScores(input: {batchId: $batch, classIds: $classes}) { studentCount userErrors { code } } }"""
REOPEN = """mutation($batch: ID!, $rater: ID!) {
  reopenBallot(input: {batchId: $batch, kind: PEER, studentId: $rater, reason: "重打"}) { userErrors { code } } }"""
CLEAR = """mutation($batch: ID!, $idle: ID!) { clearProcessData(input: {batchId: $batch, classIds: [$idle]}) {
  batchClasses { participantCount } userErrors { code } } }"""
NOTICE = """query($batch: ID!, $first: Int!) { publicNotices(batchId: $batch, first: $first) { nodes { title
  entries(first: $first) { totalCount nodes { number name overall { score classRank { label } } } } } } }"""
NOTICE_OF_CLASS = """query($batch: ID!, $college: ID!, $class: ID!, $first: Int!) {
  publicNotices(batchId: $batch, collegeId: $college) { nodes {
    entries(classId: $class, first: $first) { totalCount nodes { number name overall { score } } } } } }"""
SEARCH = """query($rare: String!, $first: Int!) {
  search(text: $rare, first: $first) { studentCount students { number name } } }"""
SPREAD = """query($batch: ID!, $class: ID!) {
  academicDistribution(batchId: $batch, filter: {classId: $class}) { people bands { people gradePeople } }
  ratingDistribution(batchId: $batch, filter: {classId: $class}) { people bands { people gradePeople } }
  comprehensiveDistribution(batchId: $batch, filter: {classId: $class}) { people bands { people gradePeople } }
  levelDistribution(batchId: $batch, by: SCHOOL_CLASS, filter: {classId: $class}) { counts { level people } }
  ratingDays(batchId: $batch, filter: {classId: $class}) { days { day soFar } } }"""
ASKED = {
    "a class's table, by its counsellor": ("counsellor_li", TABLE),
    "a class's table, by its head teacher": ("head_teacher_chen", TABLE),
    "a class's table, by the college": ("college_admin", TABLE),
    "a class's table, by the super admin": ("super_admin", TABLE),
    "the own classes' table, by a counsellor": ("counsellor_li", MINE),
    "the own result, in the library": ("yi", MINE),
    "the own year": ("yi", OWN),
    "a class's courses, by its counsellor": ("counsellor_li", COURSES),
    "a class's courses, by its monitor": ("monitor", COURSES),
    "a class's courses, by the college": ("college_admin", COURSES),
    "a class's courses as imported, by its counsellor": ("counsellor_li", IMPORTED),
    "a class's courses as imported, by the college": ("college_admin", IMPORTED),
    "a class's students, by its counsellor": ("counsellor_li", STUDENTS),
    "a class's students, by the super admin": ("super_admin", STUDENTS),
    "the students in a class": ("college_admin", IN_CLASS),
    "one student": ("college_admin", ONE),
    "a class's participants, by its counsellor": ("counsellor_li", PARTICIPANTS),
    "a class's participants, by the college": ("college_admin", PARTICIPANTS),
    "a counsellor's classes": ("counsellor_li", CLASSES),
    "an adjustment": ("counsellor_li", ADJUST),
    "a class's export": ("college_admin", EXPORT),
    "a class's computation": ("counsellor_li", COMPUTE),
    "a major's ranking": ("college_admin", RANK),
    "a class's ratings, by its counsellor": ("counsellor_li", RATED),
    "a class's ratings, by its head teacher": ("head_teacher_chen", RATED),
    "a class's ratings, by the college": ("college_admin", RATED),
    "a class's ratings, by the super admin": ("super_admin", RATED),
    "the own sheet": ("yi", SHEET),
    "a ballot's saving": ("yi", SAVE),
    "a ballot's submitting": ("yi", SUBMIT),
    "a class's rating scores": ("counsellor_li", RATE_CLASS),
    "a ballot's reopening": ("college_admin", REOPEN),
    "the own class's notice": ("yi", NOTICE),
    "the notice of the own classes": ("counsellor_li", NOTICE),
    "a class's notice, by the college": ("college_admin", NOTICE_OF_CLASS),
    "a class's notice, by the super admin": ("super_admin", NOTICE_OF_CLASS),
    "a class's distributions, by its counsellor": ("counsellor_li", SPREAD),
    "a class's distributions, by the college": ("college_admin", SPREAD),
    "a class's distributions, by the super admin": ("super_admin", SPREAD),
    "a class's clearing": ("college_admin", CLEAR),
    "a search, by a counsellor": ("counsellor_li", SEARCH),
    "a search, by the college": ("college_admin", SEARCH),
    "a search, by a student": ("yi", SEARCH),
    "a search, by the super admin": ("super_admin", SEARCH),
}
ORDERS = ("NUMBER", "ACADEMIC_SCORE")
FIRST = (2, 60)
"""A page that is filled long before all is found, and one that holds everything."""


def asked(query: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    """The variables of the query, for each order and page where it has them."""
    every = [given | {"by": by, "rated": by.replace("ACADEMIC", "RATING"), "first": n} for by in ORDERS for n in FIRST]
    used = [{key: value for key, value in values.items() if f"${key}:" in query} for values in every]
    return [values for number, values in enumerate(used) if values not in used[:number]]


async def every_mark(campus: Campus) -> list[dict[str, str]]:
    return marks(await sheet(campus, campus.yi))


@pytest.mark.parametrize("what", ASKED)
async def test_a_class_costs_as_much_in_a_large_university(large: Campus, what: str) -> None:
    """No large table is read whole, nor more of it than the class has, by whichever plan PostgreSQL comes to."""
    who, query = ASKED[what]
    person = getattr(large, who)
    klass, student = str(large.ids["cs1"]), str(large.yi.id)
    given = {"batch": large.batch, "class": klass, "classes": [klass], "code": "J1901", "student": student}
    given |= {"rater": str(large.jia.id), "marks": await every_mark(large)}
    given |= {"rare": "A0010101x", "college": large.info, "idle": large.se1}
    given |= {"number": large.yi.username, "major": str(large.ids["computing"]), "grade": 2019}
    with recorded(large.database) as runs:
        for values in asked(query, given):
            answer = await large.ask(person, query, **values)
            assert set(answer.codes) <= {"FORBIDDEN"}, answer.errors
            assert "userErrors': [{" not in str(answer.data), answer.data
    assert len({run.statement for run in runs}) > 1, "only who asks was recorded"
    told = [
        f"after {before} runs: {scan}\n{run.statement}"
        for run in {(run.statement, str(run.values)): run for run in runs}.values()
        for before in RUNS
        for scan in await scans(large.database, run, before)
        if scan.table in GROWN and (scan.how == "Seq Scan" or scan.rows > MOST_ROWS)
    ]
    assert not told, "\n".join(told)


async def test_the_first_computation_reads_no_result_table_whole_while_it_fills_it(campus: Campus) -> None:
    """PostgreSQL takes a table that was empty when it was counted for empty still: to read it whole for each student
    seems to cost nothing, and costs half a minute for a university."""
    await campus.open_phases()
    with recorded(campus.database) as runs:
        answer = await campus.ask(campus.college_admin, COMPUTE, batch=campus.batch, classes=None)
    assert answer.data["computeAcademicScores"]["userErrors"] == []
    await campus.execute("truncate academic_result, academic_explanation")
    await campus.execute("analyze academic_result, academic_explanation")
    settings = [run for run in runs if "set_config" in run.statement]
    [computation] = [run for run in runs if "INTO academic_result" in run.statement]
    read = await scans(campus.database, computation, 0, under=settings)
    how = {scan.how for scan in read if scan.table in ("academic_result", "academic_explanation")}
    assert how
    assert "Seq Scan" not in how
