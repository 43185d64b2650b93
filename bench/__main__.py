"""Measures every promised speed beside the unavoidable minimum and beside peers, in one run.

    python -m bench [--size small|university] [--rounds 5] [--only class-list,crowds] [--keep] [--write]

Contenders take turns in every round, and must give the same answers, which is checked first. The table at the end has
the median of the rounds' ratios and their spread. `docs/performance.md` explains each line, and holds the table of a
whole university, with which a run is compared; `--write` puts the lines of this run there.
"""

import argparse
import sys
import time
from collections.abc import Awaitable, Callable

import uvloop

from bench import (
    ballots,
    computing,
    course_import,
    crowds,
    growth,
    library_export,
    lists,
    memory,
    report_reads,
    scheme_act,
    schemes,
)
from bench.figures import Figure, Outcome, table
from bench.ground import Ground, standing
from bench.lines import GROUPS, TABLE, lines_of
from bench.page import outside, write
from bench.servers import database_server
from bench.university import SIZES

Measure = Callable[[Ground], Awaitable[list[Outcome]]]
MEASURES: dict[str, Measure] = {
    "class-list": lists.class_list,
    "thousand-rows": lists.thousand_rows,
    "my-year": lists.my_year,
    "fast-path": lists.fast_path,
    "ballots": ballots.ballots,
    "academic": computing.academic,
    "one-class": computing.one_class,
    "ratings": computing.ratings,
    "scheme": schemes.computed,
    "import": course_import.imported,
    "import-odd": course_import.imported_odd,
    "export": library_export.exported,
    "sign-ins": crowds.sign_ins,
    "evening": crowds.evening,
    "scheme-act": scheme_act.whole,
    "scheme-class": scheme_act.one_class,
    "report-reads": report_reads.views,
    "growth": growth.tenfold,
    "memory": memory.worker,
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="All promised speeds")
    parser.add_argument("--size", choices=("small", "university"), default="small")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--only",
        type=lambda names: names.split(","),
        metavar="NAME,NAME",
        help=f"only these: {', '.join(MEASURES)}; or groups of them: {', '.join(GROUPS)}",
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    parser.add_argument("--write", action="store_true", help="put the lines into docs/performance.md")
    args = parser.parse_args()
    if args.write and args.size != "university":
        parser.error("the page has the table of a whole university: --size university")
    only = args.only or [name for name in TABLE if name != "growth" or args.size == "university"]
    chosen = {member for name in only for member in GROUPS.get(name, (name,))}
    if unknown := chosen - set(MEASURES):
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join((*MEASURES, *GROUPS))}")
    args.only = [name for name in TABLE if name in chosen]
    return args


async def main(server_url: str, args: argparse.Namespace) -> bool:
    """Prints the table, and returns whether every measure found what it must find."""
    size, figures, began, sound = SIZES[args.size], list[Figure](), time.monotonic(), True
    print(f"{size.description}; {args.rounds} rounds", flush=True)
    async with standing(server_url, size, args.rounds, keep=args.keep) as ground:
        print(f"ready after {time.monotonic() - began:.0f} s", flush=True)
        for name in args.only:
            lines = lines_of(name, size)
            try:
                outcomes = await MEASURES[name](ground)
            except AssertionError as wrong:  # the lines of the others are measured nevertheless
                outcomes = [Outcome((), f"failed: {wrong!s:.200}")] * len(lines)
                sound = False
            done = [Figure(*both) for both in zip(lines, outcomes, strict=True)]
            print(*done, sep="\n", flush=True)
            figures += done
            ground.done.append(name)
            print(f"{name}: after {time.monotonic() - began:.0f} s", flush=True)
    print(f"\n{size.description}; {args.rounds} rounds\n\n{table(figures)}")
    for line in outside(figures):
        print(line)
    if args.write:
        write(figures)
    return sound


if __name__ == "__main__":
    arguments = options()
    with database_server(keep=arguments.keep) as url:
        everything_found = uvloop.run(main(url, arguments))
    sys.exit(not everything_found)
