"""Prepares a batch in which every college computes by the largest rule pack: schemes and inputs come in by the API.

It is a batch of its own, so that what the other measures read stays as it is.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bench.course_import import multipart
from bench.ground import COMPUTE_ACADEMIC, FOLLOWED, SUPER_ADMIN, Ground, vacuumed
from bench.university import run
from core.rules.schemes.given import Given
from db.schemes import Column, Scheme
from tests.campus import YEAR
from tests.core.rules.schemes import packs
from tests.db.schemes.pack_students import pupils_of
from tests.evening.wire import Connection

NAME, PACK = "评分方案", "six-modules"
COPIED = ("batch_college", "batch_cohort", "batch_window", "phase", "batch_class", "participant", "counsellor")
BATCH = """
insert into batch (name, academic_year, status, opened_at, levels)
values ('{name}', '{year}', 'OPEN', now(), '{{优秀,良好,合格}}')
"""
SET_QUALITIES = "mutation($input: SetQualitiesInput!) { done: setQualities(input: $input) { userErrors { message } } }"
SAVE = "mutation($input: SaveSchemeInput!) { done: saveScheme(input: $input) { userErrors { message } } }"
IMPORT = f"""mutation($input: ImportSchemeInputsInput!) {{
  done: importSchemeInputs(input: $input) {{ {FOLLOWED} }} }}"""
COLLEGES = """
select college_id, coalesce(max(version), 0) from batch_college left join scheme_version using (batch_id, college_id)
where batch_id = :batch group by 1 order by 1
"""
STUDENTS = """
select student.id, number, name, participant.class_id, participant.college_id, major_id * 10000 + grade as grade_id
from participant join batch_class using (batch_id, class_id) join student on student.id = student_id
where batch_id = :batch order by participant.college_id, student.id
"""
FACTS = ("category", "item", "level", "award", "role", "kind", "amount", "points")
HEADINGS = ("学号", "姓名", "类别", "项目", "级别", "奖项", "角色", "同类", "数量", "分值")


@dataclass(frozen=True)
class SchemeBatch:
    """The batch, its students in the order of the draw, and what was drawn for each."""

    id: int
    scheme: Scheme
    students: Sequence[Any]
    drawn: Sequence[Given]


async def prepared(ground: Ground) -> SchemeBatch:
    """Returns the batch; the first call makes it and imports everybody's inputs."""
    scheme = packs.scheme(PACK)
    there = await ground.rows("select id from batch where name = :name", name=NAME)
    batch = there[0].id if there else await _made(ground)
    students = await ground.rows(STUDENTS, batch=batch)
    drawn = [one.given for one in pupils_of(scheme, len(students))]
    made = SchemeBatch(batch, scheme, students, drawn)
    if not there:
        await _imported(ground, made)
    await ground.perform(COMPUTE_ACADEMIC, batchId=str(batch))  # another measure may have changed a score
    await vacuumed(ground.database)
    return made


async def _made(ground: Ground) -> int:
    await run(ground.database, BATCH.format(name=NAME, year=YEAR))
    [(batch,)] = await ground.rows("select id from batch where name = :name", name=NAME)
    for table in COPIED:
        columns = await ground.rows(
            "select column_name from information_schema.columns where table_name = :table and is_generated = 'NEVER'"
            " and column_name not in ('id', 'batch_id')",
            table=table,
        )
        names = ", ".join(name for (name,) in columns)
        copying = f"insert into {table} (batch_id, {names}) select {batch}, {names} from {table}"
        await run(ground.database, f"{copying} where batch_id = {ground.batch}")
    qualities = [
        {"code": code, "name": title, "rankedInClass": True, "rankedInGrade": True}
        for code, title in packs.AROUND[PACK].qualities.items()
    ]
    await _asked(ground, SET_QUALITIES, batchId=str(batch), qualities=qualities)
    await save_everywhere(ground, batch, packs.text(PACK))
    return int(batch)


async def save_everywhere(ground: Ground, batch: int, text: str) -> None:
    """Saves a scheme for each college, as the version after the last one."""
    for college, version in await ground.rows(COLLEGES, batch=batch):
        given = {"batchId": str(batch), "collegeId": str(college), "text": text, "follows": version}
        await _asked(ground, SAVE, **given)


async def _asked(ground: Ground, mutation: str, **values: Any) -> None:
    done = (await ground.ask(SUPER_ADMIN, mutation, input=values))["done"]
    assert done["userErrors"] == [], done


async def _imported(ground: Ground, made: SchemeBatch) -> None:
    """Imports two files for each college, as its admin would."""
    of_college: dict[int, list[tuple[Any, Given]]] = {}
    for student, given in zip(made.students, made.drawn, strict=True):
        of_college.setdefault(student.college_id, []).append((student, given))
    for college, people in of_college.items():
        for kind, rows in (("VALUES", _values(made.scheme, people)), ("ITEMS", _items(people))):
            wanted = {"batchId": str(made.id), "collegeId": str(college), "kind": kind, "file": None}
            connection = await Connection.open(ground.served.port)
            sent = multipart({"query": IMPORT, "variables": {"input": wanted}}, _csv(rows), "inputs.csv")
            _, body = await connection.ask(sent)
            connection.drop()
            await ground.follow(orjson.loads(body)["data"]["done"])


def _values(scheme: Scheme, people: Sequence[tuple[Any, Given]]) -> Iterator[Sequence[Any]]:
    columns = {name: one.heading or name for name, one in scheme.inputs.items() if isinstance(one, Column)}
    yield ["学号", "姓名", *columns.values()]
    for student, given in people:
        yield [student.number, student.name, *(given.values[name] for name in columns)]


def _items(people: Sequence[tuple[Any, Given]]) -> Iterator[Sequence[Any]]:
    yield HEADINGS
    for student, given in people:
        for item in given.items:
            yield [student.number, student.name, *(getattr(item, fact) for fact in FACTS)]


def _csv(rows: Iterator[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
