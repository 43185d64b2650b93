"""A database that restarts, freezes, is locked or is cut off: read again, or told as UNAVAILABLE, never as a fault.

The campus is reached through a wire that the test pulls out or squeezes (`tests.db.wire`): to the program that is what
a killed, frozen or unreachable primary looks like.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from db.limits import CONNECT_SECONDS
from db.pulse import STUCK_SECONDS
from graph.server.sockets import TRY_AGAIN_LATER
from tests.campus import Answer, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.db.wire import Wire, wired
from tests.graph.batch_acts import CREATE, batch_form
from tests.graph.operations import COMPUTE, over, ready, stored
from tests.server.talking import code, say, socket
from tests.waiting import until

STUDENTS = "query Students { students(first: 3) { totalCount nodes { number name schoolClass { name } } } }"
AUDIT = "query Audit { auditLog(first: 3) { nodes { action } } }"
KILL = """select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"""
AT_A_LOCK = "select pid from pg_locks where not granted"
BATCHES = "select name from batch where name = '2019-2020学年综合测评'"


@dataclass
class Frail:
    """A campus, the wire by which it reaches its database, and a connection of the test's own past the wire."""

    campus: Campus
    wire: Wire
    own: asyncpg.Connection

    async def kill(self) -> None:
        """Every connection but the test's own ends."""
        await self.own.execute("select pg_stat_clear_snapshot()")
        await self.own.execute(KILL)

    async def students(self) -> Answer:
        return await self.campus.ask(self.campus.super_admin, STUDENTS)


@pytest.fixture
async def frail(cluster: Cluster, template: Template, hurried: dict[str, Any]) -> AsyncIterator[Frail]:
    async with served_by_wire(cluster, template, **hurried) as ready:
        yield ready


@pytest.fixture
async def frail_and_patient(
    cluster: Cluster, template: Template, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Frail]:
    """A statement and a place in the pool are waited for until the pulse ends it; their own limits are far away."""
    monkeypatch.setattr("db.pulse.BEAT_SECONDS", 0.1)
    monkeypatch.setattr("db.connecting.CONNECT_SECONDS", CONNECT_SECONDS)
    monkeypatch.setattr("db.pulse.STUCK_SECONDS", STUCK_SECONDS)
    async with served_by_wire(cluster, template) as ready:
        yield ready


@asynccontextmanager
async def served_by_wire(cluster: Cluster, template: Template, **given: Any) -> AsyncIterator[Frail]:
    name, people, ids = template
    async with cluster.fresh(name) as copy, wired(cluster.database_url(copy)) as wire:
        own = await asyncpg.connect(cluster.database_url(copy))
        place = make_url(cluster.database_url(copy)).set(host="127.0.0.1", port=wire.port, query={})
        url = place.render_as_string(hide_password=False)
        async with campus_on(url, people, ids, operation_wait_seconds=1, **given) as served:
            yield Frail(served, wire, own)
            wire.thaw()
            await own.close()


def is_unavailable(answer: Answer) -> bool:
    told = (answer.status, answer.codes, answer.data) == (503, ["UNAVAILABLE"], None)
    return told and int(answer.headers["retry-after"]) >= 1


async def test_who_reads_notices_nothing_of_connections_that_end(frail: Frail) -> None:
    """Between two requests, and in the middle of one: read once more, by other connections."""
    before = await frail.students()
    assert before.data["students"]["totalCount"] == 12
    for _ in range(3):
        await frail.kill()
        assert (await frail.students()).body == before.body
    await frail.own.execute("begin; lock table student in access exclusive mode")
    reading = asyncio.create_task(frail.students())
    await until(lambda: frail.own.fetch(AT_A_LOCK))
    await frail.kill()
    await frail.own.execute("rollback")
    assert (await reading).body == before.body


