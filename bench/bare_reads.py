"""Answers the three reads with the least possible code: Starlette, asyncpg and orjson, no sign-in, no rule, no GraphQL.

python -m bench.bare_reads <database> <port>

Each request names what it needs in JSON; the answer has the shape of the answer to the same GraphQL query. Of
`/class-json` PostgreSQL makes the whole answer by one statement, and Python only passes it on: nothing in Python can do
less.
"""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

POOL = 10
STUDENTS = """
select s.id, s.number, s.name, s.gender, s.ethnicity, s.monitor,
       s.class_id, k.code, k.name as class_name, k.grade, k.college_id, c.code as college_code, c.name as college_name
from student s join school_class k on k.id = s.class_id join college c on c.id = k.college_id
where s.retired_at is null and {} order by {} limit {}
"""
CLASS_LIST = STUDENTS.format("s.class_id = $1", "s.number", 40)
OF_COLLEGE = "select id from school_class where college_id = $1 and retired_at is null order by code limit 25"
CLASS_JSON = f"""
select json_build_object('data', json_build_object('students', json_build_object('nodes', json_agg(json_build_object(
  'id', id::text, 'number', number, 'name', name, 'gender', gender, 'ethnicity', ethnicity, 'monitor', monitor,
  'schoolClass', json_build_object('id', class_id::text, 'code', code, 'name', class_name, 'grade', grade),
  'college', json_build_object('id', college_id::text, 'code', college_code, 'name', college_name))))))::text
from ({CLASS_LIST}) row
"""
COLLEGE_LIST = STUDENTS.format(f"s.class_id in ({OF_COLLEGE})", "k.code, s.number", 1000)
SCORE = """
select name, result.id, credit_average, academic_score, class_position, class_size
from student left join academic_result result on student_id = student.id and batch_id = $2 where student.id = $1
"""
BALLOT = """
select submitted_at, (select count(*) from mark where ballot_id = ballot.id) as done,
  (select count(*) from participant where batch_id = $2 and class_id = ballot.class_id and participating)
  * (select count(*) from batch_rating_item item where batch_id = $2 and item.college_id = ballot.college_id) as total
from ballot where batch_id = $2 and kind = 'PEER' and rater_id = $1
  and class_id = (select class_id from participant where batch_id = $2 and student_id = $1)
"""
COMPREHENSIVE = """
select overall_score, overall_level, overall_position, class_size from comprehensive_result
where batch_id = $2 and student_id = $1 and stage >= 3
"""


async def class_list(request: Request) -> Response:
    return await _students(request, CLASS_LIST)


async def class_json(request: Request) -> Response:
    request_body = orjson.loads(await request.body())
    async with request.app.state.pool.acquire() as db:
        return Response(await db.fetchval(CLASS_JSON, request_body["place"]), media_type="application/json")


async def college_list(request: Request) -> Response:
    return await _students(request, COLLEGE_LIST)


async def _students(request: Request, query: str) -> Response:
    request_body = orjson.loads(await request.body())
    async with request.app.state.pool.acquire() as db:
        rows = await db.fetch(query, request_body["place"])
    return _json({"students": {"nodes": [_student(row) for row in rows]}})


def _student(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "name": row["name"],
        "gender": row["gender"],
        "ethnicity": row["ethnicity"],
        "monitor": row["monitor"],
        "schoolClass": {
            "id": str(row["class_id"]),
            "code": row["code"],
            "name": row["class_name"],
            "grade": row["grade"],
        },
        "college": {"id": str(row["college_id"]), "code": row["college_code"], "name": row["college_name"]},
    }


async def my_year(request: Request) -> Response:
    request_body = orjson.loads(await request.body())
    who = (request_body["student"], request_body["batch"])
    async with request.app.state.pool.acquire() as db:
        score = await db.fetchrow(SCORE, *who)
        ballot = await db.fetchrow(BALLOT, *who)
        comprehensive = await db.fetchrow(COMPREHENSIVE, *who)
    student = {
        "name": score["name"],
        "academicResult": _academic(score) if score["id"] else None,
        "ballot": _ballot(ballot) if ballot else None,
        "comprehensiveResult": {"overall": _overall(comprehensive)} if comprehensive else None,
    }
    return _json({"viewer": {"student": student}})


def _academic(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "creditAverage": _decimal(row["credit_average"]),
        "academicScore": _decimal(row["academic_score"]),
        "classRank": _rank(row["class_position"], row["class_size"]),
    }


def _ballot(row: Mapping[str, Any]) -> dict[str, Any]:
    status = "SUBMITTED" if row["submitted_at"] else "DRAFT"
    return {"status": status, "done": row["done"], "total": row["total"]}


def _overall(row: Mapping[str, Any]) -> dict[str, Any]:
    rank = _rank(row["overall_position"], row["class_size"])
    return {"score": _decimal(row["overall_score"]), "level": row["overall_level"], "classRank": rank}


def _rank(position: int | None, size: int | None) -> dict[str, str] | None:
    return None if position is None else {"label": f"{position}/{size}"}


def _decimal(value: Any) -> str | None:
    return None if value is None else str(value)


def _json(data: Any) -> Response:
    return Response(orjson.dumps({"data": data}), media_type="application/json")


def application(database_url: str) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(database_url, min_size=POOL, max_size=POOL) as app.state.pool:
            yield

    paths = {"/class-list": class_list, "/class-json": class_json, "/college-list": college_list, "/my-year": my_year}
    routes = [Route(path, answer, methods=["POST"]) for path, answer in paths.items()]
    return Starlette(routes=routes, lifespan=lifespan)


if __name__ == "__main__":
    uvicorn.run(application(sys.argv[1]), port=int(sys.argv[2]), log_config=None, access_log=False, server_header=False)
