"""Counsellors and head teachers copied from the batch before, through the API: R2.6."""

from typing import Any

from tests.campus import Campus
from tests.graph.batch_acts import CREATE, batch_form, codes, forbidden, kept, move_batch, press

COPY = """mutation C($input: CopyStaffInput!) {{ copy{kind}(input: $input) {{
  batchClasses {{ schoolClass {{ name }} counsellors {{ name }} headTeachers {{ name }} }}
  userErrors {{ code message path }} }} }}"""
PREVIOUS = """query P($b: ID!) { batchClasses(batchId: $b) { nodes {
  schoolClass { name } counsellors { name } previousCounsellors { name } previousHeadTeachers { name } } } }"""


async def next_batch(campus: Campus) -> str:
    """Opens the batch of the year after."""
    payload = await press(campus, campus.student_affairs, CREATE, **batch_form())
    batch = payload["batch"]["id"]
    assert not codes(await move_batch(campus, "open", batch))
    return str(batch)


async def copied(campus: Campus, batch: str, *classes: str, kind: str = "Counsellors") -> dict[str, Any]:
    given = {"batchId": batch, "classIds": [str(campus.ids[one]) for one in classes]}
    return await press(campus, campus.college_admin, COPY.format(kind=kind), **given)


def names(payload: dict[str, Any], what: str = "counsellors") -> dict[str, list[str]]:
    return {one["schoolClass"]["name"]: [who["name"] for who in one[what]] for one in payload["batchClasses"]}


async def test_a_class_without_counsellors_gets_those_of_the_batch_before(campus: Campus) -> None:
    """R2.6: all in one act, with an audit entry for each class; a second time nothing is left to do."""
    batch = await next_batch(campus)
    before = await kept(campus)
    payload = await copied(campus, batch, "cs1", "cs2", "se1")
    assert names(payload) == {"计科1901": ["李莉"], "计科1902": ["李莉"], "软工1901": ["赵敏"]}
    entries = await campus.rows(
        "select subject, old, new from audit_entry where action = 'copyCounsellors' and batch_id = :b order by id",
        b=int(batch),
    )
    assert [(one.subject, one.old) for one in entries] == [
        (name, {"counsellors": []}) for name in ("计科1901", "计科1902", "软工1901")
    ]
    assert entries[0].new == {"counsellors": ["S005 李莉"]}
    after = await kept(campus)
    assert len(after) > len(before)
    assert names(await copied(campus, batch, "cs1", "cs2", "se1")) == {}
    assert await kept(campus) == after


async def test_a_class_that_has_somebody_stays_as_it_is_and_who_left_is_not_copied(campus: Campus) -> None:
    """R2.6: a copy undoes nobody's choice, and only assigns who may be assigned today."""
    batch = await next_batch(campus)
    await campus.execute(
        "insert into counsellor (batch_id, class_id, staff_id) values (:b, :c, :s)",
        b=int(batch),
        c=campus.ids["cs1"],
        s=campus.bystander.id,
    )
    await campus.execute("update staff set retired_at = now() where id = :s", s=campus.counsellor_zhao.id)
    assert names(await copied(campus, batch, "cs1", "cs2", "se1")) == {"计科1902": ["李莉"]}


async def test_the_newest_earlier_batch_is_shown_beside_each_class(campus: Campus) -> None:
    """R2.6; the batch itself and later ones are not earlier."""
    batch = await next_batch(campus)
    await copied(campus, batch, "cs1")
    answer = await campus.ask(campus.college_admin, PREVIOUS, b=batch)
    first, *_ = answer.data["batchClasses"]["nodes"]
    assert (first["schoolClass"]["name"], first["previousCounsellors"]) == ("计科1901", [{"name": "李莉"}])
    answer = await campus.ask(campus.college_admin, PREVIOUS, b=campus.batch)
    assert all(one["previousCounsellors"] == [] for one in answer.data["batchClasses"]["nodes"])


async def test_another_colleges_class_is_not_copied_to(campus: Campus) -> None:
    """R8.2: all or nothing; and who may not set staff may not copy it."""
    batch = await next_batch(campus)
    before = await kept(campus)
    assert codes(await copied(campus, batch, "cs1", "en1")) == ["NOT_FOUND"]
    given = {"batchId": batch, "classIds": [str(campus.ids["cs1"])]}
    for person in (campus.student_affairs, campus.counsellor_li, campus.jia):
        assert await forbidden(campus, person, COPY.format(kind="HeadTeachers"), **given)
    assert await kept(campus) == before
