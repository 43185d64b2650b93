"""Nightly data by the command line, from files and from another database (R16.5)."""

import asyncpg
import pytest

from core.workbooks.course_scores import COURSE_SCORES
from core.workbooks.templates import fields_of
from tests.cli.night import SMALL, Night, write


async def test_a_folder_comes_in_at_night_and_the_next_night_changes_nothing(night: Night) -> None:
    """R16.5, R10.9: everything stands in the history of imports, from which it can be undone."""
    night.csv()
    checked = await night.run("--dry-run")
    assert (checked.status, "没有保存" in checked.out) == (0, True), checked.err
    assert await night.counts() == [0, 0, 0]
    ran = await night.run()
    assert ran.status == 0, ran.err
    assert "学生：新增 60，更新 0，不变 0，停用 0" in ran.out
    stored = await night.counts()
    assert stored == [60, len([*SMALL.course_scores(1)]), 2]
    again = await night.run()
    assert "学生：新增 0，更新 0，不变 60，停用 0" in again.out
    assert await night.counts() == stored
    assert [mail["Subject"].partition("（")[0] for mail in night.mails()][-1] == "综测夜间同步：已同步"


async def test_one_bad_row_stores_nothing_and_is_told_by_mail(night: Night) -> None:
    """R16.5: the roster stays as it was, too; the refused tables are attached, since the rows are numbered there."""
    night.csv()
    night.change("cj1.csv", SMALL.students[0].number, "299999999", 1)
    night.config((night.folder / "sync.toml").read_text().partition("[report]")[0] + "")
    text = (night.folder / "sync.toml").read_text().replace('folder = "in"', 'folder = "in"\nleave_out_unknown = false')
    (night.folder / "sync.toml").write_text(text)
    ran = await night.run()
    assert (ran.status, "299999999" in ran.err) == (1, True), ran.err
    assert await night.counts() == [0, 0, 0]
    [mail] = night.mails()
    body = mail.get_body().get_content()
    assert "没有保存" in body
    assert "第 2 行" in body
    assert "cj1.csv" in [part.get_filename() for part in mail.iter_attachments()]


async def test_a_night_that_would_change_too_much_stops(night: Night) -> None:
    """R16.5: a tenth of a table, and more than the few of the setting, wait for a person."""
    night.csv(extra="retire_missing = false")
    assert (await night.run()).status == 0
    stored = await night.counts()
    other = [row._replace(ethnicity="某族") for row in SMALL.students]
    write(night.folder / "in" / "students_export.csv", ("学号", "姓名", "性别", "民族", "班级代码"), other)
    stopped = await night.run()
    assert (stopped.status, "现有 60 条，将变动 60 条（100 %）" in stopped.out) == (1, True), stopped.out + stopped.err
    assert await night.counts() == stored
    assert "已停下" in night.mails()[-1]["Subject"]
    assert "正式运行会因变动过多停下" in (await night.run("--dry-run")).out
    ran = await night.run("--anyway")
    assert (ran.status, "更新 60" in ran.out) == (0, True), ran.out


async def test_scores_that_change_too_much_stop_and_new_ones_do_not(night: Night) -> None:
    night.csv()
    assert (await night.run()).status == 0
    headings = [one.header for one in fields_of(COURSE_SCORES)]
    score = next(place for place, one in enumerate(COURSE_SCORES.columns) if one.key == "score")
    rows = [[*row[:score], 100 - row.score, *row[score + 1 :]] for row in SMALL.course_scores(1)]
    write(night.folder / "in" / "cj1.csv", headings, rows)
    stopped = await night.run()
    assert (stopped.status, "2018-2019-1 成绩：现有" in stopped.out) == (1, True), stopped.out


async def test_another_database_hands_over_its_views(night: Night) -> None:
    """R16.5: all queries see one moment; what the other database refuses is told without its password."""
    db = await asyncpg.connect(night.url)
    await db.execute("create schema jw")
    await db.execute("create view jw.xy as select '01' as 学院代码, '信息学院' as 学院名称")
    await db.execute("create view jw.js as select '0012' as 工号, '王老师' as 姓名, '01' as 学院代码")
    await db.close()
    night.settings = {"JW_DATABASE": night.url.replace("postgresql://", "postgresql+asyncpg://")}
    config = 'source = "database"\ndatabase_env = "JW_DATABASE"\n[roster]\n'
    night.config(f'{config}colleges = "select * from jw.xy"\nstaff = "select * from jw.js"\n')
    ran = await night.run()
    assert (ran.status, "教职工：新增 1" in ran.out) == (0, True), ran.out + ran.err
    night.config(f'{config}colleges = "select * from jw.nothing"\n')
    ran = await night.run()
    assert (ran.status, "“学院”的查询失败" in ran.err, "Traceback" in ran.err) == (1, True, False), ran.err
    night.settings = {"JW_DATABASE": "postgresql+asyncpg://reader:secret@127.0.0.1:1/jw"}
    ran = await night.run()
    assert (ran.status, "连接不上" in ran.err, "secret" in ran.err) == (1, True, False), ran.err
    night.settings = {"JW_DATABASE": "nothing+known://127.0.0.1/jw"}
    assert "驱动有误" in (await night.run()).err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('source = "csv"\nfolder = "in"\n[roster]\npupils = "a.csv"\n', "没有名为 pupils 的表"),
        ('source = "csv"\nfolder = "in"\n[scores]\n"2025-2027-1" = "a.csv"\n', "不是学年学期"),
        ('source = "csv"\n[roster]\nstaff = "a.csv"\n', "folder"),
        ('source = "csv"\nfolder = "in"\n', "至少写一项"),
        ('source = "csv"\nfolder = "in"\nretire = true\n[roster]\nstaff = "a.csv"\n', "没有“retire”这一项"),
        ('source = "csv"\nfolder = "in"\n[roster]\nstaff = "a.csv"\n', "没有文件"),
        ('source = "oneroster"\nfolder = "nowhere"\n', "没有目录或压缩包"),
        ("source = [", "不是有效的 TOML"),
    ],
)
async def test_a_wrong_configuration_is_told_and_nothing_is_done(night: Night, text: str, words: str) -> None:
    (night.folder / "sync.toml").write_text(text, "utf-8")
    ran = await night.run()
    assert (ran.status, words in ran.err, "Traceback" in ran.err) == (1, True, False), ran.err
