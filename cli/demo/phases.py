"""A college sets the windows of its phases anew (R3.1, R3.2)."""

from datetime import date

from cli.demo.client import Client
from cli.demo.state import window

SCHEDULE = "mutation($input: SchedulePhaseInput!) { schedulePhase(input: $input) { userErrors { message } } }"
APPROVED = "query($batch: ID!) { batch(id: $batch) { status colleges { approvedAt } } }"


async def at_work(admin: Client, batch_id: str) -> bool:
    """Tells whether the college's windows may still be set: the batch is open and its results are not
    approved (R7.6).
    """
    batch = await admin.ask(APPROVED, batch=batch_id)
    return batch["status"] == "OPEN" and batch["colleges"][0]["approvedAt"] is None


async def prolong(admin: Client, batch_id: str, today: date) -> None:
    """Sets the window of each phase around today, with those in which courses are adjusted."""
    adjusting = {name: window(today) for name in ("monitorWindow", "counsellorWindow")}
    for module, more in {"ACADEMIC": {**adjusting, "bonusRatio": "0.10"}, "RATING": {}, "COMPREHENSIVE": {}}.items():
        await admin.ask(SCHEDULE, input={"batchId": batch_id, "module": module, "window": window(today), **more})
