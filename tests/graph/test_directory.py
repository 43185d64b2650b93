"""The directory: colleges, majors, classes and students, each person's within reach (R8.1 - R8.4)."""

from typing import Any

import pytest

from tests.campus import NOBODY, STUDENTS, Campus, Person
from tests.graph.batch_acts import clear, move_batch, set_participants
from tests.statements import counted

COLLEGES = "query C($filter: CollegeFilter) { colleges(filter: $filter) { totalCount nodes { id code name } } }"
MAJORS = "query M($filter: MajorFilter) { majors(filter: $filter) { totalCount nodes { code name college { name } } } }"
CLASSES = """query C($filter: ClassFilter, $order: ClassOrder, $first: Int! = 20) {
  classes(filter: $filter, orderBy: $order, first: $first) { totalCount nodes {
    id code name grade cohort major { name } college { name } students(first: 3) { totalCount nodes { name } } } } }"""
ONE_CLASS = "query C($id: ID, $code: String) { schoolClass(id: $id, code: $code) { name students { nodes { name } } } }"
STUDENT_LIST = """query S($filter: StudentFilter, $order: StudentOrder, $first: Int! = 20) {
  students(filter: $filter, orderBy: $order, first: $first) { totalCount nodes {
    number name monitor schoolClass { name } major { name } college { name } } } }"""
ONE_STUDENT = "query S($id: ID, $number: String) { student(id: $id, number: $number) { name gender ethnicity } }"
DETAILS = "query S { students { nodes { name gender ethnicity } } }"
PEOPLE = {name: dict(people) for name, people in STUDENTS.items()}
CLASSMATES = list(PEOPLE["cs1"].values())


async def listed(campus: Campus, person: Person, query: str, **given: Any) -> list[str]:
    answer = await campus.ask(person, query, **given)
    assert not answer.errors, answer.errors
    (found,) = answer.data.values()
    assert found["totalCount"] == len(found["nodes"])
    return [one["name"] for one in found["nodes"]]


@pytest.mark.parametrize("who", ["super_admin", "college_admin", "counsellor_ma", "yi", "bystander"])
async def test_everybody_who_is_signed_in_knows_colleges_and_majors(campus: Campus, who: str) -> None:
    person = campus.people[who]
    assert await listed(campus, person, COLLEGES) == ["信息学院", "外语学院"]
    assert await listed(campus, person, COLLEGES, filter={"code": "02"}) == ["外语学院"]
    assert await listed(campus, person, COLLEGES, filter={"name": "息"}) == ["信息学院"]
    assert await listed(campus, person, MAJORS) == ["计算机", "软件工程", "英语"]
    assert await listed(campus, person, MAJORS, filter={"collegeId": campus.info, "name": "软件"}) == ["软件工程"]


@pytest.mark.parametrize("query", [COLLEGES, MAJORS, CLASSES, STUDENT_LIST, ONE_STUDENT, ONE_CLASS])
async def test_a_stranger_gets_nothing(campus: Campus, query: str) -> None:
    """R9.1."""
    given = {"id": campus.cs1} if "$id" in query else {}
    answer = await campus.ask(NOBODY, query, **given)
    assert answer.codes == ["UNAUTHENTICATED"]
    assert answer.data is None or set(answer.data.values()) == {None}


async def test_what_is_no_more_shows_only_when_asked_for(campus: Campus) -> None:
    """R9.2."""
    await campus.execute("update college set retired_at = now() where code = '02'")
    await campus.execute("update school_class set retired_at = now() where code = 'R1901'")
    await campus.execute("update student set retired_at = now() where number = '20190101'")
    boss, wanted = campus.super_admin, {"includeRetired": True}
    assert await listed(campus, boss, COLLEGES) == ["信息学院"]
    assert await listed(campus, boss, COLLEGES, filter=wanted) == ["信息学院", "外语学院"]
    assert "软工1901" not in await listed(campus, boss, CLASSES)
    assert "软工1901" in await listed(campus, boss, CLASSES, filter=wanted)
    assert "张甲" not in await listed(campus, boss, STUDENT_LIST)
    assert "张甲" in await listed(campus, boss, STUDENT_LIST, filter=wanted)


