"""Computes the same numbers by one bare statement each, into a table without keys and explanations."""

import time
from typing import Any

from db.formulas import ACADEMIC as FORMULA

PASSED = FORMULA.passed_from
ACADEMIC = f"""
create table bare_academic as
with scores as (
  select p.student_id, p.class_id, p.college_id, k.major_id, k.grade,
    sum(c.score * c.credit) filter (where coalesce(a.counted, true))
      / nullif(sum(c.credit) filter (where coalesce(a.counted, true)), 0) as average,
    coalesce(sum(c.credit * case when c.score < {PASSED} then 0 else coalesce(a.ratio, phase.bonus_ratio, 0) end)
      filter (where coalesce(a.counted, true)), 0) as bonus
  from participant p
  join batch on batch.id = p.batch_id
  join batch_class k on k.batch_id = p.batch_id and k.class_id = p.class_id
  join phase on phase.batch_id = p.batch_id and phase.college_id = p.college_id and module = 'ACADEMIC'
  left join course_score c on c.student_id = p.student_id and c.academic_year = batch.academic_year
  left join course_adjustment a on a.batch_id = p.batch_id and a.student_id = c.student_id and a.term = c.term
    and a.course_code = c.course_code
  where p.batch_id = {{batch}} and p.participating group by 1, 2, 3, 4, 5
), shown as (
  select *, round(average, 2) as credit_average, round(average + bonus, 2) as academic_score from scores
)
select student_id, credit_average, academic_score,
  rank() over (of_class order by academic_score desc nulls last) as class_position,
  count(academic_score) over of_class as class_size,
  rank() over (of_major_grade order by academic_score desc nulls last) as major_grade_position,
  count(academic_score) over of_major_grade as major_grade_size
from shown
window of_class as (partition by class_id), of_major_grade as (partition by college_id, major_id, grade)
"""
ACADEMIC_DIFFERS = """
select count(*) from (select * from academic_result where batch_id = :batch) ours
full join {other} theirs using (student_id) where
  (ours.credit_average, ours.academic_score, ours.class_position, ours.class_size,
   ours.major_grade_position, ours.major_grade_size) is distinct from
  (theirs.credit_average, theirs.academic_score, theirs.class_position, theirs.class_size,
   theirs.major_grade_position, theirs.major_grade_size)
"""
KINDS = {"COUNSELLOR": "counsellor_weight", "HEAD_TEACHER": "head_teacher_weight", "PEER": "peer_weight"}
SUMS = ", ".join(
    f"sum(points) filter (where kind = '{kind}') as {kind}_sum, count(*) filter (where kind = '{kind}') as {kind}_count"
    for kind in KINDS
)
AVERAGES = " + ".join(f"coalesce({kind}_sum / nullif({kind}_count, 0) * {weight}, 0)" for kind, weight in KINDS.items())
WEIGHTS = " + ".join(f"case when {kind}_count > 0 then {weight} else 0 end" for kind, weight in KINDS.items())
RATINGS = f"""
create table bare_rating as
with sums as (
  select class_id, student_id, item_id, {SUMS},
    array_agg(points order by points) as marks
  from ballot join mark on ballot_id = ballot.id
  where batch_id = {{batch}} and submitted_at is not null group by 1, 2, 3
)
select p.student_id, round(sum(({AVERAGES}) / nullif({WEIGHTS}, 0)), 2) as rating_score, array_concat(marks) as marks
from participant p join batch_rating_item i on i.batch_id = p.batch_id and i.college_id = p.college_id
left join sums on sums.class_id = p.class_id and sums.student_id = p.student_id and sums.item_id = i.id
where p.batch_id = {{batch}} and p.participating group by 1
"""
RATINGS_DIFFER = """
select count(*) from (select * from rating_result where batch_id = :batch) ours
full join bare_rating theirs using (student_id) where ours.rating_score is distinct from theirs.rating_score
"""


async def seconds(db: Any, table: str, statement: str) -> float:
    """Returns the time that the driver takes for the statement that creates the table."""
    await db.execute(f"drop table if exists {table}")
    began = time.perf_counter()
    await db.execute(statement)
    return time.perf_counter() - began
