"""Reads and writes the table of `docs/performance.md`, which holds the lines of a whole university."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.figures import HEAD, Figure, table

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
_SPREAD = re.compile(r"\(([0-9.]+) - ([0-9.]+)\)")
_MIDDLE = re.compile(r"[0-9.]+")


def lines(page: str) -> list[str]:
    """Returns the lines of the table, below its head."""
    found = page.partition(f"| {' | '.join(HEAD)} |\n")[2].partition("\n\n")[0].split("\n")
    return found[1:]


def outside(figures: Iterable[Figure]) -> list[str]:
    """Tells of each line whose median lies outside of the spread that the page has for it."""
    known = {_name(line): line for line in lines(PAGE.read_text("utf-8"))}
    found = []
    for figure in figures:
        then, now = known.get(_name(str(figure))), _MIDDLE.match(_cells(str(figure))[3])
        spread = _SPREAD.search(_cells(then)[3]) if then else None
        if spread and now and not float(spread[1]) <= float(now[0]) <= float(spread[2]):
            found.append(f"outside of the page's spread {spread[0]}: {figure}")
    return found


def write(figures: Sequence[Figure]) -> None:
    """Replaces the page's lines by those that were measured now; others stay."""
    page, anew = PAGE.read_text("utf-8"), {_name(str(figure)): str(figure) for figure in figures}
    kept = [anew.pop(_name(line), line) for line in lines(page)]
    head = table(())
    before, _, rest = page.partition(head)
    PAGE.write_text("\n".join([before + head, *kept, *anew.values()]) + "\n\n" + rest.partition("\n\n")[2], "utf-8")


def _name(line: str) -> tuple[str, ...]:
    return tuple(_cells(line)[:2])


def _cells(line: str) -> list[str]:
    return line.strip("| ").split(" | ")
