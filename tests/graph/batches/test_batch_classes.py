"""The lists of a batch's classes and participants: R2.1, R8.2, and what they cost."""

from typing import Any

import pytest

from tests.campus import Campus, Person
from tests.graph.academic_acts import compute
from tests.graph.batch_acts import clear, opened, set_participants
from tests.statements import counted

CLASSES = """query C($batch: ID!, $filter: BatchClassFilter, $order: BatchClassOrder, $first: Int! = 20, $offset: Int) {
  batchClasses(batchId: $batch, filter: $filter, orderBy: $order, first: $first, offset: $offset) { totalCount nodes {
    batch { name } schoolClass { name grade } major { name } college { name } classSize participantCount participating
    cleared clearedAt counsellors { name number college { name } } headTeachers { name }
    academicComputedAt academicComputedBy } } }"""
PARTICIPANTS = """query P($batch: ID!, $filter: ParticipantFilter, $order: ParticipantOrder, $first: Int! = 20,
                          $after: String) {
  participants(batchId: $batch, filter: $filter, orderBy: $order, first: $first, after: $after) {
    totalCount pageInfo { endCursor hasNextPage } nodes {
      participating student { number name major { name } } schoolClass { name } college { name } batch { name } } } }"""


async def classes(campus: Campus, person: Person, **given: Any) -> dict[str, dict]:
    answer = await campus.ask(person, CLASSES, batch=campus.batch, **given)
    assert not answer.errors, answer.errors
    found = answer.data["batchClasses"]
    assert found["totalCount"] == len(found["nodes"])
    return {one["schoolClass"]["name"]: one for one in found["nodes"]}


async def names(campus: Campus, person: Person, **given: Any) -> list[str]:
    answer = await campus.ask(person, PARTICIPANTS, batch=campus.batch, **given)
    assert not answer.errors, answer.errors
    found = answer.data["participants"]
    assert found["totalCount"] == len(found["nodes"])
    return [one["student"]["name"] for one in found["nodes"]]


async def test_class_size_stands_beside_participant_count(campus: Campus) -> None:
    """R2.1, with the staff of the class, who computed it when, and whether it is cleared."""
    await opened(campus)
    await clear(campus, "cs2")
    await set_participants(campus, studentIds=[str(campus.ji.id)])
    await compute(campus, campus.counsellor_li, "cs1")
    rows = await classes(campus, campus.college_admin)
    assert list(rows) == ["计科1901", "计科1902", "软工1901"]
    first, second = rows["计科1901"], rows["计科1902"]
    assert (first["classSize"], first["participantCount"], first["cleared"], first["clearedAt"]) == (5, 5, False, None)
    assert (second["classSize"], second["participantCount"], second["cleared"]) == (3, 2, True)
    assert (first["academicComputedBy"], second["academicComputedBy"]) == ("李莉", None)
    await compute(campus, campus.college_admin, "se1")
    latest = {"field": "ACADEMIC_COMPUTED_AT", "direction": "DESC"}
    assert list(await classes(campus, campus.college_admin, order=latest)) == ["软工1901", "计科1901", "计科1902"]
    assert first["academicComputedAt"]
    assert second["clearedAt"]
    assert (first["major"]["name"], first["college"]["name"], first["schoolClass"]["grade"]) == (
        "计算机",
        "信息学院",
        2019,
    )
    assert [one["name"] for one in second["counsellors"] + second["headTeachers"]] == ["李莉", "赵敏"]


async def test_classes_are_filtered(campus: Campus) -> None:
    """R2.1: classes are filtered by major, grade, class, participating or not."""
    await set_participants(campus, classIds=[campus.se1])
    for given, wanted in (
        ({"majorId": campus.computing}, ["计科1901", "计科1902"]),
        ({"grade": 2019}, ["计科1901", "计科1902", "软工1901"]),
        ({"grade": 2018}, []),
        ({"classId": campus.cs2}, ["计科1902"]),
        ({"collegeId": campus.lang}, []),
        ({"name": "软工"}, ["软工1901"]),
        ({"name": "%"}, []),
        ({"participating": False}, ["软工1901"]),
        ({"participating": True, "majorId": campus.computing}, ["计科1901", "计科1902"]),
    ):
        assert list(await classes(campus, campus.college_admin, filter=given)) == wanted, given


async def test_classes_are_ordered_and_jumped_through(campus: Campus) -> None:
    order = {"field": "CODE", "direction": "DESC"}
    assert list(await classes(campus, campus.super_admin, order=order)) == [
        "英语1901",
        "软工1901",
        "计科1902",
        "计科1901",
    ]
    by_grade = await classes(campus, campus.super_admin, order={"field": "GRADE"})
    assert list(by_grade) == ["计科1901", "计科1902", "软工1901", "英语1901"]
    answer = await campus.ask(campus.super_admin, CLASSES, batch=campus.batch, first=1, offset=2)
    assert [one["schoolClass"]["name"] for one in answer.data["batchClasses"]["nodes"]] == ["软工1901"]
    assert answer.data["batchClasses"]["totalCount"] == 4


