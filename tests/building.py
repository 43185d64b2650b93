"""Puts the campus into an empty database, once a run; each test gets a copy."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from core.acting import Act
from core.actions import batches as batch_actions
from core.identity.tokens import hash_of
from core.rules.windows import Move
from core.viewer import Viewer
from db.search_words import search_vector
from db.session import Database
from db.tables import (
    Account,
    College,
    Counsellor,
    Major,
    Module,
    RatingItem,
    Role,
    RoleGrant,
    RosterHeadTeacher,
    SchoolClass,
    Session,
    Staff,
    Student,
)
from tests.campus import FAR, ITEMS, STUDENTS, TODAY, YEAR, ZONE, Person

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
    "auditor": ("S012", "冯审计", None),
}
GRANTS = {
    "super_admin": (Role.SUPER_ADMIN, None),
    "student_affairs": (Role.STUDENT_AFFAIRS, None),
    "college_admin": (Role.COLLEGE_ADMIN, "info"),
    "deputy_secretary": (Role.DEPUTY_SECRETARY, "info"),
    "other_college_admin": (Role.COLLEGE_ADMIN, "lang"),
    "other_deputy_secretary": (Role.DEPUTY_SECRETARY, "lang"),
    "auditor": (Role.AUDITOR, None),
}


async def build(database: Database) -> tuple[dict[str, Person], dict[str, int]]:
    """Put the university into an empty database; returns its people and its ids by name."""
    people: dict[str, Person] = {}
    ids: dict[str, int] = {}
    async with database.write() as db:
        await _build_colleges(db, ids)
        await _build_rating_items(db, ids)
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
            search=search_vector(code, name),
        )


async def _build_rating_items(db: AsyncConnection, ids: dict[str, int]) -> None:
    for college in ("info", "lang"):
        for order, (name, low, high, weights) in enumerate(ITEMS, start=1):
            counsellor, head_teacher, peer = weights
            await _put(
                db,
                RatingItem,
                college_id=ids[college],
                name=name,
                order=order,
                detail=f"{name}的评分细则",
                min_points=low,
                max_points=high,
                counsellor_weight=counsellor,
                head_teacher_weight=head_teacher,
                peer_weight=peer,
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
                search=search_vector(number, name),
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
            account = select(col(Account.id)).where(col(Account.username) == number).scalar_subquery()
            await db.execute(
                insert(RoleGrant).values(account_id=account, role=role, college_id=ids[place] if place else None)
            )
    for klass, teacher in (("cs1", "head_teacher_chen"), ("cs2", "counsellor_zhao")):
        await db.execute(insert(RosterHeadTeacher).values(class_id=ids[klass], staff_id=people[teacher].id))


async def _person(db: AsyncConnection, number: str, name: str, **who: int) -> Person:
    person = Person(number, name, next(iter(who.values())))
    account_id = await _put(db, Account, username=number, name=name, **who)
    values = {"account_id": account_id, "token_hash": hash_of(person.token), "expires_at": FAR, "used_at": FAR}
    await db.execute(insert(Session).values(**values))
    return person


async def _open_batch(db: AsyncConnection, ids: dict[str, int], people: dict[str, Person]) -> None:
    everything = Viewer(account_id=0, username="system", name="系统", grants=((Role.SUPER_ADMIN, None),))
    act = Act.at(db, everything, datetime.now(UTC), ZONE, None)
    window = (TODAY - timedelta(days=10), TODAY + timedelta(days=30))
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
