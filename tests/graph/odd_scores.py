"""Holds what a college lays down for its scores, and what is stored of them."""

from typing import Any

from db.tables import Outcome
from tests.campus import YEAR, Campus

STORED = "select * from course_score order by course_code, student_id"


async def scale(campus: Campus, **how: Any) -> None:
    """Lays down a scale of 信息学院's year."""
    known: dict[str, Any] = {"levels": "{}", "treatments": "{}", "retake": "FIRST", **how}
    await campus.execute(
        """insert into grade_scale (college_id, academic_year, levels, treatments, retake_rule, changed_at, changed_by)
           select :college, :year, cast(:levels as jsonb), cast(:treatments as jsonb), :retake, now(), id
           from account limit 1""",
        college=campus.ids["info"],
        year=YEAR,
        **known,
    )


async def decide(campus: Campus, question: str, outcome: Outcome, points: str | None = None, **of_course: Any) -> None:
    place: dict[str, Any] = {"student": None, "term": None, "code": None, **of_course}
    await campus.execute(
        """insert into score_decision (college_id, academic_year, question, student_id, term, course_code, outcome,
                                       points, reason, decided_at, decided_by)
           select :college, :year, :question, :student, :term, :code, :outcome, cast(:points as numeric), '按学院规定',
                  now(), id from account limit 1""",
        college=campus.ids["info"],
        year=YEAR,
        question=question,
        outcome=outcome.value,
        points=points,
        **place,
    )
