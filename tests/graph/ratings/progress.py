"""The queries of rating progress."""

from tests.campus import Campus

COUNTS = """classSize participantCount ratedByCounsellors ratedByHeadTeachers peersSubmitted
            counsellorsSubmitted headTeachersSubmitted"""
CLASSES = f"""query Classes($batch: ID!, $filter: ClassRatingProgressFilter, $by: ClassRatingProgressOrder,
                            $first: Int! = 20, $after: String, $offset: Int) {{
  ratingProgress(batchId: $batch, filter: $filter, orderBy: $by, first: $first, after: $after, offset: $offset) {{
    totalCount pageInfo {{ endCursor hasNextPage }}
    nodes {{ {COUNTS} grade stale ratingComputedAt ratingComputedBy schoolClass {{ code name }} major {{ name }}
             college {{ name }} batch {{ name }} raters {{ kind status staff {{ name }} }} }} }} }}"""
PEOPLE = """query People($batch: ID!, $filter: StudentRatingProgressFilter, $by: StudentRatingProgressOrder,
                         $first: Int! = 20, $after: String) {
  studentRatingProgress(batchId: $batch, filter: $filter, orderBy: $by, first: $first, after: $after) {
    totalCount pageInfo { endCursor hasNextPage }
    nodes { student { name number } schoolClass { name } college { name } batch { name }
            ratedByCounsellor ratedByHeadTeacher ballotSubmitted } } }"""
NESTED = """query Nested($batch: ID!) { students(first: 50) { nodes { name
  ratingProgress(batchId: $batch) { ballotSubmitted ratedByCounsellor itemScores { score } } } } }"""
TOTALS = """query Totals($batch: ID!) { batch(id: $batch) { colleges { college { name }
  ratingTotals { classes classesFinished participants ratedByCounsellors ratedByHeadTeachers peersSubmitted
                 counsellors counsellorsSubmitted headTeachers headTeachersSubmitted }
  phases { module done classesDone } } } }"""
COMPUTE = """mutation($batch: ID!) { computeRatingScores(input: {batchId: $batch}) { userErrors { code } } }"""


async def compute(campus: Campus) -> None:
    answer = await campus.ask(campus.super_admin, COMPUTE, batch=campus.batch)
    assert answer.data["computeRatingScores"]["userErrors"] == [], answer.body
