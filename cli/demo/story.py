"""The demo's story leads from an empty database to a university in the middle of a year, with two finished years.

Every chapter can be repeated, so an interrupted one continues.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2

from cli.demo import academic, comprehensive, correction_requests, phases, rating, scheme
from cli.demo.ballots import BallotBox, Rater, raters
from cli.demo.begun import BegunYear, by_day
from cli.demo.cast import SHARES, Cast
from cli.demo.client import Client
from cli.demo.finished import FinishedYear
from cli.demo.people import People
from cli.demo.register import Register
from cli.demo.shown import show
from cli.demo.state import DemoState, window
from cli.telling import progress
from cli.university import College, Mark, Size, University
from cli.university.workbooks import write_roster
from core.settings import Settings
from db.queries import audit_seals
from db.session import Database

SIZE = Size(colleges=3, majors=2, grades=3, classes=2, students=20, courses=12)
EVENING = time(19)
"""When the first ballots of a day are handed in."""
Chapter = Callable[[People], Awaitable[None]]


@dataclass
class Story:
    database: Database
    settings: Settings
    state: DemoState
    folder: Path
    today: date
    size: Size = SIZE

    def __post_init__(self) -> None:
        self.university = University(self.size, seed=2019, academic_year=self.state.academic_year)
        self.cast = Cast(self.university)

    async def run(self, http: httpx2.AsyncClient) -> None:
        """Tells the chapters that are not done yet, and sets new windows if the old ones are about to end.

        Their entries of the audit log bear the times of earlier days, so they are sealed once all is told (R16.2).
        """
        async with self.database.read() as db:
            await audit_seals.hold_back(db)
            try:
                await self._tell(http)
            finally:
                await audit_seals.let_go(db)

    async def _tell(self, http: httpx2.AsyncClient) -> None:
        people = People(Client(http), self.university, self.state)
        await self._once("people", self._people_come_in, people)
        await self._once("years", self._years_go_by, people)
        if self.state.needs_windows(self.today) or "batch" not in self.state.told:
            await self._batch_opens(people)
        await self._once("academic", self._scores_are_computed, people)
        await self._once("rating", self._classes_are_rated, people)
        await self._once("comprehensive", self._results_come_in, people)
        await self._once("corrections", self._corrections_are_asked_for, people)
        await show(self.cast, self.state, people)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    async def _once(self, name: str, chapter: Chapter, people: People) -> None:
        if name not in self.state.told:
            await chapter(people)
            self._mark_done(name)

    def _mark_done(self, name: str) -> None:
        if name not in self.state.told:
            self.state.told.append(name)
        self.state.save()

    async def _people_come_in(self, people: People) -> None:
        university = self.university
        with progress(f"导入名册：{len(university.students)} 名学生", "importing the roster", 3) as done:
            roster = self.folder / "名册.xlsx"
            write_roster(university, roster)
            await people.first_admin(self.database, self.settings)
            done(1)
            await people.import_roster(roster)
            done(1)
            await people.grant_roles()
            done(1)

    async def _years_go_by(self, people: People) -> None:
        """Writes the two earlier years, while the acting people are activated."""
        years, needed = self.state.earlier_years, self.cast.everybody
        with progress(
            f"用激活码激活账号，写入 {years[0]}、{years[1]} 两个已结束的学年",
            "activating accounts; two finished years",
            len(years) + len(needed),
        ) as done:
            await asyncio.gather(self._get_in(people, done), self._finished_years(done))

    async def _get_in(self, people: People, done: Callable[[int], None]) -> None:
        await people.activate(self.cast.everybody, done)
        await people.sign_all_in(self.cast.acting)

    async def _finished_years(self, done: Callable[[int], None]) -> None:
        for year in self.state.earlier_years:
            async with self.database.write() as db:
                await FinishedYear(db, self._zone, self.university, year).write()
            done(1)

    async def _batch_opens(self, people: People) -> None:
        """Writes the batch as it was opened some weeks ago, or sets its windows anew if they are about to end."""
        with progress("开启批次，设置参评人员和评分项目，开启三个模块", "opening the batch and its phases", 2) as done:
            async with self.database.write() as db:
                year = BegunYear(db, self._zone, self.university, self.university.academic_year)
                begun = await year.write(self.today)
            done(1)
            if not begun:
                await self._prolong(people)
            done(1)
        self.state.open_until = window(self.today)["endsOn"]
        self._mark_done("batch")

    async def _prolong(self, people: People) -> None:
        student_affairs = await people.sign_in(self.university.student_affairs[0].number)
        batch_id = await academic.prolong(student_affairs, self.university, self.today)
        for college in self.university.colleges:
            admin = await people.sign_in(self.cast.admin(college))
            if await phases.at_work(admin, batch_id):
                await phases.prolong(admin, batch_id, self.today)

    async def _scores_are_computed(self, people: People) -> None:
        """Computes all classes of the shown and the publishing college, and the first counsellor's
        classes of the others.
        """
        cast, university = self.cast, self.university
        admins = {one.code: await people.sign_in(cast.admin(one)) for one in university.colleges}
        batch_id = await self._batch(people)
        with progress("导入课程成绩", "importing course scores", len(admins)) as done:
            for college in university.colleges:
                settled = [one.number for one in university.members(cast.shown_class.code)]
                await academic.import_course_scores(admins[college.code], university, college, self.folder, settled)
                whole = college == cast.publishing
                await academic.decide(admins[college.code], university.academic_year, all_of_them=whole)
                done(1)
        with progress("班长、辅导员调整参评课程，计算学业成绩，排名", "adjusting, computing and ranking", 5) as done:
            monitor, counsellor = await people.sign_in(cast.monitor), await people.sign_in(cast.counsellor)
            class_id = (await academic.class_ids(monitor))[cast.shown_class.code]
            await academic.adjust(monitor, batch_id, class_id, counted=False)
            await academic.adjust(counsellor, batch_id, class_id, ratio="0.20")
            done(1)
            for college in filter(None, (cast.shown, cast.publishing)):
                await academic.compute(admins[college.code], batch_id)
            done(1)
            for number in (cast.counsellor, *(cast.counsellors(one)[0] for one in cast.beginning)):
                await academic.compute(await people.sign_in(number), batch_id)
            done(1)
            await academic.rank(admins[cast.shown.code], batch_id, cast.shown_class.major_code)
            done(1)
            if cast.publishing:
                await academic.rank(admins[cast.publishing.code], batch_id)
            done(1)

    async def _classes_are_rated(self, people: People) -> None:
        """Rates the shown class through the API, by its staff and some of its students; one ballot is left to try.

        Many others have submitted: everybody of the publishing college, and fewer and fewer in the shown college's
        classes.
        """
        cast = self.cast
        staff = {cast.counsellor: "COUNSELLOR", cast.head_teacher: "HEAD_TEACHER"}
        counsellor, batch_id = await people.sign_in(cast.counsellor), await self._batch(people)
        class_id = (await academic.class_ids(counsellor))[cast.shown_class.code]
        named = {**staff, **dict.fromkeys(cast.peers, "PEER")}
        with progress("辅导员、班主任、同学打分，计算评分成绩", "rating", len(named) + 3) as done:
            for number, kind in named.items():
                ballot = rating.Ballot(await people.sign_in(number), batch_id, class_id, kind)
                await ballot.submit(self._marks(number))
                done(1)
            marks = self._marks(cast.student)
            own = rating.Ballot(await people.sign_in(cast.student), batch_id, class_id)
            await own.begin(marks[: len(marks) // 2])
            done(1)
            await self._others_hand_in(batch_id)
            done(1)
            for number in filter(None, (cast.counsellor, cast.publishing and cast.admin(cast.publishing))):
                await rating.compute(await people.sign_in(number), batch_id)
            done(1)

    async def _others_hand_in(self, batch_id: str) -> None:
        university, cast, who = self.university, self.cast, list[Rater]()
        for place, one in enumerate(university.classes_of(cast.shown.code)):
            if share := SHARES[place % len(SHARES)]:
                who += (rater for rater in raters(university, one, share) if rater.number != cast.student)
        if cast.publishing:
            for one in university.classes_of(cast.publishing.code):
                who += raters(university, one)
        async with self.database.write() as db:
            register = await Register.read(db)
            box = BallotBox(register, university, int(batch_id), university.academic_year)
            for day, some in by_day(who, self.today):
                await box.take(db, some, datetime.combine(day, EVENING, self._zone))

    async def _results_come_in(self, people: People) -> None:
        """Submits everything of the publishing college, which works by a scheme, and opens its notice; the shown
        college is half done. The colleges that have just begun have written their schemes.
        """
        cast, batch_id = self.cast, await self._batch(people)
        with progress(
            "导入或按方案计算、提交综合测评成绩，退回一个班，开启一个学院的公示", "comprehensive results", 2
        ) as done:
            counsellor, codes = await people.sign_in(cast.counsellor), cast.counselled(cast.counsellor)[:3]
            await comprehensive.work_out(counsellor, self.university, batch_id, self.folder)
            await comprehensive.submit(counsellor, batch_id, codes)
            await comprehensive.set_back(await people.sign_in(cast.admin(cast.shown)), batch_id, codes[-1])
            done(1)
            if cast.publishing:
                await self._publish(people, batch_id, cast.publishing)
            for college in cast.beginning:
                await scheme.write(await people.sign_in(cast.admin(college)), batch_id)
            done(1)

    async def _corrections_are_asked_for(self, people: People) -> None:
        """The monitor's request is answered by the college; the student's waits."""
        cast = self.cast
        with progress("提出两件更正申请，答复一件", "correction requests", 2) as done:
            asked = await correction_requests.ask(await people.sign_in(cast.monitor), correction_requests.SCORE)
            await correction_requests.decline(await people.sign_in(cast.admin(cast.shown)), asked)
            done(1)
            await correction_requests.ask(await people.sign_in(cast.student), correction_requests.NAME)
            done(1)

    async def _publish(self, people: People, batch_id: str, college: College) -> None:
        await scheme.write(await people.sign_in(self.cast.admin(college)), batch_id)
        for number in self.cast.counsellors(college):
            counsellor = await people.sign_in(number)
            await scheme.work_out(counsellor, batch_id, self.folder)
            await comprehensive.submit(counsellor, batch_id, self.cast.counselled(number))
        await comprehensive.publish(await people.sign_in(self.cast.admin(college)), batch_id)

    async def _batch(self, people: People) -> str:
        counsellor = await people.sign_in(self.cast.counsellor)
        return await academic.current_batch(counsellor, self.university.academic_year)

    def _marks(self, rater: str) -> list[Mark]:
        return list(self.university.marks(rater, self.cast.shown_class))
