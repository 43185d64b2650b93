"""`zongce sync` brings in the roster and the course scores of another system, each night (R16.5)."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.acting import perform
from cli.sync.config import Config, read_config
from cli.sync.report import lines_of, write_mail
from cli.sync.sources import Handed, hand_over
from cli.telling import Failed, language, out, progress, several
from core.acting import Act
from core.actions.nightly import Nightly, Synced, TermScores
from core.actions.nightly import sync as sync_all
from core.errors import Refusal, Refusals
from core.operations.arguments import SourceFile
from core.settings import Settings
from core.settings.loading import load
from core.workbooks.claims import Chosen
from core.workbooks.course_sheets import read_ready
from core.workbooks.notes import grouped
from core.workbooks.roster import read_roster

ConfigFile = Annotated[Path, typer.Argument(help="写明来源的 sync.toml | the sync.toml that names the source")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="仅校验，不保存 | check without storing")]
Anyway = Annotated[bool, typer.Option("--anyway", help="变动再多也保存 | store however much would change")]


def sync(config_file: ConfigFile, dry_run: DryRun = False, anyway: Anyway = False) -> None:
    """从其他系统同步名册与课程成绩 | Bring in roster and course scores: all of it, or nothing."""
    config = read_config(config_file)
    try:
        lines, stopped = _synced(config, dry_run=dry_run, anyway=anyway)
    except Failed as failed:
        _mail(config, "未同步", [str(failed)])
        raise
    for line in lines:
        out.print(line, markup=False)
    _mail(config, "已停下" if stopped else "只作检查" if dry_run else "已同步", lines)
    if stopped:
        raise typer.Exit(1)


def _synced(config: Config, *, dry_run: bool, anyway: bool) -> tuple[list[str], bool]:
    with progress("读取来源", "reading the source"):
        handed = asyncio.run(hand_over(config))
        nightly = _read(config, handed)
    brake = None if anyway else config.brake.brake()

    async def work(act: Act, _settings: Settings) -> Synced:
        return await sync_all(act, nightly, brake, dry_run=dry_run)

    try:
        with progress("检查并保存", "checking and storing"):
            done = perform(work)
    except (Refusal, Refusals) as refused:
        found = refused.refusals if isinstance(refused, Refusals) else [refused]
        several(found)
        sentences = [note.sentence(language()) for note in grouped(found)]
        _mail(config, "未同步", ["来源数据有误，没有保存：", *sentences], handed.for_people(config))
        raise typer.Exit(1) from None
    return lines_of(done, dry_run=dry_run), bool(done.stops) and not dry_run


def _read(config: Config, handed: Handed) -> Nightly:
    """Reads the tables as the imports of the pages do; what is wrong with them is told when they are imported."""
    most = load().workbook_max_rows
    named = [(f"{title}.csv", file.content) for title, file in handed.roster]
    scores = [
        TermScores(year, term, read_ready(file.content, most, Chosen(year, term, file_name=file.name)), file)
        for year, term, file in handed.scores
    ]
    return Nightly(
        roster=read_roster(named, most) if named else None,
        roster_source=SourceFile.joined([file for _, file in handed.roster]),
        scores=scores,
        retire_missing=config.retire_missing,
        leave_out_unknown=config.leave_out_unknown,
    )


def _mail(config: Config, what: str, lines: Sequence[str], attached: Sequence[SourceFile] = ()) -> None:
    if config.report:
        at = datetime.now(UTC).astimezone(ZoneInfo(load().timezone))
        file = write_mail(config.report, f"综测夜间同步：{what}（{at:%Y-%m-%d}）", lines, at, attached)
        out.print(f"报告 | report: {file}", markup=False)
