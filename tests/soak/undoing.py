"""An import is undone by the model, too: the newest one of a class, while nothing was done with it since (R10.9)."""

from dataclasses import dataclass
from typing import Any

from tests.campus import Campus
from tests.soak.acts import OfCounsellor
from tests.soak.reckoning import rank_results
from tests.soak.standing import idle
from tests.soak.year import SUBMITTED, Year

NEWEST = """select max(import_record.id) from import_record join import_place on import_id = import_record.id
where kind = 'COMPREHENSIVE_RESULTS' and class_id = :klass and undone_at is null"""


@dataclass(frozen=True)
class UndoImport(OfCounsellor):
    """撤销导入: it needs what an import of the class needs."""

    name = "undoImport"

    def makes_sense(self, year: Year) -> bool:
        return bool(self.on(year).imports)

    def is_theirs(self, year: Year, who: str) -> bool:
        """R8: a result's import is its counsellors'."""
        return who in self.on(year).counsellors

    def against(self, year: Year, who: str) -> list[str]:
        klass = self.on(year)
        if found := idle(year, klass.college, "COMPREHENSIVE"):
            return found
        if klass.stage >= SUBMITTED:
            return ["SHEET_SUBMITTED"]
        return [] if klass.version == klass.imports[-1].version else ["IMPORT_OVERLAID"]

    def happens(self, year: Year, who: str) -> None:
        klass = self.on(year)
        klass.stage, klass.version, klass.results, klass.imported = klass.imports.pop().before
        rank_results(year, klass.major)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        [(found,)] = await campus.rows(NEWEST, klass=campus.ids[self.klass])
        return {"id": str(found)}
