"""A college's phases through the API: R3.1, R3.2."""

import asyncio
from itertools import product

import pytest

from tests.campus import Campus
from tests.graph.batch_acts import (
    SCHEDULE,
    codes,
    days,
    forbidden,
    kept,
    move_batch,
    move_phase,
    move_phase_query,
    opened,
    schedule,
)

MODULES = ("RATING", "ACADEMIC", "COMPREHENSIVE")
AFTER = {"open": "OPEN", "stop": "STOPPED", "end": "ENDED"}
ALLOWED = {
    *(("NOT_OPENED", "open"), ("OPEN", "stop"), ("OPEN", "end"), ("STOPPED", "open"), ("STOPPED", "end")),
    ("ENDED", "open"),
}


async def test_a_college_schedules_and_moves_each_module(campus: Campus) -> None:
    """R3.1: and the audit log has old and new of each."""
    for module in MODULES:
        payload = await schedule(campus, module, window=days(-10, 30))
        assert payload["phase"] | days(-10, 30) == payload["phase"]
        assert (payload["phase"]["status"], payload["phase"]["college"]["name"]) == ("NOT_OPENED", "信息学院")
        for act in ("open", "stop", "open", "end", "open"):
            payload = await move_phase(campus, act, module)
            assert payload["phase"]["status"] == AFTER[act], payload
    told = await campus.rows("select action, old, new, college_id from audit_entry where action like '%Phase'")
    assert len(told) == 3 * 6
    assert {row.college_id for row in told} == {campus.ids["info"]}
    first = next(row for row in told if row.action == "schedulePhase")
    assert (first.old["starts_on"], first.new["starts_on"]) == (None, days(-10, 30)["startsOn"])


async def test_every_move_from_every_status(campus: Campus) -> None:
    """R3.1 by R1.2's moves, R1.3: any other is refused, and nothing is written."""
    await schedule(campus)
    for status, act in product(("NOT_OPENED", "OPEN", "STOPPED", "ENDED"), AFTER):
        await campus.execute("update phase set status = :status", status=status)
        before = await kept(campus)
        payload = await move_phase(campus, act)
        if (status, act) in ALLOWED:
            assert payload["phase"]["status"] == AFTER[act]
        else:
            assert (codes(payload), await kept(campus)) == (["MOVE_NOT_ALLOWED"], before), (status, act)


async def test_the_first_opening_is_remembered_for_ever(campus: Campus) -> None:
    """R2.3, R1.3."""
    await opened(campus)
    first = await campus.rows("select first_opened_at from phase where first_opened_at is not null")
    for act in ("end", "open", "stop", "open"):
        await move_phase(campus, act)
    assert await campus.rows("select first_opened_at from phase where first_opened_at is not null") == first


async def test_a_phase_without_a_window_is_not_opened(campus: Campus) -> None:
    before = await kept(campus)
    assert codes(await move_phase(campus, "open")) == ["WINDOW_NOT_SET"]
    assert await kept(campus) == before


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"window": days(-11, 5)}, "input.window"),
        ({"window": days(-1, 31)}, "input.window"),
        ({"window": days(2, 2)}, "input.window"),
        ({"window": days(3, 2)}, "input.window"),
        ({"bonusRatio": "-0.10"}, "input.bonusRatio"),
        ({"bonusRatio": "10000"}, "input.bonusRatio"),
        ({"monitorWindow": days(-2, 3)}, "input.monitorWindow"),
        ({"monitorWindow": days(3, 3)}, "input.monitorWindow"),
        ({"counsellorWindow": days(0, 6)}, "input.counsellorWindow"),
        ({"module": "RATING", "bonusRatio": "0.10"}, "input.module"),
        ({"module": "RATING", "monitorWindow": days(0, 1)}, "input.module"),
        ({"module": "COMPREHENSIVE", "counsellorWindow": days(0, 1)}, "input.module"),
    ],
)
async def test_a_window_that_cannot_be_is_told_by_its_field(campus: Campus, changed: dict, path: str) -> None:
    """R1.2, R3.1 (inside the school's window), R3.2 (inside the phase's)."""
    before = await kept(campus)
    payload = await schedule(campus, **changed)
    assert [error["path"] for error in payload["userErrors"]] == [path]
    assert await kept(campus) == before


async def test_academic_has_a_ratio_and_two_windows(campus: Campus) -> None:
    """R3.2: the ratio is 0 until it is given; a later form changes what it names."""
    assert (await schedule(campus))["phase"]["bonusRatio"] == "0.00"
    payload = await schedule(campus, bonusRatio="0.1", monitorWindow=days(0, 1), counsellorWindow=days(1, 5))
    assert payload["phase"]["bonusRatio"] == "0.10"
    payload = await schedule(campus, window=days(-3, 9))
    phase = payload["phase"]
    assert (phase["bonusRatio"], phase["monitorWindow"], phase["counsellorWindow"]) == ("0.10", days(0, 1), days(1, 5))
    answer = await campus.ask(
        campus.college_admin,
        SCHEDULE,
        input={"batchId": campus.batch, "module": "ACADEMIC", "window": days(0, 1), "bonusRatio": "0.105"},
    )
    assert answer.errors, "three decimals are no Ratio"


