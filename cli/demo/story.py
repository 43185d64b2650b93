"""The demo from an empty database to a ranked and rated class. Every step may be repeated: one cut short goes on."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx2

from cli.demo import academic, phases, rating
from cli.demo.client import Client
from cli.demo.kept import Kept, window
from cli.demo.people import ADMIN, People
from cli.telling import progress, say, table
from cli.university import Mark, SchoolClass, Size, University
from cli.university.workbooks import write_roster
from core.settings import Settings
from db.session import Database

SIZE = Size(colleges=3, majors=2, grades=2, classes=2, students=30, courses=12)
PEERS = 5
"""How many rate their class, the monitor besides."""


@dataclass
class Story:
    database: Database
    settings: Settings
    kept: Kept
    folder: Path
    today: date
    size: Size = SIZE

    def __post_init__(self) -> None:
        self.university = University(self.size, seed=2019, academic_year=self.kept.academic_year)
        code = self.shown_class.code
        self.counsellor = next(one.number for one in self.university.counsellors if one.class_code == code)
        self.head_teacher = next(one.number for one in self.university.head_teachers if one.class_code == code)
        self.monitor = next(one.number for one in self.university.monitors if one.class_code == code)
        members = (one.number for one in self.university.members(code))
        self.student, *classmates = (number for number in members if number != self.monitor)
        self.peers = [self.monitor, *classmates[:PEERS]]
        self.counsellors = sorted({one.number for one in self.university.counsellors})

    @property
    def shown_class(self) -> SchoolClass:
        return self.university.classes[0]

    @property
    def roles(self) -> dict[str, str]:
        """A user name for each role."""
        first = self.university.colleges[0].code
        return {
            "超级管理员 superAdmin": ADMIN,
            "学生处 studentAffairs": self.university.student_affairs[0].number,
            "学院管理员 collegeAdmin": self.university.college_admins[first].number,
            "学院副书记 deputySecretary": self.university.deputy_secretaries[first].number,
            "辅导员 counsellor": self.counsellor,
            "班主任 headTeacher": self.head_teacher,
            "班长 classMonitor": self.monitor,
            "学生 student": self.student,
        }

    async def run(self, http: httpx2.AsyncClient) -> None:
        """The main job where it has not been done; new windows where the old ones are running out."""
        people = People(Client(http), self.university, self.kept)
        if not self.kept.finished:
            await self._people_come_in(people)
        if self.kept.needs_windows(self.today) or not self.kept.rated:
            await self._batch_opens(people)
        if not self.kept.finished:
            await self._scores_are_computed(people)
            self.kept.finished = True
            self.kept.save()
        if not self.kept.rated:
            await self._class_is_rated(people)
            self.kept.rated = True
            self.kept.save()
        await self._show(people)

    async def _people_come_in(self, people: People) -> None:
        university, admins = self.university, [one.number for one in self.university.college_admins.values()]
        with progress(f"导入名册：{len(university.students)} 名学生", "importing the roster", 3) as done:
            roster = self.folder / "名册.xlsx"
            write_roster(university, roster)
            await people.first_admin(self.database, self.settings)
            done(1)
            await people.import_roster(roster)
            done(1)
            await people.grant_roles()
            done(1)
        needed = list(dict.fromkeys([*self.roles.values(), *admins, *self.counsellors]))
        with progress("用激活码激活账号", "activating accounts", len(needed)) as done:
            await people.activate(needed, done)

    async def _batch_opens(self, people: People) -> None:
        university, colleges = self.university, len(self.university.colleges)
        with progress(
            "开启批次，指派辅导员，设置评分项目，开启学业成绩和评分", "opening the batch and its phases", 1 + colleges
        ) as done:
            student_affairs = await people.sign_in(university.student_affairs[0].number)
            batch_id = await academic.batch(student_affairs, university, self.today)
            done(1)
            for code, admin in university.college_admins.items():
                client = await people.sign_in(admin.number)
                await academic.assign_counsellors(client, batch_id, university.counsellors)
                await rating.keep_items(client, university.rating_items(code))
                await phases.open_academic(client, batch_id, self.today)
                await phases.open_rating(client, batch_id, self.today)
                done(1)
        self.kept.open_until = window(self.today)["endsOn"]
        self.kept.save()

    async def _scores_are_computed(self, people: People) -> None:
        university = self.university
        admins = {code: await people.sign_in(one.number) for code, one in university.college_admins.items()}
        batch_id = await academic.current_batch(admins[university.colleges[0].code], university.academic_year)
        with progress("导入课程成绩", "importing course scores", len(admins)) as done:
            for college in university.colleges:
                await academic.import_course_scores(admins[college.code], university, college, self.folder)
                done(1)
        with progress("班长、辅导员调整参评课程", "adjusting courses", 2) as done:
            monitor, counsellor = await people.sign_in(self.monitor), await people.sign_in(self.counsellor)
            class_id = (await academic.class_ids(monitor))[self.shown_class.code]
            await academic.adjust(monitor, batch_id, class_id, counted=False)
            done(1)
            await academic.adjust(counsellor, batch_id, class_id, ratio="0.20")
            done(1)
        with progress("辅导员计算学业成绩，学院排名", "computing and ranking", len(self.counsellors) + 1) as done:
            for number in self.counsellors:
                await academic.compute(await people.sign_in(number), batch_id)
                done(1)
            for admin in admins.values():
                await academic.rank(admin, batch_id)
            done(1)

    async def _class_is_rated(self, people: People) -> None:
        """The shown class: by those who look after it and some of its own; one ballot is left for whoever tries it."""
        staff = {self.counsellor: "COUNSELLOR", self.head_teacher: "HEAD_TEACHER"}
        raters = {**staff, **dict.fromkeys(self.peers, "PEER")}
        with progress("激活打分的同学", "activating those who rate", len(self.peers) + 1) as done:
            await people.activate([self.student, *self.peers], done)
        counsellor = await people.sign_in(self.counsellor)
        batch_id, class_id = await self._place(counsellor)
        with progress("辅导员、班主任、同学打分，计算评分成绩", "rating a class", len(raters) + 2) as done:
            for number, kind in raters.items():
                ballot = rating.Ballot(await people.sign_in(number), batch_id, class_id, kind)
                await ballot.submit(self._marks(number))
                done(1)
            marks = self._marks(self.student)
            own = rating.Ballot(await people.sign_in(self.student), batch_id, class_id)
            await own.begin(marks[: len(marks) // 2])
            done(1)
            await rating.compute(counsellor, batch_id, class_id)
            done(1)

    def _marks(self, rater: str) -> list[Mark]:
        return list(self.university.marks(rater, self.shown_class))

    async def _place(self, counsellor: Client) -> tuple[str, str]:
        """The ids of the batch and of the shown class."""
        batch_id = await academic.current_batch(counsellor, self.university.academic_year)
        return batch_id, (await academic.class_ids(counsellor))[self.shown_class.code]

    async def _show(self, people: People) -> None:
        """A class as its counsellor sees it, and how to get in."""
        counsellor = await people.sign_in(self.counsellor)
        batch_id, class_id = await self._place(counsellor)
        rows = [
            (
                one["student"]["number"],
                one["student"]["name"],
                one["creditAverage"],
                one["academicScore"],
                (one["classRank"] or {}).get("label"),
                (one["majorGradeRank"] or {}).get("label"),
            )
            for one in await academic.ranked(counsellor, batch_id, class_id)
        ]
        headers = ("学号", "姓名", "平均学分成绩", "学业成绩", "班级排名", "专业年级排名")
        table(f"{self.shown_class.name} {self.university.academic_year} 学业成绩", headers, rows)
        await self._show_rating(counsellor, batch_id, class_id)
        sign_ins = [(role, name, self.kept.password(name)) for role, name in self.roles.items()]
        table("登录账号 sign-ins", ("角色 role", "用户名 username", "密码 password"), sign_ins)

    async def _show_rating(self, counsellor: Client, batch_id: str, class_id: str) -> None:
        far = await rating.progress(counsellor, batch_id, class_id)
        submitted = f"互评已提交 {far['peersSubmitted']}/{far['participantCount']}"
        rows = [
            (one["student"]["number"], one["student"]["name"], one["ratingScore"])
            for one in await rating.results(counsellor, batch_id, class_id)
        ]
        title = f"{self.shown_class.name} {self.university.academic_year} 评分成绩（{submitted}）"
        table(title, ("学号", "姓名", "评分成绩"), rows)
        say(f"{self.student} 的打分表只打了一半，可登录继续", "this student's ballot is half done: sign in and go on")
