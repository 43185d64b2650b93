"""Computes academic scores and ranks by polars: fetched by COPY, computed in whole hundredths, and returned by COPY.

`pip install polars`, or this project with its extra `bench`.
"""

import io
import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from db.formulas import ACADEMIC

COURSES = """
select c.student_id, (c.score * 100)::int as score, (c.credit * 100)::int as credit, a.counted,
  (a.ratio * 100)::int as ratio
from course_score c join batch on batch.academic_year = c.academic_year and batch.id = {batch}
left join course_adjustment a on a.batch_id = batch.id and a.student_id = c.student_id and a.term = c.term
  and a.course_code = c.course_code
"""
PEOPLE = """
select p.student_id, p.class_id, p.college_id, k.major_id, k.grade, (coalesce(bonus_ratio, 0) * 100)::int as usual
from participant p join batch_class k using (batch_id, class_id)
join phase on phase.batch_id = p.batch_id and phase.college_id = p.college_id and module = 'ACADEMIC'
where p.batch_id = {batch} and p.participating
"""
TABLE = """
create table polars_academic (student_id bigint, credit_average numeric, academic_score numeric, class_position int,
  class_size int, major_grade_position int, major_grade_size int)
"""
MAJOR_GRADE = ("college_id", "major_id", "grade")
PASSED = ACADEMIC.passed_from * 100


def installed() -> bool:
    return find_spec("polars") is not None


async def seconds(db: Any, batch: int) -> float:
    """Fetches, computes and returns the scores; the time to import polars is not counted."""
    import_module("polars")
    await db.execute("drop table if exists polars_academic")
    await db.execute(TABLE)
    began = time.perf_counter()
    courses, people = [await _fetched(db, query.format(batch=batch)) for query in (COURSES, PEOPLE)]
    await db.copy_to_table("polars_academic", source=_computed(courses, people), format="csv")
    return time.perf_counter() - began


async def _fetched(db: Any, query: str) -> Any:
    import polars

    csv = io.BytesIO()
    await db.copy_from_query(query, output=csv, format="csv", header=True)
    csv.seek(0)
    return polars.read_csv(csv, schema_overrides={"counted": polars.String, "ratio": polars.Int64})


def _computed(courses: Any, people: Any) -> io.BytesIO:
    """Returns CSV; a score is a whole number of hundredths, a product of two is one of ten thousandths."""
    from polars import col, lit, when

    ratio = when(col("score") < PASSED).then(0).otherwise(col("ratio").fill_null(col("usual")))
    sums = (
        people.join(courses, on="student_id", how="left")
        .filter(col("counted").fill_null("t") == "t")
        .group_by("student_id")
        .agg(
            weighted=(col("score") * col("credit")).sum(),
            credits=col("credit").sum(),
            bonus=(col("credit") * ratio).sum(),
        )
        .filter(col("credits") > 0)
    )
    # weighted / credits is the average in hundredths; bonus is in ten thousandths
    average = (2 * col("weighted") + col("credits")) // (2 * col("credits"))
    whole = 100 * col("weighted") + col("bonus") * col("credits")
    score = (2 * whole + 100 * col("credits")) // (200 * col("credits"))
    shown = people.join(sums, on="student_id", how="left").with_columns(average=average, score=score)
    place = col("score").rank("min", descending=True)
    ranked = shown.select(
        "student_id",
        (col("average") / lit(100)).round(2),
        (col("score") / lit(100)).round(2),
        place.over("class_id").alias("class_position"),
        when(col("score").is_not_null()).then(col("score").count().over("class_id")).alias("class_size"),
        place.over(MAJOR_GRADE).alias("major_grade_position"),
        when(col("score").is_not_null()).then(col("score").count().over(MAJOR_GRADE)).alias("major_grade_size"),
    )
    written = io.BytesIO()
    ranked.write_csv(written, include_header=False)
    written.seek(0)
    return written
