"""The refusal that people read beforehand is the one that the act gives (R3.4), in every state of the matrix."""

from typing import Any

import pytest

from tests import access
from tests.campus import Campus
from tests.graph.access.states import STATES

PERMISSION = {
    "adjustCourses": "ADJUST_COURSES",
    "setGradeScale": "KEEP_GRADE_SCALE",
    "decideScores": "KEEP_GRADE_SCALE",
    "undoDecisions": "KEEP_GRADE_SCALE",
    "computeAcademicScores": "COMPUTE_ACADEMIC",
    "rankMajorGrade": "RANK_MAJOR_GRADE",
    "setParticipants": "MANAGE_COLLEGE_BATCH",
    "schedulePhase": "MANAGE_COLLEGE_BATCH",
    "saveBallot": "RATE",
    "submitBallot": "RATE",
    "computeRatingScores": "COMPUTE_RATING",
    "saveScheme": "MANAGE_SCHEMES",
    "computeComprehensiveResults": "COMPUTE_COMPREHENSIVE",
    "importComprehensiveResults": "IMPORT_COMPREHENSIVE",
    "submitResultSheets": "IMPORT_COMPREHENSIVE",
    "reopenResultSheets": "REOPEN_SHEETS",
    "openPublicNotice": "MANAGE_NOTICES",
    "approveResults": "APPROVE",
}
"""The permission of each act whose work has terms."""
WORKS = f"""query W($batch: ID!) {{ batch(id: $batch) {{ colleges {{ college {{ code }}
  {" ".join(f"{one}: work(permission: {one}) {{ refusal {{ code }} }}" for one in set(PERMISSION.values()))} }} }} }}"""
TERMS = {None, "BATCH_NOT_OPEN", "RESULTS_APPROVED", "PHASE_NOT_OPEN", "OUTSIDE_WINDOW"}
"""The codes that refuse work whatever rows it is about."""


async def works(campus: Campus, role: str) -> dict[str, dict[str, str | None]]:
    """The code that refuses each work, by college and permission."""
    answer = await campus.ask(access.person(campus, role), WORKS, batch=campus.batch)
    assert not answer.errors
    rows: list[Any] = (answer.data["batch"] or {"colleges": []})["colleges"]  # an auditor sees no batch
    return {
        row.pop("college")["code"]: {name: (one["refusal"] or {}).get("code") for name, one in row.items() if one}
        for row in rows
    }


LINES = [line for line in access.lines("states") if line.name in PERMISSION]


@pytest.mark.parametrize("state", sorted({line.state for line in LINES}))
async def test_the_refusal_is_known_before_the_act(working: Campus, state: str) -> None:
    """R3.4: whoever an act refuses by batch, approval, phase or window reads the same code, and nobody else does.

    All works are read at once, so one reading in this state shows them for all its acts.
    """
    await working.execute(STATES[state])
    acts = [line for line in LINES if line.state == state]
    for role in access.ROLES:
        for code, found in (await works(working, role)).items():
            for line in acts:
                cell = line.cells[role]
                if cell.reach == "-":
                    assert PERMISSION[line.name] not in found, (line.name, role, code)
                elif cell.code in TERMS or (line.name, cell.code) == ("reopenResultSheets", "NOTICE_OPEN"):
                    assert found[PERMISSION[line.name]] == cell.code, (line.name, role, code)
