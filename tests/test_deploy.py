"""The files of deploy/ are what the programs for which they are made understand."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.recovery.page import blocks, settings

ROOT = Path(__file__).parents[1]
INSTALLED = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
LIMITS_OF_ONE = {"Slice", "MemoryHigh", "MemoryMax", "TasksMax", "LimitNOFILE"}
NAMED_BY_SCHOOL = {"Description", "After", "User", "Group", "EnvironmentFile", "StateDirectory", "Environment"}
UNITS = sorted((ROOT / "deploy/systemd").glob("zongce*"))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_the_units_for_systemd_are_understood_and_shut_the_service_in(tmp_path: Path) -> None:
    """The test puts what this machine has in the place of what it does not have."""
    files = [tmp_path / one.name.replace("@.", "@full.") for one in UNITS]
    for unit, file in zip(UNITS, files, strict=True):
        text = re.sub("(?m)^ExecStart=.*", "ExecStart=/bin/true", unit.read_text("utf-8"))
        text = re.sub("(?m)^(User|Group)=.*", r"\1=daemon", text.replace("=/srv/zongce\n", "=/tmp\n"))
        file.write_text(text.replace("@incr.", "@full."), "utf-8")
    ours = [one for one in files if one.suffix == ".service" and "base" not in one.name]
    commands = [["verify", *files], *(["security", "--offline=true", "--threshold=20", one] for one in ours)]
    assert len(files) > len(ours)
    for command in commands:
        ran = subprocess.run(["systemd-analyze", *map(str, command)], capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout + ran.stderr


@pytest.mark.parametrize("name", ["zongce", "zongce-dump"])
def test_the_unit_of_one_school_among_several_differs_by_what_is_one_schools_alone(name: str) -> None:
    """A limit or a door that is shut in one of the two units is shut in the other as well."""
    alone, among = (_directives(f"{name}{kind}.service") for kind in ("", "@"))
    own = {directive for directive, said in among if "%i" in said}
    assert {directive for directive, _ in alone ^ among} <= own | LIMITS_OF_ONE
    assert {"User", "Group", "EnvironmentFile", "StateDirectory"} <= own <= NAMED_BY_SCHOOL | {"ExecStart"}


def _directives(unit: str) -> set[tuple[str, str]]:
    lines = (ROOT / "deploy/systemd" / unit).read_text("utf-8").splitlines()
    return {(line.partition("=")[0], line.partition("=")[2]) for line in lines if "=" in line and line[0] != "#"}


def test_what_the_units_start_is_there() -> None:
    for unit in UNITS:
        for place in re.findall(r"/srv/zongce/((?!\.venv)\S+)", unit.read_text("utf-8")):
            assert (ROOT / place).exists(), (unit.name, place)


def test_the_page_on_recovery_says_who_types_each_block_and_what_postgresql_is_told() -> None:
    """`python -m bench.recovery` types them; the test below does so where pgBackRest is installed."""
    assert {one.who for one in blocks()} == {"everybody", "root", "postgres", "zongce"}
    assert {one.step for one in blocks()} == {0, 2, 3, 4, 5, 6}
    assert "archive_command" in settings()


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("pgbackrest") and INSTALLED), reason="no pgBackRest, or no PostgreSQL for it")
def test_the_second_before_a_wrong_roster_comes_back_as_the_page_says() -> None:
    """R9.2, R10.9: only the wrong act is lost, by the commands of docs/recovery.md alone."""
    ran = subprocess.run(
        [sys.executable, "-m", "bench.recovery"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
