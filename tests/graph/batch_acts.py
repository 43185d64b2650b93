"""Holds the acts of student affairs and a college, as the tests of batches, participants and phases do them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from core.acting import Act
from core.viewer import Viewer
from db.tables import Role
from tests.campus import TODAY, ZONE, Campus, Person

ERRORS = "userErrors { code message path }"
BATCH = "batch { id name academicYear status note openedAt cohorts windows { module startsOn endsOn } }"
CREATE = f"mutation C($input: BatchInput!) {{ createBatch(input: $input) {{ {BATCH} {ERRORS} }} }}"
UPDATE = f"mutation U($input: UpdateBatchInput!) {{ updateBatch(input: $input) {{ {BATCH} {ERRORS} }} }}"
DELETE = f"mutation D($input: BatchIdInput!) {{ deleteBatch(input: $input) {{ deletedId {ERRORS} }} }}"
MOVE_BATCH = "mutation M($input: BatchIdInput!) {{ {act}(input: $input) {{ {fields} }} }}"
PHASE = """phase { id module status startsOn endsOn bonusRatio monitorWindow { startsOn endsOn }
                   counsellorWindow { startsOn endsOn } college { name } batch { name } }"""
SCHEDULE = f"mutation S($input: SchedulePhaseInput!) {{ schedulePhase(input: $input) {{ {PHASE} {ERRORS} }} }}"
MOVE_PHASE = "mutation M($input: PhaseInput!) {{ {act}(input: $input) {{ {fields} }} }}"
CLASS = """batchClasses { schoolClass { name } classSize participantCount participating cleared
                          counsellors { name } headTeachers { name } academicComputedAt academicComputedBy }"""
SET = f"""mutation P($input: SetParticipantsInput!) {{
  setParticipants(input: $input) {{ changedCount {CLASS} {ERRORS} }} }}"""
CLEAR = f"mutation C($input: ClearProcessDataInput!) {{ clearProcessData(input: $input) {{ {CLASS} {ERRORS} }} }}"
ASSIGN = "mutation A($input: AssignStaffInput!) {{ {act}(input: $input) {{ {fields} }} }}"
COMPUTING = {"张甲", "李乙", "王丙", "赵丁", "钱戊", "孙己", "周庚", "吴辛"}
EVERYBODY = COMPUTING | {"郑壬", "冯癸", "韩梅", "李雷"}


def days(first: int, last: int) -> dict[str, str]:
    """A window, in days from today."""
    return {
        "startsOn": (TODAY + timedelta(days=first)).isoformat(),
        "endsOn": (TODAY + timedelta(days=last)).isoformat(),
    }


def batch_form(name: str = "2019-2020学年综合测评", **changed: Any) -> dict[str, Any]:
    windows = dict.fromkeys(("ratingWindow", "academicWindow", "comprehensiveWindow"), days(-10, 30))
    return {"name": name, "academicYear": "2019-2020", "cohorts": [2023], **windows, **changed}


async def press(campus: Campus, person: Person, query: str, **given: Any) -> dict[str, Any]:
    """The payload of the one mutation in `query`; a top-level error fails the test."""
    answer = await campus.ask(person, query, input=given)
    assert not answer.errors, answer.errors
    return next(iter(answer.data.values()))


async def forbidden(campus: Campus, person: Person, query: str, **given: Any) -> bool:
    answer = await campus.ask(person, query, input=given)
    return answer.codes == ["FORBIDDEN"] and next(iter(answer.data.values())) is None


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def move_batch_query(act: str) -> str:
    return MOVE_BATCH.format(act=f"{act}Batch", fields=f"{BATCH} {ERRORS}")


def move_phase_query(act: str) -> str:
    return MOVE_PHASE.format(act=f"{act}Phase", fields=f"{PHASE} {ERRORS}")


def assign_query(kind: str) -> str:
    return ASSIGN.format(act=f"assign{kind}", fields=f"{CLASS} {ERRORS}")


async def move_batch(campus: Campus, act: str, batch: str, person: Person | None = None) -> dict[str, Any]:
    return await press(campus, person or campus.student_affairs, move_batch_query(act), id=batch)


async def move_phase(
    campus: Campus, act: str, module: str = "ACADEMIC", person: Person | None = None, **more: Any
) -> dict[str, Any]:
    given = {"batchId": campus.batch, "module": module, **more}
    return await press(campus, person or campus.college_admin, move_phase_query(act), **given)


async def schedule(
    campus: Campus, module: str = "ACADEMIC", person: Person | None = None, **more: Any
) -> dict[str, Any]:
    given = {"batchId": campus.batch, "module": module, "window": days(-1, 5), **more}
    return await press(campus, person or campus.college_admin, SCHEDULE, **given)


async def opened(campus: Campus, module: str = "ACADEMIC", person: Person | None = None) -> None:
    """The college has scheduled and opened the module."""
    assert not codes(await schedule(campus, module, person))
    assert not codes(await move_phase(campus, "open", module, person))


async def kept(campus: Campus) -> list[Any]:
    """All that a denied act must leave as it is: also its audit entries."""
    tables = (
        *("batch", "batch_window", "batch_cohort", "batch_college", "phase", "batch_class", "participant"),
        *("counsellor", "head_teacher", "academic_result", "audit_entry"),
    )
    rows = " union all ".join(f"select '{table}' as t, to_jsonb({table})::text as r from {table}" for table in tables)
    return await campus.rows(f"select * from ({rows}) every order by t, r")


async def set_participants(campus: Campus, person: Person | None = None, /, **given: Any) -> dict:
    given = {"batchId": campus.batch, "participating": False, **given}
    return await press(campus, person or campus.college_admin, SET, **given)


async def clear(campus: Campus, *classes: str, person: Person | None = None) -> dict:
    chosen = [str(campus.ids[name]) for name in classes]
    return await press(campus, person or campus.college_admin, CLEAR, batchId=campus.batch, classIds=chosen)


async def assign(campus: Campus, kind: str, classes: list[str], staff: list[Person], who: Person | None = None) -> dict:
    given = {"classIds": [str(campus.ids[name]) for name in classes], "staffIds": [str(one.id) for one in staff]}
    return await press(campus, who or campus.college_admin, assign_query(kind), batchId=campus.batch, **given)


async def taking_part(campus: Campus) -> set[str]:
    rows = await campus.rows("select name from participant join student on id = student_id where participating")
    return {row.name for row in rows}


@asynccontextmanager
async def acting(campus: Campus, role: Role, person: Person) -> AsyncIterator[Act]:
    """An act of the college's that is not over before the block is."""
    [(account,)] = await campus.rows("select id from account where username = :u", u=person.username)
    viewer = Viewer(account, person.username, person.name, grants=((role, campus.ids["info"]),))
    async with campus.database.write() as db:
        yield Act.at(db, viewer, datetime.now(UTC), ZONE, None)
