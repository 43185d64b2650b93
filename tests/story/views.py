"""Holds the queries of several chapters: the classes of a college, the library, and a student's own year."""

from typing import Any

from tests.campus import Campus, Person
from tests.story.acts import read

CLASSES = """query($batch: ID!, $filter: BatchClassFilter) { batchClasses(batchId: $batch, filter: $filter) { totalCount
  nodes { schoolClass { name } classSize participantCount participating counsellors { name }
          headTeachers { name } } } }"""
LIBRARY = """query($filter: ComprehensiveResultFilter, $order: ComprehensiveResultOrder) {
  comprehensiveResults(filter: $filter, orderBy: $order, first: 50) { totalCount nodes { student { name }
  overall { score level classRank { label } } } } }"""
MY_YEAR = """query MyYear($batch: ID!) { viewer { student { name
  academicResult(batchId: $batch) { creditAverage academicScore classRank { label } }
  ballot(batchId: $batch) { status done total }
  comprehensiveResult(batchId: $batch) { overall { score level classRank { label } } } } } }"""
THIRD = {"郑壬": (88, "良好"), "冯癸": (77, "合格")}


async def classes(campus: Campus, **wanted: object) -> dict[str, tuple[int, int]]:
    """班级人数 beside 参评人数, as the college sees them."""
    found = await read(campus, campus.college_admin, CLASSES, filter=wanted)
    return {one["schoolClass"]["name"]: (one["classSize"], one["participantCount"]) for one in found["nodes"]}


async def seen(campus: Campus, person: Person, **wanted: Any) -> list[str]:
    """The names in this year's library, as far as the person reads it."""
    found = await read(campus, person, LIBRARY, filter={"batchId": campus.batch, **wanted}, order=None)
    assert found["totalCount"] == len(found["nodes"])
    return [one["student"]["name"] for one in found["nodes"]]
