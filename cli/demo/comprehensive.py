"""The demo's comprehensive results (R6, R7) are worked out by counsellors, imported, submitted, set
back and published.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from cli.demo.client import Client
from cli.university import Earned, University
from cli.university.workbooks import write_comprehensive_results
from db.qualities import Quality

QUALITIES = "query($batch: ID!) { batch(id: $batch) { qualities { code name } } }"
SHEETS = """query($batch: ID!) { resultSheets(batchId: $batch, first: 200) {
  nodes { schoolClass { id code } status reopenReason } } }"""
PARTICIPANTS = """query($batch: ID!, $filter: ParticipantFilter) { participants(batchId: $batch, filter: $filter,
  first: 200) { nodes { student { number name academicResult(batchId: $batch) { academicScore }
  ratingResult(batchId: $batch) { ratingScore } } } } }"""
IMPORT = """mutation($input: ImportComprehensiveResultsInput!) {
  importComprehensiveResults(input: $input) { operation { id status outcome } userErrors { message row column } } }"""
SUBMIT = "mutation($input: SubmitResultSheetsInput!) { submitResultSheets(input: $input) { userErrors { message } } }"
REOPEN = "mutation($input: ReopenResultSheetsInput!) { reopenResultSheets(input: $input) { userErrors { message } } }"
NOTICES = "query($batch: ID!) { publicNotices(batchId: $batch) { nodes { id open } } }"
PUBLISH = "mutation($input: OpenPublicNoticeInput!) { openPublicNotice(input: $input) { userErrors { message } } }"
REASON = "个别同学的发展性素质加分有误，请核对后重新导入"


async def work_out(counsellor: Client, university: University, batch_id: str, folder: Path) -> None:
    """Works out all classes of the counsellor that are not imported yet, in one workbook (R6.1)."""
    waiting = await waiting_sheets(counsellor, batch_id)
    if not waiting:
        return
    listed = (await counsellor.ask(QUALITIES, batch=batch_id))["qualities"]
    qualities = tuple(Quality(one["code"], one["name"]) for one in listed)
    rows = []
    for one in waiting:
        earned = await _earned(counsellor, batch_id, one["schoolClass"]["id"])
        rows += university.comprehensive_results(earned, qualities=qualities)
    file = folder / f"综合测评成绩-{waiting[0]['schoolClass']['code']}.xlsx"
    write_comprehensive_results(rows, file, qualities)
    sent = await counsellor.upload(IMPORT, file, "variables.input.file", input={"batchId": batch_id, "file": None})
    await counsellor.finished(sent)


async def submit(counsellor: Client, batch_id: str, codes: Sequence[str]) -> None:
    """Submits these classes, except those that were set back: they wait for their counsellor (R6.4)."""
    sheets = await _sheets(counsellor, batch_id)
    ready = [one for one in sheets if one["status"] == "IMPORTED" and one["reopenReason"] is None]
    chosen = [one["schoolClass"]["id"] for one in ready if one["schoolClass"]["code"] in codes]
    if chosen:
        await counsellor.ask(SUBMIT, input={"batchId": batch_id, "classIds": chosen})


async def set_back(admin: Client, batch_id: str, code: str) -> None:
    """Sets a class back as the college, with a reason (R6.4)."""
    (sheet,) = [one for one in await _sheets(admin, batch_id) if one["schoolClass"]["code"] == code]
    if sheet["status"] == "SUBMITTED":
        await admin.ask(REOPEN, input={"batchId": batch_id, "classIds": [sheet["schoolClass"]["id"]], "reason": REASON})


async def publish(admin: Client, batch_id: str) -> None:
    """Opens one notice, which stays open (R7.1)."""
    if not (await admin.ask(NOTICES, batch=batch_id))["nodes"]:
        await admin.ask(PUBLISH, input={"batchId": batch_id})


async def waiting_sheets(person: Client, batch_id: str) -> list[Any]:
    """Reads the sheets of the classes without results."""
    return [one for one in await _sheets(person, batch_id) if one["status"] == "NOT_IMPORTED"]


async def _sheets(person: Client, batch_id: str) -> list[Any]:
    return list((await person.ask(SHEETS, batch=batch_id))["nodes"])


async def _earned(counsellor: Client, batch_id: str, class_id: str) -> list[Earned]:
    """Reads the computed scores of the participants."""
    conditions = {"classId": class_id, "participating": True}
    found = await counsellor.ask(PARTICIPANTS, batch=batch_id, filter=conditions)
    return [
        Earned(
            student["number"],
            student["name"],
            _score(student["academicResult"], "academicScore"),
            _score(student["ratingResult"], "ratingScore"),
        )
        for student in (one["student"] for one in found["nodes"])
    ]


def _score(result: Any, name: str) -> Decimal | None:
    return Decimal(result[name]) if result and result[name] is not None else None
