"""Two commands suffice on a bare machine: everything installed is locked, and a message names everything missing."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = [".ci/setup.lock", ".ci/audit.lock", "requirements.lock", "requirements-dev.lock"]


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+(?:\[[\w,-]+\])?)==([^ ;]+)", (ROOT / name).read_text(), re.M))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_versions_and_hashes_but_no_registry(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?:|file:|--index|--extra|--find-links", text)
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)


def test_tests_run_on_the_versions_that_are_served() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def test_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", text, re.M)
    assert targets
    assert re.findall(r"^([\w-]+):.* ## \S+.* \| \S+", text, re.M) == targets[1].split()


def set_up_with(python: str | None, folder: Path) -> str:
    """Returns the output of `.ci/set-up` where only this python3 is installed, and nothing of ours."""
    tools = folder / "bin"
    tools.mkdir()
    for tool in ("dirname", "touch", "cat", "sed", "tail"):
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    if python:
        (tools / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (tools / "python3").chmod(0o755)
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/set-up", folder / ".ci/set-up")
    ran = subprocess.run(
        ["/bin/sh", folder / ".ci/set-up", "runtime"],
        env={"PATH": str(tools), "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    return ran.stderr


@pytest.mark.parametrize("python", [None, "exit 1"])
def test_without_a_recent_python_it_says_which_is_needed(python: str | None, tmp_path: Path) -> None:
    told = set_up_with(python, tmp_path)
    assert "需要 Python 3.11" in told
    assert "set PYTHON=" in told


def test_without_the_venv_module_it_says_what_to_install(tmp_path: Path) -> None:
    told = set_up_with('case "$2" in *ensurepip*) exit 1;; esac', tmp_path)
    assert "install python3-venv" in told
