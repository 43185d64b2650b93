"""A client that has gone gets no more work: its query is ended, its act is not, and nobody else notices."""

import asyncio
from typing import Any

import orjson

from tests.campus import Campus
from tests.evening.wire import Connection, request
from tests.graph.batch_acts import CREATE, batch_form
from tests.waiting import until

BATCHES = "query { batches { nodes { id name } } }"
WAITING = """select count(*) as many from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock' and query like '%batch%'"""


async def waits_for_a_lock(campus: Campus, how_many: int) -> None:
    """Waits until so many wait for a lock, as the database itself sees it."""

    async def they_do() -> bool:
        return (await campus.rows(WAITING))[0].many == how_many

    await until(they_do)


async def asked(campus: Campus, token: str, query: str, **variables: Any) -> Connection:
    connection = await Connection.open(int(str(campus.client.base_url).rstrip("/").rpartition(":")[2]))
    connection.writer.write(request("/graphql", orjson.dumps({"query": query, "variables": variables}), token))
    return connection


async def test_a_query_whose_client_has_gone_is_ended_and_its_connection_is_good_again(campus: Campus) -> None:
    """More of them than there are connections: who stays is answered as soon as the table is free."""
    async with campus.database.write() as db:
        await db.exec_driver_sql("lock table batch in access exclusive mode")
        gone = [await asked(campus, campus.super_admin.token, BATCHES) for _ in range(4)]
        await waits_for_a_lock(campus, 4)
        for connection in gone:
            connection.drop()
        await waits_for_a_lock(campus, 0)
    answers = await asyncio.gather(*(campus.ask(campus.super_admin, BATCHES) for _ in range(12)))
    assert all(answer.data["batches"]["nodes"] for answer in answers)


async def test_an_act_whose_client_has_gone_is_done(campus: Campus) -> None:
    """It was asked for, and nobody could say how far it had come."""
    async with campus.database.write() as db:
        await db.exec_driver_sql("lock table batch in exclusive mode")
        gone = await asked(campus, campus.super_admin.token, CREATE, input=batch_form(name="走了以后"))
        await waits_for_a_lock(campus, 1)
        gone.drop()
        await asyncio.sleep(0.3)  # longer than it takes to notice
        await waits_for_a_lock(campus, 1)
    made = "select id from batch where name = '走了以后'"
    await until(lambda: campus.rows(made))