REACH = [
    ("super_admin", ["计科1501", "计科1901", "计科1902", "软工1901", "英语1901"]),
    ("student_affairs", ["计科1501", "计科1901", "计科1902", "软工1901", "英语1901"]),
    ("college_admin", ["计科1501", "计科1901", "计科1902", "软工1901"]),
    ("other_deputy_secretary", ["英语1901"]),
    ("counsellor_li", ["计科1901", "计科1902"]),
    ("counsellor_zhao", ["计科1902", "软工1901"]),
    ("head_teacher_chen", ["计科1901"]),
    ("monitor", ["计科1901"]),
    ("mei", ["英语1901"]),
    ("bystander", []),
]
KEYS = {"计科1901": "cs1", "计科1902": "cs2", "软工1901": "se1", "英语1901": "en1", "计科1501": "old"}


@pytest.mark.parametrize(("who", "names"), REACH)
async def test_classes_and_students_go_by_reach(campus: Campus, who: str, names: list[str]) -> None:
    """R8.1, R8.2: this holds in lists and totals, by id and by code or number; rows out of reach answer as unknown."""
    person = campus.people[who]
    assert await listed(campus, person, CLASSES) == names
    everybody = [name for klass in names for name in PEOPLE.get(KEYS[klass], {}).values()]
    assert await listed(campus, person, STUDENT_LIST) == everybody
    for klass, code in (("cs1", "J1901"), ("en1", "Y1901")):
        is_seen = {"cs1": "计科1901", "en1": "英语1901"}[klass] in names
        for given in ({"id": str(campus.ids[klass])}, {"code": code}):
            answer = await campus.ask(person, ONE_CLASS, **given)
            assert (answer.data["schoolClass"] is not None) == is_seen
    for student, klass in ((campus.yi, "计科1901"), (campus.mei, "英语1901")):
        for given in ({"id": str(student.id)}, {"number": student.username}):
            answer = await campus.ask(person, ONE_STUDENT, **given)
            assert (answer.data["student"] is not None) == (klass in names)


async def test_an_unknown_id_answers_as_a_hidden_one(campus: Campus) -> None:
    """R8.2: a stranger's, one of another kind of thing, and nonsense."""
    bodies = []
    for unknown in (str(campus.mei.id), "999999", campus.cs1, "x", "", "-1", str(2**70)):
        answer = await campus.ask(campus.counsellor_li, ONE_STUDENT, id=unknown)
        bodies.append(answer.body)
    assert all(body == {"data": {"student": None}} for body in bodies)


async def test_a_look_up_takes_either_key(campus: Campus) -> None:
    for given in ({}, {"id": "1", "number": "1"}):
        assert (await campus.ask(campus.super_admin, ONE_STUDENT, **given)).codes == ["BAD_REQUEST"]
    for given in ({}, {"id": "1", "code": "1"}):
        assert (await campus.ask(campus.super_admin, ONE_CLASS, **given)).codes == ["BAD_REQUEST"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("student_affairs", None),
        ("college_admin", None),
        ("counsellor_li", None),
        ("head_teacher_chen", None),
        ("monitor", {"张甲"}),
        ("yi", {"李乙"}),
    ],
)
async def test_personal_details_are_not_for_classmates(campus: Campus, who: str, seen: set[str] | None) -> None:
    """R8.3: one error for each coordinate, however many values were withheld."""
    answer = await campus.ask(campus.people[who], DETAILS)
    rows = answer.data["students"]["nodes"]
    told = {row["name"] for row in rows if row["gender"] is not None and row["ethnicity"] is not None}
    assert told == (seen or {row["name"] for row in rows})
    if seen is None:
        assert not answer.errors
    else:
        assert sorted(error["extensions"]["coordinate"] for error in answer.errors) == [
            "Student.ethnicity",
            "Student.gender",
        ]
        assert {error["extensions"]["withheld"] for error in answer.errors} == {4}


