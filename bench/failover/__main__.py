"""Runs the rating evening once for each trouble that the seed draws, and judges the results (R5.3, R5.4).

    python -m bench.failover [--seed 7] [--troubles node frozen ...] [--classes 12] [--students 30] ...

Exits with 1 if anything acknowledged was lost, a refusal did not say when to come back, a long operation failed, nobody
could write for too long, or somebody noticed that app nodes were replaced.
"""

import argparse
import asyncio
import shutil
import sys
import time
from pathlib import Path

from bench.failover import network
from bench.failover.evenings import Outcome, evening
from bench.failover.older import is_known
from bench.failover.rig import rig
from bench.failover.troubles import TROUBLES, drawn

HEAD = (
    "| trouble | writes | lost | refusals | faults | silence | after its end | /readyz | long work | requests |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)
NEEDED = {
    "/usr/bin/patroni": "patroni",
    "/usr/bin/etcd": "etcd-server",
    "/usr/sbin/haproxy": "haproxy",
    "/usr/lib/postgresql": "postgresql",
    "/usr/lib/python3/dist-packages/idna": "python3-idna",
    "/usr/bin/pgbackrest": "pgbackrest",
    "/usr/bin/socat": "socat",
    "/usr/bin/curl": "curl",
}
"""Files, and the packages of Debian that have them."""


def options() -> argparse.Namespace:
    usual = [name for name in TROUBLES if name != ("roll" if is_known() else "upgrade")]  # an upgrade is a roll as well
    parser = argparse.ArgumentParser(description="A rating evening on the reference topology")
    parser.add_argument("--seed", type=int, default=1, help="draws the order, the moments and the machines")
    parser.add_argument("--troubles", nargs="*", default=usual, choices=list(TROUBLES))
    parser.add_argument("--classes", type=int, default=12)
    parser.add_argument("--students", type=int, default=30, help="students who take part in each class")
    parser.add_argument("--pause", type=float, default=6, help="longest pause of a rater before a request, in seconds")
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--keep-logs", type=Path, help="a folder for the logs of all machines")
    return parser.parse_args()


async def main(args: argparse.Namespace) -> bool:
    outcomes: list[Outcome] = []
    began = time.monotonic()
    settings = {"ZONGCE_LOG_LEVEL": "warning", "ZONGCE_OPERATION_WAIT_SECONDS": "20"}
    print(f"seed {args.seed}", HEAD, sep="\n", flush=True)
    async with rig(settings) as built:
        try:
            for trouble in drawn(args.seed, args.troubles):
                outcomes.append(await evening(built, trouble, args))
                print(outcomes[-1].line(), *(f"  WRONG: {one}" for one in outcomes[-1].wrong), sep="\n", flush=True)
            await built.recovered()
            await built.archive("check")
        finally:
            if args.keep_logs:
                _keep(built.folder, args.keep_logs)
    wrong = sum(bool(one.wrong) for one in outcomes)
    minutes = (time.monotonic() - began) / 60
    print(f"{len(outcomes)} evenings in {minutes:.1f} min, {wrong} of them wrong; changes still reach the archive")
    return not wrong


def _keep(folder: Path, kept: Path) -> None:
    for log in folder.glob("*/*.log"):
        (kept / log.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(log, kept / log.parent.name)


if __name__ == "__main__":
    if missing := [package for file, package in NEEDED.items() if not Path(file).exists()]:
        raise SystemExit(f"Needed: apt-get install -y --no-install-recommends {' '.join(missing)}")
    network.enter()
    sys.exit(not asyncio.run(main(options())))
