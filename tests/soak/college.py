"""Acts of the school and of the colleges: batch, phases, participants, staff (R1 - R3)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.campus import TODAY, Campus
from tests.soak.acts import Act, OfClass, OfCollege
from tests.soak.reckoning import spoil_ranking
from tests.soak.standing import frozen, may_anywhere
from tests.soak.year import SCHOOL_WINDOW, SUBMITTED, Klass, Window, Year

FROM = {"open": {"NOT_OPENED", "STOPPED", "ENDED"}, "stop": {"OPEN"}, "end": {"OPEN", "STOPPED"}}
AFTER = {"open": "OPEN", "stop": "STOPPED", "end": "ENDED"}


@dataclass(frozen=True)
class MoveBatch(Act):
    """开启批次、停止批次、结束批次 (R1.2, R1.3)."""

    move: str

    @property
    def mutation(self) -> str:
        return f"{self.move}Batch"

    def usual(self, year: Year) -> str:
        return "student_affairs"

    def is_theirs(self, year: Year, who: str) -> bool:
        return may_anywhere(self.mutation, who, year)

    def against(self, year: Year, who: str) -> list[str]:
        return [] if year.status in FROM[self.move] else ["MOVE_NOT_ALLOWED"]

    def happens(self, year: Year, who: str) -> None:
        year.status = AFTER[self.move]

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return {"id": campus.batch}


@dataclass(frozen=True)
class SchedulePhase(OfCollege):
    """设置时间 (R3.1, R3.2): the first and the last day, from the day of the run; adjustments may be made meanwhile."""

    module: str
    days: tuple[int, int]
    ratio: str | None = None
    self_rating: bool | None = None
    name = "schedulePhase"

    @property
    def window(self) -> Window:
        return TODAY + timedelta(days=self.days[0]), TODAY + timedelta(days=self.days[1])

    def makes_sense(self, year: Year) -> bool:
        return (self.ratio is None or self.module == "ACADEMIC") and (
            self.self_rating is None or self.module == "RATING"
        )

    def against(self, year: Year, who: str) -> list[str]:
        phase, (first, last) = year.colleges[self.college].phases[self.module], self.window
        inside = SCHOOL_WINDOW[0] <= first < last <= SCHOOL_WINDOW[1]
        settled = self.self_rating is not None and phase.begun and self.self_rating != phase.self_rating
        return frozen(year, self.college) or ([] if inside and not settled else ["INVALID"])

    def happens(self, year: Year, who: str) -> None:
        phase = year.colleges[self.college].phases[self.module]
        phase.window = self.window
        if self.module == "ACADEMIC":
            phase.counsellors = phase.monitors = self.window
        if self.self_rating is not None:
            phase.self_rating = self.self_rating
        if self.ratio is not None and Decimal(self.ratio) != phase.ratio:
            phase.ratio = Decimal(self.ratio)
            for klass in year.classes_of(self.college):
                klass.inputs_changed = klass.computed

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        window = {"startsOn": str(self.window[0]), "endsOn": str(self.window[1])}
        given: dict[str, Any] = {"module": self.module, "window": window}
        if self.module == "ACADEMIC":
            given |= {"counsellorWindow": window, "monitorWindow": window, "bonusRatio": self.ratio}
        if self.self_rating is not None:
            given["selfRating"] = self.self_rating
        return await super().form(campus, year) | given


@dataclass(frozen=True)
class MovePhase(OfCollege):
    """开启、停止、结束 (R3.1). Opening the rating without a ballot takes the items, and what rests on none, afresh
    (R5.1)."""

    module: str
    move: str

    @property
    def mutation(self) -> str:
        return f"{self.move}Phase"

    def against(self, year: Year, who: str) -> list[str]:
        phase = year.colleges[self.college].phases[self.module]
        if found := frozen(year, self.college):
            return found
        if phase.status not in FROM[self.move]:
            return ["MOVE_NOT_ALLOWED"]
        if self.move == "open" and phase.window is None:
            return ["WINDOW_NOT_SET"]
        return [] if not self._takes_items(year) or year.colleges[self.college].items else ["NO_RATING_ITEMS"]

    def _takes_items(self, year: Year) -> bool:
        opens_rating = (self.module, self.move) == ("RATING", "open")
        return opens_rating and not any(klass.ballots for klass in year.classes_of(self.college))

    def happens(self, year: Year, who: str) -> None:
        phase = year.colleges[self.college].phases[self.module]
        phase.status = AFTER[self.move]
        if self.move != "open":
            return
        phase.begun = True
        if self._takes_items(year):
            here = year.colleges[self.college]
            here.taken = list(here.items)
            for klass in year.classes_of(self.college):
                klass.ratings, klass.rated, klass.ballots_changed = {}, False, False

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return await super().form(campus, year) | {"module": self.module}


@dataclass(frozen=True)
class SetParticipants(OfClass):
    """设置参评学生 (R2.1 - R2.3): one student, or the whole class."""

    student: str | None
    takes_part: bool
    name = "setParticipants"

    def makes_sense(self, year: Year) -> bool:
        return self.student is None or self.student in self.on(year).members

    def _changing(self, klass: Klass) -> list[str]:
        chosen = klass.members if self.student is None else [self.student]
        return [student for student in chosen if klass.members[student] != self.takes_part]

    def against(self, year: Year, who: str) -> list[str]:
        klass = self.on(year)
        if (found := frozen(year, klass.college)) or not self._changing(klass):
            return found
        if klass.stage >= SUBMITTED and klass.participants:
            return ["SHEET_SUBMITTED"]
        return ["PROCESS_DATA_NOT_CLEARED"] if year.begun(klass.college) and not klass.cleared else []

    def happens(self, year: Year, who: str) -> None:
        klass = self.on(year)
        klass.members |= dict.fromkeys(self._changing(klass), self.takes_part)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        given = {"batchId": campus.batch, "participating": self.takes_part}
        if self.student is None:
            return given | {"classIds": [str(campus.ids[self.klass])]}
        return given | {"studentIds": [str(campus.people[self.student].id)]}


@dataclass(frozen=True)
class Clear(OfClass):
    """清空过程数据 (R2.4)."""

    name = "clearProcessData"

    def against(self, year: Year, who: str) -> list[str]:
        klass = self.on(year)
        submitted = klass.stage >= SUBMITTED and klass.participants
        return frozen(year, klass.college) or (["SHEET_SUBMITTED"] if submitted else [])

    def happens(self, year: Year, who: str) -> None:
        klass = self.on(year)
        if klass.computed:
            spoil_ranking(year, klass)
        klass.computed = klass.inputs_changed = klass.rated = klass.ballots_changed = False
        klass.academic, klass.class_ranks, klass.major_ranks = {}, {}, {}
        klass.ballots, klass.ratings, klass.emptied = {}, {}, True
