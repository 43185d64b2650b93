"""What a process remembers of colleges, majors and classes: nearly every row points at them, and they
change once a year.

Who asks is read anew for every request, and with it the version of the directory (`db.tables.Directory`): what was
remembered under another version is forgotten. So nothing is told that was not true when the request came in.
"""

from typing import Any
from uuid import UUID

TABLES = ("college", "major", "school_class")
Remembered = dict[str, dict[int, Any]]


class Directory:
    """Rows by table and id, of one version."""

    def __init__(self) -> None:
        self._version: UUID | None = None
        self._rows: Remembered = {}

    def at(self, version: UUID | None) -> Remembered:
        """Where to look up, and to put, the rows of this version; nothing is kept for somebody not signed in."""
        if version is None:
            return {}
        if version != self._version:
            self._version, self._rows = version, {name: {} for name in TABLES}
        return self._rows
