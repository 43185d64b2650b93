"""Some people may not touch the classes of a batch, and sometimes nobody may: rule 8, R2, R8.1, R8.2."""

from typing import Any

import pytest

from tests.campus import Campus
from tests.graph.batch_acts import CLEAR, SET, assign_query, codes, forbidden, kept, move_batch, press, set_participants

ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "set": (SET, {"participating": False}),
    "clear": (CLEAR, {}),
    "counsellors": (assign_query("Counsellors"), {"staffIds": []}),
    "headTeachers": (assign_query("HeadTeachers"), {"staffIds": []}),
}


@pytest.mark.parametrize(
    "who", ["student_affairs", "deputy_secretary", "counsellor_li", "head_teacher_chen", "monitor", "yi", "bystander"]
)
async def test_nobody_else_touches_participants(campus: Campus, who: str) -> None:
    """Rule 8: the college admin may for that admin's college, and the super admin may."""
    before = await kept(campus)
    for query, given in ACTS.values():
        assert await forbidden(campus, campus.people[who], query, batchId=campus.batch, classIds=[campus.cs1], **given)
    assert await kept(campus) == before


async def test_another_colleges_class_does_not_exist(campus: Campus) -> None:
    """R8.2: its student does not exist either; a class of the admin's own college beside it changes nothing."""
    before = await kept(campus)
    for query, given in ACTS.values():
        told = [
            await press(campus, campus.college_admin, query, batchId=campus.batch, classIds=[campus.cs1, one], **given)
            for one in (campus.en1, "999999", campus.old)
        ]
        assert told[0] == told[1] == told[2]
        assert codes(told[0]) == ["NOT_FOUND"]
    for student in (str(campus.mei.id), "999999"):
        payload = await set_participants(campus, classIds=[campus.cs1], studentIds=[student])
        assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("NOT_FOUND", "input.studentIds")]
    assert await kept(campus) == before


async def test_somebody_of_two_roles_changes_only_what_the_right_one_reaches(campus: Campus) -> None:
    """R8.1: a college admin here who counsels a class there sees that class, and may not change it."""
    await campus.execute(
        "insert into counsellor (batch_id, class_id, staff_id) values (:batch, :en1, :admin)",
        batch=campus.ids["batch"],
        en1=campus.ids["en1"],
        admin=campus.college_admin.id,
    )
    before = await kept(campus)
    for query, given in ACTS.values():
        given = {"batchId": campus.batch, "classIds": [campus.en1], **given}
        assert await forbidden(campus, campus.college_admin, query, **given)
    assert await kept(campus) == before


@pytest.mark.parametrize("act", ["stop", "end"])
async def test_only_in_an_open_batch(campus: Campus, act: str) -> None:
    await move_batch(campus, act, campus.batch)
    before = await kept(campus)
    for query, given in ACTS.values():
        payload = await press(campus, campus.college_admin, query, batchId=campus.batch, classIds=[campus.cs1], **given)
        assert codes(payload) == ["BATCH_NOT_OPEN"]
    assert await kept(campus) == before


async def test_nothing_chosen_is_told(campus: Campus) -> None:
    for query, given in ACTS.values():
        payload = await press(campus, campus.college_admin, query, batchId=campus.batch, classIds=[], **given)
        assert codes(payload) == ["INVALID"]
