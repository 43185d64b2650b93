"""Larger classes, and scores as a test wants them, by plain SQL."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tests.campus import Campus

MORE = """
with newcomer as (
  insert into student (number, name, name_key, class_id, monitor)
  select '9' || class_id || number, '同学' || number, 'x', class_id, false
  from batch_class, generate_series(1, :students) number where batch_id = :batch
  returning id, class_id
)
insert into participant (batch_id, student_id, class_id, college_id, participating)
select batch_id, newcomer.id, class_id, college_id, true
from newcomer join batch_class using (class_id) where batch_id = :batch
"""
SCORES = """
insert into academic_result (batch_id, student_id, class_id, college_id, major_id, grade, academic_score, computed_at,
                             computed_by)
select batch_id, 100 * class_id + number, class_id, college_id, major_id, grade, score, now(), 0
from batch_class, unnest(cast(:scores as numeric[])) with ordinality given (score, number)
where batch_id = :batch and class_id = :class
"""
RATINGS = """
insert into rating_result (batch_id, student_id, class_id, college_id, major_id, grade, rating_score, rests_on_one,
  score_withheld, counsellor_ballots, head_teacher_ballots, peer_ballots, item_ids, item_scores, counsellor_sums,
  head_teacher_sums, peer_sums, computed_at, computed_by)
select batch_id, student_id, class_id, participant.college_id, major_id, grade,
       80 + row_number() over (partition by class_id order by student_id), :one, :withheld, 1, 0, 0,
       '{}', '{}', '{}', '{}', '{}', now(), 0
from participant join batch_class using (batch_id, class_id) where batch_id = :batch
"""


async def enlarge(campus: Campus, students: int = 5) -> None:
    """So many more participants in each class of the batch."""
    await campus.execute(MORE, batch=campus.ids["batch"], students=students)


async def score(campus: Campus, classes: Mapping[str, Sequence[Decimal | None]]) -> None:
    """Classes ("cs1") with exactly these academic scores; the results belong to nobody's number."""
    await campus.execute("truncate academic_result")
    for klass, given in classes.items():
        await campus.execute(SCORES, batch=campus.ids["batch"], scores=list(given), **{"class": campus.ids[klass]})


async def rate(campus: Campus, *, one: bool = False, withheld: bool = False) -> None:
    """Every participant with a rating score, which may rest on one ballot or be withheld from everybody."""
    await campus.execute("truncate rating_result")
    await campus.execute(RATINGS, batch=campus.ids["batch"], one=one, withheld=withheld)
