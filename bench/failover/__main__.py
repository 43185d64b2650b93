"""Runs the rating evening once for each trouble, by a proxy and by several hosts, and judges the results (R5.3, R5.4).

    python -m bench.failover [--through proxy hosts] [--troubles node frozen ...] [--classes 12] [--students 30] ...

Exits with 1 if anything acknowledged was lost, a refusal did not say when to come back, or a long operation failed.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from bench.failover.evenings import Outcome, evening
from bench.failover.rig import Rig, rig
from bench.failover.troubles import LIST, TROUBLES

HEAD = "| trouble | through | lost | refusals | faults | silence | after thaw | /readyz | long work | requests |"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A rating evening on three Patroni nodes")
    parser.add_argument("--through", nargs="+", default=["proxy", "hosts"], choices=["proxy", "hosts", "pgbouncer"])
    parser.add_argument("--troubles", nargs="*", default=list(LIST), choices=list(TROUBLES))
    parser.add_argument("--classes", type=int, default=12)
    parser.add_argument("--students", type=int, default=30, help="students who take part in each class")
    parser.add_argument("--pause", type=float, default=7, help="longest pause of a rater before a request, in seconds")
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--workers", type=int, default=1, help="serving processes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pool-mode", default="transaction", help="pool mode of pgbouncer")
    parser.add_argument("--log", type=Path, default=Path("/dev/null"), help="file for the server's log")
    return parser.parse_args()


async def main(args: argparse.Namespace) -> bool:
    outcomes: list[Outcome] = []
    async with rig(args.pool_mode) as cluster:
        for through in args.through:
            for trouble in args.troubles:
                outcomes.append(await evening(cluster, _address(cluster, through), through, trouble, args))
                print(outcomes[-1].line(), *outcomes[-1].wrong, sep="\n   ", flush=True)
    print(HEAD, "|---" * HEAD.count("| ") + "|", *(one.line() for one in outcomes), sep="\n")
    return not any(one.wrong for one in outcomes)


def _address(cluster: Rig, through: str) -> str:
    return {"proxy": cluster.by_proxy, "hosts": cluster.by_hosts, "pgbouncer": cluster.by_pooler}[through]


if __name__ == "__main__":
    sys.exit(not asyncio.run(main(options())))
