"""Nine schools rate on one server, first undisturbed, then while the tenth is dumped, proven and restored.

    python -m bench.schools [--schools 10] [--students 40] [--tenth-classes 52] [--pause 12] [--seed 1]

Exits with 1 if an acknowledged ballot is gone, a request was refused, a school takes more than 300 MB, or the tenth is
not what its dump held.
"""

import argparse
import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from bench.schools.cells import Measured, Plan, tables
from bench.schools.rating import Rating
from bench.schools.restoring import Restoring
from bench.schools.schools import WAL, Filled, School, common_server, fill, school, served_copies, template
from bench.schools.watching import memory, most_connections, postmaster, processor_seconds
from tests.conftest import Cluster
from tests.evening.college import College, Size

IDLE_SECONDS = 10
MOST_MB = 300
"""More than that no school may take for its serving process and what it began."""
Seconds = dict[str, float]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Many schools on one server, one of which is restored")
    parser.add_argument("--schools", type=int, default=10)
    parser.add_argument("--students", type=int, default=40, help="students who rate in each of the nine")
    parser.add_argument("--tenth-classes", type=int, default=52, help="classes of 40 of the school that is restored")
    parser.add_argument("--pause", type=float, default=12, help="longest pause of a rater before a request, in seconds")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


async def main(cluster: Cluster, args: argparse.Namespace, folder: Path) -> bool:
    size = Size(classes=1, students=args.students)
    async with school(cluster) as tenth, template(cluster, size) as (name, college):
        filled = await fill(tenth, args.tenth_classes)
        async with served_copies(cluster, name, args.schools - 1) as schools:
            measured, wrong = await undisturbed(cluster, tenth, schools, college, args)
        async with served_copies(cluster, name, args.schools - 1) as schools:
            restoring = Restoring(tenth, folder / "tenth.dump")
            wrong += await disturbed(schools, college, restoring, args)
            starts = restoring.seconds["start"]
            small = await Restoring(schools[0], folder / "small.dump").alone()
        measured = completed(measured, filled, await restoring.alone(), small)
    dumped = restoring.file.stat().st_size / filled.students
    measured = replace(measured, dump_bytes=round(dumped), start_seconds=round(starts, 1))
    print("alone, a school of one class:", spoken(small), "- the tenth:", spoken(restoring.seconds))
    print(measured, *tables(measured, Plan()), sep="\n\n")
    print(*wrong or ["everything acknowledged is there, nobody was refused, the tenth is what its dump held"], sep="\n")
    return not wrong


async def undisturbed(
    cluster: Cluster, tenth: School, schools: list[School], college: College, args: argparse.Namespace
) -> tuple[Measured, list[str]]:
    """Measures what ten schools take while nothing happens, and then what an evening adds."""
    servers = [one.served.pid for one in (tenth, *schools)]
    database, rating = await postmaster(cluster), Rating.at(schools, college, args.seed, args.pause)
    before = processor_seconds([*servers, database])
    await asyncio.sleep(IDLE_SECONDS)
    began, wal = processor_seconds([*servers, database]), await tenth.number(WAL)
    idle = (began - before) / IDLE_SECONDS
    async with most_connections(cluster) as most:
        await rating.run()
    taken = processor_seconds([*servers, database]) - began - idle * (rating.ended - rating.began)
    wal = await tenth.number(WAL) - wal
    connections = max(most[one.name] for one in schools)
    told(f"{len(schools)} schools rate", rating)
    each = [(memory(pid, "Rss"), memory(pid)) for pid in servers]
    in_use = sum(most[one.name] for one in (tenth, *schools))
    print(f"  a serving process: RSS {mean(one for one, _ in each):.0f} MB, PSS {mean(one for _, one in each):.0f} MB")
    print(f"  PostgreSQL: PSS {memory(database):.0f} MB; connections {in_use}, of one school {connections} at most")
    measured = Measured(
        ballot_seconds=round(1000 * taken / rating.ballots, 1),
        idle_cores=round(idle / len(servers), 4),
        serve_mb=round(mean(one for _, one in each)),
        database_mb=round(memory(database) / len(servers)),
        connections=connections,
        ballot_wal=round(wal / rating.ballots),
    )
    large = [f"a serving process takes {rss:.0f} MB" for rss, _ in each if rss > MOST_MB]
    return measured, [*large, *await rating.wrong()]


async def disturbed(
    schools: list[School], college: College, restoring: Restoring, args: argparse.Namespace
) -> list[str]:
    rating = Rating.at(schools, college, args.seed, args.pause)
    await rating.run(restoring.run)
    told(f"{len(schools)} schools rate, the tenth is restored", rating)
    count, half, most = rating.milliseconds(restoring.began, restoring.ended)
    print(
        f"  meanwhile {count:,} answers, p50 {half:.1f} ms, p99 {most:.1f} ms; the tenth: {spoken(restoring.seconds)}",
        flush=True,
    )
    over = ["the evening was over before the tenth was restored"] if rating.ended < restoring.ended else []
    return [*over, *await rating.wrong(), *await restoring.wrong()]


def spoken(steps: Seconds) -> str:
    return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in steps.items())


def told(what: str, rating: Rating) -> None:
    count, half, most = rating.milliseconds()
    print(f"{what}: {rating.ballots:,} ballots, {count:,} answers in {rating.ended - rating.began:.0f} s")
    print(f"  p50 {half:.1f} ms, p99 {most:.1f} ms", flush=True)


def completed(measured: Measured, filled: Filled, whole: Seconds, small: Seconds) -> Measured:
    """Adds what a student-year takes; what a school of one class takes as well is the commands' own start."""
    thousand = filled.students / 1000
    return replace(
        measured,
        year_bytes=round(filled.bytes / filled.students),
        year_wal=round(filled.wal / filled.students),
        restore_seconds=round((whole["restore"] - small["restore"]) / thousand, 2),
        verify_seconds=round((whole["verify-backup"] - small["verify-backup"]) / thousand, 2),
    )


if __name__ == "__main__":
    asked = options()
    with common_server(asked.schools) as server, TemporaryDirectory(prefix="zongce-schools-") as place:
        sound = asyncio.run(main(server, asked, Path(place)))
    sys.exit(not sound)