async def test_under_load_every_refusal_says_to_try_again(frail: Frail) -> None:
    """Readers and writers while all connections end again and again: nobody is signed out, nothing is internal."""
    campus = frail.campus

    async def write(number: int) -> Answer:
        return await campus.ask(campus.super_admin, CREATE, input=batch_form(f"批次{number}"))

    async def kill() -> None:
        for _ in range(10):
            await asyncio.sleep(0.1)
            await frail.kill()

    killing = asyncio.create_task(kill())
    read: list[Answer] = []
    written: list[tuple[int, Answer]] = []
    while not killing.done():
        numbers = range(len(written), len(written) + 4)
        answers = await asyncio.gather(*[frail.students() for _ in range(8)], *[write(number) for number in numbers])
        read += answers[:8]
        written += zip(numbers, answers[8:], strict=True)
    await killing
    for answer in [*read, *[answer for _, answer in written]]:
        assert not answer.errors or is_unavailable(answer), answer.body
    kept = {row["name"] for row in await frail.own.fetch("select name from batch")}
    for number, answer in written:
        if not answer.errors:
            assert f"批次{number}" in kept
        elif answer.errors[0]["extensions"].get("outcome") != "UNKNOWN":
            assert f"批次{number}" not in kept, "nothing of it was done, it was said"


async def test_a_frozen_database_keeps_nobody_waiting_and_is_found_again(frail_and_patient: Frail) -> None:
    """Every route says so in time: a person's question, the schema, a download, a page, signing in, readiness."""
    frail = frail_and_patient
    campus = frail.campus
    token = {"authorization": f"Bearer {campus.super_admin.token}"}
    assert not (await frail.students()).errors
    frail.wire.freeze()
    answers = await asyncio.gather(*[frail.students() for _ in range(20)])
    assert all(map(is_unavailable, answers)), [answer.body for answer in answers]
    for path in ("/schema.graphql", "/downloads/abc", "/graphiql/", "/reports", "/reports/students.csv"):
        response = await campus.client.get(path, headers=token)
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE"), path
    async with socket(str(campus.client.base_url).rstrip("/"), authorization=token["authorization"]) as opened:
        await say(opened, type="connection_init")
        assert await code(opened) == TRY_AGAIN_LATER, "4403 would send the person to the sign-in page"
    ready_at = await campus.client.get("/readyz")
    assert (ready_at.status_code, ready_at.json()) == (503, {"status": "database unreachable"})
    assert (await campus.client.get("/healthz")).status_code == 200
    frail.wire.thaw()
    await until(lambda: _answers(frail))
    assert (await campus.client.get("/readyz")).status_code == 200


async def _answers(frail: Frail) -> bool:
    return not (await frail.students()).errors


async def test_readiness_does_not_depend_on_what_others_use(frail: Frail) -> None:
    """All connections stand at a lock, and the database is well."""
    await frail.own.execute("begin; lock table student in access exclusive mode")
    waiting = [asyncio.create_task(frail.students()) for _ in range(12)]
    await until(lambda: frail.own.fetch(AT_A_LOCK))
    assert (await frail.campus.client.get("/readyz")).status_code == 200
    await frail.own.execute("rollback")
    await asyncio.gather(*waiting)


