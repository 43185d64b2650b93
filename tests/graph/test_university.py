"""A generated university of thousands, from its workbooks to its ranks, held against exact decimals (R4, R9.2).

Ties, no counted course, failed ones, adjusted ratios, averages on half a cent: all that the API returns must agree.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cli.university import Size, University
from cli.university.workbooks import write_course_scores, write_roster
from core.identity.tokens import hash_of
from db.session import Database
from tests import oracle
from tests.campus import TODAY, Campus, Person
from tests.conftest import Cluster, campus_on

ADMIN = Person("admin", "管理员")
RATIO = Decimal("0.10")
SIZE = Size(colleges=4, majors=2, grades=2, classes=4, students=34, courses=10)


@pytest.fixture
async def empty(cluster: Cluster, migrated: str) -> AsyncIterator[Campus]:
    """An empty database with a super admin, served."""
    async with cluster.fresh(migrated) as name:
        url = cluster.database_url(name)
        database = Database(url)
        async with database.write() as db:
            await _employ(db, ADMIN, "SUPER_ADMIN")
        await database.dispose()
        async with campus_on(url, {"admin": ADMIN}, {}) as campus:
            yield campus


async def _employ(db: AsyncConnection, person: Person, role: str, college_id: int | None = None) -> None:
    await db.execute(
        text("insert into account (username, name) values (:u, :n) on conflict do nothing"),
        {"u": person.username, "n": person.name},
    )
    await db.execute(
        text("""with who as (select id from account where username = :u),
                     way_in as (insert into session (account_id, token_hash, expires_at)
                                select id, :t, now() + interval '1 day' from who)
                insert into role_grant (account_id, role, college_id) select id, :r, :c from who"""),
        {"u": person.username, "t": hash_of(person.token), "r": role, "c": college_id},
    )


async def done(campus: Campus, person: Person, mutation: str, fields: str = "") -> dict:
    answer = await campus.ask(
        person, f"mutation {{ done: {mutation} {{ {fields} userErrors {{ code message row }} }} }}"
    )
    assert not answer.errors, answer.errors
    assert answer.data["done"]["userErrors"] == []
    return answer.data["done"]


async def sent(campus: Campus, mutation: str, name: str, content: bytes) -> None:
    document = f"mutation($file: Upload!) {{ done: {mutation} {{ userErrors {{ code message row column }} }} }}"
    answer = await campus.upload(ADMIN, document, {"variables.file": (name, content)})
    assert not answer.errors, answer.errors
    assert answer.data["done"]["userErrors"] == []


async def prepared(campus: Campus, university: University) -> str:
    """Everything up to the day of computing: roster, batch, phases, course scores."""
    roster = BytesIO()
    write_roster(university, roster)
    await sent(campus, "importRoster(input: {files: [$file]})", "名册.xlsx", roster.getvalue())
    days = f'{{startsOn: "{TODAY}", endsOn: "2999-01-01"}}'
    batch = (
        await done(
            campus,
            ADMIN,
            f'createBatch(input: {{name: "综测", academicYear: "{university.academic_year}", '
            f"cohorts: {university.cohorts}, ratingWindow: {days}, academicWindow: {days}, "
            f"comprehensiveWindow: {days}}})",
            "batch { id }",
        )
    )["batch"]["id"]
    await done(campus, ADMIN, f'openBatch(input: {{id: "{batch}"}})')
    for college in university.colleges:
        [(campus.ids[college.code],)] = await campus.rows("select id from college where code = :c", c=college.code)
        place = f'batchId: "{batch}", module: ACADEMIC, collegeId: "{campus.ids[college.code]}"'
        await done(campus, ADMIN, f'schedulePhase(input: {{{place}, window: {days}, bonusRatio: "{RATIO}"}})')
        await done(campus, ADMIN, f"openPhase(input: {{{place}}})")
        for term in (1, 2):
            scores = BytesIO()
            write_course_scores(university.course_scores(term, college.code), scores)
            of_term = f'academicYear: "{university.academic_year}", term: {term}'
            await sent(campus, f"importCourseScores(input: {{file: $file, {of_term}}})", "成绩.xlsx", scores.getvalue())
    return batch


def taken(university: University) -> "Courses":
    """Each student's courses, by term and code."""
    courses: Courses = {one.number: {} for one in university.students}
    for term in (1, 2):
        for row in university.course_scores(term):
            courses[row.student_number][term, row.course_code] = oracle.Course(row.score, row.credit)
    return courses


