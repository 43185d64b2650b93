"""Long work: asked for, held up by a lock of the test's own, and looked at again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text

from tests.campus import Campus, Person
from tests.waiting import until

FIELDS = """id kind status progress { done total stage } startedAt finishedAt outcome downloadUrl
  userErrors { code message row column }"""
COMPUTE = f"""mutation($batch: ID!, $classIds: [ID!]) {{
  computeAcademicScores(input: {{batchId: $batch, classIds: $classIds}}) {{
    studentCount classes {{ id }} operation {{ {FIELDS} }} userErrors {{ code path message }} }} }}"""
OPERATION = f"query($id: ID!) {{ operation(id: $id) {{ {FIELDS} }} }}"
OPERATIONS = """query($filter: OperationFilter, $first: Int = 20, $after: String) {
  operations(filter: $filter, first: $first, after: $after) {
    totalCount nodes { id kind status } pageInfo { endCursor } } }"""
CANCEL = """mutation($id: ID!) { cancelOperation(input: {id: $id}) {
  operation { id status finishedAt } userErrors { code path } } }"""
WAITING = """select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"""
STORED = """select (select count(*)::int from academic_result),
  (select count(*)::int from audit_entry where action = 'computeAcademicScores'),
  (select count(*)::int from operation where status = 'SUCCEEDED')"""


async def ready(campus: Campus) -> None:
    """Scores to compute."""
    await campus.open_phases()
    for student in (campus.jia, campus.yi, campus.ji):
        await campus.give(student, ("A", "3", "80"))


@asynccontextmanager
async def held(campus: Campus) -> AsyncIterator[None]:
    """No class can be computed as long as this lasts."""
    async with campus.database.write() as db:
        await db.execute(text("select * from batch_class for update"))
        yield


async def asked(campus: Campus, person: Person, *classes: str) -> dict[str, Any]:
    """The operation of a computation, as its mutation answers."""
    answer = await campus.ask(
        person, COMPUTE, batch=campus.batch, classIds=[campus.ids[one] for one in classes] or None
    )
    assert not answer.errors, answer.errors
    payload = answer.data["computeAcademicScores"]
    assert payload["userErrors"] == []
    operation: dict[str, Any] = payload["operation"]
    return operation


async def looked_up(campus: Campus, person: Person, operation_id: str) -> dict[str, Any]:
    answer = await campus.ask(person, OPERATION, id=operation_id)
    assert not answer.errors, answer.errors
    found: dict[str, Any] = answer.data["operation"]
    return found


async def over(campus: Campus, person: Person, operation_id: str) -> dict[str, Any]:
    """The operation once it is finished."""

    async def found() -> Any:
        operation = await looked_up(campus, person, operation_id)
        return operation if operation["finishedAt"] else None

    operation: dict[str, Any] = await until(found)
    return operation


async def waits(campus: Campus) -> None:
    """Waits until somebody stands at the lock."""
    await until(lambda: campus.rows(WAITING))


async def stored(campus: Campus) -> tuple[int, int, int]:
    """Results, audit entries of computations, operations that succeeded."""
    [row] = await campus.rows(STORED)
    return row[0], row[1], row[2]
