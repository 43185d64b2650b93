"""Two people at once in the classes of a batch leave one consistent result: R2, R4.7."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from core.acting import Act
from core.actions import participants as actions
from core.actions.participants import Chosen
from core.viewer import Viewer
from db.tables import Role
from tests.campus import ZONE, Campus
from tests.graph.academic_acts import compute
from tests.graph.batch_acts import (
    COMPUTING,
    assign,
    clear,
    codes,
    move_phase,
    opened,
    schedule,
    set_participants,
    taking_part,
)
from tests.waiting import held_up


async def test_participants_do_not_change_while_a_phase_opens(campus: Campus) -> None:
    """R2.2, R2.3: whatever comes first, a change after the opening is in a cleared class."""
    await schedule(campus)
    changes = [set_participants(campus, studentIds=[str(one.id)]) for one in (campus.jia, campus.yi, campus.ji)]
    _, *payloads = await asyncio.gather(move_phase(campus, "open"), *changes)
    assert {code for one in payloads for code in codes(one)} <= {"PROCESS_DATA_NOT_CLEARED"}
    order = await campus.rows(
        "select action from audit_entry where action in ('setParticipants', 'openPhase') order by id"
    )
    actions = [row.action for row in order]
    assert actions == ["setParticipants"] * (len(actions) - 1) + ["openPhase"]
    assert len(await taking_part(campus)) == 12 - (len(actions) - 1)


async def test_two_admins_who_change_one_class_at_once(campus: Campus) -> None:
    """Each change is whole, and the audit log tells a story that ends where the class stands."""
    on: dict[str, Any] = {"classIds": [campus.cs1, campus.cs2], "participating": True}
    off: dict[str, Any] = {"classIds": [campus.cs2, campus.cs1], "participating": False}
    await asyncio.gather(*(set_participants(campus, **chosen) for chosen in (off, on, off, on, off)))
    states = await campus.rows(
        "select distinct participating from participant where college_id = :c", c=campus.ids["info"]
    )
    assert len(states) >= 1
    here = await taking_part(campus) & COMPUTING
    assert len(here) in (0, 8)
    last = (await campus.rows("select new from audit_entry where action = 'setParticipants' order by id desc"))[0]
    assert last.new["participating"] == bool(here)


async def test_assigning_at_once_leaves_one_list(campus: Campus) -> None:
    lists = [[campus.counsellor_zhao], [campus.head_teacher_chen, campus.bystander], [campus.counsellor_li]]
    await asyncio.gather(*(assign(campus, "Counsellors", ["cs1", "cs2"], one) for one in lists * 2))
    rows = await campus.rows(
        "select class_id, staff_id from counsellor where class_id in (:a, :b)", a=campus.ids["cs1"], b=campus.ids["cs2"]
    )
    for klass in ("cs1", "cs2"):
        left = {row.staff_id for row in rows if row.class_id == campus.ids[klass]}
        assert left in [{person.id for person in one} for one in lists]


async def test_clearing_and_computing_at_once_leave_one_consistent_class(campus: Campus) -> None:
    """R2.4, R4.7: either cleared and without results, or computed with all of them."""
    await opened(campus)
    for _ in range(3):
        await asyncio.gather(compute(campus, campus.counsellor_li, "cs1", "cs2"), clear(campus, "cs2", "cs1"))
        rows = await campus.rows(
            """select b.cleared_at, b.academic_computed_at, count(r.id) as results from batch_class b
               left join academic_result r using (batch_id, class_id)
               where b.class_id in (:a, :b) group by 1, 2, b.class_id""",
            a=campus.ids["cs1"],
            b=campus.ids["cs2"],
        )
        for row in rows:
            is_cleared = row.cleared_at is not None
            assert (row.academic_computed_at is None, row.results == 0) == (is_cleared, is_cleared)


async def test_changing_participants_while_computing_never_mixes(campus: Campus) -> None:
    """R2.3: results are of those who took part when it was computed; a change afterwards is refused."""
    await opened(campus)
    await clear(campus, "cs1")
    done = await asyncio.gather(
        compute(campus, campus.counsellor_li, "cs1"), set_participants(campus, studentIds=[str(campus.jia.id)])
    )
    results = {row.student_id for row in await campus.rows("select student_id from academic_result")}
    there = {
        row.student_id
        for row in await campus.rows(
            "select student_id from participant where participating and class_id = :c", c=campus.ids["cs1"]
        )
    }
    assert results == there
    assert len(there) == (5 if codes(done[1]) else 4)


async def test_a_phase_waits_for_a_change_of_participants(campus: Campus) -> None:
    """R2.2: the change is whole before the first opening, not beside it."""
    await schedule(campus)
    admin = Viewer(account_id=0, username="x", name="x", grants=((Role.COLLEGE_ADMIN, campus.ids["info"]),))
    async with campus.database.write() as db:
        act = Act.at(db, admin, datetime.now(UTC), ZONE, None)
        chosen = Chosen(frozenset({campus.ids["cs1"]}))
        await actions.set_participants(act, campus.ids["batch"], chosen, participating=False)
        opening = asyncio.create_task(move_phase(campus, "open"))
        clearing = asyncio.create_task(clear(campus, "cs1"))
        await held_up(campus, opening, clearing)
    assert not codes(await opening) + codes(await clearing)
    assert len(await taking_part(campus)) == 7
