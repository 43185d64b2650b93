"""Operations followed by npm's clients, `graphql-sse` and `graphql-ws`, through lost connections and dead servers."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.operations.following import POLL_SECONDS, Following
from db.demands import Demands
from tests.campus import Campus, Person, address
from tests.graph.operations import asked, held, looked_up, over, stored, waits
from tests.graph.operations.quick import another_process, idle, quick, served
from tests.server.node import bin_folder, installed
from tests.statements import counted
from tests.waiting import until

__all__ = ["idle", "quick"]

WAITERS_END = """select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'"""
PACKAGE = Path(__file__).parent / "following"
PROTOCOLS = pytest.mark.parametrize("protocol", ["sse", "ws"])


@pytest.fixture(scope="session")
async def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await installed(PACKAGE, Path(tmp_path_factory.mktemp("following")))


class Follower:
    """A Node process that follows one operation, and what it has told so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.told: list[dict[str, Any]] = []
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            self.told.append(orjson.loads(line))

    @property
    def operations(self) -> list[Any]:
        return [one["next"]["data"]["operation"] for one in self.told if one.get("next", {}).get("data")]

    @property
    def statuses(self) -> list[str]:
        """Returns the statuses without repetitions, as a change of progress or a message that was heard again makes
        them."""
        found = [one["status"] for one in self.operations]
        return [one for place, one in enumerate(found) if place == 0 or found[place - 1] != one]

    async def hears(self, key: str, times: int = 1) -> None:
        async def heard() -> bool:
            return sum(key in one for one in self.told) >= times

        await until(heard)


@asynccontextmanager
async def following(
    clients: Path, protocol: str, url: str, person: Person, operation_id: str
) -> AsyncIterator[Follower]:
    process = await asyncio.create_subprocess_exec(
        *(str(await bin_folder() / "node"), "follow.mjs", protocol, f"{url}/graphql", person.token, operation_id),
        cwd=clients,
        stdout=asyncio.subprocess.PIPE,
    )
    follower = Follower(process)
    try:
        yield follower
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await follower.reading


@PROTOCOLS
async def test_an_operation_is_followed_to_its_end(quick: Campus, clients: Path, protocol: str) -> None:
    """The client receives the current state at once, then each change, then no more."""
    person = quick.college_admin
    async with held(quick):
        operation = await asked(quick, person)
        follower_of = following(clients, protocol, address(quick), person, operation["id"])
        follower = await follower_of.__aenter__()
        await follower.hears("next")
    await follower.hears("complete")
    await follower_of.__aexit__(None, None, None)
    assert follower.statuses == ["RUNNING", "SUCCEEDED"]
    assert follower.operations[-1]["progress"]["done"] == 10


@PROTOCOLS
async def test_what_is_finished_is_told_once(quick: Campus, clients: Path, protocol: str) -> None:
    operation = await asked(quick, quick.college_admin)
    await over(quick, quick.college_admin, operation["id"])
    async with following(clients, protocol, address(quick), quick.college_admin, operation["id"]) as follower:
        await follower.hears("complete")
    assert follower.statuses == ["SUCCEEDED"]


@PROTOCOLS
async def test_what_somebody_else_started_does_not_exist(quick: Campus, clients: Path, protocol: str) -> None:
    """R8.2, R8.4: this holds in a subscription as elsewhere."""
    operation = await asked(quick, quick.college_admin)
    for id_ in (operation["id"], "987654321"):
        async with following(clients, protocol, address(quick), quick.super_admin, id_) as follower:
            await follower.hears("complete")
        assert follower.operations == [None]


@PROTOCOLS
async def test_what_another_process_does_is_followed_here(quick: Campus, clients: Path, protocol: str) -> None:
    async with another_process(quick) as other:
        async with held(quick):
            operation = await asked(other, quick.college_admin)
            follower_of = following(clients, protocol, address(quick), quick.college_admin, operation["id"])
            follower = await follower_of.__aenter__()
            await follower.hears("next")
        await follower.hears("complete")
        await follower_of.__aexit__(None, None, None)
    assert follower.statuses == ["RUNNING", "SUCCEEDED"]


@PROTOCOLS
async def test_a_session_that_has_ended_hears_no_more(quick: Campus, clients: Path, protocol: str) -> None:
    """R9.1: revoked means revoked, within seconds."""
    person = quick.college_admin
    async with held(quick):
        operation = await asked(quick, person)
        async with following(clients, protocol, address(quick), person, operation["id"]) as follower:
            await follower.hears("next")
            await quick.execute(
                "delete from session where account_id = (select id from account where username = 'S003')"
            )

            async def shut_out() -> bool:
                return any("UNAUTHENTICATED" in str(one) or "4403" in str(one) for one in follower.told)

            await until(shut_out)
    assert follower.statuses == ["RUNNING"]


@PROTOCOLS
async def test_work_outlives_a_server_that_is_killed(idle: Campus, clients: Path, protocol: str) -> None:
    """SIGKILL in the middle, a new start: taken up again, followed on by the same client, done once, one entry each."""
    person = idle.college_admin
    async with served(idle) as (server, other):
        async with held(idle):
            operation = await asked(other, person)
            await waits(idle)
            follower_of = following(clients, protocol, address(other), person, operation["id"])
            follower = await follower_of.__aenter__()
            await follower.hears("next")
            await server.kill_and_start()
            assert await stored(idle) == (0, 0, 0)

            async def taken_up() -> Any:
                return await idle.rows("select 1 from operation where attempts = 2 and status = 'RUNNING'")

            await until(taken_up)
        await follower.hears("complete")
        await follower_of.__aexit__(None, None, None)
    assert follower.statuses[-1] == "SUCCEEDED"
    assert await stored(idle) == (10, 3, 1)
    assert await idle.rows("select attempts from operation") == [(2,)]


async def test_work_that_kills_its_server_again_and_again_fails(idle: Campus) -> None:
    """Three times, of which two are told here, then never more: it says so, and nothing was written."""
    person = idle.college_admin
    async with served(idle) as (server, other), held(idle):
        operation = await asked(other, person)
        await waits(idle)
        await idle.execute("update operation set attempts = 2")
        for attempt in (2, 3):
            await until(lambda: idle.rows(f"select 1 from operation where attempts = {attempt}"))  # noqa: B023
            await waits(idle)
            await server.kill()
            await idle.execute(WAITERS_END)
            await server.start()
        done = await over(idle, person, operation["id"])
    assert (done["status"], [one["code"] for one in done["userErrors"]]) == ("FAILED", ["OPERATION_INTERRUPTED"])
    assert await stored(idle) == (0, 0, 0)


async def test_a_server_that_was_held_up_goes_on_with_its_own_work(idle: Campus) -> None:
    """A machine that slept, a debugger: longer than it takes to be thought dead, and no attempt is lost."""
    async with served(idle) as (server, other):
        async with held(idle):
            operation = await asked(other, idle.college_admin)
            await waits(idle)
            for _ in range(3):
                os.kill(server.pid, signal.SIGSTOP)
                await asyncio.sleep(1.1)  # all that it does now and then is due
                await idle.execute("update operation set seen_at = seen_at - interval '1 hour'")
                os.kill(server.pid, signal.SIGCONT)
                await until(lambda: idle.rows("select 1 from operation where seen_at > now() - interval '1 minute'"))
            assert await idle.rows("select status, attempts from operation") == [("RUNNING", 1)]
        assert (await over(other, idle.college_admin, operation["id"]))["status"] == "SUCCEEDED"
    assert await stored(idle) == (10, 3, 1)


async def test_a_server_that_is_stopped_gives_its_work_to_the_next(idle: Campus) -> None:
    """SIGTERM, as a service manager sends it: no attempt is lost, nobody waits until it is missed."""
    async with served(idle, ZONGCE_OPERATION_STALE_SECONDS="3600") as (server, other):
        async with held(idle):
            operation = await asked(other, idle.college_admin)
            await waits(idle)
            assert server._process
            os.kill(server.pid, signal.SIGTERM)
            await server._process.wait()
            assert await idle.rows("select status, attempts from operation") == [("QUEUED", 0)]
            await server.start()
        assert (await over(other, idle.college_admin, operation["id"]))["status"] == "SUCCEEDED"
    assert (await looked_up(idle, idle.college_admin, operation["id"]))["progress"]["done"] == 10
    assert await stored(idle) == (10, 3, 1)


async def _follow(everybody: Following, count: int) -> bool:
    """Whether so many have heard how it stands, and now wait for news."""
    followers = [one for several in everybody._followers.values() for one in several]
    return len(followers) == count and all(one._seen for one in followers)


async def _at_least(count: int, seen: list[str]) -> bool:
    return len(seen) >= count


async def test_however_many_follow_it_is_one_statement(quick: Campus) -> None:
    """A few times a second for a whole process; and none when nobody follows any more."""
    reported: list[BaseException] = []
    everybody = Following(quick.database, lambda error, *_: reported.append(error), Demands())
    async with held(quick):
        ids = [int((await asked(quick, quick.college_admin, klass))["id"]) for klass in ("cs1", "cs2", "se1")]
        followers = [asyncio.create_task(everybody.last(ids[number % 3])) for number in range(300)]
        await until(lambda: _follow(everybody, 300))
        with counted(quick.database) as seen:
            began = time.monotonic()
            await until(lambda: _at_least(3, seen))
            assert len(seen) <= (time.monotonic() - began) / POLL_SECONDS + 2
    assert {row.status for row in await asyncio.gather(*followers)} == {"SUCCEEDED"}
    assert everybody._asking
    await asyncio.wait([everybody._asking])
    with counted(quick.database, at_least=0) as seen:
        await asyncio.sleep(2 * POLL_SECONDS)
    assert (seen, reported) == ([], [])
    await everybody.close()
