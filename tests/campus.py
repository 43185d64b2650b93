"""One small named university: two colleges, four classes, and somebody in every role.

信息学院  计算机 2019: 计科1901 (5 students, monitor 1), 计科1902 (3)      软件 2019: 软工1901 (2)
外语学院  英语 2019: 英语1901 (2)
计科1901 and 计科1902 are counselled by 李莉, 软工1901 by 赵敏, 英语1901 by 马晓挺;
陈静 heads 计科1901, and 赵敏, a counsellor elsewhere, heads 计科1902 (R8.1).
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.access import Viewer
from core.acting import Act
from core.actions import batches as batch_actions
from core.windows import Move
from db.session import Database
from db.tables import (
    Account,
    College,
    Counsellor,
    CourseScore,
    Major,
    Module,
    Role,
    RoleGrant,
    RosterHeadTeacher,
    SchoolClass,
    Session,
    Staff,
    Student,
)
from graph.auth import hash_of

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = "2018-2019"
FAR = datetime(2100, 1, 1, tzinfo=UTC)


def today() -> date:
    return datetime.now(ZONE).date()


@dataclass(frozen=True)
class Person:
    """Somebody who asks; `id` is the student's or staff member's own."""

    username: str
    name: str
    id: int | None = None

    @property
    def token(self) -> str:
        return f"zs_{self.username}"


NOBODY = Person("", "")


@dataclass
class Answer:
    """What came back over HTTP."""

    status: int
    body: dict[str, Any]
    headers: Any

    @property
    def data(self) -> Any:
        return self.body.get("data")

    @property
    def errors(self) -> list[dict[str, Any]]:
        return self.body.get("errors") or []

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.errors]


@dataclass
class Campus:
    """The university, and the way to ask its API: `await campus.ask(campus.counsellor_li, QUERY, batch=...)`."""

    database: Database
    client: httpx2.AsyncClient
    people: dict[str, Person] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        ids = self.__dict__.get("ids", {})
        if name in ids:
            return str(ids[name])
        raise AttributeError(name)

    async def ask(self, person: Person, query: str, **variables: Any) -> Answer:
        headers = {"authorization": f"Bearer {person.token}"} if person.username else {}
        response = await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        return Answer(response.status_code, response.json(), response.headers)

    async def upload(self, person: Person, query: str, files: dict[str, tuple[str, bytes]], **variables: Any) -> Answer:
        """Send files by the multipart request spec; `files` maps "variables.input.file" or such to (name, bytes)."""
        operations = {"query": query, "variables": _with_nulls(variables, files)}
        numbered = {str(number): (path, file) for number, (path, file) in enumerate(files.items())}
        parts: dict[str, Any] = {
            "operations": (None, json.dumps(operations)),
            "map": (None, json.dumps({number: [path] for number, (path, _) in numbered.items()})),
        }
        parts |= {number: file for number, (_, file) in numbered.items()}
        headers = {"x-zongce-upload": "1"}
        if person.username:
            headers["authorization"] = f"Bearer {person.token}"
        response = await self.client.post("/graphql", files=parts, headers=headers)
        return Answer(response.status_code, response.json(), response.headers)

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        """What the database holds, to see that nothing changed."""
        async with self.database.read() as db:
            return list((await db.execute(text(statement), values)).all())

    async def execute(self, statement: str, **values: Any) -> None:
        async with self.database.write() as db:
            await db.execute(text(statement), values)

    async def open_phases(self, *modules: Module) -> None:
        """Both colleges' phases as opened a day ago, with every window around today and a default ratio of 0.10."""
        days = {"first": today() - timedelta(days=1), "last": today() + timedelta(days=5)}
        for module in modules or (Module.ACADEMIC,):
            await self.execute(
                """update phase set status = 'OPEN', first_opened_at = now(), starts_on = :first, ends_on = :last,
                   bonus_ratio = 0.10, monitor_starts_on = :first, monitor_ends_on = :last,
                   counsellor_starts_on = :first, counsellor_ends_on = :last
                   where batch_id = :batch and module = :module""",
                batch=self.ids["batch"],
                module=module,
                **days,
            )

    async def give(self, student: Person, *courses: tuple[str, str, str], term: int = 1, year: str = YEAR) -> None:
        """Scores for a student: (course code, credit, score)."""
        rows = [
            {
                "student_id": student.id,
                "academic_year": year,
                "term": term,
                "course_code": code,
                "course_name": f"课程{code}",
                "course_kind": "必修",
                "credit": Decimal(credit),
                "score": Decimal(score),
            }
            for code, credit, score in courses
        ]
        async with self.database.write() as db:
            await db.execute(insert(CourseScore), rows)


