"""A folder that another system fills each night, and the database that `zongce sync` brings it to (R16.5)."""

import csv
import email
import email.policy
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import asyncpg

from cli.university import Size, University
from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.roster import SHEETS
from core.workbooks.templates import fields_of
from tests.cli.command import Ran
from tests.cli.command import zongce_within as zongce

SMALL = University(Size(colleges=2, majors=1, grades=1, classes=2, students=15, courses=4))
STORED = ("student", "course_score", "import_record")


def write(file: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([headings, *rows])


class Night:
    """A folder that another system fills, `sync.toml` beside it, and the database that is synced."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url, self.settings = folder, url, dict[str, str]()

    def config(self, text: str) -> None:
        report = '\n[report]\nfolder = "mail"\nto = ["office@example.edu"]\n'
        (self.folder / "sync.toml").write_text(text + report, "utf-8")

    def csv(self, extra: str = "") -> None:
        for sheet in SHEETS:
            headings = [one.header for one in fields_of(sheet.layout)]
            write(self.folder / "in" / f"{sheet.key}_export.csv", headings, getattr(SMALL, sheet.key))
        headings = [one.header for one in fields_of(COURSE_SCORES)]
        write(self.folder / "in" / "cj1.csv", headings, SMALL.course_scores(1))
        tables = "\n".join(f'{sheet.key} = "{sheet.key}_export.csv"' for sheet in SHEETS)
        scores = f'"{SMALL.academic_year}-1" = "cj1.csv"'
        self.config(f'source = "csv"\nfolder = "in"\n{extra}\n[roster]\n{tables}\n[scores]\n{scores}\n')

    def change(self, name: str, old: str, new: str, times: int = -1) -> None:
        file = self.folder / "in" / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, times), "utf-8")

    async def run(self, *options: str) -> Ran:
        return await zongce(self.folder, "sync", "sync.toml", *options, DATABASE_URL=self.url, **self.settings)

    async def counts(self) -> list[int]:
        db = await asyncpg.connect(self.url)
        try:
            return [await db.fetchval(f"select count(*) from {one}") for one in STORED]
        finally:
            await db.close()

    def mails(self) -> list[Any]:
        files = sorted((self.folder / "mail").iterdir())
        return [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in files]
