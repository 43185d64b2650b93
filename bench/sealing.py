"""Measures what sealing the audit log costs those who write it, and how long a long log takes to be sealed and checked.

    python -m bench.sealing [--seconds 5] [--rounds 5] [--writers 6] [--entries 100000]

Writers insert entries, one a transaction, in turns without the trigger and with the trigger while a sealer runs. The
first figure is the median of the rounds' ratios.
"""

import argparse
import asyncio
import resource
import time
from statistics import median

from sqlalchemy import text

from bench.servers import database_server
from core.auditing.keeping import AuditKeeper
from core.auditing.verifying import verify
from db.limits import UNLIMITED
from db.migrate import upgrade
from db.queries import audit_seals
from db.session import Database
from tests.conftest import Cluster

PUT = """insert into audit_entry (at, actor_name, action, subject, old, new, request_id)
select now(), '周老师', 'adjustCourses', '张甲 20190101 2018-2019-1 高等数学',
  jsonb_build_object('counted', true, 'ratio', '0.10'), jsonb_build_object('counted', false), md5(number::text)
from generate_series(1, :entries) number"""


async def _written(database: Database, writers: int, seconds: float) -> float:
    """Returns how many entries so many writers write in a second."""
    ends = time.monotonic() + seconds

    async def write() -> int:
        count = 0
        while time.monotonic() < ends:
            async with database.write() as db:
                await db.execute(text(PUT), {"entries": 1})
            count += 1
        return count

    return sum(await asyncio.gather(*(write() for _ in range(writers)))) / seconds


async def _ratio(database: Database, writers: int, seconds: float) -> tuple[float, float]:
    async with database.write() as db:
        await db.execute(text("alter table audit_entry disable trigger audit_entry_to_seal"))
    without = await _written(database, writers, seconds)
    async with database.write() as db:
        await db.execute(text("alter table audit_entry enable trigger audit_entry_to_seal"))
    sealing = asyncio.create_task(AuditKeeper(None, every=1).run(database))
    with_it = await _written(database, writers, seconds)
    sealing.cancel()
    await asyncio.wait([sealing])
    return without, with_it


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def measure(url: str, chosen: argparse.Namespace) -> None:
    database = Database(url, chosen.writers + 2, UNLIMITED)
    await upgrade(database)
    rounds = [await _ratio(database, chosen.writers, chosen.seconds) for _ in range(chosen.rounds)]
    for without, with_it in rounds:
        print(f"{without:8,.0f} entries a second without, {with_it:8,.0f} with: {with_it / without:.2f}")
    print(f"median ratio {median(with_it / without for without, with_it in rounds):.2f}")
    async with database.write() as db:
        await db.execute(text(PUT), {"entries": chosen.entries})
    began = time.monotonic()
    sealed = True
    while sealed:
        async with database.write() as db:
            sealed = await audit_seals.seal_next(db) is not None
    print(f"{chosen.entries:,} entries sealed in {time.monotonic() - began:.1f} s")
    began, before = time.monotonic(), _most_memory()
    async with database.write() as db:
        report = await verify(db, None, lambda _: None)
    print(f"{report.entries:,} entries checked in {time.monotonic() - began:.1f} s")
    print(f"the most memory of this process: {before:.0f} MB before the check, {_most_memory():.0f} MB after it")
    await database.dispose()


async def _main(chosen: argparse.Namespace) -> None:
    with database_server() as server:
        cluster = Cluster(server)
        async with cluster.fresh() as name:
            await measure(cluster.database_url(name), chosen)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--writers", type=int, default=6)
    parser.add_argument("--entries", type=int, default=100_000)
    asyncio.run(_main(parser.parse_args()))
