"""`zongce audit` seals the audit log, checks it, and writes it to a file that anybody can check (R16.2)."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cli.acting import on_database
from cli.telling import Failed, language, out, progress, say
from core.auditing.chain import Fault
from core.auditing.files import FileCheck, line_of
from core.auditing.keeping import FOLLOWER
from core.auditing.verifying import REMOVAL, Report
from core.auditing.verifying import verify as verify_log
from core.settings import Settings
from db.queries import audit_follower, audit_seals
from db.queries.audit_seals import Standing
from db.session import Database

app = typer.Typer(help="操作日志的封存与核对 | the audit log: its seals and their check", no_args_is_help=True)

Head = Annotated[
    str | None,
    typer.Option("--head", help="系统外保存的末端校验值，须在链上 | a head kept elsewhere; it must be in the chain"),
]
Checked = Annotated[
    Path | None, typer.Option("--file", help="核对导出的文件而非数据库 | check an exported file instead")
]
Output = Annotated[Path, typer.Argument(help="文件 | the file")]
After = Annotated[int, typer.Option("--after", help="从此封条之后开始 | begin after this seal")]
UNSEALED_TOO_LONG = 600


@app.command()
def verify(head: Head = None, file: Checked = None) -> None:
    """核对全部日志与封条，指出第一处不符 | Check the whole log against its seals, and name what does not fit."""
    known = _hash(head)
    if file is not None:
        _verify_file(file, known)
        return

    async def work(database: Database, _settings: Settings) -> tuple[Report, float]:
        began = time.monotonic()
        with progress("核对", "checking") as done:
            async with database.write() as db:
                return await verify_log(db, known, done), max(time.monotonic() - began, 0.001)

    report, seconds = on_database(work)
    standing = report.standing or Standing(0, 0, 0, None, None)
    zh = (
        f"{report.seals:,} 个封条，{report.entries:,} 条日志，{seconds:.1f} 秒，每秒 {report.entries / seconds:,.0f} 条"
    )
    say(zh, f"{report.seals:,} seals and {report.entries:,} entries in {seconds:.1f} s")
    if report.removed:
        say(
            f"封条 {report.removed_through} 及以前有 {report.removed:,} 条日志已到期删除（见日志的 {REMOVAL}）",
            f"{report.removed:,} entries up to seal {report.removed_through} were removed when their time was over",
        )
    _tell_standing(standing)
    _end(report.faults, report)


def _verify_file(file: Path, head: bytes | None) -> None:
    check = FileCheck(head)
    with file.open(encoding="utf-8", newline="\n") as lines:
        faults = list(check.faults(lines))
    say(f"{check.seals:,} 个封条，{check.entries:,} 条日志", f"{check.seals:,} seals and {check.entries:,} entries")
    if check.gone:
        say(f"{check.gone:,} 条日志只有校验值", f"{check.gone:,} entries are there by their hash alone")
    if check.chain.hash:
        say(f"文件的末端：封条 {check.chain.number} {check.chain.hash.hex()}", "the head of the file")
    _end(faults, None)


def _end(faults: list[Fault], report: Report | None) -> None:
    """Says that all fits, or what does not, first things first, and what the database still knows of it."""
    if not faults:
        say("全部相符", "everything fits")
        return
    english = language() == "en"
    for fault in faults:
        out.print(f"  {fault.words(english)}{_trace(fault, report)}", markup=False)
    more = report.more_faults if report else 0
    if more:
        say(f"  另有 {more:,} 处", f"and {more:,} more")
    number = len(faults) + more
    raise Failed(f"日志与封条不符：{number:,} 处，第一处见上", f"the log does not fit its seals in {number:,} places")


def _trace(fault: Fault, report: Report | None) -> str:
    trace = report.traces.get(fault.entry) if report and fault.entry is not None else None
    if trace is None:
        return ""
    when = f" {trace.written_at:%Y-%m-%d %H:%M:%S%z}" if trace.written_at else ""
    now, by = ("现为 | now", "写入该行的数据库事务 | written by transaction")
    about = f"{trace.at:%Y-%m-%d %H:%M:%S%z} {trace.actor_name} {trace.action} {trace.subject}"
    return f"（{now}: {about}; {by} {trace.transaction}{when}）"


@app.command()
def head() -> None:
    """封存新的日志，显示末端校验值，请保存在系统之外 | Seal what is new, and show the head, to be kept elsewhere."""

    async def work(database: Database, _settings: Settings) -> Standing:
        return (await _seal(database, lambda _: None))[1]

    found = on_database(work)
    if found.hash is None or found.sealed_at is None:
        raise Failed("日志中还没有任何记录", "the log has no entry yet")
    print(f"{found.number} {found.hash.hex()} {found.sealed_at.isoformat()}")


@app.command()
def seal() -> None:
    """立即封存尚未封存的日志；服务运行时自动进行 | Seal now what is not sealed yet; a server does it by itself."""

    async def work(database: Database, _settings: Settings) -> tuple[int, Standing]:
        with progress("封存", "sealing") as done:
            return await _seal(database, done)

    entries, standing = on_database(work)
    say(f"已封存 {entries:,} 条", f"sealed {entries:,} entries")
    _tell_standing(standing)


async def _seal(database: Database, done: Callable[[int], None]) -> tuple[int, Standing]:
    """Seals what is there, and returns the number of entries and how the log stands."""
    entries = 0
    while True:
        async with database.write() as db:
            sealed = await audit_seals.seal_next(db)
        if sealed is None:
            break
        entries += sealed.entries
        done(sealed.entries)
    async with database.read() as db:
        return entries, await audit_seals.standing(db)


@app.command()
def status() -> None:
    """显示封存与日志服务器的情况 | Show how far sealing and the log server are."""

    async def work(database: Database, settings: Settings) -> tuple[Standing, int | None]:
        async with database.read() as db:
            behind = await audit_follower.behind(db, FOLLOWER) if settings.syslog_url else None
            return await audit_seals.standing(db), behind

    standing, behind = on_database(work)
    _tell_standing(standing)
    if behind is None:
        say("没有设置日志服务器（syslog_url）", "no log server is set (syslog_url)")
    else:
        say(f"日志服务器尚未收到的封条：{behind:,}", f"seals that the log server has not received: {behind:,}")


@app.command()
def export(output: Output, after: After = 0) -> None:
    """导出日志与封条，可由他人核对（含成绩，请妥善保管） | Write log and seals to a file that anybody can check."""
    if output.exists():
        raise Failed(f"{output} 已存在", f"{output} already exists")

    async def work(database: Database, _settings: Settings) -> int:
        lines = 0
        with (
            progress("导出", "exporting") as done,
            os.fdopen(_private(unfinished), "w", encoding="utf-8", newline="\n") as file,
        ):
            async with database.write() as db:
                async for part in audit_seals.all_lines(db, after):
                    await asyncio.to_thread(file.writelines, [f"{line_of(one)}\n" for one in part])
                    lines += len(part)
                    done(len(part))
        return lines

    unfinished = output.with_name(output.name + ".part")
    try:
        lines = on_database(work)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
    say(f"已导出 {lines:,} 行到 {output}", f"wrote {lines:,} lines")


def _private(file: Path) -> int:
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _hash(head: str | None) -> bytes | None:
    try:
        known = None if head is None else bytes.fromhex(head)
    except ValueError:
        known = b""
    if known is not None and len(known) != 32:
        raise Failed(
            "--head 应为 64 位十六进制校验值（见 zongce audit head）", "--head is a hash of 64 hexadecimal digits"
        )
    return known


def _tell_standing(standing: Standing) -> None:
    if standing.hash is not None:
        say(f"末端：封条 {standing.number} {standing.hash.hex()}", "head of the chain")
    if standing.unsealed:
        say(
            f"尚未封存：{standing.unsealed:,} 条，最早的已等 {standing.seconds:,.0f} 秒",
            f"not sealed yet: {standing.unsealed:,} entries, the oldest for {standing.seconds:,.0f} s",
        )
    if standing.seconds > UNSEALED_TOO_LONG:
        say("注意：服务未在封存，请检查服务的日志", "note: no server is sealing; look at its log")
