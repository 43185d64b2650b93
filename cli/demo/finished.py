"""A finished year is written as if everybody had acted on days of that autumn, up to the approval.

It uses the university's own acts (`core.actions`), each at its moment, in one transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cli.demo.ballots import BallotBox, raters
from cli.demo.register import Register
from cli.university import Earned, SchoolClass, University
from core.acting import Act
from core.actions import (
    academic,
    approvals,
    batches,
    comprehensive,
    course_imports,
    notices,
    participants,
    phases,
    ratings,
)
from core.actions import rating_items as items
from core.actions import result_sheets as sheets
from core.operations.arguments import ImportComprehensiveResults, ImportCourseScores, SourceFile
from core.rules.rating_items import ItemForm
from core.rules.scheduling import PhaseForm
from core.rules.windows import Move
from core.workbooks.comprehensive import ComprehensiveSheet, sheet_of
from core.workbooks.course_sheets import ReadySheet
from db.copying import copy_text
from db.qualities import QUALITIES
from db.queries.ratings.computation import Choice
from db.tables import AcademicResult, Batch, Module, Participant, RatingItem, RatingResult, Student, table

academic_result, rating_result = table(AcademicResult), table(RatingResult)
batch, participant, rating_item, student = table(Batch), table(Participant), table(RatingItem), table(Student)
BONUS = Decimal("0.10")


class FinishedYear:
    """Represents one academic year, whose work was done in the following autumn."""

    def __init__(self, db: AsyncConnection, zone: ZoneInfo, university: University, academic_year: str) -> None:
        self.db, self.zone, self.university, self.academic_year = db, zone, university, academic_year
        self.autumn = int(academic_year[5:])

    async def write(self) -> bool:
        """Writes the year unless it exists, and tells whether it did."""
        found = await self.db.execute(select(batch.c.id).where(batch.c.academic_year == self.academic_year))
        if found.first():
            return False
        self.register = await Register.read(self.db)
        await self._opened()
        for code in self.university.college_admins:
            await self._set_up(code)
            await self._scored(code)
            await self._rated(code)
            await self._worked_out(code)
            await self._approved(code)
        await batches.move_batch(await self._act(self._affairs, 12, 10), self.batch_id, Move.END)
        return True

    async def _opened(self) -> None:
        whole = (self._day(9, 10), self._day(12, 20))
        form = batches.BatchForm(
            name=f"{self.academic_year} 学年学生素质综合测评",
            academic_year=self.academic_year,
            cohorts=frozenset(self.university.cohorts_in(self.academic_year)),
            windows=dict.fromkeys(Module, whole),
            note="演示数据",
        )
        self.batch_id = (await batches.create_batch(await self._act(self._affairs, 9, 5), form)).id
        await batches.move_batch(await self._act(self._affairs, 9, 10), self.batch_id, Move.OPEN)

    async def _set_up(self, code: str) -> None:
        """Sets participants, staff, items and windows, as the college does before it opens a phase."""
        admin, theirs = self.university.college_admins[code].number, self._classes(code)
        absent = self.register.students[self.university.members(theirs[-1].code)[-1].number]
        act = await self._act(admin, 9, 12)
        chosen = participants.Chosen(student_ids=frozenset({absent}))
        await participants.set_participants(act, self.batch_id, chosen, participating=False)
        for number, classes in self._by_counsellor(theirs).items():
            class_ids, staff = self._ids(classes), [self.register.staff[number]]
            await participants.assign_staff(act, "counsellors", self.batch_id, class_ids, staff)
        await self._keep_items(act, code)
        window = (self._day(9, 15), self._day(12, 15))
        for module in Module:
            adjusting = (BONUS, window, window) if module is Module.ACADEMIC else (None, None, None)
            await phases.schedule_phase(act, phases.PhaseAddress(self.batch_id, module), PhaseForm(window, *adjusting))

    async def _keep_items(self, act: Act, code: str) -> None:
        """Creates the rating items that do not exist yet, which happens in the first year."""
        known = select(rating_item.c.name).where(rating_item.c.college_id == self.register.colleges[code])
        names = set((await self.db.execute(known)).scalars())
        for one in self.university.rating_items(code):
            if one.name not in names:
                name, detail, *numbers = one
                form = ItemForm(name, None, detail, *map(Decimal, numbers))
                await items.create_rating_item(act, None, form)

    async def _scored(self, code: str) -> None:
        """Runs 原始成绩导入、学业成绩计算、专业年级排名."""
        admin = self.university.college_admins[code].number
        await self._move(admin, Module.ACADEMIC, Move.OPEN, 9, 16)
        for term in (1, 2):
            rows = list(self.university.course_scores(term, code, self.academic_year))
            copied = copy_text([range(2, len(rows) + 2), *zip(*rows, strict=True), *[[None] * len(rows)] * 2])
            name = f"课程成绩-{code}-{self.academic_year}-{term}.xlsx"
            form = ImportCourseScores(self.academic_year, term)
            sheet, source = ReadySheet(copied, len(rows), len(rows)), SourceFile(name, copied)
            act = await self._act(admin, 9, 18, 9 + term)
            await course_imports.import_course_scores(act, sheet, form, source)
            await self._forget_staged()
        for number in self._by_counsellor(self._classes(code)):
            await academic.compute_academic_scores(await self._act(number, 10, 8), self.batch_id, None)
        for major, grade in sorted({(one.major_code, one.grade) for one in self._classes(code)}):
            act = await self._act(admin, 10, 10)
            await academic.rank_major_grade(act, self.batch_id, self.register.majors[major], grade)

    async def _rated(self, code: str) -> None:
        await self._move(self.university.college_admins[code].number, Module.RATING, Move.OPEN, 10, 9)
        box = BallotBox(self.register, self.university, self.batch_id, self.academic_year)
        for place, one in enumerate(self._classes(code)):
            at = self._moment(10, 12 + place % 7, 19)
            await box.take(self.db, list(raters(self.university, one)), at)
        for number in self._by_counsellor(self._classes(code)):
            await ratings.compute_rating_scores(await self._act(number, 10, 22), self.batch_id, Choice())

    async def _worked_out(self, code: str) -> None:
        """Runs 综合测评成绩导入 and 提交 for each counsellor."""
        await self._move(self.university.college_admins[code].number, Module.COMPREHENSIVE, Move.OPEN, 11, 1)
        for number, classes in self._by_counsellor(self._classes(code)).items():
            sheet = await self._sheet(classes)
            form = ImportComprehensiveResults(self.batch_id)
            source = SourceFile("综合测评成绩.xlsx", repr(sheet).encode())
            await comprehensive.import_comprehensive_results(await self._act(number, 11, 5), sheet, form, source)
            await self._forget_staged()
            await sheets.submit_result_sheets(await self._act(number, 11, 6), self.batch_id, None)

    async def _approved(self, code: str) -> None:
        """Opens 公示, ends it, and runs 审核通过并提交."""
        admin, deputy = self.university.college_admins[code].number, self.university.deputy_secretaries[code].number
        form = notices.NoticeForm()
        opened = await notices.open_public_notice(await self._act(admin, 11, 10), self.batch_id, None, form)
        await notices.end_public_notice(await self._act(admin, 11, 17), opened.id)
        await approvals.approve_results(await self._act(deputy, 11, 20), self.batch_id, None)

    async def _sheet(self, classes: Iterable[SchoolClass]) -> ComprehensiveSheet:
        """Returns the workbook of one counsellor, as if it had been read."""
        earned = [await self._earned(one) for one in classes]
        rows = [row for one in earned for row in self.university.comprehensive_results(one, self.academic_year)]
        return sheet_of(rows, QUALITIES)

    async def _earned(self, of: SchoolClass) -> list[Earned]:
        same_batch = [one.c.batch_id == participant.c.batch_id for one in (academic_result, rating_result)]
        query = (
            select(student.c.number, student.c.name, academic_result.c.academic_score, rating_result.c.rating_score)
            .join(participant, participant.c.student_id == student.c.id)
            .outerjoin(academic_result, and_(same_batch[0], academic_result.c.student_id == student.c.id))
            .outerjoin(rating_result, and_(same_batch[1], rating_result.c.student_id == student.c.id))
            .where(participant.c.batch_id == self.batch_id, participant.c.participating)
            .where(participant.c.class_id == self.register.classes[of.code])
            .order_by(student.c.number)
        )
        return [Earned(*row) for row in await self.db.execute(query)]

    async def _move(self, admin: str, module: Module, move: Move, month: int, day: int) -> None:
        act = await self._act(admin, month, day)
        await phases.move_phase(act, phases.PhaseAddress(self.batch_id, module), move)

    async def _forget_staged(self) -> None:
        """Drops the temporary tables of an import, because another import follows in the same transaction."""
        await self.db.execute(text("discard temp"))

    @property
    def _affairs(self) -> str:
        return self.university.student_affairs[0].number

    def _classes(self, code: str) -> list[SchoolClass]:
        return self.university.classes_of(code, self.academic_year)

    def _ids(self, classes: Iterable[SchoolClass]) -> list[int]:
        return [self.register.classes[one.code] for one in classes]

    def _by_counsellor(self, classes: Sequence[SchoolClass]) -> dict[str, list[SchoolClass]]:
        known = {one.code: one for one in classes}
        found: dict[str, list[SchoolClass]] = {}
        for one in self.university.counsellors:
            if one.class_code in known:
                found.setdefault(one.number, []).append(known[one.class_code])
        return found

    def _day(self, month: int, day: int) -> date:
        return date(self.autumn, month, day)

    def _moment(self, month: int, day: int, hour: int = 9) -> datetime:
        return datetime(self.autumn, month, day, hour, tzinfo=self.zone)

    async def _act(self, username: str, month: int, day: int, hour: int = 9) -> Act:
        """Returns an act of that person, with the roles of that moment."""
        viewer = await self.register.person(username)
        return Act.at(self.db, viewer, self._moment(month, day, hour), self.zone, uuid4().hex)
