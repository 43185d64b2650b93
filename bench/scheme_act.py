"""Measures the computation of comprehensive results by a scheme: the whole act for a university, and for one class.

    python -m bench --only scheme-act,scheme-class

The stored results, levels and places are compared with the bare statement's, and with the regulation reckoned by hand
in fractions from the courses and the drawn inputs (`tests/regulations`).
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bench.bare_computing import PASSED
from bench.computing import ONE_COURSE_OF_CLASSES, change_course
from bench.figures import Outcome, compared_times
from bench.ground import COMPUTE_ACADEMIC, FOLLOWED, Ground, vacuumed
from bench.scheme_batch import PACK, SchemeBatch, prepared, save_everywhere
from bench.schemes import bare_statement
from db.queries.schemes.reckoning import input_label
from db.schemes import Category, Column, Scheme
from tests import oracle
from tests.core.rules.schemes import packs
from tests.regulations import REGULATIONS
from tests.regulations.plain import Pupil, Standing, stand

COMPUTE = f"""mutation($input: ComputeComprehensiveResultsInput!) {{
  done: computeComprehensiveResults(input: $input) {{ {FOLLOWED} }} }}"""
BONUS = Decimal("0.10")
GIVEN = """
plain_student as (
  select p.student_id, p.class_id, k.major_id * 10000 + k.grade as grade_id, {inputs}
  from participant p join batch_class k using (batch_id, class_id)
  left join academic_result a using (batch_id, student_id)
  left join (select student_id, count(*) as failed from course_score
    where academic_year = (select academic_year from batch where id = {batch}) and score < {passed} group by 1) f
    on f.student_id = p.student_id
  left join (select student_id, {columns} from scheme_value where batch_id = {batch} group by 1) v
    on v.student_id = p.student_id
  where p.batch_id = {batch} and p.participating
), plain_item as (
  select id as item_id, student_id, category, item, level, award, role, kind, amount, points from scheme_item
  where batch_id = {batch}
), """
DIFFERS = """
select count(*) from (select * from comprehensive_result where batch_id = :batch) ours
full join bare_comprehensive theirs using (student_id) where
  (ours.scores, ours.overall_score, ours.levels, ours.overall_level, ours.positions, ours.overall_position,
   ours.grade_positions, ours.overall_grade_position) is distinct from
  (theirs.scores, theirs.overall_score, theirs.levels, theirs.overall_level, theirs.positions, theirs.overall_position,
   theirs.grade_positions, theirs.overall_grade_position)
"""
COURSES = """
select c.student_id, c.score, c.credit, a.counted, a.ratio from course_score c
join batch on batch.id = :batch and batch.academic_year = c.academic_year
left join course_adjustment a on a.batch_id = batch.id and a.student_id = c.student_id and a.term = c.term
  and a.course_code = c.course_code
"""
STORED = """
select student_id, scores || overall_score as scores, levels || overall_level as levels,
  positions || overall_position as class_places, grade_positions || overall_grade_position as grade_places
