"""Measures every promised speed beside the unavoidable minimum and beside peers, in one run.

    python -m bench [--size small|university] [--rounds 5] [--only class-list,my-year] [--keep]

Contenders take turns in every round, and must give the same answers, which is checked first. The table at the end has
the median of the rounds' ratios and their spread. `docs/performance.md` explains each line.
"""

import argparse
from collections.abc import Awaitable, Callable

import uvloop

from bench import ballots, computing, course_import, growth, library_export, lists, memory
from bench.figures import Figure, table
from bench.ground import Ground, standing
from bench.servers import database_server
from bench.university import SIZES

Measure = Callable[[Ground], Awaitable[list[Figure]]]
MEASURES: dict[str, Measure] = {
    "class-list": lists.class_list,
    "thousand-rows": lists.thousand_rows,
    "my-year": lists.my_year,
    "fast-path": lists.fast_path,
    "ballots": ballots.ballots,
    "academic": computing.academic,
    "one-class": computing.one_class,
    "ratings": computing.ratings,
    "import": course_import.imported,
    "import-odd": course_import.imported_odd,
    "export": library_export.exported,
    "growth": growth.tenfold,
    "memory": memory.worker,
}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="All promised speeds")
    parser.add_argument("--size", choices=("small", "university"), default="small")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--only", type=lambda names: names.split(","), metavar="NAME,NAME", help=f"only these: {', '.join(MEASURES)}"
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    args = parser.parse_args()
    args.only = args.only or [name for name in MEASURES if name != "growth" or args.size == "university"]
    if unknown := set(args.only) - set(MEASURES):
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    return args


async def main(server_url: str, args: argparse.Namespace) -> None:
    size, figures = SIZES[args.size], []
    print(f"{size.description}; {args.rounds} rounds", flush=True)
    async with standing(server_url, size, args.rounds, keep=args.keep) as ground:
        for name in args.only:
            for figure in await MEASURES[name](ground):
                figures.append(figure)
                print(figure, flush=True)
            ground.done.append(name)
    print(f"\n{size.description}; {args.rounds} rounds\n\n{table(figures)}")


if __name__ == "__main__":
    arguments = options()
    with database_server(keep=arguments.keep) as url:
        uvloop.run(main(url, arguments))
