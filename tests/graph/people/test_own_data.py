"""Everybody takes out their data as one file (R16.3)."""

import json
from typing import Any

from graphql import get_named_type

from graph.routes.own_data.documents import LEFT_OUT
from graph.schema import schema
from tests.campus import Campus
from tests.graph.people.own_data import sheet, taken_out


async def test_a_student_finds_what_the_pages_show_and_nothing_else(computed: Campus) -> None:
    """R16.3, R8: ranks in the grade and rating scores stay withheld, marks given to others are not in it."""
    student = computed.jia
    held, book = await taken_out(computed, student)
    assert held["viewer"]["student"]["number"] == student.username
    [batch] = [one for one in held["batches"] if one["academicResult"]]
    assert batch["academicResult"]["academicScore"] is not None
    assert batch["academicResult"]["majorGradeRank"] is None
    assert batch["ratingResult"] is None
    assert [one["gradeRank"] for one in held["viewer"]["student"]["comprehensiveResults"][0]["qualities"]] == [None] * 6
    [row] = sheet(book, "本人")
    assert (row["姓名"], row["本人的学生信息 学号"]) == (student.name, student.username)
    assert "A" in {one["课程代码"] for one in sheet(book, "课程成绩") if one["批次"]}
    everything = json.dumps(held, ensure_ascii=False) + str([[*one.iter_rows(values_only=True)] for one in book])
    others = [
        name for (name,) in await computed.rows("select name from student where number <> :own", own=student.username)
    ]
    assert len(others) > 5
    assert not [name for name in others if name in everything]


async def test_staff_find_their_account_and_ballots(computed: Campus) -> None:
    held, book = await taken_out(computed, computed.counsellor_li, "en")
    assert held["viewer"]["staff"]["number"] == computed.counsellor_li.username
    assert held["viewer"]["student"] is None
    assert [one["kind"] for one in held["batches"][0]["ballots"]]
    assert "rows" not in held["batches"][0]["ballots"][0]
    assert book.sheetnames[0] == "The person"


def test_what_is_left_out_has_a_reason_and_exists() -> None:
    """R16.3: a field that joins is in the file by itself; nobody leaves it out by mistake."""
    viewer: Any = get_named_type(schema.query_type.fields["viewer"].type)
    lists = (get_named_type(viewer.fields[name].type) for name in ("ballots", "correctionRequests"))
    kinds = {one.name: one for one in (viewer, *lists)}
    for place, reason in LEFT_OUT.items():
        kind, _, name = place.partition(".")
        assert reason
        assert name in kinds[kind].fields
