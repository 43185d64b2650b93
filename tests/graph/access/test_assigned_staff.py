"""Assigned staff through the API: R2.6, R2.7, R8.5."""

from tests.campus import Campus, Person
from tests.graph.batch_acts import assign, codes, kept


async def test_counsellors_are_assigned_any_number_a_class(campus: Campus) -> None:
    """R2.6: the list of each named class is replaced; others stay; none is a number too."""
    people = [campus.counsellor_zhao, campus.head_teacher_chen, campus.bystander]
    payload = await assign(campus, "Counsellors", ["cs1", "se1"], people)
    names = [[one["name"] for one in klass["counsellors"]] for klass in payload["batchClasses"]]
    assert names == [["路人", "赵敏", "陈静"]] * 2
    assert [
        row.class_id
        for row in await campus.rows("select class_id from counsellor where staff_id = :li", li=campus.counsellor_li.id)
    ] == [campus.ids["cs2"]]
    payload = await assign(campus, "Counsellors", ["cs1"], [])
    assert payload["batchClasses"][0]["counsellors"] == []
    entries = await campus.rows("select old, new from audit_entry where action = 'assignCounsellors' order by id")
    assert entries[0].old == {"counsellors": ["S005 李莉"]}
    assert entries[-1].new == {"counsellors": []}


async def test_head_teachers_start_as_the_rosters_and_may_be_changed(campus: Campus) -> None:
    """R2.7: the change is for this batch; the roster's own assignment stays."""
    roster = await campus.rows("select * from roster_head_teacher order by class_id")
    started = await campus.rows("select class_id, staff_id from head_teacher order by class_id")
    assert [tuple(row) for row in started] == [tuple(row) for row in roster]
    payload = await assign(campus, "HeadTeachers", ["cs1"], [campus.counsellor_li, campus.bystander])
    assert [one["name"] for one in payload["batchClasses"][0]["headTeachers"]] == ["路人", "李莉"]
    assert await campus.rows("select * from roster_head_teacher order by class_id") == roster
    assert len(await campus.rows("select 1 from audit_entry where action = 'assignHeadTeachers'")) == 1


async def test_who_is_taken_off_a_class_loses_it_with_the_next_request(campus: Campus) -> None:
    """R8.5, R8.1: and who is put on it has it."""
    query = "query C($b: ID!) { batchClasses(batchId: $b) { nodes { schoolClass { name } } } }"

    async def seen(person: Person) -> list[str]:
        answer = await campus.ask(person, query, b=campus.batch)
        return [one["schoolClass"]["name"] for one in answer.data["batchClasses"]["nodes"]]

    assert (await seen(campus.counsellor_li), await seen(campus.bystander)) == (["计科1901", "计科1902"], [])
    await assign(campus, "Counsellors", ["cs1"], [campus.bystander])
    assert (await seen(campus.counsellor_li), await seen(campus.bystander)) == (["计科1902"], ["计科1901"])


async def test_staff_of_the_school_can_be_assigned_and_of_other_colleges_not(campus: Campus) -> None:
    """R2.6 (decided: the college's own staff, or the school's); R8.2: others answer as unknown."""
    assert not codes(await assign(campus, "Counsellors", ["cs1"], [campus.student_affairs]))
    before = await kept(campus)
    foreign = await assign(campus, "Counsellors", ["cs1"], [campus.counsellor_li, campus.counsellor_ma])
    unknown = await assign(campus, "Counsellors", ["cs1"], [Person("", "", 999999)])
    assert codes(foreign) == codes(unknown) == ["NOT_FOUND"]
    assert foreign == unknown
    boss = await assign(campus, "Counsellors", ["cs1"], [campus.counsellor_ma], campus.super_admin)
    mixed = await assign(campus, "Counsellors", ["cs1", "en1"], [campus.counsellor_li], campus.super_admin)
    assert codes(boss) == codes(mixed) == ["INVALID"]
    await campus.execute("update staff set retired_at = now() where id = :id", id=campus.bystander.id)
    assert codes(await assign(campus, "HeadTeachers", ["cs1"], [campus.bystander])) == ["INVALID"]
    assert await kept(campus) == before
