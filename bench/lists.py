"""Academic results by tens and by hundreds, and a student's own year on the phone."""

from bench import postgraphile
from bench.figures import Figure
from bench.ground import Ground
from bench.reads import BARE, PEER, Asked, compared, figures, results

RESULT = """id creditAverage academicScore computedAt student { id number name monitor }
  schoolClass { id code name grade cohort }"""
CLASS_LIST = f"""query($batch: ID!, $class: ID!) {{
  academicResults(batchId: $batch, filter: {{classId: $class}}, first: 40) {{ nodes {{ {RESULT} }} }} }}"""
PAGE = "p{0}: academicResults(batchId: $batch, first: 200, offset: {0}) {{ nodes {{ ...Result }} }}"
COLLEGE_LIST = f"""query($batch: ID!) {{ {" ".join(PAGE.format(at) for at in range(0, 1000, 200))} }}
fragment Result on AcademicResult {{ {RESULT} }}"""
MY_YEAR = """query MyYear($batch: ID!) { viewer { student { name
  academicResult(batchId: $batch) { creditAverage academicScore classRank { label } }
  ballot(batchId: $batch) { status done total }
  comprehensiveResult(batchId: $batch) { overall { score level classRank { label } } } } } }"""

COUNSELLED = """select class_id, 'zs_' || username as token from counsellor
join account using (staff_id) where batch_id = :batch order by hashint8(class_id) limit 50"""
ADMINS = "select college_id, 'zs_' || number as token from staff where number like 'A%' order by 1 limit 20"
STUDENTS = """select student_id, 'zs_' || username as token from participant join account using (student_id)
where batch_id = :batch order by hashint8(student_id) limit 200"""


async def class_list(ground: Ground) -> list[Figure]:
    measured = await compared(ground, await asked_of_classes(ground))
    return figures("class list, 40 rows x 13 fields", measured, {BARE: 0.50, PEER: 1.3})


async def asked_of_classes(ground: Ground) -> Asked:
    """40 rows x 13 fields, each asked for by the counsellor of the class."""
    classes = await ground.rows(COUNSELLED, batch=ground.batch)
    return Asked(
        tokens=[row.token for row in classes],
        query=CLASS_LIST,
        variables=[{"batch": str(ground.batch), "class": str(row.class_id)} for row in classes],
        path="/class-list",
        places=[{"batch": ground.batch, "place": row.class_id} for row in classes],
        read=results,
        peer_query=postgraphile.CLASS_LIST,
    )


async def thousand_rows(ground: Ground) -> list[Figure]:
    """A list gives at most 200 a page: five pages in one document, asked for by the college's admin."""
    colleges = await ground.rows(ADMINS)
    asked = Asked(
        tokens=[row.token for row in colleges],
        query=COLLEGE_LIST,
        variables=[{"batch": str(ground.batch)} for _ in colleges],
        path="/college-list",
        places=[{"batch": ground.batch, "place": row.college_id} for row in colleges],
        read=results,
        peer_query=postgraphile.COLLEGE_LIST,
    )
    measured = await compared(ground, asked)
    return figures("the same with 1,000 rows (ours in five pages)", measured, {BARE: 0.50, PEER: 1.5})


async def my_year(ground: Ground) -> list[Figure]:
    """The phone of a student; the bare endpoint answers with three SELECTs."""
    students = await ground.rows(STUDENTS, batch=ground.batch)
    asked = Asked(
        tokens=[row.token for row in students],
        query=MY_YEAR,
        variables=[{"batch": str(ground.batch)} for _ in students],
        path="/my-year",
        places=[{"batch": ground.batch, "student": row.student_id} for row in students],
    )
    return figures("the phone's `MyYear`", await compared(ground, asked), {BARE: 0.40})
