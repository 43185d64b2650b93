"""Worlds drawn from a seed: who has which role, who was where when, and how far every class is."""

import os
from random import Random
from typing import Any

from sqlalchemy import Table
from sqlmodel import SQLModel

from db.tables import Role, Stage, Status
from tests.building import STAFF
from tests.campus import STUDENTS, Campus
from tests.graph.distributions.large_classes import enlarge as more_students

WORLDS = range(int(os.environ.get("DRAWN_WORLDS", "1")))
"""The seeds of the drawn worlds; `make test-all` draws more."""

BEFORE = "2017-2018"
COPIED = (
    *("batch_college", "batch_class", "participant", "academic_result", "rating_result", "comprehensive_result"),
    *("result_sheet", "public_notice", "batch_rating_item"),
)
"""The batch of the year before is a copy of the campus's, with everything in these tables."""
OF_A_COLLEGE = (Role.COLLEGE_ADMIN, Role.DEPUTY_SECRETARY)


async def enlarge(campus: Campus) -> None:
    """Adds students who have what a classmate has, so that classes are large enough to be counted (R8.8)."""
    await more_students(campus)
    for name in ("academic_result", "rating_result", "comprehensive_result"):
        columns = [column.name for column in SQLModel.metadata.tables[name].columns if column.name != "id"]
        values = ["newcomer.id" if column == "student_id" else f'classmate."{column}"' for column in columns]
        names = ", ".join(f'"{column}"' for column in columns)
        await campus.execute(
            f"insert into {name} ({names}) select {', '.join(values)}"  # names of ours
            f" from (select distinct on (class_id) * from {name} where batch_id = :batch order by class_id, student_id)"
            " classmate join student newcomer on newcomer.class_id = classmate.class_id"
            " and newcomer.number like '9%' and newcomer.name like '同学%'",
            batch=campus.ids["batch"],
        )


async def add_a_year(campus: Campus) -> None:
    """Adds the year before, so that each class and person stands in two batches."""
    await campus.execute(_copy("batch", name="'上一年'", academic_year=f"'{BEFORE}'"))
    [(earlier,)] = await campus.rows("select id from batch where academic_year = :year", year=BEFORE)
    campus.ids["earlier"] = earlier
    for name in COPIED:
        await campus.execute(_copy(name, batch_id=str(earlier)))
    await campus.execute(_copy("course_score", academic_year=f"'{BEFORE}'"))


def _copy(name: str, /, **changed: str) -> str:
    table: Table = SQLModel.metadata.tables[name]
    columns = [column.name for column in table.columns if column.name != "id"]
    values = [changed.get(column, f'"{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    return f"insert into {name} ({names}) select {', '.join(values)} from {name}"  # names of ours


async def draw(campus: Campus, seed: int) -> None:
    """Deals roles, assignments, places and states anew."""
    random = Random(seed)  # a repeatable world
    classes = [campus.ids[name] for name in (*STUDENTS, "old")]
    batches = [campus.ids[name] for name in ("batch", "earlier")]
    staff = [campus.people[key] for key in STAFF]
    students = [campus.people[key] for members in STUDENTS.values() for key, _ in members]
    for name in ("role_grant", "counsellor", "head_teacher"):
        await campus.execute(f"delete from {name}")  # names of ours
    for one in staff:
        await _grant(campus, random, one)
        retired = "now()" if random.random() < 0.1 else "null"
        await campus.execute(f"update staff set retired_at = {retired} where id = :id", id=one.id)
    for table in ("counsellor", "head_teacher"):
        for batch in batches:
            for klass in classes[:4]:
                for one in random.sample(staff, random.randint(0, 2)):
                    values = {"batch": batch, "class": klass, "staff": one.id}
                    await campus.execute(f"insert into {table} values (:batch, :class, :staff)", **values)
    for one in students:
        moved: dict[str, Any] = {"monitor": random.random() < 0.3, "class": random.choice(classes), "id": one.id}
        retired = "now()" if random.random() < 0.1 else "null"
        await campus.execute(
            f"update student set monitor = :monitor, class_id = :class, retired_at = {retired} where id = :id",
            **moved,
        )
    for batch in batches:
        await _state(campus, random, batch, classes[:4])


async def _grant(campus: Campus, random: Random, who: Any) -> None:
    for role in random.sample(list(Role), random.choice((0, 0, 1, 1, 2))):
        college = campus.ids[random.choice(("info", "lang"))] if role in OF_A_COLLEGE else None
        await campus.execute(
            "insert into role_grant (account_id, role, college_id)"
            " select id, :role, :college from account where username = :name",
            role=role,
            college=college,
            name=who.username,
        )


async def _state(campus: Campus, random: Random, batch: int, classes: list[int]) -> None:
    opened = "null" if random.random() < 0.2 else "now()"
    status = random.choice([Status.OPEN, Status.STOPPED, Status.ENDED])
    await campus.execute(
        f"update batch set status = :status, opened_at = {opened} where id = :id", status=status, id=batch
    )
    for klass in classes:
        place = {"batch": batch, "class": klass}
        for table in ("comprehensive_result", "result_sheet"):
            where = "where batch_id = :batch and class_id = :class"
            await campus.execute(
                f"update {table} set stage = :stage {where}", **place, stage=int(random.choice(list(Stage)))
            )
    for change in (
        "update rating_result set rests_on_one = random() < 0.4 where batch_id = :batch",
        "update rating_result set score_withheld = random() < 0.2 where batch_id = :batch",
        "update comprehensive_result set participating = random() < 0.9 where batch_id = :batch",
        "update participant set participating = random() < 0.8 where batch_id = :batch",
        "update public_notice set ended_at = case when random() < 0.5 then now() end where batch_id = :batch",
    ):
        await campus.execute(change, batch=batch)
