"""When a module's work is done: R3.3, by days, statuses and clocks."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from core.acting import Act
from core.actions.phases import working
from core.errors import Refusal
from core.viewer import Viewer
from db.tables import Module, Role
from tests.campus import TODAY, ZONE, Campus
from tests.graph.batch_acts import move_batch, move_phase, opened
from tests.graph.results import APPROVALS
from tests.waiting import held_up


async def begin_work(campus: Campus, module: Module = Module.ACADEMIC, on: int = 0) -> str | None:
    """R3.3's answer so many days from today; None is yes."""
    person = Viewer(account_id=0, username="x", name="x", grants=((Role.COLLEGE_ADMIN, campus.ids["info"]),))
    async with campus.database.write() as db:
        act = Act(db, person, datetime.now(UTC), TODAY + timedelta(days=on), ZONE)
        try:
            await working(act, campus.ids["batch"], campus.ids["info"], module)
        except Refusal as refusal:
            return refusal.code
    return None


async def test_work_is_done_within_both_windows_ends_included(campus: Campus) -> None:
    """R3.3: the college's window is days -1 to 5; the school's is made to end earlier."""
    await opened(campus)
    told = {on: await begin_work(campus, on=on) for on in range(-3, 8)}
    assert [on for on, code in told.items() if code is None] == [-1, 0, 1, 2, 3, 4, 5]
    assert {code for code in told.values() if code} == {"OUTSIDE_WINDOW"}
    await campus.execute("update batch_window set ends_on = :day", day=TODAY + timedelta(days=2))
    assert [on for on in range(-3, 8) if await begin_work(campus, on=on) is None] == [-1, 0, 1, 2]


async def test_which_condition_failed_is_told_in_order(campus: Campus) -> None:
    """R3.3: BATCH_NOT_OPEN before RESULTS_APPROVED before PHASE_NOT_OPEN before OUTSIDE_WINDOW."""
    await opened(campus)
    steps: list[tuple[str, Any]] = [
        ("update batch_window set starts_on = current_date + 2", "OUTSIDE_WINDOW"),
        ("update phase set status = 'STOPPED'", "PHASE_NOT_OPEN"),
        (APPROVALS, "RESULTS_APPROVED"),
        ("update batch set status = 'ENDED'", "BATCH_NOT_OPEN"),
    ]
    for change, code in steps:
        await campus.execute(change)
        assert await begin_work(campus) == code


async def test_one_modules_phase_opens_no_other(campus: Campus) -> None:
    """R3.3, and one college's opens no other college's."""
    await opened(campus, "RATING")
    await opened(campus, "ACADEMIC", campus.other_college_admin)
    assert await begin_work(campus, Module.RATING) is None
    assert await begin_work(campus, Module.ACADEMIC) == "PHASE_NOT_OPEN"


async def test_today_is_a_day_on_the_schools_clock(campus: Campus) -> None:
    """R3.3: the school's clock in Shanghai shows tomorrow already at 16:30 UTC."""
    person = Viewer(account_id=0, username="x", name="x")
    act = Act.at(None, person, datetime(2020, 5, 1, 16, 30, tzinfo=UTC), ZONE, None)  # type: ignore[type-var]  # no row is read for the day
    assert act.today.isoformat() == "2020-05-02"


async def test_work_and_the_stop_of_its_phase_do_not_overlap(campus: Campus) -> None:
    """R3.3: while work goes on, the phase and the batch stay as they are."""
    await opened(campus)
    person = Viewer(account_id=0, username="x", name="x", grants=((Role.COLLEGE_ADMIN, campus.ids["info"]),))
    async with campus.database.write() as db:
        act = Act.at(db, person, datetime.now(UTC), ZONE, None)
        await working(act, campus.ids["batch"], campus.ids["info"], Module.ACADEMIC)
        stopping = asyncio.create_task(move_phase(campus, "stop"))
        ending = asyncio.create_task(move_batch(campus, "end", campus.batch))
        await held_up(campus, stopping, ending)
    await asyncio.gather(stopping, ending)
    assert (await campus.rows("select status from batch"))[0].status == "ENDED"
