"""The postmaster of an embedded PostgreSQL, as the system sees its process."""

import sys
from pathlib import Path

import pytest

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def postmaster(place: Path) -> int:
    return int((place / "postgres/cluster/postmaster.pid").read_text().split()[0])


def is_gone(pid: int) -> bool:
    """Or dead, and not yet buried by its new parent."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"
