"""Academic scores and rating results of everybody: as the system does it, and as one bare statement or polars would."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from bench import bare_computing, polars_scores
from bench.figures import Figure, Target, ratios, times
from bench.ground import COMPUTE_ACADEMIC, FOLLOWED, SUPER_ADMIN, Ground, vacuumed

RANK = """m{n}: rankMajorGrade(input: {{batchId: "{batch}", majorId: "{one.major_id}", grade: {one.grade}}}) {{
  studentCount userErrors {{ message }} }}"""
COMPUTE_RATING = f"""mutation($input: ComputeRatingScoresInput!) {{
  done: computeRatingScores(input: $input) {{ {FOLLOWED} }} }}"""
MAJOR_GRADES = "select distinct major_id, grade from batch_class where batch_id = :batch"
ACADEMIC = "academic scores, class and major-grade ranks of everybody, stored, audited"
AT_ONCE, OF_A_DOCUMENT = 2, 10
"""Major grades are ranked by as many requests at once as the server has slots; a document holds so many mutations."""


async def academic(ground: Ground) -> list[Figure]:
    statement, ours, bare, polars = bare_computing.ACADEMIC.format(batch=ground.batch), [], [], []
    for _ in range(ground.rounds):
        async with ground.database.driver() as db:
            bare.append(await bare_computing.seconds(db, "bare_academic", statement))
            if polars_scores.installed():
                polars.append(await polars_scores.seconds(db, ground.batch))
        ours.append(await everybody_scored(ground))
    await _require_same(ground, bare_computing.ACADEMIC_DIFFERS.format(other="bare_academic"))
    beside = Figure(ACADEMIC, "the bare statement", Target(2.0), ratios(ours, bare), times(ours, bare))
    if not polars:
        return [beside, Figure("the same", "polars", Target(1.0), (), "polars is not installed")]
    await _require_same(ground, bare_computing.ACADEMIC_DIFFERS.format(other="polars_academic"))
    return [beside, Figure("the same", "polars", Target(1.0), ratios(ours, polars), times(ours, polars))]


async def ratings(ground: Ground) -> list[Figure]:
    statement, ours, bare = bare_computing.RATINGS.format(batch=ground.batch), [], []
    for _ in range(ground.rounds):
        async with ground.database.driver() as db:
            bare.append(await bare_computing.seconds(db, "bare_rating", statement))
        ours.append(await everybody_rated(ground))
    await _require_same(ground, bare_computing.RATINGS_DIFFER)
    told = times(ours, bare)
    return [Figure("rating results of everybody", "the bare statement", Target(1.5), ratios(ours, bare), told)]


async def everybody_scored(ground: Ground) -> float:
    """Seconds: every class computed, then every major's grade ranked."""
    await vacuumed(ground.database, "academic_result")
    computed = await ground.perform(COMPUTE_ACADEMIC, batchId=str(ground.batch))
    wanted = await ground.rows(MAJOR_GRADES, batch=ground.batch)
    parts = (wanted[at : at + OF_A_DOCUMENT] for at in range(0, len(wanted), OF_A_DOCUMENT))
    documents = iter([_ranking(ground.batch, part) for part in parts])
    began = time.perf_counter()
    await asyncio.gather(*(_ask_all(ground, documents) for _ in range(AT_ONCE)))
    return computed + time.perf_counter() - began


async def everybody_rated(ground: Ground) -> float:
    await vacuumed(ground.database, "rating_result")
    return await ground.perform(COMPUTE_RATING, batchId=str(ground.batch))


def _ranking(batch: int, major_grades: Iterable[Any]) -> str:
    fields = (RANK.format(n=n, batch=batch, one=one) for n, one in enumerate(major_grades))
    return f"mutation {{ {' '.join(fields)} }}"


async def _ask_all(ground: Ground, documents: Iterable[str]) -> None:
    for document in documents:
        told = await ground.ask(SUPER_ADMIN, document)
        assert all(one["studentCount"] for one in told.values()), told


async def _require_same(ground: Ground, differing: str) -> None:
    [(count,)] = await ground.rows(differing, batch=ground.batch)
    assert count == 0, f"{count} results differ"