@pytest.mark.parametrize(
    ("who", "wanted"),
    [
        ("student_affairs", ["计科1901", "计科1902", "软工1901", "英语1901"]),
        ("deputy_secretary", ["计科1901", "计科1902", "软工1901"]),
        ("other_college_admin", ["英语1901"]),
        ("counsellor_li", ["计科1901", "计科1902"]),
        ("counsellor_zhao", ["计科1902", "软工1901"]),
        ("head_teacher_chen", ["计科1901"]),
        ("yi", ["计科1901"]),
        ("bystander", []),
    ],
)
async def test_each_person_sees_the_classes_within_reach(campus: Campus, who: str, wanted: list[str]) -> None:
    """R8.1, R8.2: this holds in the list, in its total, and in that of the participants."""
    assert list(await classes(campus, campus.people[who])) == wanted
    answer = await campus.ask(campus.people[who], PARTICIPANTS, batch=campus.batch)
    assert {one["schoolClass"]["name"] for one in answer.data["participants"]["nodes"]} == set(wanted)


async def test_a_batch_that_is_not_to_be_seen_has_no_classes(campus: Campus) -> None:
    for batch in ("999999", "x", str(2**62)):
        answer = await campus.ask(campus.super_admin, CLASSES, batch=batch)
        assert answer.data["batchClasses"] == {"totalCount": 0, "nodes": []}


async def test_participants_are_filtered(campus: Campus) -> None:
    """R2.1: those who take part, and those who do not."""
    await set_participants(campus, studentIds=[str(campus.jia.id), str(campus.ren.id)])
    for given, wanted in (
        ({"participating": False}, ["张甲", "郑壬"]),
        ({"participating": True, "classId": campus.cs1}, ["李乙", "王丙", "赵丁", "钱戊"]),
        ({"majorId": campus.software}, ["郑壬", "冯癸"]),
        ({"grade": 2019, "name": "丁"}, ["赵丁"]),
        ({"number": "201902"}, ["孙己", "周庚", "吴辛"]),
        ({"number": "_"}, []),
        ({"collegeId": campus.lang}, []),
    ):
        assert await names(campus, campus.college_admin, filter=given) == wanted, given


async def test_participants_are_ordered_by_number_name_or_class(campus: Campus) -> None:
    """Names by their pinyin: bing, ding, jia, wu, yi."""
    one = {"filter": {"classId": campus.cs1}}
    person = campus.college_admin
    assert await names(campus, person, **one) == ["张甲", "李乙", "王丙", "赵丁", "钱戊"]
    by_name = {"field": "NAME", "direction": "ASC"}
    assert await names(campus, person, **one, order=by_name) == ["王丙", "赵丁", "张甲", "钱戊", "李乙"]
    by_class = await names(campus, person, order={"field": "CLASS", "direction": "DESC"})
    assert by_class == ["郑壬", "冯癸", "孙己", "周庚", "吴辛", "张甲", "李乙", "王丙", "赵丁", "钱戊"]


@pytest.mark.parametrize("field", ["NUMBER", "NAME", "CLASS"])
async def test_pages_by_cursor_hold_everybody_once(campus: Campus, field: str) -> None:
    seen, after = [], None
    for _ in range(4):
        answer = await campus.ask(
            campus.college_admin, PARTICIPANTS, batch=campus.batch, first=3, after=after, order={"field": field}
        )
        page = answer.data["participants"]
        seen += [one["student"]["name"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert page["pageInfo"]["hasNextPage"] is False
    assert seen == await names(campus, campus.college_admin, order={"field": field})


async def test_a_cursor_of_another_order_is_a_clear_error(campus: Campus) -> None:
    page = await campus.ask(campus.college_admin, PARTICIPANTS, batch=campus.batch, first=3)
    cursor = page.data["participants"]["pageInfo"]["endCursor"]
    answer = await campus.ask(
        campus.college_admin, PARTICIPANTS, batch=campus.batch, after=cursor, order={"field": "NAME"}
    )
    assert answer.codes == ["BAD_REQUEST"]


async def test_a_list_of_any_length_costs_as_many_statements(campus: Campus) -> None:
    costs: dict[str, list[int]] = {"batchClasses": [], "participants": []}
    for first in (1, 2, 4):
        for query, told in ((CLASSES, "batchClasses"), (PARTICIPANTS, "participants")):
            with counted(campus.database) as seen:
                answer = await campus.ask(campus.super_admin, query, batch=campus.batch, first=first)
            assert len(answer.data[told]["nodes"]) == first
            costs[told].append(len(seen))
    assert {len(set(numbers)) for numbers in costs.values()} == {1}
    assert costs["batchClasses"][0] <= 11, "viewer, page, total, 3 of staff, batch, class, major, college twice"
    assert costs["participants"][0] <= 10, "viewer, page, total, student, class, its major, college, batch"
