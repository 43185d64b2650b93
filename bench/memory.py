"""Measures the memory of the serving process after all earlier work (on Linux)."""

import re
import sys
from pathlib import Path

from bench.figures import Outcome
from bench.ground import Ground


async def worker(ground: Ground) -> list[Outcome]:
    """Returns RSS and PSS; in PSS, memory that other processes share counts in part."""
    if sys.platform != "linux":
        return [Outcome((), "this system does not tell")]
    own = megabytes(ground.served.pid)
    beside = max((megabytes(pid)["Rss"] for pid in children(ground.served.pid)), default=0.0)
    note = f"PSS {own['Pss']:.0f} MB, its workbook process {beside:.0f} MB; after {', '.join(ground.done)}"
    return [Outcome([own["Rss"]], note)]


def megabytes(pid: int) -> dict[str, float]:
    """Returns RSS and PSS of a process."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {name: int(kilobytes) / 1000 for name, kilobytes in re.findall(r"^(Rss|Pss): +(\d+) kB", text, re.M)}


def children(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
