"""A college opens a module of the batch (R3.1), every window around today."""

from datetime import date
from typing import Any

from cli.demo.client import Client
from cli.demo.kept import window

SCHEDULE = """mutation($input: SchedulePhaseInput!) {
  schedulePhase(input: $input) { phase { status } userErrors { message } } }"""
OPEN = "mutation($input: PhaseInput!) { openPhase(input: $input) { userErrors { message } } }"


async def open_academic(admin: Client, batch_id: str, today: date) -> None:
    """With its ratio and the windows for adjusting (R3.2)."""
    windows = {name: window(today) for name in ("monitorWindow", "counsellorWindow")}
    await _open(admin, batch_id, "ACADEMIC", today, **windows, bonusRatio="0.10")


async def open_rating(admin: Client, batch_id: str, today: date) -> None:
    """Which takes the rating items that the college has by then (R5.1)."""
    await _open(admin, batch_id, "RATING", today)


async def _open(admin: Client, batch_id: str, module: str, today: date, **more: Any) -> None:
    phase = {"batchId": batch_id, "module": module}
    scheduled = await admin.ask(SCHEDULE, input={**phase, "window": window(today), **more})
    if scheduled["phase"]["status"] == "NOT_OPENED":
        await admin.ask(OPEN, input=phase)
