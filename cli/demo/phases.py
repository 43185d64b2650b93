"""A college opens the phases of the batch (R3.1), each with a window around today."""

from datetime import date
from typing import Any

from cli.demo.client import Client
from cli.demo.state import window

SCHEDULE = """mutation($input: SchedulePhaseInput!) {
  schedulePhase(input: $input) { phase { status } userErrors { message } } }"""
OPEN = "mutation($input: PhaseInput!) { openPhase(input: $input) { userErrors { message } } }"
APPROVED = "query($batch: ID!) { batch(id: $batch) { status colleges { approvedAt } } }"
ABSENT = """query($batch: ID!) { participants(batchId: $batch, filter: {participating: false}) { totalCount } }"""
STUDENTS = "query($filter: StudentFilter) { students(filter: $filter) { nodes { id } } }"
SET = "mutation($input: SetParticipantsInput!) { setParticipants(input: $input) { userErrors { message } } }"


async def at_work(admin: Client, batch_id: str) -> bool:
    """Tells whether the college's windows may still be set: the batch is open and its results are not
    approved (R7.6).
    """
    batch = await admin.ask(APPROVED, batch=batch_id)
    return batch["status"] == "OPEN" and batch["colleges"][0]["approvedAt"] is None


async def leave_out(admin: Client, batch_id: str, number: str) -> None:
    """Excludes one student from the assessment before anything is opened (R2.2)."""
    if not (await admin.ask(ABSENT, batch=batch_id))["totalCount"]:
        (student,) = (await admin.ask(STUDENTS, filter={"number": number}))["nodes"]
        chosen = {"studentIds": [student["id"]], "participating": False}
        await admin.ask(SET, input={"batchId": batch_id, **chosen})


async def open_all(admin: Client, batch_id: str, today: date) -> None:
    """Opens ACADEMIC with its ratio and adjustment windows (R3.2), RATING with the existing items
    (R5.1), and COMPREHENSIVE.
    """
    windows = {name: window(today) for name in ("monitorWindow", "counsellorWindow")}
    await _open(admin, batch_id, "ACADEMIC", today, **windows, bonusRatio="0.10")
    await _open(admin, batch_id, "RATING", today)
    await _open(admin, batch_id, "COMPREHENSIVE", today)


async def _open(admin: Client, batch_id: str, module: str, today: date, **more: Any) -> None:
    phase = {"batchId": batch_id, "module": module}
    scheduled = await admin.ask(SCHEDULE, input={**phase, "window": window(today), **more})
    if scheduled["phase"]["status"] == "NOT_OPENED":
        await admin.ask(OPEN, input=phase)
