"""Processes as the system sees them, such as the postmaster of an embedded PostgreSQL and its children."""

import sys
from pathlib import Path

import pytest

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def postmaster(place: Path) -> int:
    return int((place / "postgres/cluster/postmaster.pid").read_text().split()[0])


def _read(pid: int, file: str) -> bytes:
    """Returns nothing of a process that ends while it is read."""
    try:
        return Path(f"/proc/{pid}/{file}").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def is_gone(pid: int) -> bool:
    """Or dead, and not yet buried by its new parent."""
    after_name = _read(pid, "stat").rpartition(b")")[2].split()
    return not after_name or after_name[0] == b"Z"


def children(pid: int, called: bytes) -> set[int]:
    """Returns the living children of a process whose command line has these words."""
    found = map(int, _read(pid, f"task/{pid}/children").split())
    return {child for child in found if called in _read(child, "cmdline")}