from comprehensive_result where batch_id = :batch
"""


async def whole(ground: Ground) -> list[Outcome]:
    """Takes turns with one statement that reckons scores, levels and places from the same tables."""
    made, ours, bare = await prepared(ground), [], []
    await ground.perform(COMPUTE, batchId=str(made.id))
    for _ in range(ground.rounds):
        async with ground.plain() as db:
            bare.append(await _seconds(db, bare_results(made.scheme, made.id)))
        await vacuumed(ground.database, "comprehensive_result, scheme_given")
        ours.append(await ground.perform(COMPUTE, batchId=str(made.id)))
    [(count,)] = await ground.rows(DIFFERS, batch=made.id)
    assert count == 0, f"{count} results differ from the bare statement"
    compared = await _require_same_by_hand(ground, made)
    outcome = compared_times(ours, bare)
    return [Outcome(outcome.ratios, f"{outcome.note}; {compared:,} values equal by hand")]


async def one_class(ground: Ground) -> list[Outcome]:
    """Computes single classes, by the same scheme with its levels by share within the class; then changes a course
    score of each, and computes its academic scores and its results.
    """
    made = await prepared(ground)
    await save_everywhere(ground, made.id, packs.text(PACK).replace("within: grade", "within: class"))
    await ground.perform(COMPUTE, batchId=str(made.id))
    await vacuumed(ground.database)
    alone, fresh = [], []
    for row in await ground.rows(ONE_COURSE_OF_CLASSES, batch=made.id):
        of_class: dict[str, Any] = {"batchId": str(made.id), "classIds": [str(row.class_id)]}
        alone.append(1000 * await ground.perform(COMPUTE, **of_class))
        for score in (100 - row.score, row.score):
            began = time.perf_counter()
            await change_course(ground, row, str(score))
            await ground.perform(COMPUTE_ACADEMIC, **of_class)
            await ground.perform(COMPUTE, **of_class)
            fresh.append(1000 * (time.perf_counter() - began))
    await save_everywhere(ground, made.id, packs.text(PACK))
    return [Outcome(alone, "one act"), Outcome(fresh, "three acts, stored and audited")]


def bare_results(scheme: Scheme, batch: int) -> str:
    """Writes the statement that reckons everything from the tables of the product."""
    known = {"academicScore": "a.academic_score", "failedCourses": "coalesce(f.failed, 0)"}
    inputs, columns = [], []
    for name, one in scheme.inputs.items():
        label = input_label(scheme, name)
        if isinstance(one, Column):
            columns.append(f"max(value) filter (where heading = '{one.heading or name}') as {label}")
            inputs.append(f"v.{label}")
        elif not isinstance(one, Category):
            inputs.append(f"{known[one.source]} as {label}")
    given = GIVEN.format(batch=batch, passed=PASSED, inputs=", ".join(inputs), columns=", ".join(columns))
    places = range(len(scheme.qualities))
    ranks = (f", rank() over (partition by {of}_id order by q{n} desc) as {of}_{n}" for n in places for of in GROUPS)
    reckoned = bare_statement(scheme, given, "".join(ranks))
    *others, last = places
    arrays = {
        "scores": "q{}",
        "levels": "l{}::varchar",
        "positions": "class_{}::int",
        "grade_positions": "grade_{}::int",
    }
    listed = (f"array[{', '.join(one.format(n) for n in others)}] as {name}" for name, one in arrays.items())
    overall = f"q{last} as overall_score, l{last}::varchar as overall_level, class_{last} as overall_position"
    return f"""create table bare_comprehensive as select student_id, {", ".join(listed)}, {overall},
      grade_{last} as overall_grade_position from ({reckoned}) reckoned"""


GROUPS = ("class", "grade")


async def _seconds(db: Any, statement: str) -> float:
    await db.execute("drop table if exists bare_comprehensive; set work_mem = '64MB'")
    began = time.perf_counter()
    await db.execute(statement)
    return time.perf_counter() - began


async def _require_same_by_hand(ground: Ground, made: SchemeBatch) -> int:
    """Compares every stored score, level and place with the regulation; returns how many values are equal."""
    regulation = REGULATIONS[PACK]
    by_hand = stand(regulation, [*await _pupils(ground, made)])
    stored = {row.student_id: row for row in await ground.rows(STORED, batch=made.id)}
    compared = 0
    for student, one in zip(made.students, by_hand, strict=True):
        row, levels = stored[student.id], regulation.levels(one)
        for place, code in enumerate(regulation.qualities):
            given = row.scores[place], row.levels[place], row.class_places[place], row.grade_places[place]
            expected = _cells(one, code, levels)
            assert (Fraction(given[0]), *given[1:]) == expected, (student.number, code, given, expected)
            compared += len(given)
    assert len(stored) == len(made.students)
    return compared


def _cells(one: Standing, code: str, levels: dict[str, str]) -> tuple[Any, ...]:
    return one.shown[code], levels[code], one.class_place(code), one.grade_place(code)


async def _pupils(ground: Ground, made: SchemeBatch) -> Iterator[Pupil]:
    courses: dict[int, list[Any]] = defaultdict(list)
    for row in await ground.rows(COURSES, batch=made.id):
        courses[row.student_id].append(row)
    blank = REGULATIONS[PACK].blank

    def pupil(student: Any, given: Any) -> Pupil:
        values = {name: Fraction(blank[name] if one is None else one) for name, one in given.values.items()}
        return Pupil(student.class_id, student.grade_id, {**values, **_studied(courses[student.id])}, [*given.items])

    return (pupil(*both) for both in zip(made.students, made.drawn, strict=True))


def _studied(rows: Sequence[Any]) -> dict[str, Fraction]:
    courses = [oracle.Course(row.score, row.credit, row.counted is not False, row.ratio) for row in rows]
    failed = sum(row.score < PASSED for row in rows)
    return {"学业成绩": Fraction(oracle.score(courses, BONUS).academic_score or 0), "不及格门数": Fraction(failed)}
