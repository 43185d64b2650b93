"""Acts on comprehensive results: import, submission, notice, approval (R6, R7)."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.campus import Campus
from tests.graph.comprehensive_acts import row, workbook
from tests.soak.acts import OfClass, OfCollege, OfCounsellor
from tests.soak.reckoning import rank_results
from tests.soak.standing import batch_shut, frozen, idle, may_anywhere
from tests.soak.year import APPROVED, IMPORTED, NOT_IMPORTED, PUBLISHED, SUBMITTED, Klass, Result, Sheet, Year

LEVELS = ("优秀", "良好", "合格")
DEPUTIES = {"info": "deputy_secretary", "lang": "other_deputy_secretary"}
BEYOND = ["STUDENT_OF_OTHER_CLASS"]
"""R6.2: how a workbook with another's class is refused."""


def scores_of(place: int, pattern: int) -> tuple[Decimal, ...]:
    """Four scores, in which many are equal."""
    return tuple(Decimal(80 + (place * pattern + quality) % 4) for quality in range(4))


@dataclass(frozen=True)
class ImportResults(OfCounsellor):
    """综合测评成绩导入 (R6.1, R6.2): everybody of a class who takes part, or all but the first."""

    pattern: int
    complete: bool = True
    name = "importComprehensiveResults"

    def makes_sense(self, year: Year) -> bool:
        return len(self.on(year).participants) >= (1 if self.complete else 2)

    def expected(self, year: Year) -> list[str]:
        found = super().expected(year)
        return found + BEYOND if "NOT_FOUND" in found else found

    def against(self, year: Year, who: str) -> list[str]:
        klass = self.on(year)
        if found := idle(year, klass.college, "COMPREHENSIVE"):
            return found
        if klass.stage >= SUBMITTED:
            return ["SHEET_SUBMITTED"]
        return [] if self.complete else ["STUDENT_MISSING"]

    def _results(self, klass: Klass) -> dict[str, Result]:
        found = {}
        for place, student in enumerate(klass.participants):
            scores = scores_of(place, self.pattern)
            found[student] = Result(scores, tuple(LEVELS[int(score) % 3] for score in scores))
        return found

    def happens(self, year: Year, who: str) -> None:
        klass, new = self.on(year), self._results(self.on(year))
        values = {student: (one.scores, one.levels) for student, one in klass.results.items()}
        if klass.imported != klass.members or values != {key: (one.scores, one.levels) for key, one in new.items()}:
            before = (klass.stage, klass.version, klass.results, klass.imported)
            klass.touch()
            klass.imports.append(Sheet(before, klass.version))
        klass.results, klass.stage, klass.imported = new, IMPORTED, dict(klass.members)
        rank_results(year, klass.major)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return {"batchId": campus.batch}

    def file(self, campus: Campus, year: Year) -> bytes:
        rows = [_row(campus, student, one) for student, one in self._results(self.on(year)).items()]
        return workbook(rows if self.complete else rows[1:])


def _row(campus: Campus, student: str, result: Result) -> list[Any]:
    cells = row(campus, student)
    return cells + [cell for pair in zip(map(str, result.scores), result.levels, strict=True) for cell in pair]


@dataclass(frozen=True)
class SubmitResults(OfCounsellor):
    """提交 (R6.4); again, it does no harm."""

    name = "submitResultSheets"

    def against(self, year: Year, who: str) -> list[str]:
        klass = self.on(year)
        if found := idle(year, klass.college, "COMPREHENSIVE"):
            return found
        if not klass.participants:
            return ["NOT_FOUND"]
        if klass.stage == NOT_IMPORTED:
            return ["SHEETS_NOT_IMPORTED"]
        same = set(klass.results) == set(klass.participants)
        return [] if klass.stage >= SUBMITTED or same else ["SHEET_OUT_OF_DATE"]

    def happens(self, year: Year, who: str) -> None:
        klass = self.on(year)
        if klass.stage < SUBMITTED:
            klass.stage = SUBMITTED
            klass.touch()


