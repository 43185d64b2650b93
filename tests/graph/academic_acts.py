"""Holds the requests by which counsellors and colleges work on academic results."""

from strawberry.utils.str_converters import to_camel_case

from core.columns import STUDENT
from core.columns.academic import ACADEMIC_RESULTS
from core.workbooks.writing import Kind
from tests.campus import Campus, Person

COMPUTE = """
mutation Compute($batch: ID!, $classes: [ID!]) {
  computeAcademicScores(input: {batchId: $batch, classIds: $classes}) {
    classes { name } studentCount operation { kind status progress { done total } } userErrors { code message path } } }
"""
RANK = """
mutation Rank($batch: ID!, $major: ID!, $grade: Int!) {
  rankMajorGrade(input: {batchId: $batch, majorId: $major, grade: $grade}) {
    studentCount userErrors { code message } } }
"""
NUMBERS = {
    one.key: to_camel_case(one.key)
    for one in ACADEMIC_RESULTS.columns
    if one.kind in {Kind.DECIMAL, Kind.INTEGER}
    and one not in STUDENT
    and not one.key.endswith(("_position", "_size"))  # shown as a rank
}
"""Each declared number of a result but its ranks, with the field that shows it."""
TABLE = f"""
query ClassTable($batch: ID!, $class: ID) {{
  academicResults(batchId: $batch, filter: {{classId: $class}},
                  orderBy: {{field: ACADEMIC_SCORE, direction: DESC}}, first: 60) {{
    totalCount nodes {{ student {{ number name }} {" ".join(NUMBERS.values())} classRank {{ label }}
                       majorGradeRank {{ label }} majorGradeStale }} }} }}
"""


async def compute(campus: Campus, person: Person, *classes: str) -> dict:
    chosen = [str(campus.ids[name]) for name in classes] or None
    answer = await campus.ask(person, COMPUTE, batch=campus.batch, classes=chosen)
    assert not answer.errors, answer.errors
    return answer.data["computeAcademicScores"]


async def rank(campus: Campus, person: Person, major: str = "computing") -> dict:
    answer = await campus.ask(person, RANK, batch=campus.batch, major=str(campus.ids[major]), grade=2019)
    assert not answer.errors, answer.errors
    return answer.data["rankMajorGrade"]


async def table(campus: Campus, person: Person, klass: str | None = None) -> dict[str, dict]:
    answer = await campus.ask(person, TABLE, batch=campus.batch, **({"class": str(campus.ids[klass])} if klass else {}))
    assert not answer.errors, answer.errors
    return {row["student"]["name"]: row for row in answer.data["academicResults"]["nodes"]}


async def leave_out(campus: Campus, student: Person, code: str, text: str, *, undecided: bool = False) -> None:
    """Takes the points from a stored score; this text is left out, or its course is undecided."""
    await campus.execute(
        """update course_score set score = null, text = :text, rule = 'STATE', question = :question
           where student_id = :student and course_code = :code""",
        text=text,
        question=text if undecided else None,
        student=student.id,
        code=code,
    )
