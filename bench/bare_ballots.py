"""Stores ballots with the least possible code: Starlette, asyncpg and orjson, no sign-in, no rule, no audit.

python -m bench.bare_ballots <database> <port>
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

POOL = 10
TABLES = """
create table plain_ballot (like ballot including all);
alter table plain_ballot add foreign key (batch_id) references batch,
    add foreign key (class_id) references school_class, add foreign key (college_id) references college;
create table plain_mark (like mark including all);
alter table plain_mark add foreign key (ballot_id) references plain_ballot on delete cascade
"""
BALLOT = """
insert into plain_ballot (batch_id, class_id, college_id, kind, rater_id, saved_at) values ($1, $2, $3, $4, $5, $6)
on conflict (batch_id, class_id, kind, rater_id) do update set saved_at = excluded.saved_at returning id
"""
MARKS = """
insert into plain_mark (ballot_id, student_id, item_id, points)
select $1, * from unnest($2::bigint[], $3::bigint[], $4::numeric[])
on conflict (ballot_id, student_id, item_id) do update set points = excluded.points
"""
COUNT = "select id, (select count(*) from plain_mark where ballot_id = plain_ballot.id) as marks from plain_ballot"
OF_RATER = " where batch_id = $1 and class_id = $2 and kind = $3 and rater_id = $4"
SUBMIT = "update plain_ballot set submitted_at = $2 where id = $1"


async def save(request: Request) -> Response:
    sent = orjson.loads(await request.body())
    marks = sent["marks"]
    students, items = [int(one["studentId"]) for one in marks], [int(one["itemId"]) for one in marks]
    points = [Decimal(one["points"]) for one in marks]
    place = (sent["batchId"], sent["classId"], sent["collegeId"], sent["kind"], sent["raterId"])
    async with request.app.state.pool.acquire() as db, db.transaction():
        ballot_id = await db.fetchval(BALLOT, *place, datetime.now(UTC))
        await db.execute(MARKS, ballot_id, students, items, points)
    return _json({"marks": len(marks)})


async def submit(request: Request) -> Response:
    sent = orjson.loads(await request.body())
    async with request.app.state.pool.acquire() as db, db.transaction():
        place = (sent["batchId"], sent["classId"], sent["kind"], sent["raterId"])
        ballot = await db.fetchrow(COUNT + OF_RATER, *place)
        await db.execute(SUBMIT, ballot["id"], datetime.now(UTC))
    return _json({"marks": ballot["marks"]})


def _json(answer: dict[str, int]) -> Response:
    return Response(orjson.dumps(answer), media_type="application/json")


def application(database_url: str) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(database_url, min_size=POOL, max_size=POOL) as app.state.pool:
            yield

    routes = [Route("/save", save, methods=["POST"]), Route("/submit", submit, methods=["POST"])]
    return Starlette(routes=routes, lifespan=lifespan)


async def make_tables(database_url: str) -> None:
    db = await asyncpg.connect(database_url)
    await db.execute(TABLES)
    await db.close()


if __name__ == "__main__":
    asyncio.run(make_tables(sys.argv[1]))
    uvicorn.run(application(sys.argv[1]), port=int(sys.argv[2]), log_config=None, access_log=False, server_header=False)
