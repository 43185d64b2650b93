"""Long reads go to a standby that has everything, and to the primary in its absence."""

import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from db.migrate import upgrade
from db.session import Database
from tests.building import build
from tests.campus import Campus
from tests.conftest import campus_on
from tests.db.replicas import Replicas, replicas
from tests.graph.batch_acts import CREATE, batch_form, press
from tests.graph.operations.exporting import export
from tests.graph.reports.reading import table
from tests.waiting import HANG_SECONDS

AUDIT = "query Audit { auditLog(first: 1) { nodes { action subject } } }"
ASKED_OF = "select count(*)::int from pg_stat_activity where query ~ '{words}' and pid <> pg_backend_pid()"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def servers() -> Iterator[Replicas]:
    with TemporaryDirectory(prefix="zongce-standby-") as folder, replicas(Path(folder)) as pair:
        yield pair


@pytest.fixture
async def campus(servers: Replicas) -> AsyncIterator[Campus]:
    database = Database(servers.primary.url)
    await upgrade(database)
    people, ids = await build(database)
    await database.dispose()
    async with campus_on(servers.primary.url, people, ids, standby_url=servers.standby.url) as served:
        yield served


@pytest.fixture
async def standby(servers: Replicas) -> AsyncIterator[Database]:
    database = Database(servers.standby.url, 1)
    yield database
    await database.dispose()


async def asked(of: Database, words: str) -> int:
    """Returns how many connections of this server last answered a statement with these words."""
    async with of.driver() as db:
        return int((await db.fetchrow(ASKED_OF.format(words=words)))[0])


async def create(campus: Campus, year: str) -> None:
    payload = await press(campus, campus.student_affairs, CREATE, **batch_form(year, academicYear=year))
    assert payload["userErrors"] == [], payload


async def batches(campus: Campus) -> list[str]:
    return [row["academic_year"] for row in (await table(campus, campus.super_admin, "batches")).rows]


async def newest(campus: Campus) -> str:
    answer = await campus.ask(campus.super_admin, AUDIT)
    return str(answer.data["auditLog"]["nodes"][0]["subject"])


async def test_long_reads_come_from_the_standby_and_hold_what_was_just_written(
    campus: Campus, standby: Database, servers: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log, a report and an export: each is read from the standby, and not before it has the last act. Then the
    standby stops replaying, and ends: the primary is read, and nobody notices."""
    monkeypatch.setattr("db.standby.CATCH_UP_SECONDS", HANG_SECONDS)
    assert await newest(campus)  # the first time a text is read before its rank is known
    for year in ("2030-2031", "2031-2032"):
        await create(campus, year)
        assert year in await newest(campus)
    assert await asked(standby, "audit_entry") > 0
    assert "2031-2032" in await batches(campus)
    assert await asked(standby, "from batch|FROM batch") > 0
    await export(campus, campus.super_admin)
    assert await asked(standby, "COPY|copy") > 0

    monkeypatch.setattr("db.standby.CATCH_UP_SECONDS", 0.05)
    monkeypatch.setattr("db.standby.LEFT_ALONE_SECONDS", 0)
    os.kill(servers.replayer, signal.SIGSTOP)
    await create(campus, "2032-2033")
    assert "2032-2033" in await newest(campus)
    os.kill(servers.replayer, signal.SIGCONT)
    monkeypatch.setattr("db.standby.CATCH_UP_SECONDS", HANG_SECONDS)
    await create(campus, "2033-2034")
    assert "2033-2034" in await newest(campus)
    assert await asked(standby, "audit_entry") > 0

    servers.standby.stop()
    await create(campus, "2034-2035")
    assert "2034-2035" in await newest(campus)
    assert "2034-2035" in await batches(campus)
    await export(campus, campus.super_admin)
