"""Measures students by class and by college, and a student's own year on the phone."""

from bench import postgraphile
from bench.figures import Outcome, compared_rates
from bench.ground import Ground
from bench.lines import GENERIC, TABLE
from bench.reads import Query, compared, fast_and_generic, outcomes, students

STUDENT = """id number name gender ethnicity monitor
  schoolClass { id code name grade } college { id code name }"""
CLASS_LIST = f"""query($class: ID!) {{
  students(filter: {{classId: $class}}, first: 40) {{ nodes {{ {STUDENT} }} }} }}"""
COLLEGE_LIST = f"""query($college: ID!) {{
  classes(filter: {{collegeId: $college}}, first: 25) {{ nodes {{
    students(first: 40) {{ nodes {{ {STUDENT} }} }} }} }} }}"""
MY_YEAR = """query MyYear($batch: ID!) { viewer { student { name
  academicResult(batchId: $batch) { creditAverage academicScore classRank { label } }
  ballot(batchId: $batch) { status done total }
  comprehensiveResult(batchId: $batch) { overall { score level classRank { label } } } } } }"""

COUNSELLED = """select class_id, 'zs_' || username as token from counsellor
join account using (staff_id) where batch_id = :batch order by hashint8(class_id) limit 50"""
ADMINS = "select college_id, 'zs_' || number as token from staff where number like 'A%' order by 1 limit 20"
STUDENTS = """select student_id, 'zs_' || username as token from participant join account using (student_id)
where batch_id = :batch order by hashint8(student_id) limit 200"""


async def class_list(ground: Ground) -> list[Outcome]:
    return outcomes(TABLE["class-list"], await compared(ground, await class_query(ground)))


async def class_query(ground: Ground) -> Query:
    """Requests 40 rows of 13 fields, each as the counsellor of the class."""
    classes = await ground.rows(COUNSELLED, batch=ground.batch)
    return Query(
        tokens=[row.token for row in classes],
        query=CLASS_LIST,
        variables=[{"class": str(row.class_id)} for row in classes],
        path="/class-list",
        places=[{"place": row.class_id} for row in classes],
        read=students,
        peer_query=postgraphile.CLASS_LIST,
        json_path="/class-json",
    )


async def thousand_rows(ground: Ground) -> list[Outcome]:
    return outcomes(TABLE["thousand-rows"], await compared(ground, await college_query(ground)))


async def college_query(ground: Ground) -> Query:
    """Requests 25 classes as the college's admin, class by class: a list returns at most 200 rows a page."""
    colleges = await ground.rows(ADMINS)
    return Query(
        tokens=[row.token for row in colleges],
        query=COLLEGE_LIST,
        variables=[{"college": str(row.college_id)} for row in colleges],
        path="/college-list",
        places=[{"place": row.college_id} for row in colleges],
        read=students,
        peer_query=postgraphile.COLLEGE_LIST,
    )


async def my_year(ground: Ground) -> list[Outcome]:
    """Requests a student's phone page; the bare endpoint answers it with three SELECTs."""
    return outcomes(TABLE["my-year"], await compared(ground, await phone_pages(ground)))


async def phone_pages(ground: Ground) -> Query:
    """Requests the phone page, each as another student."""
    students = await ground.rows(STUDENTS, batch=ground.batch)
    return Query(
        tokens=[row.token for row in students],
        query=MY_YEAR,
        variables=[{"batch": str(ground.batch)} for _ in students],
        path="/my-year",
        places=[{"batch": ground.batch, "student": row.student_id} for row in students],
    )


async def fast_path(ground: Ground) -> list[Outcome]:
    """Requests a class and the phone page from a server with the fast path and from one without it."""
    queries = (await class_query(ground), await phone_pages(ground))
    measured = [await fast_and_generic(ground, query) for query in queries]
    return [compared_rates(one["ours"], one[GENERIC]) for one in measured]
