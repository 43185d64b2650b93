"""Measures the computation of all scores: by the system, by one bare statement, and by polars."""

from bench import bare_computing, polars_scores
from bench.figures import Figure, Target, ratios, times
from bench.ground import COMPUTE_ACADEMIC, FOLLOWED, Ground, vacuumed

RANK = f"""mutation($input: RankMajorGradeInput!) {{
  done: rankMajorGrade(input: $input) {{ {FOLLOWED} }} }}"""
COMPUTE_RATING = f"""mutation($input: ComputeRatingScoresInput!) {{
  done: computeRatingScores(input: $input) {{ {FOLLOWED} }} }}"""
ACADEMIC = "academic scores, class and major-grade ranks of everybody, stored, audited"


async def academic(ground: Ground) -> list[Figure]:
    statement, ours, bare, polars = bare_computing.ACADEMIC.format(batch=ground.batch), [], [], []
    for _ in range(ground.rounds):
        async with ground.plain() as db:
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
        async with ground.plain() as db:
            bare.append(await bare_computing.seconds(db, "bare_rating", statement))
        ours.append(await everybody_rated(ground))
    await _require_same(ground, bare_computing.RATINGS_DIFFER)
    note = times(ours, bare)
    return [Figure("rating results of everybody", "the bare statement", Target(1.5), ratios(ours, bare), note)]


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