Courses = dict[str, dict[tuple[int, str], oracle.Course]]


def adjustments(courses: Courses) -> Iterator[tuple[str, int, str, oracle.Course]]:
    """One course in twelve is taken out, or counts with a ratio of its own; failed ones have none to change (R4.5)."""
    throw = Random(7)
    for number, of_student in courses.items():
        for (term, code), course in of_student.items():
            if throw.random() < 1 / 12:
                passed = course.score is not None and course.score >= 60
                adjusted = Decimal(throw.randrange(0, 100)).scaleb(-2) if passed and throw.random() < 0.7 else None
                yield number, term, code, replace(course, counted=throw.random() < 0.5, adjusted=adjusted)


ADJUST = """mutation($batch: ID!, $changes: [CourseAdjustmentInput!]!) {
    adjustCourses(input: {batchId: $batch, adjustments: $changes}) { userErrors { code message } } }"""


async def adjusted(campus: Campus, batch: str, courses: Courses) -> None:
    """Through the API, by each college's admin; and in `courses`."""
    rows = await campus.rows(
        "select student.id, number, college_id from student join school_class on school_class.id = class_id"
    )
    students = {row.number: row for row in rows}
    by_college: dict[int, list[dict]] = defaultdict(list)
    for number, term, code, course in list(adjustments(courses)):
        courses[number][term, code] = course
        change = {"studentId": students[number].id, "term": term, "courseCode": code, "counted": course.counted}
        ratio = None if course.adjusted is None else str(course.adjusted)
        by_college[students[number].college_id].append(change | {"ratio": ratio})
    for college_id, changes in by_college.items():
        admin = Person(f"admin{college_id}", "学院管理员")
        async with campus.database.write() as db:
            await _employ(db, admin, "COLLEGE_ADMIN", college_id)
        for at in range(0, len(changes), 500):
            answer = await campus.ask(admin, ADJUST, batch=batch, changes=changes[at : at + 500])
            assert answer.body == {"data": {"adjustCourses": {"userErrors": []}}}


async def computed(campus: Campus, batch: str) -> None:
    await done(campus, ADMIN, f'computeAcademicScores(input: {{batchId: "{batch}"}})')
    for row in await campus.rows("select distinct major_id, grade from batch_class"):
        place = f'batchId: "{batch}", majorId: "{row.major_id}", grade: {row.grade}'
        await done(campus, ADMIN, f"rankMajorGrade(input: {{{place}}})")


async def results(campus: Campus, batch: str) -> dict[str, dict]:
    """Every result, page after page."""
    query = """query($b: ID!, $after: String) { academicResults(batchId: $b, first: 200, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { student { number } creditAverage academicScore classRank { label } majorGradeRank { label } } } }"""
    found: dict[str, dict] = {}
    after = None
    while True:
        answer = await campus.ask(ADMIN, query, b=batch, after=after)
        part = answer.data["academicResults"]
        found |= {row["student"]["number"]: row for row in part["nodes"]}
        if not part["pageInfo"]["hasNextPage"]:
            return found
        after = part["pageInfo"]["endCursor"]


def label(rank: dict | None) -> str | None:
    return rank["label"] if rank else None


async def test_a_university_agrees_with_exact_decimals(empty: Campus) -> None:
    """R4.3 - R4.9: every score and every rank of more than two thousand students."""
    university = University(SIZE)
    courses = taken(university)
    batch = await prepared(empty, university)
    await adjusted(empty, batch, courses)
    await computed(empty, batch)
    found = await results(empty, batch)

    expected = {number: oracle.score(of_student.values(), RATIO) for number, of_student in courses.items()}
    scores = {number: scored.academic_score for number, scored in expected.items()}
    majors = {one.code: f"{one.major_code} {one.grade}" for one in university.classes}
    class_ranks = oracle.places_within(scores, {one.number: one.class_code for one in university.students})
    major_ranks = oracle.places_within(scores, {one.number: majors[one.class_code] for one in university.students})

    assert len(university.students) > 2000
    assert set(found) == set(expected)
    for number, row in found.items():
        scored = expected[number]
        told = (row["creditAverage"], row["academicScore"])
        assert told == (_text(scored.credit_average), _text(scored.academic_score)), number
        assert label(row["classRank"]) == class_ranks[number], number
        assert label(row["majorGradeRank"]) == major_ranks[number], number
    assert None in scores.values()
    assert any(not course.counted for of_student in courses.values() for course in of_student.values())


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
