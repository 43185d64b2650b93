"""Holds the requests by which counsellors and colleges work on comprehensive results."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

from tests.campus import STUDENTS, Campus, Person

HEADERS = (
    "学号",
    "姓名",
    "思想政治素质成绩",
    "思想政治素质等次",
    "科学文化素质成绩",
    "科学文化素质等次",
    "发展性素质成绩",
    "发展性素质等次",
    "素质综合测评成绩",
    "素质综合测评等次",
)
IMPORT = """mutation($input: ImportComprehensiveResultsInput!) { importComprehensiveResults(input: $input) {
  created replaced unchanged rowCount problemCount resultSheets { schoolClass { code } status }
  userErrors { code message row column path } } }"""
SUBMIT = """mutation($input: SubmitResultSheetsInput!) { submitResultSheets(input: $input) {
  resultSheets { schoolClass { code } status submittedBy } userErrors { code message path } } }"""
REOPEN = """mutation($input: ReopenResultSheetsInput!) { reopenResultSheets(input: $input) {
  resultSheets { schoolClass { code } status reopenReason } userErrors { code message path } } }"""
TEMPLATE = """mutation($input: RequestTemplateInput!) { requestTemplate(input: $input) {
  operation { downloadUrl } userErrors { code path } } }"""
RESULTS = """query($batch: ID!) { comprehensiveResults(filter: {batchId: $batch}, first: 50) { totalCount nodes {
  student { number } status gradeClassesMissing
  qualities { quality { code } score level classRank { label } gradeRank { label } }
  overall { score level classRank { label } gradeRank { label } } } } }"""


def row(campus: Campus, key: str, *scores: str, level: str = "良好", **other: Any) -> list[Any]:
    """One student's row: four scores, one level for all."""
    person: Person = campus.people[key]
    cells = {"number": person.username, "name": person.name} | other
    return [cells["number"], cells["name"], *(cell for score in scores for cell in (score, level))]


def workbook(rows: Iterable[list[Any]], headers: Iterable[str] = HEADERS) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(headers))
    for cells in rows:
        sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def of_class(campus: Campus, klass: str, first: int = 90) -> list[list[Any]]:
    """Everybody of a class, each a point below the one before."""
    return [
        row(campus, key, *(str(first - place + extra) for extra in range(4)))
        for place, (key, _) in enumerate(STUDENTS[klass])
    ]


async def bring_in(campus: Campus, who: Person, rows: Iterable[list[Any]], **more: Any) -> Any:
    files = {"variables.input.file": ("成绩.xlsx", workbook(rows))}
    answer = await campus.upload(who, IMPORT, files, input={"batchId": campus.batch, **more})
    return answer.data["importComprehensiveResults"] if answer.data else answer


async def submit(campus: Campus, who: Person, *classes: str) -> Any:
    chosen = [str(campus.ids[one]) for one in classes] or None
    answer = await campus.ask(who, SUBMIT, input={"batchId": campus.batch, "classIds": chosen})
    return answer.data["submitResultSheets"]


async def reopen(campus: Campus, who: Person, *classes: str, reason: str = "成绩有误", **more: Any) -> Any:
    chosen = [str(campus.ids[one]) for one in classes] or None
    answer = await campus.ask(
        who, REOPEN, input={"batchId": campus.batch, "classIds": chosen, "reason": reason, **more}
    )
    return answer.data["reopenResultSheets"]


async def stored(campus: Campus) -> Any:
    """Everything that an import writes, to see that nothing changed."""
    results = await campus.rows("select * from comprehensive_result order by id")
    sheets = await campus.rows("select * from result_sheet order by class_id")
    return results, sheets, (await campus.rows("select count(*) from audit_entry"))[0]