async def test_details_stay_hidden_on_every_path(campus: Campus) -> None:
    """R8.4: through the class, and through the batch."""
    for query in (
        "query P($b: ID!) { participants(batchId: $b) { nodes { student { name gender } } } }",
        "query P($b: ID!) { batchClasses(batchId: $b) { nodes { schoolClass { students { nodes { name gender } }}}}}",
        'query P { student(number: "20190101") { schoolClass { students { nodes { name gender } } } } }',
    ):
        given = {"b": campus.batch} if "$b" in query else {}
        answer = await campus.ask(campus.yi, query, **given)
        assert _details(answer.data) == {"李乙": "女", **{name: None for name in CLASSMATES if name != "李乙"}}


def _details(found: Any) -> dict[str, Any]:
    """Every student's gender, wherever it stands in an answer."""
    if isinstance(found, list):
        return {name: gender for one in found for name, gender in _details(one).items()}
    if isinstance(found, dict):
        here = {found["name"]: found["gender"]} if "gender" in found else {}
        return here | _details(list(found.values()))
    return {}


async def test_a_class_of_an_ended_batch_opens_nothing_of_the_roster(campus: Campus) -> None:
    """R8.1: a counsellor of last year's batch reads that batch, and not the class as it is today."""
    await move_batch(campus, "end", campus.batch)
    assert await listed(campus, campus.counsellor_li, CLASSES) == []
    assert await listed(campus, campus.counsellor_li, STUDENT_LIST) == []
    nested = "query P($b: ID!) { batchClasses(batchId: $b) { nodes { schoolClass { name students { totalCount } } } } }"
    answer = await campus.ask(campus.counsellor_li, nested, b=campus.batch)
    assert [one["schoolClass"] for one in answer.data["batchClasses"]["nodes"]] == [
        {"name": "计科1901", "students": {"totalCount": 0}},
        {"name": "计科1902", "students": {"totalCount": 0}},
    ]


async def test_a_student_who_moved_is_a_participant_where_the_batch_has_them(campus: Campus) -> None:
    """History stays true: the new class sees them in the roster, the old one in the batch."""
    await campus.execute("update student set class_id = :en1 where id = :id", en1=campus.ids["en1"], id=campus.jia.id)
    assert "张甲" in await listed(campus, campus.other_college_admin, STUDENT_LIST)
    assert "张甲" not in await listed(campus, campus.college_admin, STUDENT_LIST)
    query = """query P($b: ID!) { participants(batchId: $b, filter: {name: "张甲"}) {
      nodes { schoolClass { name } student { gender } } } }"""
    answer = await campus.ask(campus.college_admin, query, b=campus.batch)
    assert answer.data["participants"]["nodes"] == [{"schoolClass": {"name": "计科1901"}, "student": {"gender": None}}]
    assert (await set_participants(campus, studentIds=[str(campus.jia.id)]))["changedCount"] == 1
    assert not (await clear(campus, "cs1"))["userErrors"]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"filter": {"majorId": "software"}}, ["郑壬", "冯癸"]),
        ({"filter": {"classId": "cs2"}}, ["孙己", "周庚", "吴辛"]),
        ({"filter": {"collegeId": "lang"}}, ["韩梅", "李雷"]),
        ({"filter": {"grade": 2015}}, []),
        ({"filter": {"number": "201901"}, "order": {"field": "NAME"}}, ["王丙", "赵丁", "张甲", "钱戊", "李乙"]),
        ({"filter": {"name": "李"}, "order": {"field": "NUMBER", "direction": "DESC"}}, ["李雷", "李乙"]),
        ({"filter": {"name": "_"}}, []),
        ({"filter": {"number": "1901"}}, []),
    ],
)
async def test_students_are_filtered_and_ordered(campus: Campus, given: dict, names: list[str]) -> None:
    wanted = {key: str(campus.ids[value]) if key.endswith("Id") else value for key, value in given["filter"].items()}
    assert await listed(campus, campus.super_admin, STUDENT_LIST, **{**given, "filter": wanted}) == names


