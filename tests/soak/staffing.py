"""Acts on the staff of classes: assigned on the page, or by workbook (R2.6, R2.7)."""

from dataclasses import dataclass
from typing import Any

from tests.campus import Campus
from tests.core.workbooks.files import comma_separated
from tests.soak.acts import ADMINS, Act, OfClass
from tests.soak.standing import batch_shut, may
from tests.soak.year import Klass, Year

CODES = {"cs1": "J1901", "cs2": "J1902", "se1": "R1901", "en1": "Y1901"}


def _assign(klass: Klass, staff: set[str], *, heads: bool) -> None:
    if heads:
        klass.head_teachers = staff
    else:
        klass.counsellors = staff


@dataclass(frozen=True)
class Assign(OfClass):
    """设置辅导员、设置班主任 (R2.6, R2.7): the whole list, which may be empty."""

    staff: tuple[str, ...]
    heads: bool = False

    @property
    def mutation(self) -> str:
        return "assignHeadTeachers" if self.heads else "assignCounsellors"

    def against(self, year: Year, who: str) -> list[str]:
        return batch_shut(year)

    def happens(self, year: Year, who: str) -> None:
        _assign(self.on(year), set(self.staff), heads=self.heads)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return await super().form(campus, year) | {"staffIds": [str(campus.people[one].id) for one in self.staff]}


@dataclass(frozen=True)
class ImportStaff(Act):
    """导入辅导员、导入班主任 (R2.6): the people of a class's rows become its list; a blank row leaves it as it is."""

    rows: tuple[tuple[str, str | None], ...]
    heads: bool = False
    name = "importAssignedStaff"

    def usual(self, year: Year) -> str:
        return ADMINS[year.classes[self.rows[0][0]].college]

    def is_theirs(self, year: Year, who: str) -> bool:
        return all(may(self.name, who, year.classes[klass]) for klass, _ in self.rows)

    def against(self, year: Year, who: str) -> list[str]:
        named = [staff for _, staff in self.rows if staff]
        return batch_shut(year) or ([] if named else ["EMPTY_SHEET"])

    def happens(self, year: Year, who: str) -> None:
        for klass in {klass for klass, staff in self.rows if staff}:
            staff = {one for of, one in self.rows if of == klass and one}
            _assign(year.classes[klass], staff, heads=self.heads)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return {"batchId": campus.batch, "kind": "HEAD_TEACHERS" if self.heads else "COUNSELLORS"}

    def file(self, campus: Campus, year: Year) -> bytes:
        people = [campus.people[staff] if staff else None for _, staff in self.rows]
        rows = [
            [CODES[klass], person.username if person else "", person.name if person else ""]
            for (klass, _), person in zip(self.rows, people, strict=True)
        ]
        return comma_separated([["班级代码", "工号", "姓名"], *rows])
