"""Holds the requests by which a college works on its scheme."""

from collections.abc import Sequence
from typing import Any

import pytest

from db.tables import Module
from tests.campus import STUDENTS, Answer, Campus, Person
from tests.core.rules.schemes.packs import text
from tests.graph.comprehensive_acts import workbook

TEXT = text("four-qualities").replace("within: grade", "within: class")
ITEMS = ("学号", "姓名", "类别", "项目", "级别", "分值")
SAVE = """mutation($input: SaveSchemeInput!) { saveScheme(input: $input) {
  scheme { id version title inForce savedBy college { code } } userErrors { code path row column message } } }"""
IMPORT = """mutation($input: ImportSchemeInputsInput!) { importSchemeInputs(input: $input) {
  created replaced unchanged removed rowCount problemCount warnings { code rows message }
  columns { title heading learnt } knownColumns { key title }
  preview { created { number row values { title old new } } replaced { number row values { title old new } } }
  operation { downloadUrl } userErrors { code path row column message } } }"""
COMPUTE = """mutation($input: ComputeComprehensiveResultsInput!) { computeComprehensiveResults(input: $input) {
  studentCount created replaced unchanged problemCount resultSheets { schoolClass { code } status scheme { version } }
  operation { status } userErrors { code message } } }"""
CHECK = """mutation($input: CheckSchemeInput!) { checkScheme(input: $input) {
  studentCount comparedCount equalCount cellCount cells { number code workbook computed } userErrors { message } } }"""


def in_proportion(within: str = "class") -> str:
    """Writes the text in which the scholastic quality is a share of the best academic score."""
    inside = TEXT.replace("parts:\n", f"parts:\n  学业分: {{ofBest: 学业成绩, within: {within}}}\n")
    return inside.replace("{value: 学业成绩, cap: 120}", "学业分")


async def save(campus: Campus, who: Person, **values: object) -> Answer:
    return await campus.ask(who, SAVE, input={"batchId": campus.batch, **values})


async def bring_inputs(campus: Campus, who: Person, kind: str, file: tuple[str, bytes]) -> Any:
    return await bring(campus, who, kind, (), file[1])


async def bring(
    campus: Campus, who: Person, kind: str, header: Any, rows: Sequence[Sequence[Any]] | bytes, **more: Any
) -> Any:
    """Imports rows under a header, or a whole workbook."""
    content = rows if isinstance(rows, bytes) else workbook([[*one] for one in rows], header)
    files = {"variables.input.file": ("数据.xlsx", content)}
    answer = await campus.upload(who, IMPORT, files, input={"batchId": campus.batch, "kind": kind, **more})
    return answer.data["importSchemeInputs"] if answer.data else answer


async def compute(campus: Campus, who: Person, *classes: str) -> Any:
    chosen = [str(campus.ids[one]) for one in classes] or None
    answer = await campus.ask(who, COMPUTE, input={"batchId": campus.batch, "classIds": chosen})
    return answer.data["computeComprehensiveResults"] if answer.data else answer.codes


def who_is(campus: Campus, key: str) -> list[str]:
    return [campus.people[key].username, campus.people[key].name]


async def check(campus: Campus, who: Person, file: tuple[str, bytes]) -> Any:
    given = {"batchId": campus.batch, "collegeId": str(campus.ids["info"])}
    return (await campus.upload(who, CHECK, {"variables.input.file": file}, input=given)).data["checkScheme"]


@pytest.fixture
async def ready(campus: Campus) -> Campus:
    """The college has its scheme, and class cs1 its academic scores: 90, 88, 86 …"""
    await campus.open_phases(*Module)
    for place, (key, _) in enumerate(STUDENTS["cs1"]):
        await campus.give(campus.people[key], ("A", "3", str(90 - 2 * place)))
    computing = "mutation($b: ID!) { computeAcademicScores(input: {batchId: $b}) { userErrors { code } } }"
    await campus.ask(campus.college_admin, computing, b=campus.batch)
    saved = await save(campus, campus.college_admin, text=TEXT)
    assert saved.data["saveScheme"]["userErrors"] == []
    return campus