async def test_classes_are_filtered_and_ordered(campus: Campus) -> None:
    for given, names in (
        ({"filter": {"cohort": 2019}}, ["计科1501"]),
        ({"filter": {"code": "J1902"}}, ["计科1902"]),
        ({"filter": {"majorId": campus.computing, "grade": 2019}}, ["计科1901", "计科1902"]),
        ({"filter": {"name": "01", "collegeId": campus.lang}}, ["英语1901"]),
        (
            {"filter": {"majorId": campus.computing}, "order": {"field": "GRADE", "direction": "DESC"}},
            ["计科1901", "计科1902", "计科1501"],
        ),
    ):
        assert await listed(campus, campus.super_admin, CLASSES, **given) == names, given


async def test_the_students_of_many_classes_are_paged_apart(campus: Campus) -> None:
    query = """query C($after: String, $offset: Int, $order: StudentOrder) { classes(filter: {grade: 2019}) { nodes {
      students(first: 2, after: $after, offset: $offset, orderBy: $order) {
        totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }"""

    async def pages(**given: Any) -> list[dict]:
        answer = await campus.ask(campus.super_admin, query, **given)
        assert not answer.errors, answer.errors
        return [one["students"] for one in answer.data["classes"]["nodes"]]

    def names(found: list[dict]) -> list[list[str]]:
        return [[one["name"] for one in page["nodes"]] for page in found]

    first = await pages()
    assert names(first) == [["张甲", "李乙"], ["孙己", "周庚"], ["郑壬", "冯癸"], ["韩梅", "李雷"]]
    assert [page["totalCount"] for page in first] == [5, 3, 2, 2]
    assert [page["pageInfo"]["hasNextPage"] for page in first] == [True, True, False, False]
    assert names(await pages(offset=2)) == [["王丙", "赵丁"], ["吴辛"], [], []]
    after = await pages(after=first[0]["pageInfo"]["endCursor"])
    assert names(after)[0] == ["王丙", "赵丁"]
    assert after[0]["pageInfo"]["hasPreviousPage"] is True
    assert names(await pages(order={"field": "NAME"}))[0] == ["王丙", "赵丁"]


async def test_lists_of_any_length_cost_as_many_statements(campus: Campus) -> None:
    costs: dict[str, list[int]] = {CLASSES: [], STUDENT_LIST: []}
    for first in (1, 3, 5):
        for query, told in costs.items():
            with counted(campus.database) as seen:
                assert not (await campus.ask(campus.super_admin, query, first=first)).errors
            told.append(len(seen))
    assert {len(set(told)) for told in costs.values()} == {1}
    assert costs[CLASSES][0] <= 7, "viewer, page, total, majors, colleges, students, their totals"
    assert costs[STUDENT_LIST][0] <= 7, "viewer, page, total, classes, majors, colleges"


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\\", "%_'\"", "\U0001f600", "长" * 3000])
async def test_any_text_may_be_looked_for(campus: Campus, text: str) -> None:
    """A text that no name can hold is in no name: an empty list, or a clear error, and never a failure of ours."""
    for query, field in ((STUDENT_LIST, "name"), (STUDENT_LIST, "number"), (CLASSES, "code"), (COLLEGES, "name")):
        answer = await campus.ask(campus.super_admin, query, filter={field: text})
        assert set(answer.codes) <= {"BAD_REQUEST"}, answer.body
        if answer.data:
            (found,) = answer.data.values()
            assert found["totalCount"] == 0
