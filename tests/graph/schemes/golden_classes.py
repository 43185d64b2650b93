"""Brings the two golden classes into the campus, by the acts of a college: courses, ballots, inputs, computation."""

from collections import defaultdict
from typing import Any

from db.tables import Module
from tests import regulations
from tests.campus import FAR, Campus, Person
from tests.core.rules.schemes import packs
from tests.graph import academic_acts, rating, rating_acts
from tests.graph.course_acts import imported
from tests.graph.scheme_acts import save
from tests.regulations import golden

CLASSES = {"J1901": "cs1", "J1902": "cs2"}
KINDS = {"辅导员": "COUNSELLOR", "班主任": "HEAD_TEACHER", "学生": "PEER"}
ENROL = """
with enrolled as (
  insert into student (number, name, name_key, class_id, monitor)
  values (:number, :name, :number, :class, false) returning id
), account as (
  insert into account (username, name, student_id) select :number, :name, id from enrolled returning id
), taking_part as (
  insert into participant (batch_id, student_id, class_id, college_id, participating)
  select :batch, id, :class, :college, true from enrolled
), signed_in as (
  insert into session (account_id, token_hash, expires_at)
  select id, encode(sha256(convert_to('zs_' || :number, 'UTF8')), 'hex'), :far from account
)
select id from enrolled
"""
SET_QUALITIES = """mutation($input: SetQualitiesInput!) { setQualities(input: $input) { userErrors { message } } }"""


async def settle(campus: Campus) -> None:
    """Enrols everybody; courses and ballots become academic scores and rating scores."""
    await campus.open_phases(*Module)
    place = {"batch": campus.ids["batch"], "college": campus.ids["info"], "far": FAR}
    there = {one.username for one in campus.people.values()}
    for row in golden.table("students.csv"):
        if row["学号"] not in there:
            who = {"number": row["学号"], "name": row["姓名"], "class": campus.ids[CLASSES[row["班级代码"]]]}
            await campus.execute(ENROL, **place, **who)
    courses = (golden.FOLDER / "courses.csv").read_bytes()
    brought = await imported(campus, campus.college_admin, file=("课程成绩.csv", courses))
    assert brought["userErrors"] == []
    assert (await academic_acts.compute(campus, campus.college_admin, "cs1", "cs2"))["userErrors"] == []
    await _rate(campus)
    assert (await rating_acts.compute(campus, campus.college_admin, "cs1", "cs2"))["userErrors"] == []


async def _rate(campus: Campus) -> None:
    ballots = defaultdict(list)
    for row in golden.table("marks.csv"):
        ballots[row["打分人"], row["身份"], row["学号"][:6]].append(row)
    for (rater, kind, start), rows in ballots.items():
        which = {"kind": KINDS[kind], "classId": str(campus.ids["cs1" if start == "201901" else "cs2"])}
        found = await rating.sheet(campus, Person(rater, ""), **{"kind": which["kind"], "class": which["classId"]})
        points = {row["学号"]: row for row in rows}
        marks = [
            {"studentId": row["student"]["id"], "itemId": item["id"], "points": points[row["student"]["number"]][name]}
            for row in found["rows"]
            for item in found["items"]
            for name in [item["name"]]
        ]
        assert (await rating.submit(campus, Person(rater, ""), marks, **which))["userErrors"] == []


async def adopt(campus: Campus, name: str) -> None:
    """The batch gets the qualities and levels of the regulation, the college its scheme and inputs."""
    qualities = [
        {"code": code, "name": title, "rankedInClass": True, "rankedInGrade": True}
        for code, title in regulations.REGULATIONS[name].qualities.items()
    ]
    given = {"batchId": campus.batch, "qualities": qualities}
    answer = await campus.ask(campus.student_affairs, SET_QUALITIES, input=given)
    assert answer.data["setQualities"]["userErrors"] == []
    levels = list(packs.AROUND[name].levels)
    await campus.execute(
        "update batch set levels = :levels where id = :batch", levels=levels, batch=campus.ids["batch"]
    )
    saved = await save(campus, campus.college_admin, text=packs.text(name))
    assert saved.data["saveScheme"]["userErrors"] == []


def file_of(*path: str) -> Any:
    return path[-1], golden.FOLDER.joinpath(*path).read_bytes()