@pytest.mark.parametrize("status", ["STOPPED", "ENDED", "NOT_OPENED"])
async def test_only_in_an_open_batch(campus: Campus, status: str) -> None:
    """R3.1."""
    await opened(campus)
    await campus.execute("update batch set status = :status", status=status)
    before = await kept(campus)
    assert codes(await schedule(campus)) == ["BATCH_NOT_OPEN"]
    for act in AFTER:
        assert codes(await move_phase(campus, act)) == ["BATCH_NOT_OPEN"]
    assert await kept(campus) == before


@pytest.mark.parametrize(
    "who", ["student_affairs", "deputy_secretary", "counsellor_li", "head_teacher_chen", "monitor", "yi", "bystander"]
)
async def test_nobody_else_touches_a_phase(campus: Campus, who: str) -> None:
    """Rule 8: the college admin, and the super admin."""
    person, before = campus.people[who], await kept(campus)
    given = {"batchId": campus.batch, "module": "ACADEMIC", "collegeId": campus.info}
    assert await forbidden(campus, person, SCHEDULE, **given, window=days(0, 1))
    for act in AFTER:
        assert await forbidden(campus, person, move_phase_query(act), **given)
    assert await kept(campus) == before


async def test_another_colleges_phase_does_not_exist(campus: Campus) -> None:
    """R8.2: it answers as an unknown college does."""
    before = await kept(campus)
    for college in (campus.lang, "999999"):
        payload = await schedule(campus, collegeId=college)
        assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [("NOT_FOUND", "input.collegeId")]
        assert codes(await move_phase(campus, "open", collegeId=college)) == ["NOT_FOUND"]
    assert await kept(campus) == before


async def test_an_unknown_batch_answers_as_one_not_yet_opened(campus: Campus) -> None:
    """R8.2, R1.6."""
    unknown = await schedule(campus, batchId="999999")
    await campus.execute("update batch set opened_at = null, status = 'NOT_OPENED'")
    assert await schedule(campus) == unknown


async def test_the_super_admin_names_the_college(campus: Campus) -> None:
    boss = campus.super_admin
    assert [error["path"] for error in (await schedule(campus, person=boss))["userErrors"]] == ["input.collegeId"]
    payload = await schedule(campus, person=boss, collegeId=campus.lang)
    assert payload["phase"]["college"]["name"] == "外语学院"
    assert codes(await schedule(campus, person=boss, collegeId="999999")) == ["NOT_FOUND"]


async def test_an_admin_of_two_colleges_says_which(campus: Campus) -> None:
    await campus.execute(
        """insert into role_grant (account_id, role, college_id)
           select id, 'COLLEGE_ADMIN', :lang from account where username = :name""",
        lang=campus.ids["lang"],
        name=campus.college_admin.username,
    )
    assert codes(await schedule(campus)) == ["INVALID"]
    assert (await schedule(campus, collegeId=campus.lang))["phase"]["college"]["name"] == "外语学院"


async def test_a_college_out_of_the_batch_has_no_phase(campus: Campus) -> None:
    lang = {"lang": campus.ids["lang"]}
    await campus.execute("delete from phase where college_id = :lang", **lang)
    payload = await schedule(campus, person=campus.super_admin, collegeId=campus.lang)
    assert codes(payload) == ["NOT_FOUND"]


async def test_two_admins_who_open_at_once_open_once(campus: Campus) -> None:
    await schedule(campus)
    payloads = await asyncio.gather(*(move_phase(campus, "open") for _ in range(4)))
    assert sorted(codes(one) for one in payloads) == [[], *[["MOVE_NOT_ALLOWED"]] * 3]
    assert len(await campus.rows("select 1 from audit_entry where action = 'openPhase'")) == 1


async def test_open_and_stop_at_once_leave_one_consistent_end(campus: Campus) -> None:
    """Each success is one of R1.2's moves, in the order of the log, and the last one is where the phase stands."""
    await opened(campus)
    acts = ["stop", "open", "end"] * 3
    await asyncio.gather(*(move_phase(campus, act) for act in acts))
    entries = await campus.rows("select old, new from audit_entry where action like '%Phase' order by id offset 2")
    status = "OPEN"
    for entry in entries:
        assert entry.old["status"] == status
        status = entry.new["status"]
    assert (await campus.rows("select status from phase where first_opened_at is not null"))[0].status == status


async def test_a_phase_does_not_open_while_its_batch_ends(campus: Campus) -> None:
    """Whichever comes first: after the batch has ended, no phase is opened."""
    await schedule(campus)
    ended, payload = await asyncio.gather(move_batch(campus, "end", campus.batch), move_phase(campus, "open"))
    assert not codes(ended)
    assert codes(payload) in ([], ["BATCH_NOT_OPEN"])
    entries = await campus.rows("select action from audit_entry where action in ('openPhase', 'endBatch') order by id")
    assert [one.action for one in entries][-1] == "endBatch"
