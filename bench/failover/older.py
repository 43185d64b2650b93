"""Fetches the program before the newest migration from git: an upgrade begins with it."""

import re
import subprocess
from pathlib import Path

from bench.failover.machines import ROOT

NEWEST = max((ROOT / "db" / "migrations" / "versions").glob("[0-9]*.py"))


def older(folder: Path) -> Path:
    """Returns a folder with the code as it was before the newest migration was added."""
    there = folder / "older"
    if not there.exists():
        there.mkdir()
        subprocess.run(["tar", "-x", "-C", there], input=_git("archive", _before()), check=True)
    return there


def is_known() -> bool:
    """Tells whether git has that program, and the newest migration lets it go on serving."""
    try:
        named = re.search(r"^oldest_program", NEWEST.read_text("utf-8"), re.MULTILINE)  # a draft has it as a comment
        return bool(named and _git("cat-file", "-t", _before()))
    except (OSError, subprocess.CalledProcessError):
        return False


def _before() -> str:
    added = _git("log", "-1", "--diff-filter=A", "--format=%H", "--", str(NEWEST)).decode().strip()
    return f"{added}^"


def _git(*command: str) -> bytes:
    whole = ["git", "-C", str(ROOT), *command]
    return subprocess.run(whole, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
