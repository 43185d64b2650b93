"""Plays the page once, and exits with 1 if anything but the wrong act was lost: `python -m bench.recovery`."""

import asyncio
import csv
import sys
import time
from pathlib import Path

from bench.recovery.cluster import cluster
from bench.recovery.page import Block, Typist, blocks
from bench.recovery.year import ASSIGNED, ROSTER, TOLD, held, import_wrong_roster, school, work_after, work_before
from db.contents import Contents

Held = dict[str, Contents]


async def main() -> bool:
    began, todo, wrong = time.monotonic(), blocks(), list[str]()
    with cluster() as made:
        typist = made.typist()
        async with school(made.url) as campus:
            await work_before(campus)
            await steps(typist, todo, 0)
            await work_before(campus)
            await asyncio.sleep(2)  # the second before the act is a quiet one
            before = await held(made.url)
            await import_wrong_roster(made.url, made.folder)
            for line in await work_after(campus, made.url, made.folder):
                print("undoing is refused:", line)
            now = await held(made.url)
        for step in (2, 3, 4):
            await steps(typist, todo, step)
        wrong += judge("step 3, the second before", before, await held(made.side_url), set())
        wrong += since(made.folder / "out")
        await steps(typist, todo, 5)
        wrong += judge("step 5, everything since", now, await held(made.url), {*ROSTER, *TOLD})
        wrong += judge("step 5, who is what", before, await held(made.url), {*before} - ASSIGNED)
        await steps(typist, todo, 6)
        wrong += judge("step 6, the whole database", before, await held(made.url), set())
    print(*wrong or ["all as the page says"], f"{time.monotonic() - began:.0f} s in all", sep="\n")
    return not wrong


async def steps(typist: Typist, todo: list[Block], step: int) -> None:
    """Types the blocks of one step; root's, and the first one, are done by the rig."""
    for block in todo:
        if block.step == step and block.who in ("postgres", "zongce"):
            said, seconds = await asyncio.to_thread(typist.type, block)
            print(f"--- step {step}, as {block.who}: {seconds:.1f} s", said.strip(), sep="\n", flush=True)


def judge(what: str, then: Held, now: Held, apart: set[str]) -> list[str]:
    """Compares every table but those that are to differ."""
    differing = [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]
    tables, rows = len({*then} - apart), sum(one.rows for name, one in then.items() if name not in apart)
    print(f"{what}: {tables} tables, {rows} rows compared; differing: {', '.join(differing) or 'none'}")
    return [f"{what}: {name} differs" for name in differing if name not in apart]


def since(out: Path) -> list[str]:
    """Judges the list of what people did since: it must not hold the act itself."""
    rows = list(csv.DictReader((out / "since.csv").open(encoding="utf-8")))
    actions = sorted({one["action"] for one in rows})
    print(f"since: {len(rows)} entries, {', '.join(actions)}")
    return [] if "importCourseScores" in actions and "importRoster" not in actions else [f"since.csv: {actions}"]


if __name__ == "__main__":
    sys.exit(not asyncio.run(main()))