def _with_nulls(variables: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
    for path in files:
        *parents, last = path.split(".")[1:]
        place: Any = variables
        for parent in parents:
            place = place[int(parent)] if isinstance(place, list) else place.setdefault(parent, {})
        place[int(last) if isinstance(place, list) else last] = None
    return variables


STUDENTS = {
    "cs1": [("jia", "张甲"), ("yi", "李乙"), ("bing", "王丙"), ("ding", "赵丁"), ("wu", "钱戊")],
    "cs2": [("ji", "孙己"), ("geng", "周庚"), ("xin", "吴辛")],
    "se1": [("ren", "郑壬"), ("gui", "冯癸")],
    "en1": [("mei", "韩梅"), ("lei", "李雷")],
}
STAFF = {
    "super_admin": ("S001", "超级管理员", None),
    "student_affairs": ("S002", "孙处长", None),
    "college_admin": ("S003", "周老师", "info"),
    "deputy_secretary": ("S004", "郑副书记", "info"),
    "counsellor_li": ("S005", "李莉", "info"),
    "counsellor_zhao": ("S006", "赵敏", "info"),
    "head_teacher_chen": ("S007", "陈静", "info"),
    "other_college_admin": ("S008", "吴老师", "lang"),
    "counsellor_ma": ("S009", "马晓挺", "lang"),
    "bystander": ("S010", "路人", "info"),
    "other_deputy_secretary": ("S011", "王副书记", "lang"),
}
GRANTS = {
    "super_admin": (Role.SUPER_ADMIN, None),
    "student_affairs": (Role.STUDENT_AFFAIRS, None),
    "college_admin": (Role.COLLEGE_ADMIN, "info"),
    "deputy_secretary": (Role.DEPUTY_SECRETARY, "info"),
    "other_college_admin": (Role.COLLEGE_ADMIN, "lang"),
    "other_deputy_secretary": (Role.DEPUTY_SECRETARY, "lang"),
}


async def build(database: Database) -> tuple[dict[str, Person], dict[str, int]]:
    """Put the university into an empty database; returns its people and its ids by name."""
    people: dict[str, Person] = {}
    ids: dict[str, int] = {}
    async with database.write() as db:
        await _build_colleges(db, ids)
        await _build_students(db, ids, people)
        await _build_staff(db, ids, people)
        await _open_batch(db, ids, people)
    return people, ids


async def _put(db: AsyncConnection, model: Any, **values: Any) -> int:
    statement = insert(model).values(**values).returning(model.id)
    return int((await db.execute(statement)).scalar_one())


async def _build_colleges(db: AsyncConnection, ids: dict[str, int]) -> None:
    for key, code, name in (("info", "01", "信息学院"), ("lang", "02", "外语学院")):
        ids[key] = await _put(db, College, code=code, name=name)
    for key, code, name, college in (
        ("computing", "0101", "计算机", "info"),
        ("software", "0102", "软件工程", "info"),
        ("english", "0201", "英语", "lang"),
    ):
        ids[key] = await _put(db, Major, code=code, name=name, college_id=ids[college])
    for key, code, name, major, college, grade, cohort in (
        ("cs1", "J1901", "计科1901", "computing", "info", 2019, 2023),
        ("cs2", "J1902", "计科1902", "computing", "info", 2019, 2023),
        ("se1", "R1901", "软工1901", "software", "info", 2019, 2023),
        ("en1", "Y1901", "英语1901", "english", "lang", 2019, 2023),
        ("old", "J1501", "计科1501", "computing", "info", 2015, 2019),
    ):
        ids[key] = await _put(
            db,
            SchoolClass,
            code=code,
            name=name,
            grade=grade,
            cohort=cohort,
            major_id=ids[major],
            college_id=ids[college],
        )


async def _build_students(db: AsyncConnection, ids: dict[str, int], people: dict[str, Person]) -> None:
    for class_number, (klass, students) in enumerate(STUDENTS.items(), start=1):
        for place, (key, name) in enumerate(students, start=1):
            number = f"20190{class_number}{place:02}"
            student_id = await _put(
                db,
                Student,
                number=number,
                name=name,
                name_key=key,
                gender="女",
                ethnicity="汉族",
                class_id=ids[klass],
                monitor=place == 1,
            )
            people[key] = await _person(db, number, name, student_id=student_id)
    people["monitor"] = people["jia"]


async def _build_staff(db: AsyncConnection, ids: dict[str, int], people: dict[str, Person]) -> None:
    for key, (number, name, college) in STAFF.items():
        college_id = ids[college] if college else None
        staff_id = await _put(db, Staff, number=number, name=name, name_key=key, college_id=college_id)
        people[key] = await _person(db, number, name, staff_id=staff_id)
        if key in GRANTS:
            role, place = GRANTS[key]
            account = select(Account.id).where(Account.username == number).scalar_subquery()
            await db.execute(
                insert(RoleGrant).values(account_id=account, role=role, college_id=ids[place] if place else None)
            )
    for klass, teacher in (("cs1", "head_teacher_chen"), ("cs2", "counsellor_zhao")):
        await db.execute(insert(RosterHeadTeacher).values(class_id=ids[klass], staff_id=people[teacher].id))


async def _person(db: AsyncConnection, number: str, name: str, **who: int) -> Person:
    person = Person(number, name, next(iter(who.values())))
    account_id = await _put(db, Account, username=number, name=name, **who)
    await db.execute(insert(Session).values(account_id=account_id, token_hash=hash_of(person.token), expires_at=FAR))
    return person


async def _open_batch(db: AsyncConnection, ids: dict[str, int], people: dict[str, Person]) -> None:
    everything = Viewer(account_id=0, username="system", name="系统", grants=((Role.SUPER_ADMIN, None),))
    act = Act.at(db, everything, datetime.now(UTC), ZONE, None)
    window = (today() - timedelta(days=10), today() + timedelta(days=30))
    form = batch_actions.BatchForm(
        name="2018-2019学年综合测评",
        academic_year=YEAR,
        cohorts=frozenset({2023}),
        windows=dict.fromkeys(Module, window),
    )
    ids["batch"] = (await batch_actions.create_batch(act, form)).id
    await batch_actions.move_batch(act, ids["batch"], Move.OPEN)
    for klass, teacher in (
        ("cs1", "counsellor_li"),
        ("cs2", "counsellor_li"),
        ("se1", "counsellor_zhao"),
        ("en1", "counsellor_ma"),
    ):
        await db.execute(
            insert(Counsellor).values(batch_id=ids["batch"], class_id=ids[klass], staff_id=people[teacher].id)
        )
