"""The files of deploy/ are what the programs for which they are made understand."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNITS = sorted((ROOT / "deploy/systemd").glob("zongce*"))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_the_units_for_systemd_are_understood_and_shut_the_service_in(tmp_path: Path) -> None:
    """The test puts what this machine has in the place of what it does not have."""
    files = [tmp_path / one.name for one in UNITS]
    for unit, file in zip(UNITS, files, strict=True):
        text = re.sub("(?m)^ExecStart=.*", "ExecStart=/bin/true", unit.read_text("utf-8"))
        text = re.sub("(?m)^(User|Group)=.*", r"\1=daemon", text.replace("=/srv/zongce\n", "=/tmp\n"))
        file.write_text(text, "utf-8")
    services = [file for file in files if file.suffix == ".service"]
    commands = [["verify", *files], *(["security", "--offline=true", "--threshold=20", one] for one in services)]
    assert len(services) == 2
    for command in commands:
        ran = subprocess.run(["systemd-analyze", *map(str, command)], capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout + ran.stderr


def test_what_the_units_start_is_there() -> None:
    for unit in UNITS:
        for place in re.findall(r"/srv/zongce/((?!\.venv)\S+)", unit.read_text("utf-8")):
            assert (ROOT / place).exists(), (unit.name, place)
