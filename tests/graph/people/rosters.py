"""Rosters as offices send them: a CSV for each sheet."""

from typing import Any

from core.workbooks.roster import SHEETS
from tests.campus import Answer, Campus, Person
from tests.core.workbooks.files import comma_separated

IMPORT = """
mutation($roster: [Upload!]!, $retire: Boolean = false, $upTo: Int, $dry: Boolean = false) {
  importRoster(input: {files: $roster, retireMissing: $retire, retireUpTo: $upTo, dryRun: $dry}) {
    counts { sheet created updated unchanged retired } operation { kind status }
    problemGroups { code message count rows column sheet } warnings { code message count rows column sheet }
    userErrors { code message path row column } } }
"""
NEW_COLLEGE: dict[str, Any] = {
    "colleges": [("03", "理学院")],
    "majors": [("0301", "数学", "03")],
    "classes": [("S1901", "数学1901", 2019, 2023, "0301")],
    "students": [("20190501", "曾一", "男", "汉族", "S1901"), ("20190502", "单二", None, None, "S1901")],
    "staff": [("S020", "解老师", "03")],
}
CS1 = [("20190101", "张甲"), ("20190102", "李乙"), ("20190103", "王丙"), ("20190104", "赵丁"), ("20190105", "钱戊")]
KEYS = {sheet.key: sheet for sheet in SHEETS}
Rows = list[tuple[Any, ...]]


def csvs(**sheets: Rows) -> dict[str, tuple[str, bytes]]:
    """Files to upload, by their place in the operation."""
    files: dict[str, tuple[str, bytes]] = {}
    for number, (key, rows) in enumerate(sheets.items()):
        headers = [column.header for column in KEYS[key].layout.columns]
        content = comma_separated([headers, *[["" if cell is None else cell for cell in row] for row in rows]])
        files[f"variables.roster.{number}"] = (f"{KEYS[key].title}.csv", content)
    return files


async def send(campus: Campus, person: Person, *, retire: bool = False, dry: bool = False, **sheets: Rows) -> Answer:
    how = {"retire": retire, "upTo": 12 if retire else None, "dry": dry}
    return await campus.upload(person, IMPORT, csvs(**sheets), roster=[None] * len(sheets), **how)


async def take_in(campus: Campus, *, retire: bool = False, dry: bool = False, **sheets: Rows) -> dict[str, Any]:
    """Imported by the super admin: the counts by sheet, or the errors."""
    answer = await send(campus, campus.super_admin, retire=retire, dry=dry, **sheets)
    assert not answer.errors, answer.errors
    payload = answer.data["importRoster"]
    if payload["userErrors"]:
        return {"errors": [(e["code"], e["row"], e["column"]) for e in payload["userErrors"]], "payload": payload}
    order = ("created", "updated", "unchanged", "retired")
    return {one["sheet"]: tuple(one[key] for key in order) for one in payload["counts"]}
