"""An act of the model says who does it, what stands against it, what it changes, and how the API is asked for it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.campus import Campus
from tests.soak.standing import frozen, may, may_for_college
from tests.soak.year import Klass, Year

DENIED = frozenset({"FORBIDDEN", "NOT_FOUND"})
"""R8.2: what is not theirs; which of the two depends on what they see."""
ADMINS = {"info": "college_admin", "lang": "other_college_admin"}


@dataclass(frozen=True)
class Act(ABC):
    """One mutation by one person; `who` None stands for the person whose business it is."""

    who: str | None
    name: ClassVar[str] = ""
    file_name: ClassVar[str] = "成绩.xlsx"

    @property
    def mutation(self) -> str:
        return self.name

    @abstractmethod
    def usual(self, year: Year) -> str:
        """Names the person whose business it is."""

    @abstractmethod
    def is_theirs(self, year: Year, who: str) -> bool:
        """Whether the matrix gives it to them, window or not."""

    @abstractmethod
    def against(self, year: Year, who: str) -> list[str]:
        """Every reason against it, by the rules; none where it is done."""

    @abstractmethod
    def happens(self, year: Year, who: str) -> None:
        """Changes the year as the act does."""

    @abstractmethod
    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        """The input by which the API is asked."""

    def makes_sense(self, year: Year) -> bool:
        """Whether it can be asked for at all."""
        return True

    def file(self, campus: Campus, year: Year) -> bytes | None:
        """The workbook that goes with it."""
        return None

    def person(self, year: Year) -> str:
        return self.who or self.usual(year)

    def expected(self, year: Year) -> list[str]:
        """The codes with which it may be refused; none where it is done."""
        who = self.person(year)
        return self.against(year, who) if self.is_theirs(year, who) else sorted(DENIED)

    def play(self, year: Year) -> None:
        if not self.expected(year):
            year.moment += 1
            self.happens(year, self.person(year))

    def told(self, campus: Campus, year: Year) -> str:
        given = " ".join(f"{key}={value}" for key, value in vars(self).items() if key != "who")
        person = self.person(year)
        return f"{campus.people[person].name} ({person}): {self.mutation} {given}"


@dataclass(frozen=True)
class OfCollege(Act):
    """An act on a college as a whole."""

    college: str

    def usual(self, year: Year) -> str:
        return ADMINS[self.college]

    def is_theirs(self, year: Year, who: str) -> bool:
        return may_for_college(self.mutation, who, year, self.college)

    def against(self, year: Year, who: str) -> list[str]:
        return frozen(year, self.college)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return {"batchId": campus.batch, "collegeId": str(campus.ids[self.college])}


@dataclass(frozen=True)
class OfClass(Act):
    """An act on one class."""

    klass: str

    def on(self, year: Year) -> Klass:
        return year.classes[self.klass]

    def usual(self, year: Year) -> str:
        return ADMINS[self.on(year).college]

    def is_theirs(self, year: Year, who: str) -> bool:
        return may(self.mutation, who, self.on(year))

    def against(self, year: Year, who: str) -> list[str]:
        return frozen(year, self.on(year).college)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return {"batchId": campus.batch, "classIds": [str(campus.ids[self.klass])]}


class OfCounsellor(OfClass):
    """An act on one class that is its counsellor's business."""

    def usual(self, year: Year) -> str:
        return min(self.on(year).counsellors, default=ADMINS[self.on(year).college])
