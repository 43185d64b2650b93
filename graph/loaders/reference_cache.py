"""The process's cache of colleges, majors and classes: nearly every row references them, and they change once a year.

The viewer is fetched anew for every request, and with it the version of the directory (`db.tables.Directory`). Rows of
another version are discarded, so an answer never shows a row that was outdated when the request came in.
"""

from typing import Any
from uuid import UUID

TABLES = ("college", "major", "school_class")
Remembered = dict[str, dict[int, Any]]


class Directory:
    """Holds rows of one version by table and id."""

    def __init__(self) -> None:
        self._version: UUID | None = None
        self._rows: Remembered = {}

    def at(self, version: UUID | None) -> Remembered:
        """Returns the cached rows of this version, to be read and extended; without a session nothing is cached."""
        if version is None:
            return {}
        if version != self._version:
            self._version, self._rows = version, {name: {} for name in TABLES}
        return self._rows
