"""Damaged and hostile files, sent to every import over real HTTP (R9.2)."""

from collections import Counter
from typing import Any

import pytest

from db.tables import Module
from tests.campus import YEAR, Answer, Campus
from tests.core.workbooks.mutations import mutated
from tests.graph.comprehensive_acts import IMPORT as COMPREHENSIVE
from tests.graph.course_acts import IMPORT as SCORES
from tests.graph.participants.acts import IMPORT as STAFF
from tests.graph.people.rosters import IMPORT as ROSTER

STORED = """select (select count(*) from student), (select count(*) from school_class), (select count(*) from account),
  (select count(*) from course_score), (select count(*) from comprehensive_result), (select count(*) from counsellor),
  (select count(*) from audit_entry where action like 'import%')"""
NAMES = ("成绩.xlsx", "成绩.xls", "成绩.csv", "成绩", "~$成绩.xlsx")


def only_checked(number: int) -> bool:
    return number // 4 % 2 == 0


async def send(campus: Campus, number: int, data: bytes) -> tuple[str, Answer]:
    """One file to one of the imports, half of them only to be checked."""
    file, dry = (NAMES[number // 6 % len(NAMES)], data), only_checked(number)
    match number % 4:
        case 0:
            files = {"variables.roster.0": file}
            return "importRoster", await campus.upload(campus.super_admin, ROSTER, files, roster=[None], dry=dry)
        case 1:
            given = {"academicYear": YEAR, "term": 1, "dryRun": dry}
            files = {"variables.input.file": file}
            return "importCourseScores", await campus.upload(campus.super_admin, SCORES, files, input=given)
        case 2:
            given = {"batchId": campus.batch, "kind": "COUNSELLORS", "dryRun": dry}
            files = {"variables.input.file": file}
            return "importAssignedStaff", await campus.upload(campus.college_admin, STAFF, files, input=given)
        case _:
            given = {"batchId": campus.batch, "dryRun": dry}
            files = {"variables.input.file": file}
            return "importComprehensiveResults", await campus.upload(
                campus.counsellor_li, COMPREHENSIVE, files, input=given
            )


def codes(answer: Answer) -> set[str]:
    return {error["extensions"]["code"] for error in answer.errors or ()}


@pytest.mark.parametrize("first", range(0, 44, 22))
async def test_a_damaged_file_is_refused_in_words_and_stores_nothing(campus: Campus, first: int) -> None:
    """R9.2: each of the imports refuses it, checked or stored."""
    await campus.open_phases(Module.ACADEMIC, Module.COMPREHENSIVE)
    before, outcomes = await campus.rows(STORED), Counter[str]()
    for number in range(first, first + 22):
        field, answer = await send(campus, number, mutated(number))
        assert (number, answer.status, codes(answer)) == (number, 200, set())
        told: dict[str, Any] = answer.data[field]
        outcomes["refused" if told["userErrors"] else "read"] += 1
        after = await campus.rows(STORED)
        if told["userErrors"] or only_checked(number):
            assert (number, after) == (number, before)
        before = after
    assert outcomes["refused"]
