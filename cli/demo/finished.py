"""A finished year is written as if everybody had acted on days of that autumn, up to the approval.

It uses the university's own acts (`core.actions`), each at its moment, in one transaction.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, select, text

from cli.demo.ballots import BallotBox, raters
from cli.demo.past import PastYear
from cli.university import Earned, SchoolClass
from core.actions import (
    academic,
    approvals,
    batches,
    comprehensive,
    course_imports,
    notices,
    ratings,
)
from core.actions import result_sheets as sheets
from core.operations.arguments import ImportComprehensiveResults, ImportCourseScores, SourceFile
from core.rules.windows import Move
from core.workbooks.comprehensive import ComprehensiveSheet, sheet_of
from core.workbooks.course_sheets import ReadySheet
from db.copying import copy_text
from db.queries.ratings.computation import Choice
from db.tables import AcademicResult, Batch, Module, Participant, RatingItem, RatingResult, Student, table

academic_result, rating_result = table(AcademicResult), table(RatingResult)
batch, participant, rating_item, student = table(Batch), table(Participant), table(RatingItem), table(Student)
BONUS = Decimal("0.10")


class FinishedYear(PastYear):
    """Represents one academic year, whose work was done in the following autumn."""

    async def write(self) -> bool:
        """Writes the year unless it exists, and tells whether it did."""
        if not await self.begin():
            return False
        await self.open((self._day(9, 10), self._day(12, 20)), self._day(9, 5), self._day(9, 10))
        for code in self.university.college_admins:
            await self.set_up(code, (self._day(9, 15), self._day(12, 15)), self._day(9, 12))
            await self._scored(code)
            await self._rated(code)
            await self._worked_out(code)
            await self._approved(code)
        await batches.move_batch(await self.act(self.affairs, self._day(12, 10)), self.batch_id, Move.END)
        return True

    @property
    def autumn(self) -> int:
        return int(self.academic_year[5:])

    async def _scored(self, code: str) -> None:
        """Runs 原始成绩导入、学业成绩计算、专业年级排名."""
        admin = self.university.college_admins[code].number
        await self.move(code, Module.ACADEMIC, Move.OPEN, self._day(9, 16))
        for term in (1, 2):
            rows = list(self.university.course_scores(term, code, self.academic_year))
            copied = copy_text([range(2, len(rows) + 2), *zip(*rows, strict=True), *[[None] * len(rows)] * 2])
            name = f"课程成绩-{code}-{self.academic_year}-{term}.xlsx"
            form = ImportCourseScores(self.academic_year, term)
            sheet, source = ReadySheet(copied, len(rows), len(rows)), SourceFile(name, copied)
            act = await self.act(admin, self._day(9, 18), 9 + term)
            await course_imports.import_course_scores(act, sheet, form, source)
            await self._forget_staged()
        for number in self.by_counsellor(self.classes(code)):
            await academic.compute_academic_scores(await self.act(number, self._day(10, 8)), self.batch_id, None)
        for major, grade in sorted({(one.major_code, one.grade) for one in self.classes(code)}):
            act = await self.act(admin, self._day(10, 10))
            await academic.rank_major_grade(act, self.batch_id, self.register.majors[major], grade)

    async def _rated(self, code: str) -> None:
        await self.move(code, Module.RATING, Move.OPEN, self._day(10, 9))
        box = BallotBox(self.register, self.university, self.batch_id, self.academic_year)
        for place, one in enumerate(self.classes(code)):
            at = self.moment(self._day(10, 12 + place % 7), 19)
            await box.take(self.db, list(raters(self.university, one)), at)
        for number in self.by_counsellor(self.classes(code)):
            await ratings.compute_rating_scores(await self.act(number, self._day(10, 22)), self.batch_id, Choice())

    async def _worked_out(self, code: str) -> None:
        """Runs 综合测评成绩导入 and 提交 for each counsellor."""
        await self.move(code, Module.COMPREHENSIVE, Move.OPEN, self._day(11, 1))
        for number, classes in self.by_counsellor(self.classes(code)).items():
            sheet = await self._sheet(classes)
            form = ImportComprehensiveResults(self.batch_id)
            source = SourceFile("综合测评成绩.xlsx", repr(sheet).encode())
            await comprehensive.import_comprehensive_results(
                await self.act(number, self._day(11, 5)), sheet, form, source
            )
            await self._forget_staged()
            await sheets.submit_result_sheets(await self.act(number, self._day(11, 6)), self.batch_id, None)

    async def _approved(self, code: str) -> None:
        """Opens 公示, ends it, and runs 审核通过并提交."""
        admin, deputy = self.university.college_admins[code].number, self.university.deputy_secretaries[code].number
        form = notices.NoticeForm()
        opened = await notices.open_public_notice(await self.act(admin, self._day(11, 10)), self.batch_id, None, form)
        await notices.end_public_notice(await self.act(admin, self._day(11, 17)), opened.id)
        await approvals.approve_results(await self.act(deputy, self._day(11, 20)), self.batch_id, None)

    async def _sheet(self, classes: Iterable[SchoolClass]) -> ComprehensiveSheet:
        """Returns the workbook of one counsellor, as if it had been read."""
        earned = [await self._earned(one) for one in classes]
        of_year = (self.academic_year, self.qualities)
        rows = [row for one in earned for row in self.university.comprehensive_results(one, *of_year)]
        return sheet_of(rows, self.qualities)

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

    async def _forget_staged(self) -> None:
        """Drops the temporary tables of an import, because another import follows in the same transaction."""
        await self.db.execute(text("discard temp"))

    def _day(self, month: int, day: int) -> date:
        return date(self.autumn, month, day)
