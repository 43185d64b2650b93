"""Measures the computation of all scores: by the system, by one bare statement, and by polars; and of one class."""

import time
from collections.abc import Mapping
from typing import Any

from bench import bare_computing, polars_scores
from bench.figures import Outcome, compared_times
from bench.ground import COMPUTE_ACADEMIC, FOLLOWED, SUPER_ADMIN, Ground, vacuumed

RANK = f"""mutation($input: RankMajorGradeInput!) {{
  done: rankMajorGrade(input: $input) {{ {FOLLOWED} }} }}"""
COMPUTE_RATING = f"""mutation($input: ComputeRatingScoresInput!) {{
  done: computeRatingScores(input: $input) {{ {FOLLOWED} }} }}"""


async def academic(ground: Ground) -> list[Outcome]:
    statement, ours, bare, polars = bare_computing.ACADEMIC.format(batch=ground.batch), [], [], []
    for _ in range(ground.rounds):
        async with ground.plain() as db:
            bare.append(await bare_computing.seconds(db, "bare_academic", statement))
            if polars_scores.installed():
                polars.append(await polars_scores.seconds(db, ground.batch))
        ours.append(await everybody_scored(ground))
    await _require_same(ground, bare_computing.ACADEMIC_DIFFERS.format(other="bare_academic"))
    if not polars:
        return [compared_times(ours, bare), Outcome((), "polars is not installed")]
    await _require_same(ground, bare_computing.ACADEMIC_DIFFERS.format(other="polars_academic"))
    return [compared_times(ours, bare), compared_times(ours, polars)]


async def ratings(ground: Ground) -> list[Outcome]:
    statement, ours, bare = bare_computing.RATINGS.format(batch=ground.batch), [], []
    for _ in range(ground.rounds):
        async with ground.plain() as db:
            bare.append(await bare_computing.seconds(db, "bare_rating", statement))
        ours.append(await everybody_rated(ground))
    await _require_same(ground, bare_computing.RATINGS_DIFFER)
    return [compared_times(ours, bare)]


CHANGE = """mutation($input: AddCourseScoreInput!) {
  addCourseScore(input: $input) { courseScore { id } userErrors { message } } }"""
ONE_COURSE_OF_CLASSES = """
select distinct on (student.class_id) student.class_id, student.number, academic_year, term, course_code, course_name,
       course_kind, credit, score
from course_score join student on student.id = student_id
where academic_year = (select academic_year from batch where id = :batch)
order by student.class_id, hashint8(student.id), course_code limit 20
"""


async def one_class(ground: Ground) -> list[Outcome]:
    """Changes one course score of each of some classes, computes that class, and changes the score back."""
    milliseconds = []
    for row in await ground.rows(ONE_COURSE_OF_CLASSES, batch=ground.batch):
        for score in (100 - row.score, row.score):
            began = time.perf_counter()
            await change_course(ground, row, str(score))
            await ground.perform(COMPUTE_ACADEMIC, batchId=str(ground.batch), classIds=[str(row.class_id)])
            milliseconds.append(1000 * (time.perf_counter() - began))
    return [Outcome(milliseconds, "two acts, stored and audited")]


async def change_course(ground: Ground, row: Any, score: str) -> None:
    course = {"courseCode": row.course_code, "courseName": row.course_name, "courseKind": row.course_kind}
    when = {"academicYear": row.academic_year, "term": row.term}
    values: Mapping[str, Any] = {"studentNumber": row.number, **when, **course, "credit": str(row.credit)}
    answer = await ground.ask(SUPER_ADMIN, CHANGE, input={**values, "score": score, "replace": True})
    assert not answer["addCourseScore"]["userErrors"], answer


async def everybody_scored(ground: Ground) -> float:
    """Returns the seconds to compute every class, and then to rank every major's grade."""
    await vacuumed(ground.database, "academic_result, academic_explanation")
    computed = await ground.perform(COMPUTE_ACADEMIC, batchId=str(ground.batch))
    return computed + await ground.perform(RANK, batchId=str(ground.batch))


async def everybody_rated(ground: Ground) -> float:
    await vacuumed(ground.database, "rating_result")
    return await ground.perform(COMPUTE_RATING, batchId=str(ground.batch))


async def _require_same(ground: Ground, differing: str) -> None:
    [(count,)] = await ground.rows(differing, batch=ground.batch)
    assert count == 0, f"{count} results differ"