@dataclass(frozen=True)
class ReopenResults(OfClass):
    """修改导入状态为未提交 (R6.4)."""

    name = "reopenResultSheets"

    def against(self, year: Year, who: str) -> list[str]:
        klass = self.on(year)
        if not klass.participants:
            return ["NOT_FOUND"]
        if found := frozen(year, klass.college):
            return found
        if year.open_notice(klass.college):
            return ["NOTICE_OPEN"]
        return [] if klass.stage >= SUBMITTED else ["SHEETS_NOT_SUBMITTED"]

    def happens(self, year: Year, who: str) -> None:
        self.on(year).stage = IMPORTED
        self.on(year).touch()

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return await super().form(campus, year) | {"reason": "有误"}


@dataclass(frozen=True)
class OpenNotice(OfCollege):
    """公示 (R7.1): with a last day, so many days after the present one, or until somebody ends it."""

    days: int | None = None
    name = "openPublicNotice"

    def against(self, year: Year, who: str) -> list[str]:
        if found := frozen(year, self.college):
            return found
        if year.open_notice(self.college):
            return ["NOTICE_OPEN"]
        classes = [klass for klass in year.classes_of(self.college) if klass.participants]
        return [] if classes and all(klass.stage >= SUBMITTED for klass in classes) else ["SHEETS_NOT_SUBMITTED"]

    def happens(self, year: Year, who: str) -> None:
        for klass in year.classes_of(self.college):
            if klass.participants:
                klass.stage = PUBLISHED
        year.colleges[self.college].notices.append(self._last_day(year))

    def _last_day(self, year: Year) -> Any:
        return None if self.days is None else year.today + timedelta(days=self.days)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        day = self._last_day(year)
        return await super().form(campus, year) | {"endsOn": None if day is None else str(day)}


@dataclass(frozen=True)
class EndNotice(OfCollege):
    """结束公示 (R7.2): the college's newest one, in any status of the batch."""

    name = "endPublicNotice"

    def makes_sense(self, year: Year) -> bool:
        return bool(year.colleges[self.college].notices)

    def against(self, year: Year, who: str) -> list[str]:
        return [] if year.open_notice(self.college) else ["NOTICE_NOT_OPEN"]

    def happens(self, year: Year, who: str) -> None:
        here = year.colleges[self.college]
        here.ended.add(len(here.notices) - 1)

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        newest = "select max(id) from public_notice where college_id = :college"
        [(found,)] = await campus.rows(newest, college=campus.ids[self.college])
        return {"id": str(found)}


@dataclass(frozen=True)
class Approve(OfCollege):
    """审核通过并提交 (R7.4, R7.6); again, it does no harm, whatever has become of the batch."""

    name = "approveResults"

    def usual(self, year: Year) -> str:
        return DEPUTIES[self.college]

    def against(self, year: Year, who: str) -> list[str]:
        if year.colleges[self.college].approved:
            return []
        if found := batch_shut(year):
            return found
        if year.open_notice(self.college):
            return ["NOTICE_OPEN"]
        classes = [klass for klass in year.classes_of(self.college) if klass.participants]
        return [] if classes and all(klass.stage >= PUBLISHED for klass in classes) else ["NOTICE_NOT_HELD"]

    def happens(self, year: Year, who: str) -> None:
        here = year.colleges[self.college]
        if here.approved:
            return
        here.approved = True
        for phase in here.phases.values():
            phase.status = "ENDED" if phase.status in ("OPEN", "STOPPED") else phase.status
        classes = year.classes_of(self.college)
        for klass in classes:
            klass.stage = APPROVED
            klass.touch()
            klass.results = {who: one for who, one in klass.results.items() if klass.members[who]}
        for major in {klass.major for klass in classes}:
            rank_results(year, major)


@dataclass(frozen=True)
class Withdraw(OfCollege):
    """撤销审核 (R7.6)."""

    name = "withdrawApproval"

    def usual(self, year: Year) -> str:
        return "student_affairs"

    def is_theirs(self, year: Year, who: str) -> bool:
        return may_anywhere(self.name, who, year)

    def against(self, year: Year, who: str) -> list[str]:
        return [] if year.colleges[self.college].approved else ["RESULTS_NOT_APPROVED"]

    def happens(self, year: Year, who: str) -> None:
        year.colleges[self.college].approved = False
        for klass in year.classes_of(self.college):
            klass.stage = PUBLISHED if klass.participants else NOT_IMPORTED
            klass.results = klass.results if klass.participants else {}

    async def form(self, campus: Campus, year: Year) -> dict[str, Any]:
        return await super().form(campus, year) | {"reason": "名单有误"}
