"""The report of a nightly run: lines for the terminal, and a mail file for those who must know (R16.5)."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from cli.sync.config import ReportConfig
from core.actions.nightly import Synced
from core.operations.arguments import SourceFile
from core.rules.roster_references import TITLES


def lines_of(done: Synced, *, dry_run: bool) -> list[str]:
    """Says what came in, by table and by term."""
    counted = [
        f"{TITLES[key]}：新增 {one.created}，更新 {one.updated}，不变 {one.unchanged}，停用 {one.retired}"
        for key, one in done.roster.items()
    ]
    counted += [
        f"{title}：新增 {told['created']}，更新 {told['replaced']}，不变 {told['unchanged']}，待定 {told['undecided']}"
        + (f"，名册外的学生 {len(told['left_out'])} 名未导入" if told["left_out"] else "")
        for title, told in done.scores
    ]
    return [*counted, *done.stops, outcome(done, dry_run=dry_run)]


def outcome(done: Synced, *, dry_run: bool) -> str:
    if done.stops and not dry_run:
        return (
            "变动过多，已停下，没有保存：核对无误后请加 --anyway 再运行一次 | "
            "too much would change: nothing was stored; if it is right, run it once with --anyway"
        )
    if not done.stored:
        held = "；正式运行会因变动过多停下" if done.stops else ""
        return f"只作检查，没有保存{held} | checked only, nothing was stored"
    return "已保存，可在“导入记录”中撤销 | stored; it can be undone in the history of imports"


def write_mail(
    config: ReportConfig, subject: str, lines: Sequence[str], at: datetime, attached: Sequence[SourceFile] = ()
) -> Path:
    """Writes a mail that any mail program can send; its name begins with the time.

    Args:
        attached: the tables that were refused, whose rows the lines name.
    """
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = config.sender, ", ".join(config.to), subject
    mail["Date"], mail["Message-ID"] = format_datetime(at), make_msgid(domain="zongce.invalid")
    mail.set_content("\n".join(lines) + "\n")
    for file in attached:
        mail.add_attachment(file.content, maintype="text", subtype="csv", filename=file.name)
    config.folder.mkdir(parents=True, exist_ok=True)
    written = config.folder / f"{at:%Y%m%dT%H%M%S.%f}-zongce-sync.eml"
    written.write_bytes(mail.as_bytes())
    return written
