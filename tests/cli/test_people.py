"""People by the command line: the roster, the first super admin, activation codes, access tokens (R9.1, R9.2)."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from cli.university import Size, University
from cli.university.workbooks import write_roster
from tests.cli.command import Ran
from tests.cli.command import zongce_within as zongce

SMALL = University(Size(colleges=1, majors=1, grades=1, classes=2, students=3, courses=4))
Run = Callable[..., Awaitable[Ran]]


@pytest.fixture
def run(empty: str, tmp_path: Path) -> Run:
    """`zongce …` on an empty database."""
    write_roster(SMALL, tmp_path / "roster.xlsx")

    async def ran(*arguments: str) -> Ran:
        return await zongce(tmp_path, *arguments, DATABASE_URL=empty)

    return ran


async def test_a_roster_comes_in_and_again_changes_nothing(run: Run) -> None:
    checked = await run("roster", "import", "roster.xlsx", "--dry-run")
    assert "学生\t6\t0\t0\t0" in checked.out
    assert "nothing was stored" in checked.out
    assert "学生\t6\t0\t0\t0" in (await run("roster", "import", "roster.xlsx")).out
    assert "学生\t0\t0\t6\t0" in (await run("roster", "import", ".")).out


async def test_a_bad_roster_is_told_by_sheet_row_and_column(run: Run, tmp_path: Path) -> None:
    (tmp_path / "学生.csv").write_text("学号,姓名,班级代码\n201801001,张三,没有\n", "utf-8")
    ran = await run("roster", "import", "学生.csv")
    assert ran.status == 1
    assert all(words in ran.err for words in ("学生", "第 2 行", "班级代码", "没有"))
    assert "Traceback" not in ran.err


async def test_a_folder_as_it_stands_on_a_disk_comes_in(run: Run, tmp_path: Path) -> None:
    """R9.2: lock files of Excel and WPS and traces of Macs are no rosters; what else is not read is named."""
    folder = tmp_path / "名册"
    folder.mkdir()
    (tmp_path / "roster.xlsx").rename(folder / "名册.xlsm")
    for trace in ("~$名册.xlsm", "._名册.xlsm", ".~名册.xlsx", ".DS_Store", "Thumbs.db"):
        (folder / trace).write_bytes(b"\x00\x05\x16\x07")
    (folder / "附件.pdf").write_bytes(b"%PDF-1.4")
    (folder / "教职工.tsv").write_text("工号\t姓名\nT0901\t王老师\n", "utf-8")
    ran = await run("roster", "import", "名册", "--dry-run")
    assert "教职工" in ran.err
    assert "SEVERAL" not in ran.err
    (folder / "教职工.tsv").unlink()
    ran = await run("roster", "import", "名册", "--dry-run")
    assert (ran.status, "学生\t6\t0\t0\t0" in ran.out, "附件.pdf" in ran.out) == (0, True, True), ran.err
    assert "Thumbs" not in ran.out


async def test_a_part_of_the_roster_is_not_taken_for_all_of_it(run: Run, tmp_path: Path) -> None:
    """R9.2: `--retire-missing` asks for the number once it is more than a tenth."""
    assert (await run("roster", "import", "roster.xlsx")).status == 0
    more = [f"2018990{n:02},新{n},{SMALL.classes[0].code}" for n in range(10)]
    (tmp_path / "学生.csv").write_text("\n".join(["学号,姓名,班级代码", *more]), "utf-8")
    ran = await run("roster", "import", "学生.csv", "--retire-missing")
    assert (ran.status, "6 条记录，而现有 6 条" in ran.err) == (1, True), ran.err
    ran = await run("roster", "import", "学生.csv", "--retire-missing", "--retire-up-to", "6")
    assert "学生\t10\t0\t0\t6" in ran.out


async def test_activation_codes_go_to_a_class_in_a_file_of_ones_own(run: Run, tmp_path: Path) -> None:
    await run("roster", "import", "roster.xlsx")
    (tmp_path / "codes.csv").write_text("of another time")  # open to others, as a file usually is
    ran = await run("accounts", "code", "--class", SMALL.classes[0].code, "--output", "codes.csv")
    assert ran.status == 0, ran.err
    file = tmp_path / "codes.csv"
    numbers = [line.split(",")[0] for line in file.read_text("utf-8-sig").splitlines()[1:]]
    assert numbers == [student.number for student in SMALL.students[:3]]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_name_that_is_a_formula_comes_out_as_a_name(run: Run, tmp_path: Path) -> None:
    await run("roster", "import", "roster.xlsx")
    code = SMALL.classes[0].code
    (tmp_path / "学生.csv").write_text(f'学号,姓名,班级代码\n2018999,"=HYPERLINK(""http://a"")",{code}\n', "utf-8")
    assert (await run("roster", "import", "学生.csv")).status == 0
    assert (await run("accounts", "code", "2018999", "--output", "codes.csv")).status == 0
    assert "2018999,\"'=HYPERLINK(" in (tmp_path / "codes.csv").read_text("utf-8-sig")
    assert "2018999\t'=HYPERLINK(" in (await run("accounts", "code", "2018999")).out


async def test_the_first_super_admin_is_made_once(run: Run) -> None:
    wrong = await run("accounts", "create", "合计：1人", "管理员")
    assert (wrong.status, "不是学号或工号" in wrong.err) == (1, True)
    assert "admin\t管理员\t" in (await run("accounts", "create", "admin", "管理员")).out
    second = await run("accounts", "create", "other", "别人")
    assert (second.status, "已有超级管理员" in second.err) == (1, True)
    shut = await run("accounts", "disable", "admin")
    assert shut.status == 1
    reset = await run("accounts", "reset-second-factor", "admin")
    assert (reset.status, "没有启用两步验证" in reset.err) == (1, True)


async def test_roles_are_granted_and_taken_away(run: Run) -> None:
    await run("accounts", "create", "admin", "管理员")
    await run("roster", "import", "roster.xlsx")
    number = SMALL.college_admins["01"].number
    assert (await run("accounts", "grant", number, "college_admin", "--college", "01")).status == 0
    assert (await run("accounts", "grant", number, "college_admin", "--college", "01")).status == 1
    assert (await run("accounts", "grant", number, "college_admin")).status == 1
    assert (await run("accounts", "revoke", number, "college_admin", "--college", "01")).status == 0


async def test_an_access_token_is_made_listed_and_revoked(run: Run) -> None:
    await run("accounts", "create", "admin", "管理员")
    token = (await run("tokens", "create", "admin", "报表", "--days", "7")).out.strip()
    assert token.startswith("zt_")
    listed = (await run("tokens", "list", "admin")).out.splitlines()[-1].split("\t")
    assert listed[1:3] == ["报表", "只读 read"]
    assert (await run("tokens", "revoke", listed[0])).status == 0
    assert (await run("tokens", "list", "admin")).out.splitlines()[-1].split("\t")[4]
    assert token not in str(listed)
