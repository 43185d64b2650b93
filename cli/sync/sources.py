"""The tables that a source hands over, each as a file that the imports read (R16.5)."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from cli.sync.config import Config
from cli.telling import Failed
from core.operations.arguments import SourceFile
from core.workbooks.csv_writing import csv_text, exact_csv_text
from core.workbooks.oneroster import OneRosterWrong, read_oneroster
from core.workbooks.roster import SHEETS
from db.foreign import Unreachable, foreign

TITLES = {sheet.key: sheet.title for sheet in SHEETS}


@dataclass(slots=True)
class Handed:
    """Holds the file of each table of the roster by the table's title, and of each term's course scores."""

    roster: list[tuple[str, SourceFile]] = field(default_factory=list)
    scores: list[tuple[str, int, SourceFile]] = field(default_factory=list)

    def for_people(self, config: Config) -> list[SourceFile]:
        """Returns the files as people may open them: those that we wrote ourselves without formulas."""
        files = [*(file for _, file in self.roster), *(file for _, _, file in self.scores)]
        return files if config.source == "csv" else [_without_formulas(file) for file in files]

    def add_scores(self, term: str, file: SourceFile) -> None:
        academic_year, _, number = term.rpartition("-")
        self.scores.append((academic_year, int(number), file))


async def hand_over(config: Config) -> Handed:
    """Reads everything that the source has.

    Raises:
        Failed: a file is missing, or the other database does not answer.
    """
    if config.folder is None:
        return await _of_database(config)
    return _of_oneroster(config, config.folder) if config.source == "oneroster" else _of_folder(config, config.folder)


def _of_folder(config: Config, folder: Path) -> Handed:
    handed = Handed()
    for key, name in config.roster.items():
        handed.roster.append((TITLES[key], SourceFile(name, _read(folder / name))))
    for term, name in config.scores.items():
        handed.add_scores(term, SourceFile(name, _read(folder / name)))
    return handed


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise Failed(
            f"没有文件 {file}：来源系统可能没有导出，本次未同步", "the file is missing: nothing was done"
        ) from None


async def _of_database(config: Config) -> Handed:
    handed = Handed()
    try:
        async with foreign(config.address, config.seconds) as other:
            for key, query in config.roster.items():
                file = table_file(TITLES[key], *await other.fetch(TITLES[key], query))
                handed.roster.append((TITLES[key], file))
            for term, query in config.scores.items():
                handed.add_scores(term, table_file(f"{term} 成绩", *await other.fetch(term, query)))
    except Unreachable as unreachable:
        raise Failed(*str(unreachable).split(" | ", 1)) from None
    return handed


def _of_oneroster(config: Config, folder: Path) -> Handed:
    try:
        found = read_oneroster(folder, config.years_of_study)
    except OneRosterWrong as wrong:
        raise Failed(wrong.zh, wrong.en) from None
    handed = Handed([(TITLES[key], table_file(TITLES[key], *one)) for key, one in found.roster.items()])
    for term, one in found.scores.items():
        handed.add_scores(term, table_file(f"{term} 成绩", *one))
    return handed


def table_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> SourceFile:
    """Writes rows as a CSV that the imports read; None is blank."""
    return SourceFile(f"{name}.csv", exact_csv_text([headings, *rows]).encode())


def _without_formulas(file: SourceFile) -> SourceFile:
    rows = csv.reader(StringIO(file.content.decode(), newline=""))
    return SourceFile(file.name, csv_text(rows).encode("utf-8-sig"))
