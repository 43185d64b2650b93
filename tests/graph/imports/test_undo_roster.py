"""Undoing imports of the roster (R10.9): everything is as before, or the answer says what stands in the way."""

from typing import Any

import pytest

from tests.campus import Campus
from tests.graph.access.attempts import everything
from tests.graph.imports.acts import last_id, listed, obstacles, state, undo, undone
from tests.graph.people.rosters import CS1, NEW_COLLEGE, send, take_in

CHOICES: dict[str, dict[str, Any]] = {
    "a new college": {**NEW_COLLEGE, "head_teachers": [("S1901", "S020")], "monitors": [("S1901", "20190501")]},
    "new people in the batch": {
        "classes": [("J1903", "计科1903", 2019, 2023, "0101")],
        "students": [("20190601", "新一", None, None, "J1903"), ("20190602", "新二", None, None, "J1901")],
        "head_teachers": [("J1903", "S005"), ("J1901", "S005"), ("J1901", "S010")],
    },
    "a monitor who moves": {
        "students": [("20190101", "张新", "男", "回族", "J1902")],
        "monitors": [("J1902", "20190101")],
    },
    "a class that moves": {"classes": [("J1901", "计算机1901", 2018, 2023, "0102")]},
    "students who left": {"students": [(*one, "女", "汉族", "J1901") for one in CS1], "retire": True},
    "staff who left": {"staff": [("S001", "超级管理员", None)], "retire": True},
    "other names": {"colleges": [("01", "信息学院")], "staff": [("S005", "李丽", "02")]},
}


@pytest.mark.parametrize("choice", CHOICES)
async def test_everything_is_as_before(campus: Campus, choice: str) -> None:
    """R10.9: colleges, classes, people, accounts, assignments, and the batches that followed; ids stay."""
    before = await state(campus)
    counts = await take_in(campus, **CHOICES[choice])
    assert "errors" not in counts, counts
    changed = await state(campus)
    assert changed != before
    assert (await undone(campus, campus.super_admin)) != (0, 0)
    assert await state(campus) == before
    assert await take_in(campus, **CHOICES[choice]) == counts


async def test_the_latest_is_undone_first_and_then_the_one_before(campus: Campus) -> None:
    """R10.9: an import that changes nothing leaves no record; the command line's has no author."""
    states = [await state(campus)]
    for students in ([("20190501", "曾一", "男", "汉族", "J1901")], [("20190501", "曾二", "男", "汉族", "J1902")]):
        await take_in(campus, students=students)
        states.append(await state(campus))
        await take_in(campus, students=students)
        await take_in(campus, dry=True, **NEW_COLLEGE)
    await campus.execute("update import_record set imported_by = null where created > 0")
    second, first = await listed(campus, campus.super_admin)
    assert (first["created"], first["importedBy"], first["kind"]) == (1, None, "ROSTER")
    assert (second["replaced"], second["importedBy"], second["college"]) == (1, "超级管理员", None)
    [line] = await obstacles(campus, campus.super_admin, first["id"])
    assert line.startswith("学生“曾一 20190501”之后有改动（超级管理员，20")
    assert line.endswith("，导入“学生.csv”）")
    assert await undone(campus, campus.super_admin, second["id"]) == (1, 0)
    assert await state(campus) == states[1]
    assert await undone(campus, campus.super_admin, first["id"]) == (0, 1)
    assert await state(campus) == states[0]


USED = {
    "role_grant": "insert into role_grant (account_id, role, granted_at) select id, 'STUDENT_AFFAIRS', now() from mine",
    "session": "insert into session (account_id, token_hash, created_at, expires_at)"
    " select id, 'x', now(), now() from mine",
    "password": "update account set password_hash = 'x' from mine where mine.id = account.id",
    "code": "update account set activation_hash = 'x' from mine where mine.id = account.id",
    "disabled": "update account set disabled_at = now() from mine where mine.id = account.id",
    "score": "insert into course_score (student_id, academic_year, term, course_code, course_name, course_kind, credit)"
    " select student_id, '2018-2019', 1, 'A', '课', '必修', 1 from mine",
    "result": "insert into academic_result (batch_id, student_id, class_id, college_id, major_id, grade, computed_at,"
    " computed_by) select 1, student_id, 1, 1, 1, 2019, now(), 1 from mine",
}
TOLD = {
    "role_grant": ["账号“曾一 20190501”已有角色"],
    "session": ["账号“曾一 20190501”已有登录"],
    "password": ["账号“曾一 20190501”已发放激活码或已激活"],
    "code": ["账号“曾一 20190501”已发放激活码或已激活"],
    "disabled": ["账号“曾一 20190501”之后有改动"],
    "score": ["学生“曾一 20190501”已有课程成绩"],
    "result": ["学生“曾一 20190501”已有学业成绩"],
}


