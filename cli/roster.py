"""`zongce roster import` reads the roster of the university, as often as needed (R9.2)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.acting import perform
from cli.telling import Failed, progress, say, table, warned
from core.acting import Act
from core.actions.roster import Counts, import_roster
from core.operations.arguments import SourceFile
from core.rules.roster_references import TITLES
from core.settings import Settings
from core.settings.loading import load
from core.workbooks.roster import Roster, read_roster
from core.workbooks.templates import roster_template

app = typer.Typer(help="名册 | the roster", no_args_is_help=True)

KINDS = {".xlsx", ".xls", ".xlsm", ".et", ".csv", ".tsv", ".txt"}
"""The file names of a folder that are read; the content decides the kind of each file."""
LEFT_BY_PROGRAMS = ("~$", "._", ".~", ".")
"""The beginnings of names of lock files and other traces that Excel, WPS and Macs leave."""
NOT_NAMED = {"thumbs.db", "desktop.ini"}
Paths = Annotated[
    list[Path], typer.Argument(help="工作簿、CSV 或其所在目录 | workbooks, CSV files, or folders of them")
]
Retire = Annotated[
    bool, typer.Option("--retire-missing", help="停用工作表中没有的 | retire records missing from a given sheet")
]
RetireUpTo = Annotated[
    int | None,
    typer.Option("--retire-up-to", min=0, help="最多停用多少条，各工作表合计 | retire at most so many in all"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="仅校验，不保存 | check without storing")]


@app.command("import")
def import_(
    paths: Paths, retire_missing: Retire = False, retire_up_to: RetireUpTo = None, dry_run: DryRun = False
) -> None:
    """导入学院、专业、班级、学生、教职工、班主任、班长 | Import the roster: all of it, or nothing."""
    files = files_of(paths)
    with progress(f"读取 {len(files)} 个文件", "reading"):
        roster = read_roster(files, load().workbook_max_rows)

    async def work(act: Act, _settings: Settings) -> dict[str, Counts]:
        how: dict[str, Any] = {"retire_missing": retire_missing, "retire_up_to": retire_up_to, "dry_run": dry_run}
        source = SourceFile.joined([SourceFile(one.name, one.read_bytes()) for one in files])
        return await import_roster(act, roster, source, **how)

    with progress(f"检查并保存 {_rows(roster)} 行", "checking and storing"):
        counts = perform(work)
    warned(roster.warnings)
    headers = ("工作表 sheet", "新增 created", "更新 updated", "不变 unchanged", "停用 retired")
    rows = [(TITLES[key], one.created, one.updated, one.unchanged, one.retired) for key, one in counts.items()]
    table("名册 roster", headers, rows)
    if dry_run:
        say("只作检查，没有保存", "checked only, nothing was stored")


@app.command()
def template(file: Annotated[Path, typer.Argument(help="要写入的 .xlsx | the .xlsx to write")]) -> None:
    """写出空白的名册模板 | Write an empty roster workbook to fill in."""
    if file.exists():
        raise Failed(f"{file} 已存在", f"{file} already exists")
    file.write_bytes(roster_template())
    say(f"模板已写入 {file}", "written")


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Lists the named files, and the files of the named folders."""
    files: list[Path] = []
    for path in paths:
        found = _files_within(path) if path.is_dir() else [path]
        if not found or not all(one.is_file() for one in found):
            raise Failed(f"没有可导入的文件：{path}", f"there is no file to import: {path}")
        files += [one for one in found if not one.name.startswith(LEFT_BY_PROGRAMS)]
    if not files:
        raise Failed("没有可导入的文件", "there is no file to import")
    return files


def _files_within(folder: Path) -> list[Path]:
    """Lists the tables of a folder. It skips what programs leave there, and names any other file that it skips."""
    ours = [
        one
        for one in sorted(folder.iterdir())
        if one.is_file() and not one.name.startswith(LEFT_BY_PROGRAMS) and one.name.lower() not in NOT_NAMED
    ]
    for other in (one for one in ours if one.suffix.lower() not in KINDS):
        say(f"略过 {other.name}：不是工作簿或 CSV", f"skipped {other.name}: neither a workbook nor a CSV")
    return [one for one in ours if one.suffix.lower() in KINDS]


def _rows(roster: Roster) -> int:
    return sum(len(getattr(roster, key)) for key in roster.sheets)
