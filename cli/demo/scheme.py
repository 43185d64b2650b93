"""The demo's scheme: a college writes its text, its counsellors import the inputs and compute their classes (R11)."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from cli.demo.client import Client
from cli.demo.comprehensive import PARTICIPANTS, waiting_sheets
from cli.university.achievements import CATEGORIES, TEST, items_of, values_of
from cli.university.workbooks import write_scheme_inputs
from core.workbooks.scheme_inputs import item_layout, value_layout

SCHEMES = "query($batch: ID!) { schemes(batchId: $batch) { nodes { version frozen } } }"
SAVE = "mutation($input: SaveSchemeInput!) { saveScheme(input: $input) { userErrors { message row column } } }"
IMPORT = """mutation($input: ImportSchemeInputsInput!) {
  importSchemeInputs(input: $input) { operation { id status outcome } userErrors { message row column } } }"""
COMPUTE = """mutation($input: ComputeComprehensiveResultsInput!) { computeComprehensiveResults(input: $input) {
  operation { id status outcome } userErrors { message } } }"""


def text() -> str:
    return files("cli.demo").joinpath("scheme.yaml").read_text(encoding="utf-8")


async def write(admin: Client, batch_id: str) -> None:
    """Saves the college's scheme, unless results rest on it; the text that stands makes no version (R11.4)."""
    versions = (await admin.ask(SCHEMES, batch=batch_id))["nodes"]
    newest = versions[0] if versions else {"version": 0, "frozen": False}
    if not newest["frozen"]:
        await admin.ask(SAVE, input={"batchId": batch_id, "text": text(), "follows": newest["version"]})


async def work_out(counsellor: Client, batch_id: str, folder: Path) -> None:
    """Imports the inputs of the counsellor's classes and computes those that have no results yet (R11.3, R11.5)."""
    waiting = await waiting_sheets(counsellor, batch_id)
    if not waiting:
        return
    people = [one for sheet in waiting for one in await _members(counsellor, batch_id, sheet["schoolClass"]["id"])]
    code = waiting[0]["schoolClass"]["code"]
    books = {
        "VALUES": (f"体测成绩-{code}.xlsx", value_layout([TEST]), values_of(people)),
        "ITEMS": (f"加分与处分-{code}.xlsx", item_layout(CATEGORIES), items_of(people)),
    }
    for kind, (name, layout, rows) in books.items():
        write_scheme_inputs(layout, rows, folder / name)
        given = {"batchId": batch_id, "kind": kind, "file": None}
        sent = await counsellor.upload(IMPORT, folder / name, "variables.input.file", input=given)
        await counsellor.finished(sent)
    class_ids = [one["schoolClass"]["id"] for one in waiting]
    await counsellor.finished(await counsellor.ask(COMPUTE, input={"batchId": batch_id, "classIds": class_ids}))


async def _members(counsellor: Client, batch_id: str, class_id: str) -> list[tuple[str, str]]:
    conditions: Any = {"classId": class_id, "participating": True}
    found = await counsellor.ask(PARTICIPANTS, batch=batch_id, filter=conditions)
    return [(one["student"]["number"], one["student"]["name"]) for one in found["nodes"]]
