"""A computed result keeps what it was computed from, also across versions of the program (R9.4, R11.7)."""

from typing import Any

from alembic import command

from db.migrate import _config, upgrade
from tests.campus import STUDENTS, Campus
from tests.graph.scheme_acts import ITEMS, bring, compute, ready, who_is

__all__ = ["ready"]

EXPLANATIONS = """query($batch: ID!) { comprehensiveResults(filter: {batchId: $batch}, first: 50) { nodes {
  student { number } explanation { name value calculation } } } }"""
AS_OBJECTS = """
update scheme_given set given = jsonb_set(given, '{items}', (
  select coalesce(jsonb_agg(jsonb_build_object('category', item ->> 0, 'item', item ->> 1, 'level', item ->> 2,
    'award', item ->> 3, 'role', item ->> 4, 'kind', item ->> 5, 'amount', item ->> 6, 'points', item ->> 7)), '[]')
  from jsonb_array_elements(given -> 'items') item)) where student_id = :student
"""
FACTS = (
    "select string_agg(distinct jsonb_typeof(item), ' ') from scheme_given, jsonb_array_elements(given -> 'items') item"
)


async def test_results_of_versions_before_are_explained_as_they_were(ready: Campus) -> None:
    """They held an item as a list of its facts in JSON, and before that as an object."""
    members = [key for key, _ in STUDENTS["cs1"]]
    await bring(
        ready, ready.counsellor_li, "VALUES", ("学号", "姓名", "体质测试"), [[*who_is(ready, m), 80] for m in members]
    )
    items: list[list[Any]] = [
        [*who_is(ready, members[0]), "发展项目", "数学建模", None, 6],
        [*who_is(ready, members[0]), "发展项目", "数学建模", None, 4],
        [*who_is(ready, members[1]), "处分", "违纪", "警告", None],
    ]
    await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, items)
    await compute(ready, ready.counsellor_li, "cs1")
    before = await ready.ask(ready.counsellor_li, EXPLANATIONS, batch=ready.batch)
    assert "数学建模 4 不计" in str(before.data)
    assert "违纪（警告）" in str(before.data)
    async with ready.database.write() as db:
        await db.run_sync(lambda connection: command.downgrade(_config(connection), "0023"))
    await ready.execute(AS_OBJECTS, student=ready.people[members[0]].id)
    assert await ready.rows(FACTS) == [("array object",)]
    await upgrade(ready.database)
    assert (await ready.ask(ready.counsellor_li, EXPLANATIONS, batch=ready.batch)).data == before.data
    again = await compute(ready, ready.counsellor_li, "cs1")
    assert (again["unchanged"], again["replaced"]) == (len(members), 0)
