"""Holds the requests by which a college works on its scheme."""

from typing import Any

from tests.campus import Answer, Campus, Person

SAVE = """mutation($input: SaveSchemeInput!) { saveScheme(input: $input) {
  scheme { id version title inForce savedBy college { code } } userErrors { code path row column message } } }"""
IMPORT_INPUTS = """mutation($input: ImportSchemeInputsInput!) { importSchemeInputs(input: $input) {
  rowCount userErrors { code row column message } } }"""
COMPUTE = """mutation($input: ComputeComprehensiveResultsInput!) { computeComprehensiveResults(input: $input) {
  studentCount userErrors { code message } } }"""
CHECK = """mutation($input: CheckSchemeInput!) { checkScheme(input: $input) {
  studentCount comparedCount equalCount cellCount cells { number code workbook computed } userErrors { message } } }"""


async def save(campus: Campus, who: Person, **values: object) -> Answer:
    return await campus.ask(who, SAVE, input={"batchId": campus.batch, **values})


async def bring_inputs(campus: Campus, who: Person, kind: str, file: tuple[str, bytes]) -> Any:
    given = {"batchId": campus.batch, "kind": kind}
    answer = await campus.upload(who, IMPORT_INPUTS, {"variables.input.file": file}, input=given)
    return answer.data["importSchemeInputs"]


async def compute(campus: Campus, who: Person, *classes: str) -> Any:
    given = {"batchId": campus.batch, "classIds": [str(campus.ids[one]) for one in classes]}
    return (await campus.ask(who, COMPUTE, input=given)).data["computeComprehensiveResults"]


async def check(campus: Campus, who: Person, file: tuple[str, bytes]) -> Any:
    given = {"batchId": campus.batch, "collegeId": str(campus.ids["info"])}
    return (await campus.upload(who, CHECK, {"variables.input.file": file}, input=given)).data["checkScheme"]
