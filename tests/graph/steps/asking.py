"""Asks for steps, as the tests of them do."""

from typing import Any

from tests.campus import Campus, Person
from tests.story.acts import read

STEP = "kind number title state startsOn endsOn daysLeft done total reason advice mine"
OF_COLLEGE = f"query($batch: ID!) {{ batch(id: $batch) {{ colleges {{ college {{ name }} steps {{ {STEP} }} }} }} }}"
OF_SCHOOL = f"query($batch: ID!) {{ batch(id: $batch) {{ steps {{ {STEP} }} }} }}"
OF_VIEWER = f"""{{ viewer {{ tasks {{ step {{ {STEP} }} batch {{ name }} college {{ name }} schoolClass {{ name }}
  raterKind }} }} }}"""
LETTERS = {"DONE": "d", "CURRENT": "C", "OPEN": "o", "BLOCKED": "-"}


def letters(steps: list[dict[str, Any]]) -> str:
    """Writes one letter for the state of each step, in their order."""
    return "".join(LETTERS[one["state"]] for one in sorted(steps, key=lambda one: one["number"]))


async def college_steps(campus: Campus, person: Person | None = None) -> list[dict[str, Any]]:
    """Returns the steps of 信息学院 in this year's batch."""
    found = await read(campus, person or campus.college_admin, OF_COLLEGE)
    [steps] = [one["steps"] for one in found["colleges"] if one["college"]["name"] == "信息学院"]
    assert [one["number"] for one in steps] == list(range(1, 12))
    return list(steps)


async def school_steps(campus: Campus) -> list[dict[str, Any]]:
    return list((await read(campus, campus.student_affairs, OF_SCHOOL))["steps"])


async def tasks(campus: Campus, person: Person) -> list[dict[str, Any]]:
    """Returns a person's tasks, each with its step and its place in one dictionary."""
    return [one | one["step"] for one in (await read(campus, person, OF_VIEWER))["tasks"]]


async def step(campus: Campus, kind: str, person: Person | None = None) -> dict[str, Any]:
    return next(one for one in await college_steps(campus, person) if one["kind"] == kind)
