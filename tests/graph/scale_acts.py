"""Holds the requests about grade scales, undecided scores and decisions, and scores that are not just numbers."""

import json
from typing import Any

from tests.campus import YEAR, Campus, Person

SCALE = """id college { name } academicYear levels { word points } treatments { word treatment } retakeRule
  isDefault changedBy"""
READ_SCALE = f"""query($year: AcademicYear!, $college: ID) {{
  gradeScale(academicYear: $year, collegeId: $college) {{ {SCALE} }} }}"""
SET_SCALE = f"""mutation($input: SetGradeScaleInput!) {{ setGradeScale(input: $input) {{
  gradeScale {{ {SCALE} }} rescored staleClasses {{ name }} userErrors {{ code message path }} }} }}"""
QUESTIONS = """query($year: AcademicYear!, $college: ID, $first: Int = 20, $after: String) {
  scoreQuestions(academicYear: $year, collegeId: $college, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id college { name } academicYear text kind proposal { outcome points } studentCount courseCount
            courseScores { student { name } courseCode } } } }"""
DECISIONS = """query($year: AcademicYear!, $college: ID) { scoreDecisions(academicYear: $year, collegeId: $college) {
  totalCount nodes { id college { name } text outcome points reason decidedBy student { name } term courseCode
                     courseCount } } }"""
DECIDE = """mutation($input: DecideScoresInput!) { decideScores(input: $input) {
  decisions { id text outcome points reason decidedBy student { name } term courseCode courseCount }
  rescored staleClasses { name } userErrors { code message path } } }"""
UNDO = """mutation($input: UndoDecisionsInput!) { undoDecisions(input: $input) {
  rescored staleClasses { name } userErrors { code message path } } }"""
ODD = """insert into course_score
  (student_id, academic_year, term, course_code, course_name, course_kind, credit, text, rule, question, attempts)
values (:student, :year, 1, :code, :name, '必修', 2, :text, :rule, :question, cast(:attempts as jsonb))"""


async def asked(campus: Campus, person: Person, query: str, **variables: Any) -> Any:
    """The answer of the document's one field, to somebody who may ask it."""
    answer = await campus.ask(person, query, **{"year": YEAR, **variables} if "$year" in query else variables)
    assert not answer.errors, answer.errors
    return next(iter(answer.data.values()))


async def set_scale(campus: Campus, person: Person, **changes: Any) -> Any:
    return await asked(campus, person, SET_SCALE, input={"academicYear": YEAR, **changes})


async def decide(campus: Campus, person: Person, *decisions: dict[str, Any], **where: Any) -> Any:
    given = [{"reason": "按规定", **one} for one in decisions]
    return await asked(campus, person, DECIDE, input={"academicYear": YEAR, "decisions": given, **where})


async def undo(campus: Campus, person: Person, *ids: str) -> Any:
    return await asked(campus, person, UNDO, input={"ids": list(ids)})


async def give_odd(
    campus: Campus, student: Person, code: str, text: str, question: str | None = None, *attempts: tuple[str, str]
) -> str:
    """An undecided score, as an import stores it: `question` is the text itself unless attempts say otherwise.

    Returns:
        Its id.
    """
    listed = [
        {
            "kind": kind,
            "text": one,
            "points": None,
            "rule": "STATE",
            "question": None,
            "counts": place == 0,
            "courseName": f"课程{code}",
            "courseKind": "必修",
            "teacher": None,
            "credit": "2",
            "remark": None,
        }
        for place, (kind, one) in enumerate(attempts)
    ]
    values: dict[str, Any] = {"text": text, "rule": "STATE", "question": question or text}
    values |= {"attempts": json.dumps(listed) if listed else None, "year": YEAR}
    await campus.execute(ODD, student=student.id, code=code, name=f"课程{code}", **values)
    found = "select id from course_score where student_id = :s and course_code = :c"
    [(id_,)] = await campus.rows(found, s=student.id, c=code)
    return str(id_)