@pytest.mark.parametrize("what", USED)
async def test_what_was_used_since_stands_in_the_way(campus: Campus, what: str) -> None:
    """R10.9: a new account that was used, and a new student of whom anything is known by now."""
    await take_in(campus, **NEW_COLLEGE)
    await campus.execute(f"with mine as (select * from account where username = '20190501') {USED[what]}")
    assert await obstacles(campus, campus.super_admin) == TOLD[what]


async def test_a_batch_that_has_begun_keeps_its_participants(campus: Campus) -> None:
    """R10.9, R2.3: nobody leaves it, and nobody changes class in it; an ended batch stays as it is, too."""
    await take_in(
        campus, students=[("20190601", "新一", None, None, "J1901"), ("20190101", "张甲", "女", "汉族", "J1902")]
    )
    await campus.open_phases()
    lines = await obstacles(campus, campus.super_admin)
    assert [line for line in lines if "已开始评测" in line] == [
        "2018-2019学年综合测评 信息学院已开始评测，参评人员不能再变动"
    ]
    await campus.execute("update phase set first_opened_at = null, status = 'NOT_OPENED'")
    await campus.execute("update batch set status = 'ENDED' where opened_at is not null")
    assert any("已结束，参评人员不能再变动" in line for line in await obstacles(campus, campus.super_admin))


async def test_people_who_came_after_the_beginning_leave_again(campus: Campus) -> None:
    """R2.3: they took no part, so the participants stay what they are."""
    await campus.open_phases()
    before = await state(campus)
    await take_in(campus, students=[("20190601", "新一", None, None, "J1901")])
    assert await undone(campus, campus.super_admin) == (0, 1)
    assert await state(campus) == before


async def test_somebody_is_left_to_run_the_system(campus: Campus) -> None:
    """R9.2: an undo does not retire the last super admin, whom the import brought back."""
    await campus.execute("update staff set retired_at = now() where number = 'S001'")
    await campus.execute(
        "insert into role_grant (account_id, role, granted_at) select id, 'SUPER_ADMIN', now() from account"
        " where username = 'S002'"
    )
    answer = await send(campus, campus.student_affairs, staff=[("S001", "超级管理员", None)])
    assert answer.data["importRoster"]["userErrors"] == []
    await campus.execute("delete from role_grant using account where username = 'S002' and account_id = account.id")
    before = await everything(campus)
    refused = await undo(campus, campus.super_admin)
    assert [error["code"] for error in refused["userErrors"]] == ["LAST_SUPER_ADMIN"]
    assert await everything(campus) == before


async def test_an_owner_that_is_gone_stands_in_the_way(campus: Campus) -> None:
    """R10.9: a student can't go back into a class that an undo of another import removed."""
    await take_in(campus, classes=[("J1903", "计科1903", 2019, 2023, "0101")])
    first = await last_id(campus)
    await campus.execute("delete from batch_class where class_id = (select id from school_class where code = 'J1903')")
    await campus.execute("update import_change set new = old where of_table = 'batch_class'")
    await take_in(campus, students=[("20190101", "张甲", "女", "汉族", "J1903")])
    await take_in(campus, students=[("20190101", "张甲", "女", "汉族", "J1902")])
    last = await last_id(campus)
    lines = await obstacles(campus, campus.super_admin, first)
    assert lines
    await campus.execute("delete from participant where student_id = :jia", jia=campus.jia.id)
    await campus.execute("delete from batch_class where class_id = (select id from school_class where code = 'J1903')")
    await campus.execute("delete from school_class where code = 'J1903'")
    assert "学生“张甲 20190101”原来所属的班级已不存在" in await obstacles(campus, campus.super_admin, last)
