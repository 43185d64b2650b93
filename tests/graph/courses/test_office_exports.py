"""A term's scores as academic offices export them go in whole (R10.1 - R10.6)."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from tests import oracle
from tests.campus import YEAR, Campus
from tests.graph.courses import office_exports as office

IMPORT = """
mutation($input: ImportCourseScoresInput!) { importCourseScores(input: $input) {
  created replaced unchanged undecided rowCount problemCount problemGroups { message rows }
  userErrors { message row } } }
"""
STORED = """
select number, course_code, score, question is not null as undecided, jsonb_array_length(attempts) as attempts
from course_score join student on student.id = student_id where academic_year = :year and term = 1
"""
COMPUTE = """
mutation($batch: ID!) { computeAcademicScores(input: {batchId: $batch}) {
  studentCount heldUpCount userErrors { message } } }
"""
RESULTS = """
query($batch: ID!) { academicResults(batchId: $batch, first: 60) {
  nodes { student { number } creditAverage academicScore classRank { label } undecidedCourses schoolClass { code } } } }
"""
QUESTIONS = """
query($year: AcademicYear!) { scoreQuestions(academicYear: $year, first: 100) {
  totalCount nodes { text kind studentCount courseCount courseScores { id } } } }
"""
DECIDE = """
mutation($input: DecideScoresInput!) { decideScores(input: $input) { userErrors { message path } } }
"""
SYSTEMS = {one.__name__: one for one in office.SYSTEMS}


async def sent(campus: Campus, file: tuple[str, bytes]) -> dict[str, Any]:
    wanted = {"academicYear": YEAR, "term": 1}
    answer = await campus.upload(campus.college_admin, IMPORT, {"variables.input.file": file}, input=wanted)
    assert not answer.errors, answer.errors
    return answer.data["importCourseScores"]


async def students(campus: Campus) -> list[tuple[str, str]]:
    rows = await campus.rows(
        "select number, student.name from student join school_class on school_class.id = class_id "
        "join college on college.id = college_id where college.name = '信息学院' order by number"
    )
    return [(row[0], row[1]) for row in rows]


def expected(term: office.Term) -> dict[tuple[str, str], tuple[Any, bool]]:
    """Points (None if there are none) and whether the score is undecided, by student and course."""
    return {
        course: (Decimal(worth) if isinstance(worth, int) else None, worth == office.UNDECIDED)
        for course, worth in term.worth().items()
    }


@pytest.mark.parametrize("name", SYSTEMS)
async def test_an_export_goes_in_whole(campus: Campus, name: str) -> None:
    """R10.2 - R10.5: no line is lost, and points, attempts and undecided scores are those of an own reckoning."""
    term = office.term(len(name), await students(campus), courses=12, odd=0.4)
    done = await sent(campus, SYSTEMS[name](term))
    assert done["userErrors"] == [], done["problemGroups"]
    stored = await campus.rows(STORED, year=YEAR)
    assert {(row[0], row[1]): (row[2], row[3]) for row in stored} == expected(term)
    attempts = {(row[0], row[1]): row[4] or 1 for row in stored}
    assert attempts == {course: len(rows) for course, rows in term.by_course().items()}
    assert done["created"] == len(stored)
    assert done["undecided"] == sum(one for _, one in expected(term).values())
    again = await sent(campus, SYSTEMS[name](term))
    assert (again["created"], again["replaced"], again["unchanged"]) == (0, 0, len(stored))


async def test_the_same_term_means_the_same_in_every_system(campus: Campus) -> None:
    """R10.2: whatever the file, the second one finds everything unchanged."""
    term = office.term(5, await students(campus), courses=10, odd=0.3)
    first = await sent(campus, office.tabs(term))
    assert first["userErrors"] == []
    for system in SYSTEMS.values():
        done = await sent(campus, system(term))
        assert (system.__name__, done["created"], done["userErrors"]) == (system.__name__, 0, [])


async def test_scores_and_ranks_follow_from_the_export_and_from_what_is_decided(campus: Campus) -> None:
    """R10.6: undecided courses hold up their own students alone; then every result is that of exact decimals."""
    await campus.open_phases()
    term = office.term(3, await students(campus), courses=9, odd=0.25)
    assert (await sent(campus, office.one_title_and_many_columns(term)))["userErrors"] == []
    worth = expected(term)
    await holds(campus, term, worth)
    questions = (await campus.ask(campus.college_admin, QUESTIONS, year=YEAR)).data["scoreQuestions"]["nodes"]
    assert sum(one["courseCount"] for one in questions) == sum(undecided for _, undecided in worth.values())
    decisions: list[dict[str, Any]] = []
    for one in questions:
        how = {"outcome": "POINTS", "points": "62.5", "reason": "学院会议决定"}
        if one["kind"] == "WORD":
            decisions.append({"text": one["text"], **how})
        else:
            decisions += ({"courseScoreId": score["id"], **how} for score in one["courseScores"])
    decided = {"academicYear": YEAR, "decisions": decisions}
    answer = await campus.ask(campus.college_admin, DECIDE, input=decided)
    assert answer.data["decideScores"]["userErrors"] == []
    await holds(
        campus, term, {course: (Decimal("62.5") if late else points, False) for course, (points, late) in worth.items()}
    )
    again = await sent(campus, office.one_title_and_many_columns(term))
    assert (again["created"], again["replaced"], again["undecided"]) == (0, 0, 0)


async def holds(campus: Campus, term: office.Term, worth: dict[tuple[str, str], tuple[Any, bool]]) -> None:
    """Computes the college, and compares every result and rank with the law in exact decimals."""
    computed = (await campus.ask(campus.college_admin, COMPUTE, batch=campus.batch)).data["computeAcademicScores"]
    assert computed["userErrors"] == []
    credit_of = {row.code: row.credit for row in term.rows}
    courses: dict[str, list[oracle.Course]] = defaultdict(list)
    waiting = {number for (number, _), (_, undecided) in worth.items() if undecided}
    for (number, code), (points, _) in worth.items():
        if points is not None:
            courses[number].append(oracle.Course(points, credit_of[code]))
    answer = await campus.ask(campus.college_admin, RESULTS, batch=campus.batch)
    rows = {row["student"]["number"]: row for row in answer.data["academicResults"]["nodes"]}
    nothing = oracle.Scored(None, None)
    right = {
        number: nothing if number in waiting else oracle.score(courses[number], Decimal("0.10")) for number in rows
    }
    found = {number: (row["creditAverage"], row["academicScore"]) for number, row in rows.items()}
    assert found == {number: (text(one.credit_average), text(one.academic_score)) for number, one in right.items()}
    classes = {number: row["schoolClass"]["code"] for number, row in rows.items()}
    places = oracle.places_within({number: one.academic_score for number, one in right.items()}, classes)
    assert {number: (row["classRank"] or {}).get("label") for number, row in rows.items()} == places
    assert {number for number, row in rows.items() if row["undecidedCourses"]} == waiting
    assert computed["heldUpCount"] == len(waiting)


def text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
