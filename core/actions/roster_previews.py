"""A dry run of the roster shows the first rows of each sheet: new, changed, unchanged, retired (R9.2, R10.7)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.actions.import_reports import MOST_SHOWN
from core.actions.row_previews import Place, row_preview
from core.rules.roster_references import CODES
from core.workbooks.roster import SHEETS, Roster
from db.queries.roster import previewing
from db.queries.roster.storing import Kind

_LAYOUTS = {sheet.key: sheet.layout for sheet in SHEETS}
_PEOPLE = {"head_teachers": "工号", "monitors": "学号"}


class RosterPreview:
    """Gathers the rows while an import that is rolled back runs its steps."""

    def __init__(self, db: AsyncConnection, roster: Roster) -> None:
        self._db, self._roster = db, roster
        self._rows: dict[str, list[Any]] = {}

    async def before_storing(self, kind: Kind, absent: Collection[str]) -> None:
        self._add(kind.key, await previewing.first_rows(self._db, kind, absent, MOST_SHOWN))

    async def before_retiring(self, kind: Kind) -> None:
        self._add(kind.key, await previewing.first_retired(self._db, kind, MOST_SHOWN))

    async def before_assigning(self, key: str) -> None:
        self._add(key, await previewing.first_classes(self._db, key, MOST_SHOWN))

    def _add(self, key: str, rows: Iterable[Any]) -> None:
        self._rows.setdefault(key, []).extend(rows)

    def of(self, key: str) -> dict[str, list[dict[str, Any]]]:
        """Returns the rows of one sheet by kind, as JSON."""
        places = self._places(key)
        return row_preview(self._rows.get(key, ()), _titles(key), lambda row: places.get(row.number, (None, None)))

    def _places(self, key: str) -> Mapping[str, Place]:
        """Maps each code or number to its first row in the file."""
        attribute = CODES[key][0] if key in CODES else "class_code"
        rows = reversed(getattr(self._roster, key))
        return {getattr(row, attribute): self._roster.place(key, row.row) for row in rows}


def _titles(key: str) -> Mapping[str, str]:
    """Returns the headings by the names of the values that are compared."""
    if key in _PEOPLE:
        return {key: _PEOPLE[key]}
    columns = _LAYOUTS[key].columns
    return {column.key.removesuffix("_code"): column.header for column in columns} | {"retired": "停用"}
