"""The command prints both languages in one line; it shows bars on a terminal and plain lines elsewhere."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from core.errors import Forbidden, Refusal, Refusals, Refused
from core.workbooks.csv_writing import tabbed_line
from core.workbooks.notes import Note, grouped
from db.passing import Fault, fault_of

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
SHOWN_PROBLEMS = 50


class Failed(Exception):
    """Ends the command with this message and exit status 1."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} | {en}")


def language() -> str:
    """Returns the language for longer texts, where both would be too much: the terminal's, else Chinese (R9.5)."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if locale.startswith("en") else "zh"


def say(zh: str, en: str) -> None:
    out.print(f"{zh} | {en}", markup=False)


@contextmanager
def progress(zh: str, en: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Yields a function that reports how many more items are done. Plain lines show the time that it took."""
    began = time.monotonic()
    if out.is_terminal:
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=out,
        ) as bar:  # fmt: skip
            task = bar.add_task(f"{zh} | {en}", total=total)
            yield lambda more: bar.advance(task, more)
            bar.update(task, total=bar.tasks[0].completed or 1, completed=bar.tasks[0].completed or 1)
        return
    say(f"{zh} …", en)
    yield lambda more: None
    out.print(f"  {time.monotonic() - began:.1f} s", markup=False)


def table(title: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints a table with borders on a terminal, and with tabs for programs."""
    if out.is_terminal:
        shown = Table(*headers, title=title)
        for row in rows:
            shown.add_row(*("" if cell is None else str(cell) for cell in row))
        out.print(shown)
        return
    print(title)
    for row in (headers, *rows):
        print(tabbed_line(row))  # the console would spread the tabs


def not_now(passing: Exception) -> str:
    """Says whether the command can simply be repeated."""
    if fault_of(passing) is Fault.UNKNOWN:
        return (
            "数据库连接中断，无法确认是否已完成：请查看后再重试 | "
            "the connection to the database was lost: check whether the work was done before you try again"
        )
    return (
        "数据库暂时不可用，没有写入任何内容，请稍后重试 | "
        "the database is unavailable: nothing was written; try again later"
    )


def refused(refusal: Refused) -> None:
    """Prints reasons of one kind on one line, with their number and their places in the workbook."""
    if isinstance(refusal, Refusals):
        several(refusal.refusals)
    elif isinstance(refusal, Refusal):
        several([refusal])
    elif isinstance(refusal, Forbidden):
        err.print("没有权限 | not allowed")
    else:
        err.print(str(refusal), markup=False)


def several(refusals: Sequence[Refusal]) -> None:
    _print_some([note.sentence(language()) for note in grouped(refusals)])


def warned(notes: Sequence[Note]) -> None:
    """Prints warnings about work that was done nevertheless."""
    _print_some([f"{'注意' if language() == 'zh' else 'note'}: {note.sentence(language())}" for note in notes])


def _print_some(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN_PROBLEMS]:
        err.print(f"  {line}", markup=False)
    if len(lines) > SHOWN_PROBLEMS:
        err.print(f"  …… 共 {len(lines)} 处 | {len(lines)} in all", markup=False)
