"""The roster comes in: people come, change class and leave; and such an import is undone (R2.1, R9.2, R10.9)."""

from dataclasses import dataclass
from typing import Any

from tests.campus import Campus
from tests.core.workbooks.files import comma_separated
from tests.soak.acts import Act
from tests.soak.people import RosterImport
from tests.soak.reckoning import rescoring
from tests.soak.staffing import CODES
from tests.soak.standing import may_anywhere
from tests.soak.year import SUBMITTED, Year


def _begun(year: Year, college: str) -> bool:
    """R2.1: a college that has submitted results has begun as well."""
    return year.begun(college) or any(klass.stage >= SUBMITTED for klass in year.classes_of(college))


@dataclass(frozen=True)
class ImportRoster(Act):
    """导入名册 (R9.2): students with their classes; who is to leave is missing from a list of everybody else."""

    rows: tuple[tuple[str, str], ...]
    leaves: str | None = None
    name = "importRoster"
    file_name = "学生.csv"

    def makes_sense(self, year: Year) -> bool:
        return self.leaves is None or self.leaves in set(year.people.classes) - year.people.retired

    def usual(self, year: Year) -> str:
        return "super_admin"

    def is_theirs(self, year: Year, who: str) -> bool:
        return may_anywhere(self.name, who, year)

    def against(self, year: Year, who: str) -> list[str]:
        return []

    def _rows(self, year: Year) -> dict[str, str]:
        people = year.people
        others = {one: klass for one, klass in people.classes.items() if self.leaves and one not in people.retired}
        return {one: klass for one, klass in {**others, **dict(self.rows)}.items() if one != self.leaves}

    def happens(self, year: Year, who: str) -> None:
        before, took_part = year.people.copy(), year.taking_part()
        with rescoring(year):
            for student, klass in self._rows(year).items():
                year.people.enter(student, klass)
            if self.leaves:
                year.people.retired.add(self.leaves)
            if year.status != "ENDED":
                _follow(year)
        if (before, took_part) != (year.people, year.taking_part()):
            year.roster_imports.append(
                RosterImport(before, year.people.copy(), took_part, year.taking_part(), year.moment)
            )

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return {"files": [None], "retireMissing": self.leaves is not None, "retireUpTo": 1 if self.leaves else None}

    def file(self, campus: Campus, year: Year) -> bytes:
        rows = [
            [campus.people[student].username, campus.people[student].name, CODES[klass]]
            for student, klass in self._rows(year).items()
        ]
        return comma_separated([["学号", "姓名", "班级代码"], *rows])


def _follow(year: Year) -> None:
    """R2.1: the batch follows until the college has begun; afterwards, new students take no part."""
    for student, name in year.people.classes.items():
        klass, there = year.class_of(student), year.classes[name]
        gone = student in year.people.retired
        if klass is None:
            if not gone:
                there.members[student] = not _begun(year, there.college)
        elif not _begun(year, klass.college) and gone:
            del klass.members[student]
        elif not gone and klass is not there and not _begun(year, klass.college) and not _begun(year, there.college):
            there.members[student] = klass.members.pop(student)


@dataclass(frozen=True)
class UndoRoster(Act):
    """撤销导入 (R10.9): the newest one of the roster."""

    name = "undoImport"

    def makes_sense(self, year: Year) -> bool:
        return bool(year.roster_imports)

    def usual(self, year: Year) -> str:
        return "super_admin"

    def is_theirs(self, year: Year, who: str) -> bool:
        return may_anywhere("importRoster", who, year)

    def against(self, year: Year, who: str) -> list[str]:
        last = year.roster_imports[-1]
        new = set(last.after.classes) - set(last.before.classes)
        used = any(year.is_known(student) for student in new)
        moved = {key for key in {*last.took_part, *last.takes_part} if _differ(last.took_part, last.takes_part, key)}
        changed = any(_differ(year.taking_part(), last.takes_part, key) for key in moved)
        return ["IMPORT_OVERLAID"] if used or changed or self._too_late(year, last, moved) else []

    def _too_late(self, year: Year, last: RosterImport, moved: set[str]) -> bool:
        """The participants of a college that has begun stay, but for those who take no part; and of an ended batch."""
        for student in moved:
            places = [last.took_part.get(student), last.takes_part.get(student)]
            begun = any(_begun(year, year.classes[place[0]].college) for place in places if place)
            takes_part = any(place[1] for place in places if place)
            if year.status == "ENDED" or (begun and takes_part):
                return True
        return False

    def happens(self, year: Year, who: str) -> None:
        last = year.roster_imports.pop()
        with rescoring(year):
            year.people.become(last.before)
            for klass in year.classes.values():
                klass.members = {student: takes for student, (of, takes) in last.took_part.items() if of == klass.name}

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        query = "select max(id) from import_record where kind = 'ROSTER' and undone_at is null"
        return {"id": str((await campus.rows(query))[0][0])}


def _differ(one: dict, other: dict, key: str) -> bool:
    return one.get(key) != other.get(key)