async def test_a_locked_table_disturbs_nobody_who_does_not_need_it(frail: Frail) -> None:
    """Five connections, and thirty people at a time who want what is locked: the others get theirs while it lasts."""
    campus = frail.campus
    began = time.monotonic()
    await asyncio.gather(*[frail.students() for _ in range(8)])
    usual = time.monotonic() - began
    await frail.own.execute("begin; lock table audit_entry in access exclusive mode")
    over_it = asyncio.Event()
    told: list[Answer] = []

    async def want() -> None:
        while not over_it.is_set():
            told.append(await campus.ask(campus.super_admin, AUDIT))
            await asyncio.sleep(0.05)

    wanting = [asyncio.create_task(want()) for _ in range(30)]
    await until(lambda: frail.own.fetch(AT_A_LOCK))
    taken: list[float] = []
    while len(told) < 60:
        began = time.monotonic()
        answer = await frail.students()
        taken.append(time.monotonic() - began)
        assert not answer.errors, answer.body
        await asyncio.sleep(0.05)
    over_it.set()
    await frail.own.execute("rollback")
    await asyncio.gather(*wanting)
    assert all(map(is_unavailable, told[:60]))
    half = sorted(taken)[len(taken) // 2]
    assert half < max(1.5, 10 * usual), "half of the time that a statement waits for a lock, on a machine with time"


async def test_a_commit_whose_answer_is_lost_is_not_told_as_undone(frail: Frail) -> None:
    """The act may have been done: the answer asks the person to look first. Here it was."""
    campus = frail.campus
    await frail.own.execute("""create function slow() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock_shared(7); return null; end $$""")
    await frail.own.execute("""create constraint trigger slow after insert on batch
      deferrable initially deferred for each row execute function slow()""")
    await frail.own.execute("select pg_advisory_lock(7)")
    asked = asyncio.create_task(campus.ask(campus.super_admin, CREATE, input=batch_form()))
    await until(lambda: frail.own.fetch(AT_A_LOCK))
    frail.wire.cut_towards_us()
    answer = await asked
    assert is_unavailable(answer), answer.body
    assert answer.errors[0]["extensions"]["outcome"] == "UNKNOWN"
    assert "刷新" in answer.errors[0]["message"]
    await frail.own.execute("select pg_advisory_unlock(7)")
    await until(lambda: frail.own.fetch(BATCHES))


async def test_an_act_that_was_done_is_told_as_done_when_its_payload_can_not_be_read(frail: Frail) -> None:
    """Asked for again, it would be done twice."""
    campus = frail.campus
    await frail.own.execute("begin; lock table public_notice in access exclusive mode")
    document = CREATE.replace("batch {", "batch { colleges { notice { id } }", 1)
    answer = await campus.ask(campus.super_admin, document, input=batch_form())
    await frail.own.execute("rollback")
    assert (answer.status, set(answer.codes)) == (200, {"UNAVAILABLE"}), answer.body
    assert answer.errors[0]["extensions"]["outcome"] == "DONE"
    assert "已完成" in answer.errors[0]["message"]
    assert await frail.own.fetch(BATCHES)


async def test_long_work_waits_for_its_database_and_uses_up_no_attempt(
    frail: Frail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection ends again and again, and then nobody is let in for a while; it says that it goes on."""
    campus = frail.campus
    await ready(campus)
    monkeypatch.setattr("core.operations.runner.PAUSES", (0.1, 0.1, 0.1, 3))
    await frail.own.execute("begin; select * from batch_class for update")
    answer = await campus.ask(campus.super_admin, COMPUTE, batch=campus.batch)
    operation = answer.data["computeAcademicScores"]["operation"]["id"]
    for _ in range(4):
        waiting = await until(lambda: frail.own.fetch(AT_A_LOCK))
        await frail.kill()
        await until(partial(_gone, frail, waiting))
    await until(lambda: _stage(frail, "WAITING"))
    frail.wire.freeze()
    frail.wire.cut()
    await frail.own.execute("rollback")
    await asyncio.sleep(1)
    frail.wire.thaw()
    await until(lambda: _answers(frail))  # a second may be long enough for it to be given up, until it is asked again
    done = await over(campus, campus.super_admin, operation)
    assert (done["status"], done["userErrors"]) == ("SUCCEEDED", [])
    assert await stored(campus) == (12, 4, 1)
    assert await frail.own.fetchval("select attempts from operation") == 1


async def _gone(frail: Frail, waiting: list[Any]) -> bool:
    return not set(waiting) & set(await frail.own.fetch(AT_A_LOCK))


async def _stage(frail: Frail, stage: str) -> bool:
    return bool(await frail.own.fetch("select 1 from operation where stage = $1", stage))


FOLLOW = "subscription($id: ID!) { operation(id: $id) { status } }"


async def test_whoever_follows_goes_on_following_when_the_database_is_back(frail: Frail) -> None:
    campus = frail.campus
    await ready(campus)
    await frail.own.execute("begin; select * from batch_class for update")
    answer = await campus.ask(campus.super_admin, COMPUTE, batch=campus.batch)
    operation = answer.data["computeAcademicScores"]["operation"]["id"]
    headers = {"authorization": f"Bearer {campus.super_admin.token}", "accept": "text/event-stream"}
    body: dict[str, Any] = {"query": FOLLOW, "variables": {"id": operation}}
    async with campus.client.stream("POST", "/graphql", json=body, headers=headers) as events:
        lines = events.aiter_lines()
        while "RUNNING" not in (line := await anext(lines)):
            assert "errors" not in line
        frail.wire.freeze()
        frail.wire.cut()
        await asyncio.sleep(0.5)
        frail.wire.thaw()
        await frail.own.execute("rollback")
        told = [line async for line in lines if line.startswith("data: {")]
    assert "SUCCEEDED" in told[-1]
    assert not [line for line in told if "errors" in line]
